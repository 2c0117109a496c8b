"""Files that are no lists: one clear line each, which says what to do."""

import os
import sys
import zipfile
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Never

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheet_files import (
    AN,
    HEADERS,
    SPREADSHEETS,
    codes,
    encrypted_package,
    excel,
    package,
    refusal,
    sheet_xml,
    text_cell,
)

from zns_batch.domain.sheet import column_letter
from zns_batch.errors import SheetError
from zns_batch.sheets import open_sheet

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", "")
LIST = f'<row r="1">{text_cell("A1", "SĐT")}</row><row r="2">{text_cell("A2", "0901234567")}</row>'


def _file(tmp_path: Path, content: bytes, name: str = "list.xlsx") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that isn't there is called missing."""
    assert "sheet.file-missing" == refusal(tmp_path / "no such list.xlsx").key


def test_a_folder(tmp_path: Path) -> None:
    """A folder is called a folder."""
    assert "sheet.not-a-file" == refusal(tmp_path).key


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    """A name with a NUL ends in an error and not in a traceback."""
    assert "sheet.file-unreadable" == refusal(tmp_path / "a\0b").key


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="needs a user whom permissions hold back",
)
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    """A file without permission is told from a damaged one."""
    path = excel(tmp_path / "list.xlsx", [HEADERS, AN])
    path.chmod(0)
    assert "sheet.file-unreadable" == refusal(path).key


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is locked by another program is told from a damaged one."""
    path = excel(tmp_path / "list.xlsx", [HEADERS, AN])

    def refuse(self: Path) -> Never:
        raise PermissionError(13, "locked")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert "sheet.file-unreadable" == refusal(path).key


def test_the_note_beside_an_open_workbook(tmp_path: Path) -> None:
    """Excel's own note beside an open workbook is recognised by its name."""
    assert "sheet.lock-file" == refusal(_file(tmp_path, b"\x04An", "~$list.xlsx")).key


def test_a_file_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than any list is refused before it is read."""
    monkeypatch.setattr("zns_batch.sheets.detect.SIZE_LIMIT", 10)
    assert "sheet.file-too-large" == refusal(_file(tmp_path, b"x" * 11)).key


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file(tmp_path: Path, ending: str) -> None:
    """A file of no bytes is called empty under any ending."""
    assert "sheet.file-empty" == refusal(_file(tmp_path, b"", f"list{ending}")).key


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    "content,kind",
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"BM6\0\0\0\0\0", "BMP"),
    ],
)
def test_documents_and_images(tmp_path: Path, ending: str, content: bytes, kind: str) -> None:
    """A document or an image is called by its name, whatever the file's name says."""
    error = refusal(_file(tmp_path, content, f"list{ending}"))
    assert ("sheet.not-a-sheet", kind) == (error.key, error.params["kind"])


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><table><tr><td>SDT</td></tr></table></body></html>",
        "\ufeff <!DOCTYPE html><table>".encode(),
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
        "<table><tr><td>SĐT".encode("utf-16"),
    ],
)
def test_web_pages_called_xls(tmp_path: Path, content: bytes) -> None:
    """A web page or XML that an old program calls .xls is refused with the way out."""
    error = refusal(_file(tmp_path, content, "list.xls"))
    assert "sheet.markup" == error.key
    assert ".xlsx" in str(error)


def test_random_bytes(tmp_path: Path) -> None:
    """Bytes of no kind are called neither spreadsheet nor text."""
    assert "sheet.unrecognised" == refusal(_file(tmp_path, bytes(range(256)))).key


@pytest.mark.parametrize("name", ["password.xls", "password.ods"])
def test_passwords_of_libreoffice(name: str) -> None:
    """A workbook that LibreOffice protected by a password is told from a damaged one."""
    assert "sheet.password" == refusal(SPREADSHEETS / name).key


def test_a_password_of_excel(tmp_path: Path) -> None:
    """A workbook that Excel protected by a password is told from a damaged one."""
    assert "sheet.password" == refusal(_file(tmp_path, encrypted_package())).key


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    """A package whose parts are encrypted is told from a damaged one."""
    path = excel(tmp_path / "list.xlsx", [HEADERS, AN])
    data = bytearray(path.read_bytes())
    directory = data.find(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert "sheet.password" == refusal(_file(tmp_path, bytes(data))).key


@pytest.mark.parametrize(
    "name, share",
    [
        *product(["libreoffice.xlsx", "libreoffice.xls", "libreoffice.ods"], [0.02, 0.3, 0.7, 0.9]),
        # Of this .xls the last hundredth is padding, which some writers leave out.
        ("libreoffice.xlsx", 0.99),
        ("libreoffice.ods", 0.99),
    ],
)
def test_truncated_workbooks(tmp_path: Path, name: str, share: float) -> None:
    """A download that broke off is called damaged."""
    data = (SPREADSHEETS / name).read_bytes()
    error = refusal(_file(tmp_path, data[: int(len(data) * share)], name))
    assert "sheet.damaged" == error.key


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@pytest.mark.parametrize(
    "content",
    ["<worksheet", "", "\0\1\2", "<a></b>", '<?xml version="1.0" encoding="UTF-2958466"?><a/>'],
)
def test_broken_parts(tmp_path: Path, part: str, content: str) -> None:
    """A package whose parts are broken ends in one line."""
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST)}, {part: content})
    assert refusal(path).key in {"sheet.damaged", "sheet.empty", "sheet.no-visible-sheet"}


