"""`template …`, and the template held against the account's before a run."""

import json
import tomllib
from datetime import date

import pytest
from program_help import Program, counts, nothing_twice, order, orders, read_page

from zns_batch.sandbox import RunningSandbox

ORDER = {
    "name": "Xác nhận đơn hàng (mới)",
    "tag": "TRANSACTION",
    "price": 250,
    "params": {
        "customer_name": {"max_length": 30},
        "order_code": {"max_length": 30},
        "order_date": {},
        "amount": {},
        "address": {"required": False, "max_length": 80},
    },
    "sample": {"customer_name": "Nguyễn Văn An", "order_code": "PE-010299485"},
}


def offer(zalo: RunningSandbox, **changes: object) -> None:
    """Let the account have one template."""
    zalo.change(templates={"217489": ORDER | changes, "300100": {"name": "Mẫu khác"}})


def test_a_template_becomes_a_file_and_a_list(program: Program, zalo: RunningSandbox) -> None:
    """`pull` writes what the account knows, and `sample` makes a list of it that only its example keeps from being sent."""
    zalo.change(templates={"417489": ORDER})
    done = program.run("template", "pull", "417489")
    assert (0, "templates/xac-nhan-don-hang-moi.toml") == (
        done.code,
        done.out.strip().replace("\\", "/"),
    )
    found = tomllib.loads((program.folder / done.out.strip()).read_text("utf-8"))
    assert ("417489", "TRANSACTION", 250, 7200) == tuple(
        found[key] for key in ("template_id", "tag", "price", "timeout")
    )
    assert {"required": False, "max_length": 80, "example": "<address>"} == found["params"][
        "address"
    ]
    name = "xac-nhan-don-hang-moi"
    assert 0 == program.run("sample", "-t", name, "-o", "empty.xlsx").code
    (example,) = read_page(program.folder / "empty.xlsx")
    assert "Nguyễn Văn An" in example.values()
    checked = program.run("check", "empty.xlsx", "-t", name, "--json").object()
    assert ["example-row"] == [problem["code"] for problem in checked["problems"]]


def test_pulling_again_keeps_what_a_person_added(program: Program, zalo: RunningSandbox) -> None:
    """Columns, text, types, defaults and comments stay; lengths, price and parameters are brought up to date."""
    offer(zalo)
    file = program.folder / "templates" / "cua-toi.toml"
    file.parent.mkdir()
    file.write_text(
        '# của tôi\ntemplate_id = "217489"\nname = "Tên của tôi"\nprice = 1\ntext = "Chào"\n\n'
        '[params.customer_name]\nmax_length = 99\ncolumns = ["Họ tên"]\n\n'
        '[params.order_date]\ntype = "date"\n\n[params.voucher]\ncolumns = ["Mã giảm giá"]\n',
        encoding="utf-8",
    )
    done = program.run("template", "pull", "217489", "--name", "khac")
    assert 0 == done.code
    assert "amount" in done.err
    assert "voucher" in done.err
    text = file.read_text("utf-8")
    found = tomllib.loads(text)
    assert text.startswith("# của tôi\n")
    assert ("Tên của tôi", "Chào", 250) == (found["name"], found["text"], found["price"])
    assert (30, ["Họ tên"]) == tuple(
        found["params"]["customer_name"][key] for key in ("max_length", "columns")
    )
    assert "date" == found["params"]["order_date"]["type"]
    assert set(ORDER["params"]) == set(found["params"])  # type: ignore[call-overload] # a table of the test
    assert ["cua-toi.toml"] == [path.name for path in file.parent.iterdir()]


def test_the_templates_of_the_account_are_listed(program: Program, zalo: RunningSandbox) -> None:
    """`template list` shows id, name, status and the file that describes it, for people and for scripts."""
    offer(zalo, status="DISABLE")
    shown = program.run("template", "list")
    assert "ID" == shown.out.split()[0]
    assert 0 == shown.code
    assert "DISABLE" in shown.out
    assert "don-hang.toml" in shown.out
    listed = json.loads(program.run("template", "list", "--json").out)["templates"]
    assert {"217489": "DISABLE", "300100": "ENABLE"} == {
        one["template_id"]: one["status"] for one in listed
    }


