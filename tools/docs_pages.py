"""The parts of docs/ that the program itself writes: `python tools/docs_pages.py` writes them anew.

A part stands between two marks, `<!-- NAME: … -->` and `<!-- end of NAME -->`. What stands outside
of them is written by hand. A page whose name ends in `.vi.md` is in Vietnamese.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from sentence_lines import formatted

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.domain.template import ParamType
from zns_batch.i18n import LANGS, Lang, load_catalogue, translate
from zns_batch.reports.columns import COLUMNS
from zns_batch.validation.converters import READERS
from zns_batch.validation.phone_numbers import read_phone
from zns_batch.validation.text import CellIssue

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

PHONES: tuple[Cell, ...] = (
    "0912345678",
    "84912345678",
    "+84 912 345 678",
    "0084912345678",
    "840912345678",
    "+0912345678",
    "0840912345678",
    912345678,
    912345678.0,
    "9.12345678E+08",
    "(091) 234.5678",
    "091-234-5678",
    "'0912345678",
    "０９１２３４５６７８",
    '="0912345678"',
    "01212345678",
    1692345678,
    "84 169 234 5678",
    None,
    "091234567",
    "09123456789",
    "024 3825 1234",
    "1900 1234",
    "+1 650 253 0000",
    "0912345678 / 0987654321",
    "0912345678/79",
    "SĐT: 0912345678",
    "O912345678",
    "8484912345678",
    "Chị Lan",
    "0612345678",
    "9.12E+08",
    date(2026, 11, 22),
    CellError("#N/A"),
)
"""What people have in a phone column."""

_V = ParamType
VALUES: tuple[tuple[ParamType, tuple[Cell, ...]], ...] = (
    (
        _V.TEXT,
        (
            "  Nguyễn   Văn\nAn ",
            150000.0,
            0.5,
            date(2026, 11, 22),
            datetime(2026, 11, 22, 8, 30),
            True,
            CellError("#N/A"),
            1234567890123456.0,
        ),
    ),
    (_V.NUMBER, (1500, 12.5, "1,500,000", "1.500.000,5", "1500 cái", "1.500")),
    (
        _V.CURRENCY,
        (
            150000,
            "150.000 đ",
            "1,500,000",
            "1.500.000 VND",
            "150000,00",
            "150000.5",
            0,
            "1,5 triệu",
        ),
    ),
    (
        _V.DATE,
        (
            date(2026, 11, 22),
            datetime(2026, 11, 22, 8, 30),
            "5/11/2026",
            "2026-11-22",
            "22-11-2026",
            "5/11/26",
            "5/11/35",
            "11/22/2026",
            46348,
            "22 tháng 11",
        ),
    ),
    (_V.TIME, (time(8, 30), "8:30", "8h30", "14g", "2:30 CH", "25:00", "sáng")),
    (
        _V.DATETIME,
        (
            datetime(2026, 11, 22, 8, 30),
            "22/11/2026 8h30",
            "08:30 22/11/2026",
            "22/11/2026",
            "thứ Hai",
        ),
    ),
    (_V.PHONE, (912345678, "024 3825 1234", "1900 1234")),
    (_V.URL, ("khách quen/1", "kh%C3%A1ch-quen")),
    (_V.BANK_NOTE, ("HP T11 LOP 1A", "HP-T11/1A")),
    (_V.MONTH, (date(2026, 11, 1), "11/2026", "2026-11", "tháng 11/2026", "13/2026", "tháng này")),
    (_V.PAYMENT, (150000, "150.000 đ", 1500)),
    (_V.QR, ("DH001234", "Đơn 12")),
    (_V.BIN, (970436, "9704")),
)
"""What people have in the columns of parameters, by the parameter's type."""

_PHRASES: Mapping[str, tuple[str, str]] = {
    "in the cell": ("in the cell", "trong ô"),
    "what becomes of it": ("what becomes of it", "kết quả"),
    "type": ("type", "kiểu"),
    "code": ("code", "mã"),
    "sentence": ("what is wrong and what to do", "lỗi và cách xử lý"),
    "number": ("number", "ô số"),
    "date": ("date", "ô ngày"),
    "time": ("time", "ô giờ"),
    "logical": ("logical value", "ô logic"),
    "error": ("error", "ô báo lỗi"),
    "empty": ("*(empty)*", "*(trống)*"),
    "cell": ("cells", "Trong ô"),
    "row": ("whole rows", "Cả dòng"),
    "column": ("columns", "Cột"),
    "suppress": ("the list of `--suppress`", "Danh sách của `--suppress`"),
}


