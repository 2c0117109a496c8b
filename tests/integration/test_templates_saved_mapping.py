"""`check --save-map`: the columns of a list written into its template file, and nothing else."""

import tomllib
from pathlib import Path
from unicodedata import normalize

import pytest
from planning_sheets import sheet_of

from zns_batch.errors import InternalError, TemplateError
from zns_batch.templates.repository import read_template
from zns_batch.templates.sync import ListReading, save_column_mapping
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.set_values import with_set_values

TEMPLATE = """\
# Của tôi
template_id = "217489"   # Zalo

[params.customer_name]
max_length = 30          # ký tự

# số tiền, đồng
[params.amount]
type = "currency"
columns = [
    "Tổng tiền",         # tên cũ
    'Thành tiền',
]

[params.note]
required = false
columns = []
"""

SAVED = """\
# Của tôi
template_id = "217489"   # Zalo
phone = ["Máy \\"riêng\\""]

[params.customer_name]
max_length = 30          # ký tự
columns = ["Người mua"]

# số tiền, đồng
[params.amount]
type = "currency"
columns = [
    "Tổng tiền",         # tên cũ
    'Thành tiền',
    "Phải thu",
]

[params.note]
required = false
columns = ["Ghi chú"]
"""

SHEET = sheet_of(('Máy "riêng"', "Người mua", "Phải thu", "Ghi chú"), ("0912345678", "An", 1, ""))
NAMED = {"customer_name": "B", "amount": "3", "note": "Ghi chú"}


