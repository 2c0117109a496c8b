"""The parts of an .xlsx package, found through its relationships, and brought into the common form.

The Open Packaging Conventions (ECMA-376 part 2) let a writer put any part anywhere, in UTF-8 or
UTF-16: `_rels/.rels` names the workbook, the workbook's relationships name the sheets. The reading
library knows only the names that Excel gives (`xl/workbook.xml`), only UTF-8, and gives up a sheet
whose `dimension` or counts say something impossible. Other packages are written anew for it.
"""

import codecs
import re
from pathlib import PurePosixPath
from xml.parsers import expat

from zns_batch.errors import SheetError
from zns_batch.sheets.formats.xml_text import quoteattr
from zns_batch.sheets.safety.zip_guard import ZipPackage

INDEX_LIMIT = 32 << 20
"""Bytes of the parts that list sheets and relations. Thousands of defined names take a tenth."""
PART_LIMIT = 512 << 20
"""Bytes of a part that is written anew."""

WORKBOOK = "xl/workbook.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
SHARED_STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROOT = "_rels/.rels"
_STATES = frozenset({"hidden", "veryHidden"})

# What the library need not know, and stumbles over where it is written oddly.
_SIZES = re.compile(rb"<(?:[\w.-]+:)?dimension\b[^<>]*?/?>(?:</(?:[\w.-]+:)?dimension>)?")
_COUNTS = re.compile(
    rb"""(<(?:[\w.-]+:)?sst\b[^<>]*?)\s(?:count|uniqueCount)=(?:"[^"]*"|'[^']*')"""
)
_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell\b[^<>]*>")
_GOOD_MERGE = re.compile(
    rb"""\sref=["'][A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?["']"""
)
_ENCODING = re.compile(r"""(<\?xml\b[^<>]*?)\sencoding=(?:"[^"]*"|'[^']*')""")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")


def elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of all elements of one name, whatever their prefix.

    Raises:
        SheetError: The XML is broken.

    """
    matches: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            matches.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)  # noqa: FBT003 — expat takes no keyword
    except (expat.ExpatError, LookupError, ValueError) as error:  # or an encoding nobody knows
        raise SheetError("sheet.damaged") from error
    return matches


def relation_targets(content: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Return the type and the part of each relationship, by its id.

    Args:
        content: The part with the relationships.
        folder: That of the part that has them; targets are relative to it.

    """
    targets = {}
    for relation in elements(content, "Relationship"):
        target = relation.get("Target", "")
        path = PurePosixPath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
        names: list[str] = []
        for name in path.parts:
            if name == "..":
                del names[-1:]
            elif name != "/":
                names.append(name)
        kind = relation.get("Type", "").rpartition("/")[2]
        targets[relation.get("Id", "")] = (kind, "/".join(names))
    return targets


def find_workbook(package: ZipPackage) -> str | None:
    """Return the name of the part that is the workbook of an .xlsx; `None` when there is none."""
    if WORKBOOK in package.names:
        return WORKBOOK
    targets = relation_targets(package.part(_ROOT, limit=INDEX_LIMIT) or b"<x/>", "")
    for kind, part in targets.values():
        is_xml = kind == "officeDocument" and part.endswith(".xml")
        if is_xml and elements(package.part(part, limit=INDEX_LIMIT) or b"<x/>", "sheets"):
            return part
    return None


def is_common(package: ZipPackage) -> bool:
    """Tell whether the library finds the parts of a package and can read their encoding."""
    return WORKBOOK in package.names and not any(
        package.head(name, 4).startswith(_UTF16)
        for name in package.names
        if name.endswith((".xml", ".rels"))
    )


