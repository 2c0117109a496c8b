"""Damage of every kind to real files: a sheet or one clear error, and soon."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lag_help import worked
from sheet_files import originals

from zns_batch.errors import SheetError
from zns_batch.sheets import open_sheet

SECONDS = 10
"""No damaged file of a few kilobytes takes longer, on a slow machine with much else to do."""

NUMBERS = (b"0", b"-1", b"65536", b"1048577", b"4294967295", b"99999999999", b"1e308", b"", b"x")
BYTES = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\xff\xff\xff\x7f",
    b"<",
    b">",
    b'"',
    b"&",
    b"\r\n",
    b"=",
)

Edit = Callable[[bytes], bytes]
_PLACE = st.floats(0, 0.999)


def _at(place: float, data: bytes) -> int:
    return int(place * len(data))


def _overwrite(place: float, new: bytes) -> Edit:
    return lambda data: data[: _at(place, data)] + new + data[_at(place, data) + len(new) :]


def _insert(place: float, new: bytes) -> Edit:
    return lambda data: data[: _at(place, data)] + new + data[_at(place, data) :]


def _cut(place: float, length: int) -> Edit:
    return lambda data: data[: _at(place, data)] + data[_at(place, data) + length :]


def _truncate(place: float) -> Edit:
    return lambda data: data[: _at(place, data)]


def _splice(place: float, source: float, length: int) -> Edit:
    return lambda data: _insert(place, data[_at(source, data) : _at(source, data) + length])(data)


def _renumber(place: float, new: bytes) -> Edit:
    def edit(data: bytes) -> bytes:
        found = re.compile(rb"\d+").search(data, _at(place, data))
        return data[: found.start()] + new + data[found.end() :] if found else data

    return edit


EDITS = st.one_of(
    st.builds(_overwrite, _PLACE, st.binary(min_size=1, max_size=4) | st.sampled_from(BYTES)),
    st.builds(_insert, _PLACE, st.binary(min_size=1, max_size=8) | st.sampled_from(BYTES)),
    st.builds(_cut, _PLACE, st.integers(1, 40)),
    st.builds(_truncate, _PLACE),
    st.builds(_splice, _PLACE, _PLACE, st.integers(1, 200)),
    st.builds(_renumber, _PLACE, st.sampled_from(NUMBERS)),
)


def _damaged(data: bytes, edits: Sequence[Edit], part: float | None) -> bytes:
    """Edit the file itself, or one part inside a package that stays whole."""
    if part is not None and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        chosen = sorted(parts)[int(part * len(parts))]
        parts[chosen] = _damaged(parts[chosen], edits, None)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for name, content in parts.items():
                new.writestr(name, content)
        return out.getvalue()
    for edit in edits:
        data = edit(data)
    return data


def _survives(path: Path) -> None:
    began = worked()
    with suppress(SheetError):
        sheet = open_sheet(path)
        numbers = [row.number for row in sheet.read()]
        assert sorted(set(numbers)) == numbers
        assert sheet.columns
    assert SECONDS > worked() - began


def _files(*endings: str, start: str = "") -> list[Path]:
    return [path for path in originals() if path.suffix in endings and path.name.startswith(start)]


# The fragile formats are read in a process of their own, which takes its time to start.
@pytest.mark.parametrize(
    "files,examples",
    [
        (_files(".xlsx", ".xlsm"), 250),
        (_files(".ods"), 100),
        (_files(".csv", ".tsv", ".txt"), 200),
        (_files(".xls", start="libreoffice"), 60),
        (_files(".xlsb"), 30),
    ],
    ids=["xlsx", "ods", "text", "xls", "xlsb"],
)
def test_no_damage_gives_a_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], files: list[Path], examples: int
) -> None:
    """However a real file was damaged, it ends as a sheet or as a SheetError, soon and silently."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        path=st.sampled_from(files),
        edits=st.lists(EDITS, min_size=1, max_size=4),
        part=st.none() | _PLACE,
    )
    def survives(path: Path, edits: list[Edit], part: float | None) -> None:
        copy = tmp_path / path.name
        copy.write_bytes(_damaged(path.read_bytes(), edits, part))
        _survives(copy)

    survives()
    assert ("", "") == capfd.readouterr()