def word(key: str, lang: Lang) -> str:
    """Return a word of the tables in a language."""
    return _PHRASES[key][LANGS.index(lang)]


# ── the parts ──


def phones(lang: Lang) -> str:
    """Return what becomes of cells in a phone column."""
    head = _head(word("in the cell", lang), word("what becomes of it", lang))
    return head + "".join(
        _line(_shown(cell, lang), _result(read_phone(cell), lang)) for cell in PHONES
    )


def values(lang: Lang) -> str:
    """Return what becomes of cells, by a parameter's type."""
    head = _head(word("type", lang), word("in the cell", lang), word("what becomes of it", lang))
    lines = (
        _line(f"`{kind}`", _shown(cell, lang), _result(READERS[kind](cell), lang))
        for kind, cells in VALUES
        for cell in cells
    )
    return head + "".join(lines)


def problems(lang: Lang) -> str:
    """Return every problem's code with its sentence."""
    told = _told()
    found = dict.fromkeys(("cell", "row", "column", "suppress"), "")
    for key in load_catalogue("problems"):
        code = key.removeprefix("problem.")
        found[_group(code)] += _line(f"`{code}`", _sentence(key, told.get(code), lang))
    head = _head(word("code", lang), word("sentence", lang))
    return "\n".join(f"**{word(group, lang)}**\n\n{head}{lines}" for group, lines in found.items())


def files(lang: Lang) -> str:
    """Return what can be said of a file."""
    head = _head(word("code", lang), word("sentence", lang))
    lines = (_line(f"`{key}`", _sentence(key, None, lang)) for key in load_catalogue("sheets"))
    return head + "".join(lines)


def results(_lang: Lang) -> str:
    """Return the columns that the results workbook adds, in both languages."""
    lines = (_line(*(column.header(lang) for lang in LANGS)) for column in COLUMNS)
    return _head("`--lang en`", "`--lang vi`") + "".join(lines)


def example(_lang: Lang) -> str:
    """Return what `check --json` answers for the sample list with mistakes."""
    words = ["check", "sample_data/don-hang-loi.xlsx", "-t", "don-hang", "--limit", "8", "--json"]
    answer = _run("-m", "zns_batch", *words, "--lang", "en", code=1)
    return f"```\nzns-batch {' '.join(words)}\n```\n\n```json\n{answer.strip()}\n```\n"


def commands(_lang: Lang) -> str:
    """Return every command and option, in both languages side by side."""
    english, vietnamese = (described(lang) for lang in LANGS)
    return "\n".join(_command(one, two) for one, two in zip(english, vietnamese, strict=True))


PARTS: Mapping[str, Callable[[Lang], str]] = {
    part.__name__: part for part in (phones, values, problems, files, results, example, commands)
}


def rendered(page: Path) -> str:
    """Return a page with its generated parts as they must be.

    Args:
        page: A page of docs/.

    """
    lang: Lang = "vi" if page.name.endswith(".vi.md") else "en"
    text = page.read_text("utf-8")
    for name, part in PARTS.items():
        marks = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        if marks.search(text):
            text = _put(text, marks, formatted(part(lang)))
    return text


def _put(text: str, marks: re.Pattern[str], made: str) -> str:
    # A function and not a text: a table may hold backslashes.
    return marks.sub(lambda found: f"{found[1]}{made}{found[2]}", text)


# ── tables of cells ──


def _result(found: str | CellIssue, lang: Lang) -> str:
    if isinstance(found, CellIssue):
        return f"`{found.code}`: {translate(f'problem.{found.code}', lang, **found.params)}"
    return f"`{found}`"


def _shown(cell: Cell, lang: Lang) -> str:
    if cell is None:
        return word("empty", lang)
    if isinstance(cell, str):
        return "`" + cell.replace("\n", "⏎") + "`"
    kind = next(name for types, name in _KINDS if isinstance(cell, types))
    return f"`{_written(cell)}` ({word(kind, lang)})"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "logical"),
    ((int, float), "number"),
    (date, "date"),
    (time, "time"),
    (CellError, "error"),
)


def _written(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, CellError):
        return cell.shown
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


# ── problems ──


def _told() -> dict[str, CellIssue]:
    """Return a real flaw for each code that the examples above meet."""
    read: list[str | CellIssue] = [read_phone(cell) for cell in PHONES]
    read += [READERS[kind](cell) for kind, cells in VALUES for cell in cells]
    return {found.code: found for found in read if isinstance(found, CellIssue)}


