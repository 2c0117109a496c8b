"""Files made to harm: each is small, or made in pieces, and wants far more than it is."""

import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sheet_files import (
    SPREADSHEETS,
    binary_package,
    binary_row,
    binary_text,
    package,
    sheet_xml,
    text_cell,
)

LIST = (
    f'<row r="1">{text_cell("A1", "Họ tên")}{text_cell("B1", "SĐT")}</row>'
    f'<row r="2">{text_cell("A2", "An")}{text_cell("B2", "0901234567")}</row>'
)
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_MEGABYTE = 1 << 20
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "urn:oasis:names:tc:opendocument:xmlns"


def _workbook(path: Path, body: str = LIST, **more: str | bytes) -> None:
    package(path, {"S": sheet_xml(body)}, {name.replace("__", "/"): more[name] for name in more})


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as old:
        return {name: old.read(name) for name in old.namelist()}


def _with_stream(path: Path, part: str, pieces: Iterator[bytes]) -> None:
    """Put a part into a workbook that is never whole in memory."""
    _workbook(path)
    parts = {name: content for name, content in _parts(path).items() if name != part}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, content in parts.items():
            out.writestr(name, content)
        with out.open(part, "w", force_zip64=True) as stream:
            for piece in pieces:
                stream.write(piece)


def _stuffing(megabytes: int, random: bytes = b"") -> Iterator[bytes]:
    """Text that packs well; the more of it is random, the less well."""
    block = random + b"x" * (_MEGABYTE - len(random))
    return (block for _ in range(megabytes))


def _around(head: bytes, pieces: Iterator[bytes], tail: bytes) -> Iterator[bytes]:
    yield head
    yield from pieces
    yield tail


def _noise() -> bytes:
    """Eight kilobytes that hardly pack, so that a megabyte packs to no less than a 250th."""
    number, out = 1, bytearray()
    while len(out) < 8192:
        number = number * 48271 % 2147483647
        out += b"%x" % number
    return bytes(out)


def zip_bomb(path: Path) -> None:
    """A gigabyte that packs to a megabyte, and says so."""
    _with_stream(path, SHEET, _around(b"<worksheet><sheetData>", _stuffing(1024), b""))


def lying_bomb(path: Path) -> None:
    """The same, saying that it is small."""
    _with_stream(path, TEXTS, _around(b"<sst>", _stuffing(600), b"</sst>"))
    _claim(path, TEXTS, 1000)


