"""OLE compound files: the container of `.xls`, and of workbooks with a password ([MS-CFB]).

A file of sectors with an allocation table, like a small disk: a stream is a chain of sectors, and
streams of less than 4,096 bytes are chains of small sectors inside one other stream.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from zns_batch.sheets.grid import RefusedFormatError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Greater numbers mark the end of a chain, a free sector or a table."""
_HEADER_TABLES = 109
_STREAM, _ROOT = 2, 5


class BrokenOleError(RefusedFormatError):
    """The file's own tables lead nowhere."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A stream in the directory: its first sector, its size, and where its name stands in the file."""

    start: int
    size: int
    name_at: int


class OleFile:
    """A compound file, whole in memory. Names of streams match without regard to case.

    Args:
        data: The file, as whole sectors.
        length: Its own length: some writers end a file with what stands in the last sector.

    Raises:
        BrokenOleError: Its tables lead nowhere.

    """

    def __init__(self, data: bytes, length: int | None = None) -> None:
        self._data = data
        self._length = len(data) if length is None else length
        try:
            shift, small_shift = struct.unpack_from("<HH", data, 30)
            if shift not in {9, 12} or small_shift != 6:
                raise BrokenOleError
            self._sector, self._small_sector = 1 << shift, 1 << small_shift
            directory, self._small, small_table = struct.unpack_from("<I4xII", data, 48)
            table = b"".join(map(self._sector_at, self._table_sectors()))
            self._table = _numbers(table)
            small = b"".join(map(self._sector_at, self._walk(small_table, self._table)))
            self._small_table = _numbers(small)
            self._entries: dict[str, _Entry] = {}
            self._small_sectors: list[int] = []
            for sector in self._walk(directory, self._table):
                self._read_directory((sector + 1) * self._sector)
        except (struct.error, IndexError) as error:
            raise BrokenOleError from error

    @property
    def names(self) -> frozenset[str]:
        """The names of its streams, in small letters."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """Return a stream, whole.

        Raises:
            BrokenOleError: There is no such stream, or it isn't all there.

        """
        entry = self._entry(name)
        content, missing = bytearray(), entry.size
        for at, size in self._pieces(entry):
            if at + min(size, missing) > self._length:
                raise BrokenOleError
            content += self._data[at : at + min(size, missing)]
            missing -= min(size, missing)
        if missing:
            raise BrokenOleError
        return bytes(content)

    def with_stream(self, name: str, content: bytes, *, called: str) -> bytes:
        """Return the file with another content of a stream, of the same size, under another name.

        Args:
            name: The stream.
            content: Its bytes.
            called: The same name, in the case that readers look for.

        """
        entry = self._entry(name)
        data = bytearray(self._data)
        position = 0
        for at, size in self._pieces(entry):
            piece = content[position : position + size]
            data[at : at + len(piece)] = piece
            position += size
        wide = called.encode("utf-16-le")
        data[entry.name_at : entry.name_at + len(wide)] = wide
        return bytes(data)

    def _entry(self, name: str) -> _Entry:
        try:
            return self._entries[name.lower()]
        except KeyError as error:
            raise BrokenOleError from error

    def _read_directory(self, start: int) -> None:
        """Read the entries of one sector: kind, name, first sector and size of each."""
        for at in range(start, start + self._sector, _ENTRY):
            length, kind = struct.unpack_from("<HB", self._data, at + 64)
            first, size = struct.unpack_from("<II", self._data, at + 116)
            name = self._data[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if kind == _STREAM:
                self._entries.setdefault(name.lower(), _Entry(first, size, at))
            elif kind == _ROOT:
                self._small_sectors = list(self._walk(first, self._table))

    def _pieces(self, entry: _Entry) -> Iterator[tuple[int, int]]:
        """Yield where the pieces of a stream begin in the file, and how long each is."""
        if entry.size >= self._small:
            for number in self._walk(entry.start, self._table):
                yield (number + 1) * self._sector, self._sector
            return
        each = self._sector // self._small_sector
        for number in self._walk(entry.start, self._small_table):
            if number // each >= len(self._small_sectors):
                raise BrokenOleError
            sector = self._small_sectors[number // each]
            at = (sector + 1) * self._sector + number % each * self._small_sector
            yield at, self._small_sector

    def _table_sectors(self) -> Iterator[int]:
        """Yield the sectors that hold the table which says, for each sector, what follows it."""
        first, _ = struct.unpack_from("<II", self._data, 68)
        numbers = struct.unpack_from(f"<{_HEADER_TABLES}I", self._data, 76)
        seen = 0
        while True:
            yield from (number for number in numbers if number < _LAST_SECTOR)
            seen += 1
            if first >= _LAST_SECTOR or seen * self._sector > len(self._data):
                return
            *numbers_, first = _numbers(self._sector_at(first))
            numbers = tuple(numbers_)

    def _walk(self, number: int, table: tuple[int, ...]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if number >= _LAST_SECTOR:
                return
            if number >= len(table):
                break
            yield number
            number = table[number]
        raise BrokenOleError  # it leads out of the file, or goes round in a ring

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        if start + self._sector > self._length:
            raise BrokenOleError
        return self._data[start : start + self._sector]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)
