"""Where messages go is told everywhere, and a rehearsal can't be taken for a campaign."""

import openpyxl
import pytest
from program_help import TEMPLATES, Program, counts, order, orders

from zns_batch.reports.destination import Destination
from zns_batch.sandbox import RunningSandbox


def test_a_stand_in_is_called_practice(program: Program, zalo: RunningSandbox) -> None:
    """Before the question, at the end, in `show`, in `campaigns` and in `doctor` one reads that it is practice."""
    program.write("list.csv", orders(2))
    host = zalo.url.removeprefix("http://")
    done = program.run("send", "list.csv", "-t", "don-hang", "--yes")
    practice = f"PRACTICE: a stand-in at {host}"
    assert 2 == done.err.count(practice)
    assert practice in program.run("show").out
    assert practice in program.run("campaigns").out
    assert host in program.run("doctor").out


def test_a_stand_in_is_called_practice_in_what_programs_and_files_tell(
    program: Program, zalo: RunningSandbox
) -> None:
    """The progress, `--json` and every sheet of the workbook say that a run was practice."""
    program.write("list.csv", orders(2))
    host = zalo.url.removeprefix("http://")
    done = program.run("send", "list.csv", "-t", "don-hang", "--yes", "--json")
    assert "2/2  ★ PRACTICE: 2 accepted" in done.err
    answer = done.object()
    told = answer["destination"]
    assert ("zalo", host, True) == (told["provider"], told["host"], told["practice"])
    (listed,) = program.run("campaigns", "--json").json()["campaigns"]
    assert answer["destination"] == listed["destination"]
    assert answer["destination"] == program.run("show", "--json").object()["destination"]
    mark = f"★ PRACTICE: a stand-in at {host}, no customer receives anything"
    for sheet in openpyxl.load_workbook(program.folder / answer["report"]):
        assert sheet.oddHeader is not None
        assert mark in str(sheet.oddHeader.center.text)


def test_a_run_that_goes_on_is_told_by_where_its_account_leads_now(
    program: Program, zalo: RunningSandbox
) -> None:
    """An account that was pointed elsewhere since the campaign was planned: the new place is told and kept."""
    program.write("list.csv", [order(1, ending=918), order(2)])
    program.send("list.csv")
    zalo.change(by_suffix=False)
    moved = zalo.url.replace("127.0.0.1", "localhost")
    words = ("retry", "latest", "--status", "rejected", "--yes", "--json")
    done = program.run(*words, ZNS_BASE_URL=moved)
    assert moved.removeprefix("http://") in done.err
    assert moved.removeprefix("http://") == done.object()["destination"]["host"]


def test_a_rehearsal_sends_to_a_sandbox_of_its_own(program: Program, zalo: RunningSandbox) -> None:
    """`send --rehearse` sends every row to its own sandbox: nothing to the account, nothing in the ledger."""
    program.write("list.csv", orders(4))
    done = program.run("send", "list.csv", "-t", "don-hang", "--rehearse", "--json")
    answer = done.object()
    assert (0, {"accepted": 4}) == (done.code, counts(answer))
    assert 2 == done.err.count("★ PRACTICE: this goes to a sandbox on this machine")
    assert answer["name"].startswith("PRACTICE")
    assert "PRACTICE-list-" in answer["report"]
    assert 0 == zalo.counts().requests
    assert [] == program.run("campaigns", "--json").json()["campaigns"]
    # A list that was rehearsed is sent for the first time afterwards.
    assert {"accepted": 4} == counts(program.send("list.csv").object())


def test_a_rehearsal_knows_the_account_it_stands_for(alone: Program) -> None:
    """A reseller's key header and a template of one's own are rehearsed as they will be sent."""
    settings = '[accounts.default]\nprovider = "gobysend"\nkey_header = "X-Our-Key"\n'
    (alone.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
    folder = alone.folder / "templates"
    folder.mkdir(exist_ok=True)
    shipped = (TEMPLATES / "don-hang.toml").read_text("utf-8")
    (folder / "cua-toi.toml").write_text(shipped.replace("217489", "999123"), encoding="utf-8")
    (folder / "hong.toml").write_text('template_id = "5"\nname = "x"\n', encoding="utf-8")
    alone.write("list.csv", orders(3))
    done = alone.run("send", "list.csv", "-t", "cua-toi", "--rehearse", "--json")
    assert (0, {"accepted": 3}) == (done.code, counts(done.object()))


def test_a_rehearsal_is_not_left_to_workers(alone: Program) -> None:
    """A worker would send it for real: that is refused."""
    alone.write("list.csv", orders(1))
    done = alone.run("send", "list.csv", "-t", "don-hang", "--rehearse", "--detach")
    assert (2, True) == (done.code, "--rehearse" in done.err)


@pytest.mark.parametrize(
    "host, practice",
    [
        ("127.0.0.1:8485", True),
        ("[::1]:8485", True),
        ("localhost", True),
        ("192.168.1.9:80", True),
        ("sandbox:8485", True),
        ("business.openapi.zalo.me", False),
        ("8.8.8.8", False),
        (None, False),
    ],
)
def test_only_an_address_of_this_network_is_practice(host: str | None, practice: bool) -> None:
    """A provider's own address, and any public host, is the real thing and says so."""
    destination = Destination(provider="zalo", oa_id="42", host=host)
    assert practice is destination.is_practice
    label = destination.label("vi")
    assert ("TẬP DƯỢT" in label) is practice
    assert practice or label.startswith("Zalo, OA 42")
