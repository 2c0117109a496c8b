"""Template files: found by path, name or id, and every mistake in them told in one line."""

from pathlib import Path

import pytest

from zns_batch.domain.template import (
    ParamType,
    ProviderParam,
    ProviderTemplate,
    from_dict,
    to_dict,
)
from zns_batch.errors import TemplateError
from zns_batch.i18n import LANGS
from zns_batch.templates.repository import (
    at_account,
    ids_of,
    list_templates,
    load_template,
    read_template,
    template_files,
)
from zns_batch.templates.sync import UnusableTemplateError, plan_pull

FULL = """
template_id = 217489
name = "Xác nhận"
tag = "TRANSACTION"
price = 200
text = "Chào <customer_name>"
phone = ["SĐT người mua"]

[params.customer_name]
max_length = 30
columns = ["Họ tên"]

[params.date]
type = "date"
required = false
default = ""
"""


def write(folder: Path, name: str, text: str | bytes = FULL) -> Path:
    """Write a template file."""
    path = folder / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(ref: str | Path, *folders: Path) -> TemplateError:
    """Return the error that loading a template raises, which is one line in either language."""
    with pytest.raises(TemplateError) as caught:
        load_template(str(ref), folders=folders)
    assert all("\n" not in caught.value.text(lang) for lang in LANGS)
    return caught.value


@pytest.mark.parametrize("ref", ["don-hang", "217489", "{folder}/don-hang.toml"])
def test_found(tmp_path: Path, ref: str) -> None:
    """A template is found by its name, its id or its path, with everything its file says."""
    write(tmp_path, "don-hang")
    template = load_template(ref.format(folder=tmp_path), folders=[tmp_path])
    assert (template.template_id, template.key, template.name) == ("217489", "don-hang", "Xác nhận")
    assert (template.tag, template.price, template.phone) == (
        "TRANSACTION",
        200,
        ("SĐT người mua",),
    )
    assert template.text == "Chào <customer_name>"
    name, day = template.params.values()
    assert (name.name, name.required, name.max_length) == ("customer_name", True, 30)
    assert (name.columns, name.type) == (("Họ tên",), ParamType.TEXT)
    assert (day.type, day.required, day.default) == (ParamType.DATE, False, "")


def test_least(tmp_path: Path) -> None:
    """A file with an id and one parameter is a template, named after the file."""
    write(tmp_path, "otp", b'\xef\xbb\xbftemplate_id = "9"\n[params.otp]\n')
    template = load_template("otp", folders=[tmp_path / "missing", tmp_path])
    assert (template.name, template.price, template.text) == ("otp", None, None)
    assert template.params["otp"].required


def test_the_first_folder_wins(tmp_path: Path) -> None:
    """A template in the working folder stands before one of the same name elsewhere."""
    near, far = tmp_path / "near", tmp_path / "far"
    for folder, template_id in ((near, "1"), (far, "2")):
        folder.mkdir()
        write(folder, "a", f'template_id = "{template_id}"\n[params.x]\n')
    write(far, "b")
    assert load_template("a", folders=[near, far]).template_id == "1"
    assert [template.key for template in list_templates([near, far])] == ["a", "b"]
    assert {"a": near / "a.toml", "b": far / "b.toml"} == template_files([near, far])


def test_unknown_names_the_nearest(tmp_path: Path) -> None:
    """An unknown template names those there are and the nearest one."""
    write(tmp_path, "don-hang")
    error = refusal("donhang", tmp_path)
    assert (error.key, error.params["near"]) == ("template.unknown-near", "don-hang")
    assert error.params["names"] == "don-hang (217489)"
    assert refusal("217488", tmp_path).params["near"] == "217489"
    assert refusal("zzz", tmp_path).key == "template.unknown"
    assert refusal("zzz", tmp_path / "none").key == "template.none"


def test_a_broken_neighbour(tmp_path: Path) -> None:
    """A broken file does not hide another's id, and is named when an id is not found."""
    write(tmp_path, "broken", "template_id = ")
    write(tmp_path, "don-hang")
    assert load_template("217489", folders=[tmp_path]).key == "don-hang"
    error = refusal("999", tmp_path)
    assert (error.key, error.params["broken"]) == ("template.unknown-broken", "broken.toml")
    with pytest.raises(TemplateError):
        list_templates([tmp_path])