def test_a_template_is_shown_with_and_without_its_account(
    program: Program, zalo: RunningSandbox
) -> None:
    """`template show` tells the file, and how the template stands when the account can be asked."""
    offer(zalo)
    done = program.run("template", "show", "don-hang")
    assert 0 == done.code
    assert "ENABLE" in done.out
    assert "250" in done.err
    alone = program.run("template", "show", "don-hang", ZNS_BASE_URL="http://127.0.0.1:9")
    assert 0 == alone.code
    assert "customer_name" in alone.out


def test_an_id_alone_is_enough_to_send(program: Program, zalo: RunningSandbox) -> None:
    """`send -t ID` takes names, lengths and price from the account when there is no file."""
    zalo.change(templates={"517489": {"params": {"ten": {"max_length": 9}}, "price": 300}})
    program.write(
        "list.csv", [("0912000001", "An"), ("0912000002", "Một tên quá dài")], ("SĐT", "Ten")
    )
    done = program.run(
        "send", "list.csv", "-t", "517489", "--yes", "--json", "--skip-invalid", "--rate", "100"
    )
    found = done.object()
    assert (1, {"accepted": 1, "invalid": 1}) == (done.code, counts(found))
    assert "value-too-long" == found["problems"][0]["code"]
    assert 300 == found["cost"]["estimate"]
    (sent,) = zalo.messages()
    assert {"ten": "An"} == sent.template_data


def test_an_id_that_nobody_knows_points_to_the_account(
    program: Program, zalo: RunningSandbox
) -> None:
    """`check` needs a file; for an id without one it says how to get it."""
    program.write("list.csv", orders(1))
    done = program.run("check", "list.csv", "-t", "999000111")
    assert 2 == done.code
    assert "template pull 999000111" in done.err


@pytest.mark.parametrize("status", ["DISABLE", "REJECT", "PENDING_REVIEW"])
def test_a_template_that_is_not_enabled_stops_the_run(
    program: Program, zalo: RunningSandbox, status: str
) -> None:
    """Not one message leaves with a template that the account may not send: exit 4."""
    offer(zalo, status=status)
    program.write("list.csv", orders(3))
    done = program.send("list.csv")
    (told,) = done.object()["problems"]
    assert (4, "template.not-enabled") == (done.code, told["code"])
    assert status in told["message"]
    assert 0 == zalo.counts().requests


def test_a_template_that_is_disabled_meanwhile_stops_resume(
    program: Program, zalo: RunningSandbox
) -> None:
    """`resume` looks at the template anew before it sends the rest."""
    offer(zalo)
    program.write("list.csv", [order(1, ending=918), *orders(5, start=2)])
    assert 3 == program.send("list.csv", "--canary", "1").code
    offer(zalo, status="DISABLE")
    assert 4 == program.run("resume", "latest", "--json").code
    assert 1 == zalo.counts().requests
    offer(zalo)
    assert 1 == program.run("resume", "latest", "--json").code
    nothing_twice(zalo)


def test_what_the_account_says_otherwise_is_told_and_counts(
    program: Program, zalo: RunningSandbox
) -> None:
    """A shorter length and another price at the account are told before the question, and hold."""
    params = ORDER["params"] | {"customer_name": {"max_length": 5}}  # type: ignore[operator] # a table of the test
    offer(zalo, params=params)
    program.write(
        "list.csv",
        [("An", "0912000001", "DH1", date(2026, 11, 22), 5000), order(2)],
    )
    done = program.send("list.csv", "--skip-invalid")
    assert (1, {"accepted": 1, "invalid": 1}) == (done.code, counts(done.object()))
    assert "customer_name may have 5 characters at the account" in done.err
    assert "the price is 250 VND at the account" in done.err
    assert "template pull 217489" in done.err