@pytest.mark.parametrize(
    "parts,key",
    [
        (["readme.txt"], "sheet.zip-not-workbook"),
        ([], "sheet.zip-not-workbook"),
        (["[Content_Types].xml", "word/document.xml"], "sheet.not-a-sheet"),
        (["ppt/presentation.xml"], "sheet.not-a-sheet"),
        (["Index/Document.iwa"], "sheet.not-a-sheet"),
    ],
)
def test_other_zips(tmp_path: Path, parts: list[str], key: str) -> None:
    """A zip that holds no workbook is called what it is."""
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        for part in parts:
            out.writestr(part, "x")
    assert key == refusal(path).key


def test_an_ole_file_that_is_no_workbook(tmp_path: Path) -> None:
    """An old Word document is told from a workbook."""
    data = encrypted_package().replace("Encrypt".encode("utf-16-le"), "WordDoc".encode("utf-16-le"))
    assert "sheet.not-a-sheet" == refusal(_file(tmp_path, data, "list.xls")).key


def test_no_visible_sheet(tmp_path: Path) -> None:
    """A workbook whose only sheet is hidden says so, and opens when the sheet is named."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="S" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>'
    )
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST)}, {"xl/workbook.xml": book})
    assert "sheet.no-visible-sheet" == refusal(path).key
    assert "S" == open_sheet(path, sheet="S").name


def test_an_empty_sheet(tmp_path: Path) -> None:
    """An empty sheet is called empty; where others hold data, they are named."""
    path = package(tmp_path / "list.xlsx", {"Một": sheet_xml("")})
    assert ("sheet.empty", "Một") == (refusal(path).key, refusal(path).params["sheet"])
    path = package(tmp_path / "two.xlsx", {"Một": sheet_xml(""), "Hai": sheet_xml(LIST)})
    assert ("sheet.empty-others", "Hai") == (refusal(path).key, refusal(path).params["others"])


@pytest.mark.parametrize("text", ["\n\n", " , ,\n", "\ufeff", "sep=;\n"])
def test_an_empty_text_table(tmp_path: Path, text: str) -> None:
    """A text file of nothing but line ends and spaces is called empty."""
    assert "sheet.empty" == refusal(_file(tmp_path, text.encode(), "list.csv")).key


def test_a_sheet_without_headers(tmp_path: Path) -> None:
    """A list without headers is refused, and the row that was looked at is named."""
    error = refusal(excel(tmp_path / "list.xlsx", [(), AN, AN]))
    assert ("sheet.no-headers", "2") == (error.key, error.params["row"])
    error = refusal(_file(tmp_path, "An;0901234567\nBình;0912345678\n".encode(), "list.csv"))
    assert ("sheet.no-headers", "1") == (error.key, error.params["row"])


def test_headers_alone(tmp_path: Path) -> None:
    """Headers with nothing below are refused, and their row is named."""
    error = refusal(excel(tmp_path / "list.xlsx", [("DANH SÁCH",), HEADERS, (" ", "")]))
    assert ("sheet.no-rows", "2") == (error.key, error.params["row"])


def test_a_zip_bomb(tmp_path: Path) -> None:
    """A part that unpacks to gigabytes is refused from the directory alone."""
    more = {"xl/sharedStrings.xml": b" " * (64 << 20)}
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST)}, more)
    assert "sheet.unpacks-too-large" == refusal(path).key


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path, part: str) -> None:
    """A part that claims to be small is refused when it turns out not to be."""
    more = {part: b"<worksheet>" + b" " * (64 << 20)}
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST)}, more)
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(part.encode()))
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    error = refusal(_file(tmp_path, bytes(data), "lie.xlsx"))
    assert error.key in {"sheet.unpacks-too-large", "sheet.too-many-cells"}


@pytest.mark.parametrize("count", [10_000, 2**32 - 1, 2**64 - 1])
def test_texts_that_claim_to_be_many(tmp_path: Path, count: int) -> None:
    """A list of texts that claims to be longer than it is doesn't fill the memory."""
    texts = f'<sst uniqueCount="{count}"><si><t>a</t></si></sst>'
    more = {"xl/sharedStrings.xml": texts}
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST)}, more)
    assert "sheet.damaged" == refusal(path).key


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/workbook.xml", "docProps/core.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations(tmp_path: Path, part: str, encoding: str) -> None:
    """A part that declares entities is refused, whether or not it would be read."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(encoding)
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST)}, {part: bomb})
    assert "sheet.declares-entities" == refusal(path).key


@pytest.mark.parametrize(
    "far,key",
    [
        (
            '<row r="1048576">'
            + "".join(
                f'<c r="{column_letter(16000 + at)}1048576"><v>1</v></c>' for at in range(101)
            )
            + "</row>",
            "sheet.too-spread",
        ),
        ('<row r="2"><c r="A99999999"><v>1</v></c></row>', "sheet.too-spread"),
        ('<row r="2"><c r="ZZZZZ2"><v>1</v></c></row>', "sheet.too-spread"),
        ("<row r='1000000'><c r='XFD1000000'><v>1</v></c></row>", "sheet.too-spread"),
        (
            '<row r="500000"><c r="CV500000"><v>1</v></c><c r="XFD500000"><v>1</v></c></row>',
            "sheet.too-spread",
        ),
    ],
)
def test_cells_far_apart(tmp_path: Path, far: str, key: str) -> None:
    """Two cells at the two ends of a sheet don't fill the memory with what lies between."""
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST + far)})
    assert key == refusal(path).key