def saved(path: Path, *, phone: str | None = "A") -> dict[str | None, str]:
    """Save the columns of the sheet into a template file."""
    template = read_template(path)
    columns = match_columns(SHEET, template, phone=phone, mapping=NAMED)
    return dict(save_column_mapping(path, template, columns, phone=phone is not None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A template file as a person wrote it."""
    path = tmp_path / "cua-toi.toml"
    path.write_bytes(TEMPLATE.encode())
    return path


def test_headers_are_added_and_all_else_stays(path: Path) -> None:
    """Each header is added where it belongs; comments, order and layout stay as they were."""
    assert {
        None: 'Máy "riêng"',
        "customer_name": "Người mua",
        "amount": "Phải thu",
        "note": "Ghi chú",
    } == saved(path)
    assert SAVED == path.read_bytes().decode()
    assert [path] == list(path.parent.iterdir())


def test_the_next_list_needs_no_options(path: Path) -> None:
    """A list with the same headers is matched from then on without a word from the person."""
    saved(path)
    columns = match_columns(SHEET, read_template(path))
    assert ("A", ["B", "C", "D"]) == (
        columns.phone.letter,
        [one.letter for one in columns.params.values()],
    )


def test_saving_again_changes_nothing(path: Path) -> None:
    """What the file knows already is not written once more, and the file is not touched."""
    saved(path)
    before = path.stat()
    assert {} == saved(path)
    assert (before.st_mtime_ns, before.st_ino) == (path.stat().st_mtime_ns, path.stat().st_ino)


def test_line_ends_of_windows_stay(path: Path) -> None:
    """A file with CRLF has CRLF afterwards, on every line."""
    path.write_bytes(TEMPLATE.replace("\n", "\r\n").encode())
    saved(path)
    assert SAVED.replace("\n", "\r\n") == path.read_bytes().decode()


@pytest.mark.parametrize(
    "text",
    [
        'template_id = "1"\nparams = {customer_name = {}, amount = {columns = ["x"]}, note = {}}\n',
        'template_id = "1"\n[params]\ncustomer_name.required = true\namount = {}\nnote = {}\n',
        '\ufefftemplate_id = "1"\n[params.note]\n[params.amount]\n[params.customer_name]',
    ],
)
def test_other_ways_to_write_a_template(path: Path, text: str) -> None:
    """Inline tables, dotted keys and a file without a last line end take the headers too."""
    path.write_text(text, "utf-8")
    assert 4 == len(saved(path))
    assert {} == saved(path)


def test_a_column_without_a_header_is_not_saved(path: Path) -> None:
    """A column that has only a letter is not written: the letter may be another one next time."""
    template = read_template(path)
    sheet = sheet_of(("SĐT", "Người mua", ""), ("0912345678", "An", 1))
    columns = match_columns(sheet, template, mapping={"customer_name": "B", "amount": "C"})
    assert {"customer_name": "Người mua"} == save_column_mapping(
        path, template, columns, phone=False
    )


def test_a_known_phone_header_is_saved_when_it_was_chosen(path: Path) -> None:
    """Of two phone columns the one that a person named is the template's from then on."""
    sheet = sheet_of(("SĐT", "Di động", "customer_name", "Tổng tiền"), ("1", "2", "An", 1))
    template = read_template(path)
    columns = match_columns(sheet, template, phone="Di động")
    assert {None: "Di động"} == save_column_mapping(path, template, columns, phone=True)
    assert "B" == match_columns(sheet, read_template(path)).phone.letter


def test_headers_are_compared_folded(path: Path) -> None:
    """A header that the template knows in another writing is not written once more."""
    path.write_text(TEMPLATE.replace('"Tổng tiền"', '"PHAI_THU"'), "utf-8")
    assert "amount" not in saved(path)
    assert normalize("NFC", path.read_text("utf-8")) == path.read_text("utf-8")


def test_a_file_that_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new file can't be put in place, one line says so and the old one stays whole."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(TemplateError) as caught:
        saved(path)
    assert "template.not-saved" == caught.value.key
    assert TEMPLATE == path.read_text("utf-8")
    assert [path] == list(path.parent.iterdir())


def test_nothing_else_is_ever_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the library that writes the file change more than asked, nothing is written."""
    monkeypatch.setattr("tomlkit.dumps", lambda _: 'template_id = "2"')
    with pytest.raises(InternalError):
        saved(path)
    assert tomllib.loads(TEMPLATE) == tomllib.loads(path.read_text("utf-8"))


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    """A template that is a link to a file elsewhere is written there."""
    link = tmp_path / "link.toml"
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("this user may make no links")
    saved(link)
    assert link.is_symlink()
    assert SAVED == path.read_text("utf-8")


READING = """\
where = ["Chi nhánh=Huế"]
header_row = 3
phone = ["Máy \\"riêng\\""]

[params.customer_name]
max_length = 30          # ký tự
set = "{Họ} {Tên}"

# số tiền, đồng
"""


def test_constants_filter_and_header_row_are_saved(path: Path) -> None:
    """Next month's list is read as this one was without an option, and comments stay where they are."""
    template = with_set_values(read_template(path), {"customer_name": "{B} {D}"}, {})
    columns = match_columns(SHEET, template, phone="A", mapping={"amount": "3"})
    reading = ListReading(
        set_values={"customer_name": "{Họ} {Tên}"}, where=("Chi nhánh=Huế",), header_row=3
    )
    save_column_mapping(path, template, columns, phone=False, reading=reading)
    assert READING in path.read_text(encoding="utf-8")
    again = read_template(path)
    assert ("{Họ} {Tên}", 3) == (again.params["customer_name"].set_text, again.header_row)


def test_a_column_that_is_named_takes_the_place_of_a_text(path: Path) -> None:
    """Whoever saves a column for a parameter is not overruled by an older constant next month."""
    template = read_template(path)
    columns = match_columns(SHEET, template, phone="A", mapping=NAMED)
    text = path.read_text(encoding="utf-8").replace(
        "max_length = 30 ", 'set = "Cũ"\nmax_length = 30 '
    )
    path.write_text(text, encoding="utf-8")
    reading = ListReading(mapped=tuple(NAMED))
    save_column_mapping(path, template, columns, phone=True, reading=reading)
    assert SAVED == path.read_text(encoding="utf-8")