def common_package(package: ZipPackage, workbook: str, *, if_odd: bool = False) -> bytes | None:
    """Return a package with the same sheets, in the form in which the library reads it.

    Args:
        package: The package.
        workbook: The name of the part that is its workbook.
        if_odd: Whether to return `None` where nothing in it is written oddly: it is damaged then,
            and written anew it would be so too.

    Raises:
        SheetError: Its parts are damaged or larger than they can be.

    """
    folder, _, name = workbook.rpartition("/")
    index = package.part(workbook, limit=INDEX_LIMIT)
    relations = package.part(f"{folder}/_rels/{name}.rels".lstrip("/"), limit=INDEX_LIMIT)
    targets = relation_targets(relations, folder)
    parts: dict[str, bytes] = {}
    sheets, links = [], []
    shared = next((part for kind, part in targets.values() if kind == "sharedStrings"), "")
    texts = _utf8(package.part(shared, limit=PART_LIMIT)) if if_odd else b""
    oddities = 0
    for at, sheet in enumerate(elements(index, "sheet"), 1):
        identifier = next((value for key, value in sheet.items() if key.endswith(":id")), "")
        kind, target = targets.get(identifier, ("worksheet", ""))
        if kind != "worksheet":  # a chart, or macros
            oddities += 1
            continue
        state = sheet.get("state", "visible")
        hidden = next((known for known in _STATES if known.lower() == state.lower()), "visible")
        oddities += hidden != state or not sheet.get("sheetId", "").isdigit()
        sheets.append(
            f"<sheet name={quoteattr(sheet.get('name', ''))}"
            f' sheetId="{at}" state="{hidden}" r:id="r{at}"/>'
        )
        links.append((f"r{at}", kind, f"worksheets/sheet{at}.xml"))
        original = package.part(target, limit=PART_LIMIT)
        content, sizes = _SIZES.subn(b"", _utf8(original))
        content = _MERGE.sub(
            lambda merge: merge[0] if _GOOD_MERGE.search(merge[0]) else b"", content
        )
        if if_odd:
            from zns_batch.sheets.formats.xlsx_cells import mend_cells  # a rare file needs it

            content = mend_cells(content, texts)
        oddities += sizes + (content != original)
        parts[f"xl/worksheets/sheet{at}.xml"] = content
    for kind, common in (("styles", STYLES), ("sharedStrings", SHARED_STRINGS)):
        part = next((part for type_, part in targets.values() if type_ == kind), "")
        if content := _utf8(package.part(part, limit=PART_LIMIT)):
            parts[common] = _COUNTS.sub(rb"\1", _COUNTS.sub(rb"\1", content))
            oddities += len(parts[common]) < len(content)
            links.append((kind, kind, common.removeprefix("xl/")))
    if if_odd and not oddities:
        return None
    from_1904 = any(item.get("date1904") in {"1", "true"} for item in elements(index, "workbookPr"))
    parts |= {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        _ROOT: _relationships([("r1", "officeDocument", WORKBOOK)]),
        WORKBOOK: (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{from_1904:d}"/>'
            f"<sheets>{''.join(sheets)}</sheets></workbook>"
        ).encode(),
        RELATIONSHIPS: _relationships(links),
    }
    return package.write(parts)


def sheet_parts(package: ZipPackage) -> list[str]:
    """Return the name of each sheet's part, in the order of a workbook in the common form."""
    targets = relation_targets(package.part(RELATIONSHIPS, limit=INDEX_LIMIT), "xl")
    ids = [
        next((value for name, value in sheet.items() if name.endswith(":id")), "")
        for sheet in elements(package.part(WORKBOOK, limit=INDEX_LIMIT), "sheet")
    ]
    return [targets.get(identifier, ("", ""))[1] for identifier in ids]


def _relationships(links: list[tuple[str, str, str]]) -> bytes:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>'
        for key, kind, target in links
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'.encode()


def _utf8(content: bytes) -> bytes:
    """Return XML in UTF-8, without saying another encoding."""
    if not content.startswith(_UTF16):
        return content
    encoding = (
        "utf-16" if content[:2] in _UTF16[:2] else ("utf-16-le", "utf-16-be")[content[0] == 0]
    )
    try:
        text = content.decode(encoding)
    except UnicodeError as error:
        raise SheetError("sheet.damaged") from error
    return _ENCODING.sub(r"\1", text, count=1).encode()