def _claim(path: Path, part: str, size: int) -> None:
    """Change what a package's directory says of a part's size."""
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(part.encode()))
    data[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    path.write_bytes(data)


def many_parts(path: Path) -> None:
    """A hundred thousand parts of nothing."""
    _workbook(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as out:
        for number in range(100_000):
            out.writestr(f"x/{number}", b"")


def inline_giant(path: Path) -> None:
    """One cell of 500 MB, in the sheet, packed just well enough to pass for a long list."""
    head = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    tail = b"</t></is></c></row></sheetData></worksheet>"
    _with_stream(path, SHEET, _around(head, _stuffing(500, _noise()), tail))


def shared_giant(path: Path) -> None:
    """One text of 500 MB, in the list of texts."""
    _with_stream(
        path, TEXTS, _around(b"<sst><si><t>", _stuffing(500, _noise()), b"</t></si></sst>")
    )


def many_texts(path: Path) -> None:
    """A list of texts that says it is as long as memory."""
    _workbook(
        path, **{TEXTS.replace("/", "__"): '<sst uniqueCount="4000000000"><si><t>a</t></si></sst>'}
    )


def entity_bomb(path: Path) -> None:
    """Ten entities, each ten times the one before."""
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(10)
    )
    text = f"<!DOCTYPE sst [{entities}]><sst><si><t>&e9;</t></si></sst>"
    _workbook(path, **{TEXTS.replace("/", "__"): text})


def external_entity(path: Path) -> None:
    """An entity that stands for a file of this machine."""
    text = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    _workbook(path, **{SHEET.replace("/", "__"): text})


def late_entities(path: Path) -> None:
    """Entities that are declared only after a long comment."""
    head = f"<?xml version='1.0'?><!--{'x' * 20_000}-->"
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = (
        f'{head}{entities}<office:document-content xmlns:office="{_SPACE}:office:1.0"'
        f' xmlns:table="{_SPACE}:table:1.0"><table:table>&b;</table:table>'
        "</office:document-content>"
    )
    _opendocument(path, content)


def _opendocument(path: Path, content: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("META-INF/manifest.xml", "<manifest/>")
        out.writestr("content.xml", content)


def far_cell(path: Path) -> None:
    """The last cells that a sheet can have; a single one would be left out."""
    _workbook(path, LIST + '<row r="1048576">' + '<c r="XFD1048576"><v>1</v></c>' * 200 + "</row>")


def beyond_cell(path: Path) -> None:
    """Cells in a column that no sheet has."""
    _workbook(path, LIST + '<row r="3">' + '<c r="ZZZZZZ3"><v>1</v></c>' * 200 + "</row>")


def endless_reference(path: Path) -> None:
    """A cell whose column has a million letters."""
    _workbook(path, LIST + f'<row r="3"><c r="{"A" * 1_000_000}3"><v>1</v></c></row>')


def prefixed_far_cell(path: Path) -> None:
    """The last cell, written with a prefix."""
    _workbook(path, LIST + '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>')


def veiled_far_cell(path: Path) -> None:
    """The last cell, whose place comes after something that looks like the end of a tag."""
    _workbook(path, LIST + '<row r="1048576"><c s="/>" r="XFD1048576"><v>1</v></c></row>')


def far_cell_after_the_end(path: Path) -> None:
    """The last cell, after a comment that looks like the end of all cells."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    _workbook(path, f"{LIST}<!-- </sheetData> -->{far}")


def repeated_cells(path: Path) -> None:
    """Cells of an .ods, each sheet bearable, all of them together not."""
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    last = f'<table:table-row table:number-rows-repeated="1000000"/><table:table-row>{cell}'
    gap = '<table:table-cell table:number-columns-repeated="30"/>'
    table = f"<table:table><table:table-row>{cell}{gap}{cell}</table:table-row>{last}</table:table-row></table:table>"
    content = (
        f'<office:document-content xmlns:office="{_SPACE}:office:1.0"'
        f' xmlns:table="{_SPACE}:table:1.0"><office:body><office:spreadsheet>{table * 50}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    _opendocument(path, content)


def million_delimiters(path: Path) -> None:
    """A line of a million empty cells."""
    path.write_bytes(b"SDT,Ten\n0901234567" + b"," * 1_000_000 + b"\n")


def giant_text_cell(path: Path) -> None:
    """A cell of 100 MB in a text table."""
    path.write_bytes(b"SDT,Ten\n0901234567," + b"x" * (100 * _MEGABYTE) + b"\n")


def _unpacked(path: Path) -> None:
    """Store a package as it is, so that how well it packs says nothing of it."""
    parts = _parts(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name, content in parts.items():
            out.writestr(name, content)


def unclosed_tags(path: Path) -> None:
    """Rows that never end, for a search that would look for each one's end again and again."""
    rows = '<row r="1" hidden="' * 1_500_000
    _workbook(path, LIST + '<row r="3" hidden="1">' + rows)
    _unpacked(path)


def endless_names(path: Path) -> None:
    """An attribute whose name never ends."""
    _workbook(path, LIST + f"<x:row {'a' * 5_000_000}></x:row>")
    _unpacked(path)


def endless_errors(path: Path) -> None:
    """Error cells of which none is closed, in one row."""
    _workbook(path, LIST + '<row r="3">' + '<c r="A3" t="e">' * 1_500_000)
    _unpacked(path)


def endless_merges(path: Path) -> None:
    """Ranges merged over each other, from the first row to the last."""
    merges = '<mergeCell ref="A1:B1048576"/>' * 20_000
    xml = sheet_xml(LIST, tail=f"<mergeCells>{merges}</mergeCells>")
    package(path, {"S": xml})


def hidden_columns(path: Path) -> None:
    """All columns hidden, again and again."""
    columns = '<col min="1" max="16384" hidden="1"/>' * 200_000
    package(path, {"S": sheet_xml(LIST, head=f"<cols>{columns}</cols>")})


def ring_of_parts(path: Path) -> None:
    """A sheet that is the workbook itself."""
    relations = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/worksheet" Target="workbook.xml"/></Relationships>'
    )
    package(path, {"S": sheet_xml(LIST)}, {"xl/_rels/workbook.xml.rels": relations})


def ring_of_sectors(path: Path) -> None:
    """An .xls whose chain of sectors leads back to its beginning."""
    data = bytearray((SPREADSHEETS / "libreoffice.xls").read_bytes())
    (table,) = struct.unpack_from("<I", data, 76)
    for sector in range(10):
        struct.pack_into("<I", data, (table + 1) * 512 + 4 * sector, 0)
    path.write_bytes(data)


def broken_binary(path: Path) -> None:
    """An .xlsb that makes the reading library stop with words of its own."""
    records = [
        (145, b""),
        binary_row(1),
        binary_text(0, "SDT"),
        binary_row(2),
        (7, struct.pack("<III", 0, 0, 99)),  # the hundredth of no texts
        (146, b""),
    ]
    binary_package(path, {"S": records})


def encrypted_parts(path: Path) -> None:
    """A package whose parts are encrypted."""
    _workbook(path)
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def lies_in_zip64(path: Path) -> None:
    """A part that says it is larger than all disks."""
    _workbook(path)
    parts = _parts(path)
    with zipfile.ZipFile(path, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
        info = out.getinfo(SHEET)
        info.file_size = 1 << 60


def two_directories(path: Path) -> None:
    """A package that is another one to a reader who trusts other numbers."""
    _workbook(path)
    inner = path.read_bytes()
    path.write_bytes(inner + inner)


def parts_twice(path: Path) -> None:
    """A part that is there twice, in capitals and in small letters."""
    _workbook(path, **{SHEET.replace("/", "__").upper(): sheet_xml(LIST)})


def unknown_packing(path: Path) -> None:
    """A part packed by a method that unpacks without measure."""
    _workbook(path)
    parts = _parts(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as out:
        for name, content in parts.items():
            out.writestr(name, content + b" " * 50_000_000 if name == SHEET else content)


HOSTILE: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "zip-bomb.xlsx": (zip_bomb, "expands to far more"),
    "lying-bomb.xlsx": (lying_bomb, "larger than a spreadsheet can be"),
    "many-parts.xlsx": (many_parts, "expands to far more"),
    "inline-giant.xlsx": (inline_giant, "larger than a spreadsheet can be"),
    "shared-giant.xlsx": (shared_giant, "larger than a spreadsheet can be"),
    "many-texts.xlsx": (many_texts, "damaged"),
    "entity-bomb.xlsx": (entity_bomb, "declares XML entities"),
    "external-entity.xlsx": (external_entity, "declares XML entities"),
    "late-entities.ods": (late_entities, "declares XML entities"),
    "far-cell.xlsx": (far_cell, "XFD1048576, lies too far away"),
    "beyond-cell.xlsx": (beyond_cell, "ZZZZZZ3, lies too far away"),
    "endless-reference.xlsx": (endless_reference, "damaged"),
    "prefixed-far-cell.xlsx": (prefixed_far_cell, "XFD1048576, lies too far away"),
    "veiled-far-cell.xlsx": (veiled_far_cell, "damaged"),
    "far-cell-after-the-end.xlsx": (far_cell_after_the_end, "damaged"),
    "repeated-cells.ods": (repeated_cells, "larger than a spreadsheet can be"),
    "million-delimiters.csv": (million_delimiters, "larger than a spreadsheet can be"),
    "giant-text-cell.csv": (giant_text_cell, "row 2: a quotation mark"),
    "unclosed-tags.xlsx": (unclosed_tags, "damaged"),
    "endless-names.xlsx": (endless_names, "damaged"),
    "endless-errors.xlsx": (endless_errors, "damaged"),
    "endless-merges.xlsx": (endless_merges, "larger than a spreadsheet can be"),
    "hidden-columns.xlsx": (hidden_columns, "it is empty"),
    "ring-of-parts.xlsx": (ring_of_parts, "it is empty"),
    "ring-of-sectors.xls": (ring_of_sectors, "damaged"),
    "broken-binary.xlsb": (broken_binary, "damaged"),
    "encrypted-parts.xlsx": (encrypted_parts, "protected by a password"),
    "lies-in-zip64.xlsx": (lies_in_zip64, "expands to far more"),
    "two-directories.xlsx": (two_directories, "damaged"),
    "parts-twice.xlsx": (parts_twice, "damaged"),
    "unknown-packing.xlsx": (unknown_packing, "damaged"),
}
"""By name: how the file is made, and a part of what is said of it."""