def test_an_id_twice(tmp_path: Path) -> None:
    """Two files with one id are both named."""
    write(tmp_path, "a")
    write(tmp_path, "b")
    assert refusal("217489", tmp_path).params["names"] == "a, b"


HEAD = 'template_id = "1"\n'


@pytest.mark.parametrize(
    "text, code, place",
    [
        ('template_id = "1"\nname = Xác nhận\n', "broken", None),
        ("[params.x]\n", "no-id", None),
        ('template_id = " "\n[params.x]\n', "no-id", None),
        ("template_id = 1.5\n[params.x]\n", "type-id", "template_id"),
        ("template_id = true\n[params.x]\n", "type-id", "template_id"),
        (HEAD, "no-params", None),
        (f"{HEAD}[params]\n", "no-params", None),
        (f"{HEAD}parms = 1\n", "unknown-key", "parms"),
        (f"{HEAD}[params.x]\nmaxlength = 3\n", "unknown-key", "params.x.maxlength"),
        (f'{HEAD}[params.x]\ntype = "money"\n', "unknown-type", "params.x.type"),
        (f"{HEAD}[params.x]\ntype = 3\n", "type-text", "params.x.type"),
        (f'{HEAD}[params.x]\nrequired = "yes"\n', "type-boolean", "params.x.required"),
        (f'{HEAD}[params.x]\nmax_length = "30"\n', "type-number", "params.x.max_length"),
        (f"{HEAD}[params.x]\nmax_length = true\n", "type-number", "params.x.max_length"),
        (f"{HEAD}[params.x]\nmax_length = 0\n", "too-small", "params.x.max_length"),
        (f'{HEAD}[params.x]\ncolumns = "Họ tên"\n', "type-texts", "params.x.columns"),
        (f"{HEAD}[params.x]\ncolumns = [1]\n", "type-texts", "params.x.columns"),
        (f'{HEAD}[params.x]\nmax_length = 2\ndefault = "abc"\n', "default-too-long", "params.x"),
        (f"{HEAD}[params]\nx = 1\n", "type-table", "params.x"),
        (f"{HEAD}params = 1\n", "type-table", "params"),
        (f"{HEAD}price = -1\n[params.x]\n", "too-small", "price"),
        (f"{HEAD}name = 5\n[params.x]\n", "type-text", "name"),
        (b"\xff\xfet\x00", "not-utf8", None),
    ],
)
def test_broken(tmp_path: Path, text: str | bytes, code: str, place: str | None) -> None:
    """A file that is no template is refused with its path and the place of the mistake."""
    error = refusal(write(tmp_path, "x", text))
    assert f"template.{code}" == error.key
    assert "x.toml" in str(error.params["path"])
    assert place == error.params.get("place")


def test_broken_names_the_line(tmp_path: Path) -> None:
    """A file that is no TOML is refused with the line."""
    assert refusal(write(tmp_path, "x", 'template_id = "1"\nname = Xác\n')).params["line"] == "2"


def test_missing_files(tmp_path: Path) -> None:
    """A path that leads to no file, or to a folder, is refused."""
    assert refusal(tmp_path / "x.toml").key == "template.file-missing"
    (tmp_path / "folder.toml").mkdir()
    assert refusal(tmp_path / "folder.toml").key == "template.unreadable"


def test_one_file_serves_many_accounts(tmp_path: Path) -> None:
    """Each account sends the template under its own id, and the file is found by any of them."""
    path = tmp_path / "xac-nhan.toml"
    path.write_text(
        'template_id = "100000"\n[accounts]\nshop-02 = "200000"\nshop-03 = 300000\n[params.x]\n'
    )
    template = read_template(path)
    ids = [at_account(template, name).template_id for name in ("a", "shop-02", "shop-03")]
    assert ["100000", "200000", "300000"] == ids
    for template_id in ids:
        assert template == load_template(template_id, folders=[tmp_path])
    assert dict.fromkeys(ids, path) == ids_of([tmp_path])


def test_an_account_without_an_id_is_told_those_that_have_one(tmp_path: Path) -> None:
    """A file that names ids for some accounts alone is never sent from another one."""
    path = tmp_path / "xac-nhan.toml"
    path.write_text('[accounts]\nshop-02 = "200000"\n[params.x]\n')
    with pytest.raises(TemplateError) as caught:
        at_account(read_template(path), "shop-03")
    assert "shop-03" in caught.value.text("vi")
    assert "shop-02" in caught.value.text("en")