def test_a_parameter_that_is_new_at_the_account_is_asked_of_the_list(
    program: Program, zalo: RunningSandbox
) -> None:
    """A list without the column of a new required parameter is refused before anything is sent."""
    offer(zalo, params=ORDER["params"] | {"voucher": {}})  # type: ignore[operator] # a table of the test
    program.write("list.csv", orders(3))
    done = program.send("list.csv")
    assert 2 == done.code
    assert "voucher" in done.err
    assert 0 == zalo.counts().requests


def test_an_account_that_can_not_be_asked_is_no_reason_not_to_start(
    program: Program, zalo: RunningSandbox
) -> None:
    """Without an answer about the template the campaign is compared by its first messages."""
    zalo.change(templates={}, query_fault="/template/info/v2")
    program.write("list.csv", orders(3))
    done = program.send("list.csv")
    assert (0, {"accepted": 3}) == (done.code, counts(done.object()))
    assert "was not compared" in done.err


def test_the_quota_of_the_template_is_kept(program: Program, zalo: RunningSandbox) -> None:
    """A template with a quota of its own sends so many, not one request more, and tells when it goes on."""
    offer(zalo, quota=4)
    program.write("list.csv", orders(10))
    done = program.send("list.csv")
    found = done.object()
    assert (3, "paused", "template-quota") == (done.code, found["state"], found["reason"])
    assert {"accepted": 4, "pending": 6} == counts(found)
    assert found["resume_after"]
    assert 4 == zalo.counts().requests
    assert "the template's own quota: 4 left today" in done.err


def test_a_shipped_template_is_copied_and_never_over_another(program: Program) -> None:
    """`template copy` gives a file to begin with, comments and all, and leaves what a person has made of it."""
    done = program.run("template", "copy", "hoc-phi")
    assert (0, "templates/hoc-phi.toml") == (done.code, done.out.strip().replace("\\", "/"))
    file = program.folder / "templates" / "hoc-phi.toml"
    assert file.read_text("utf-8").startswith("# School fee notice")
    file.write_text("# của tôi", encoding="utf-8")
    again = program.run("template", "copy", "hoc-phi")
    assert 2 == again.code
    assert "hoc-phi.toml" in again.err
    assert "# của tôi" == file.read_text("utf-8")
    unknown = program.run("template", "copy", "hoc-phii")
    assert 2 == unknown.code
    assert "hoc-phi" in unknown.err


def test_a_first_template_is_made_from_options(program: Program) -> None:
    """`init` with options writes a file that makes a list, once; without a terminal it says what is missing."""
    words = (
        *("init", "--template-id", "917489", "--name", "Đơn của tôi", "--price", "250"),
        *("--param", "ten:text:30", "--param", "tien:currency"),
    )
    done = program.run(*words)
    assert (0, "templates/don-cua-toi.toml") == (done.code, done.out.strip().replace("\\", "/"))
    file = program.folder / "templates" / "don-cua-toi.toml"
    assert {
        "template_id": "917489",
        "name": "Đơn của tôi",
        "price": 250,
        "params": {"ten": {"type": "text", "max_length": 30}, "tien": {"type": "currency"}},
    } == tomllib.loads(file.read_text("utf-8"))
    assert 0 == program.run("sample", "-t", "917489", "-o", "empty.xlsx").code
    before = file.read_bytes()
    assert 2 == program.run(*words).code
    assert before == file.read_bytes()
    missing = program.run("init", "--template-id", "917489")
    assert 2 == missing.code
    assert "--param" in missing.err
    wrong = program.run("init", "--template-id", "1", "--param", "ten:chuoi")
    assert 2 == wrong.code
    assert "currency" in wrong.err
    assert ["don-cua-toi.toml"] == [path.name for path in file.parent.iterdir()]


def test_the_parameters_of_a_text_need_not_be_named(program: Program) -> None:
    """`init --text` finds the parameters in the text, each once."""
    text = 'Chào <ten>, "mã" <ma>.\nCảm ơn <ten>.'
    assert 0 == program.run("init", "--template-id", "917489", "--text", text).code
    found = tomllib.loads((program.folder / "templates" / "917489.toml").read_text("utf-8"))
    assert (text, ["ten", "ma"]) == (found["text"], list(found["params"]))