@pytest.mark.parametrize("place", ["QQQ123456", "XFD1048576"])
def test_a_stray_cell_far_away(tmp_path: Path, place: str) -> None:
    """A single cell far away from the list is left out and pointed out, and the list is read."""
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{number}">{text_cell(place, "x")}</row>'
    sheet = open_sheet(package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST + far)}))
    assert 1 == len(list(sheet.read()))
    assert ["far-cells"] == codes(sheet)
    assert {"cells": place} == sheet.notices[0].params


def test_one_wide_row_is_no_harm(tmp_path: Path) -> None:
    """A formatted or stray cell in the last column of a short list is read."""
    far = f'<row r="3">{text_cell("A3", "0912345678")}{text_cell("XFD3", "x")}</row>'
    sheet = open_sheet(package(tmp_path / "list.xlsx", {"S": sheet_xml(LIST + far)}))
    assert [2, 3] == [row.number for row in sheet.read()]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]),
    rest=st.binary(max_size=400) | st.text(max_size=200).map(str.encode),
    ending=st.sampled_from(ENDINGS),
)
def test_no_bytes_give_a_traceback(tmp_path: Path, start: bytes, rest: bytes, ending: str) -> None:
    """Whatever bytes stand under whatever ending: a sheet or a SheetError, nothing else."""
    _survives(_file(tmp_path, start + rest, f"list{ending}"))


def _survives(path: Path) -> None:
    with suppress(SheetError):
        sheet = open_sheet(path)
        numbers = [row.number for row in sheet.read()]
        assert sorted(set(numbers)) == numbers
        assert sheet.columns


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """A file whose name is in an old encoding is told in one line that can be printed."""
    path = tmp_path / "kh\udce1ch.csv"
    try:
        path.write_text("SDT\n0901234567\n")
    except OSError:
        pytest.skip("needs a file system that takes any name")
    error = refusal(path)
    assert "sheet.file-name" == error.key
    assert error.text("vi").encode()


def test_a_name_as_long_as_it_can_be(tmp_path: Path) -> None:
    """A name of 231 bytes is as good as any other."""
    path = tmp_path / ("á" * 113 + "a.csv")
    path.write_text("SĐT,Tên\n0901234567,An\n", encoding="utf-8")
    assert 231 == len(path.name.encode())
    assert ["0901234567", "An"] == list(next(open_sheet(path).read()).cells)


@pytest.mark.parametrize("size, refused", [(2_000_000, True), (5000, False)])
def test_a_long_text_that_many_cells_refer_to(tmp_path: Path, size: int, refused: bool) -> None:
    """A text that thousands of cells refer to is refused before its copies fill the memory."""
    cells = '<row r="2">' + '<c r="A2" t="s"><v>1</v></c>' * 10_000 + "</row>"
    texts = f"<sst><si><t>SĐT</t></si><si><t>{'x' * size}</t></si></sst>"
    header = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    relations = (
        '<Relationships><Relationship Id="rId1" Type="/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    more = {"xl/sharedStrings.xml": texts, "xl/_rels/workbook.xml.rels": relations}
    path = package(tmp_path / "list.xlsx", {"S": sheet_xml(header + cells)}, more)
    if refused:
        assert "sheet.too-many-cells" == refusal(path).key
    else:
        assert ["SĐT"] == [column.header for column in open_sheet(path).columns]