def test_an_unknown_word_of_what_is_allowed(tmp_path: Path) -> None:
    """A word that allows nothing is told with those that do."""
    path = tmp_path / "a.toml"
    path.write_text('template_id = "1"\n[params.x]\nallow = ["nul"]\n')
    with pytest.raises(TemplateError) as caught:
        read_template(path)
    for lang in LANGS:
        assert "“nul”" in caught.value.text(lang)
        assert (
            "null, placeholder, question-marks, html, escapes, no-time, no-date, no-day"
            in caught.value.text(lang)
        )


@pytest.mark.parametrize("before", [None, 'template_id = "9"\n[params.x]\n'])
def test_a_pull_never_leaves_a_file_that_can_not_be_used(
    tmp_path: Path, before: str | None
) -> None:
    """A template of which the account tells no parameters is refused, and a file that is there stays."""
    path = tmp_path / "a.toml"
    if before:
        path.write_text(before)
    empty = ProviderTemplate(template_id="9", name="Trống", status="ENABLE")
    with pytest.raises(UnusableTemplateError) as caught:
        plan_pull(path, empty, {}).write()
    assert before == (path.read_text() if path.exists() else None)
    for lang in LANGS:
        assert "9" in caught.value.text(lang)
        assert "[params." in caught.value.text(lang)


def test_a_pull_keeps_the_id_of_other_accounts(tmp_path: Path) -> None:
    """A template that a file knows by the id of one account is brought up to date without changing ids."""
    path = tmp_path / "a.toml"
    path.write_text('template_id = "1"\n[accounts]\nshop = "9"\n[params.x]\n')
    offered = ProviderTemplate(
        template_id="9", name="A", status="ENABLE", params=(ProviderParam(name="x", max_length=7),)
    )
    plan_pull(path, offered, {}).write()
    template = read_template(path)
    assert ("1", {"shop": "9"}) == (template.template_id, template.accounts)
    assert 7 == template.params["x"].max_length


def test_a_pull_takes_over_links_lengths_and_emptiness(tmp_path: Path) -> None:
    """What the account tells of a parameter is held to by `check`, and a button's link is encoded."""
    path = tmp_path / "a.toml"
    path.write_text(
        'template_id = "9"\n[params.kept]\ntype = "text"\n[params.full]\naccept_empty = true\n'
    )
    params = (
        ProviderParam(name="kept", in_link=True),
        ProviderParam(name="code", in_link=True, min_length=3, max_length=9),
        ProviderParam(name="note", accepts_empty=True),
        ProviderParam(name="free", required=False, accepts_empty=True),
        ProviderParam(name="full"),
    )
    offered = ProviderTemplate(
        template_id="9", name="A", status="ENABLE", price=400, price_by_user=280, params=params
    )
    plan_pull(path, offered, {}).write()
    template = read_template(path)
    found = template.params
    assert ("text", "url") == (found["kept"].type, found["code"].type)
    assert (3, 9) == (found["code"].min_length, found["code"].max_length)
    assert {"note"} == {name for name in found if found[name].accept_empty}
    assert (400, 280) == (template.price, template.price_uid)


def test_what_a_list_is_read_by_stands_in_the_file(tmp_path: Path) -> None:
    """Constants, filter and header row of the template file are read, and a mistake in them is told with its place."""
    path = tmp_path / "a.toml"
    whole = 'template_id = "9"\nwhere = ["Chi nhánh=Huế"]\nheader_row = 3\n[params.x]\nset = "{A} {B}"\n'
    path.write_text(whole, encoding="utf-8")
    template = read_template(path)
    assert (("Chi nhánh=Huế",), 3) == (template.where, template.header_row)
    assert "{A} {B}" == template.params["x"].set_text
    assert template == from_dict(to_dict(template))
    for wrong, place in (
        (whole.replace("=Huế", ""), "where"),
        (whole.replace("{B}", "{B"), "params.x.set"),
        (whole.replace("= 3", "= 0"), "header_row"),
        (whole + "min_length = 4\nmax_length = 3\n", "params.x.min_length"),
    ):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(TemplateError) as caught:
            read_template(path)
        assert place in caught.value.text("vi")