def _group(code: str) -> str:
    if code in {"total-row", "duplicate", "duplicate-row", "sent-before", "suppressed"}:
        return "row"
    if code.startswith("set-") and code != "set-empty":
        return "column"
    first = code.split("-", maxsplit=1)[0]
    return {"columns": "column", "column": "column", "suppress": "suppress", "where": "column"}.get(
        first, "cell"
    )


def _sentence(key: str, flaw: CellIssue | None, lang: Lang) -> str:
    if flaw is not None:
        return translate(key, lang, **flaw.params)
    entry = load_catalogue(key.split(".", 1)[0] + "s")[key][LANGS.index(lang)]
    return re.sub(r"\{\w+\}", "…", entry)


# ── commands ──


def described(lang: Lang) -> list[dict[str, Any]]:
    """Return every command as this program describes it in a language.

    Commands are built in one language for good, so each language takes a process of its own.
    """
    found: list[dict[str, Any]] = json.loads(_run(__file__, "--describe", ZNS_LANG=lang))
    return found


def _describe() -> Iterator[dict[str, Any]]:
    from zns_batch.cli import language as lang
    from zns_batch.cli.app import PROGRAM, root

    lang.settle([])
    group = root()
    context = click.Context(group, info_name=PROGRAM)
    yield _described(group, context)
    for command, found in walk(group, context):
        yield _described(command, found)


def walk(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """Return every command with its context; a group before its own commands."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found = click.Context(command, info_name=name, parent=context)
        yield command, found
        if isinstance(command, click.Group):
            yield from walk(command, found)


def _described(command: click.Command, context: click.Context) -> dict[str, Any]:
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    return {
        "name": context.command_path.partition(" ")[2] or command.name,
        "usage": " ".join([context.command_path, *command.collect_usage_pieces(context)]),
        "help": command.help,
        "examples": (command.epilog or "").partition("\x08\n")[2].split("\n\n")[0],
        "options": [_option(option, context) for option in options],
    }


def _option(option: click.Option, context: click.Context) -> dict[str, Any]:
    names = ", ".join(f"`{name}`" for name in option.opts)
    metavar = "" if option.is_flag else f" `{option.make_metavar(context)}`"
    return {
        "names": names + metavar,
        "help": option.help or "",
        "default": str(option.default) if option.show_default else None,
        "twin": option.envvar,
    }


def _command(one: Mapping[str, Any], two: Mapping[str, Any]) -> str:
    lines = [f"### {one['name']}", "", f"`{one['usage']}`", "", one["help"], "", two["help"], ""]
    # Click itself puts --help there, and says what it does in its own English.
    pairs = [
        pair
        for pair in zip(one["options"], two["options"], strict=True)
        if "--help" not in pair[0]["names"]
    ]
    if pairs:
        lines.append(_head("option", "English", "Tiếng Việt", "environment") + _options(pairs))
    examples = "\n".join(line.strip() for line in one["examples"].splitlines()[1:])
    return "\n".join([*lines, f"```\n{examples}\n```", ""])


def _options(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> str:
    return "".join(
        _line(
            english["names"],
            _with_default(english, "default"),
            _with_default(vietnamese, "mặc định"),
            f"`{english['twin']}`" if english["twin"] else "",
        )
        for english, vietnamese in pairs
    )


def _with_default(option: Mapping[str, Any], said: str) -> str:
    text, default = str(option["help"]), option["default"]
    return f"{text} ({said}: `{default}`)" if default else text


# ── writing ──


def _head(*titles: str) -> str:
    return _line(*titles) + "|" + "---|" * len(titles) + "\n"


def _line(*cells: str) -> str:
    return (
        "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |\n"
    )


def _run(*words: str, code: int = 0, **variables: str) -> str:
    """Run this Python with nothing of the person's own around it, and return what it answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZNS_")}
    with TemporaryDirectory() as folder:
        around = {"ZNS_HOME": folder, "XDG_CONFIG_HOME": folder, "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=kept | around | variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == code, done.stderr
    return str(done.stdout)


if __name__ == "__main__":
    if "--describe" in sys.argv:
        print(json.dumps(list(_describe())))
    else:
        for page in sorted(DOCS.glob("*.md")):
            made = rendered(page)
            if made != page.read_text("utf-8"):
                page.write_text(made, "utf-8", newline="\n")
