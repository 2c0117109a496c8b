"""An OLE compound file: the container of `.xls`, and of workbooks with a password ([MS-CFB])."""

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Greater numbers mark the end of a chain, a free sector or a table."""
_HEADER_TABLES = 109
_STREAM, _ROOT = 2, 5


class BrokenOleError(Exception):
    """The file's own tables lead nowhere."""


class OleFile:
    """A compound file, whole in memory.

    Args:
        data: The file.

    Raises:
        BrokenOleError: Its tables lead nowhere.

    """

    def __init__(self, data: bytes) -> None:
        try:
            self._read(data)
        except (struct.error, IndexError) as error:
            raise BrokenOleError from error

    @property
    def names(self) -> frozenset[str]:
        """The names of its streams."""
        return frozenset(self._streams)

    def stream(self, name: str) -> bytes:
        """Return a stream, whole.

        Raises:
            BrokenOleError: There is no such stream, or it isn't all there.

        """
        try:
            start, size = self._streams[name]
        except KeyError as error:
            raise BrokenOleError from error
        small = size < self._small
        content = self._small_chain(start) if small else self._chain(start)
        if len(content) < size:
            raise BrokenOleError
        return content[:size]

    def _read(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise BrokenOleError
        self._sector, self._small_sector = 1 << shift, 1 << small_shift
        directory, self._small, small_table = struct.unpack_from("<I4xII", data, 48)
        self._table = self._sector_table()
        self._small_table = _numbers(self._chain(small_table))
        self._streams: dict[str, tuple[int, int]] = {}
        self._small_data = b""
        for kind, name, start, size in _entries(self._chain(directory)):
            if kind == _STREAM:
                self._streams.setdefault(name, (start, size))
            elif kind == _ROOT:
                self._small_data = self._chain(start)

    def _sector_table(self) -> tuple[int, ...]:
        """Return, for each sector, the one that follows it."""
        table = b"".join(self._at(number) for number in self._table_sectors())
        return _numbers(table)

    def _table_sectors(self) -> Iterator[int]:
        first, _ = struct.unpack_from("<II", self._data, 68)
        numbers = struct.unpack_from(f"<{_HEADER_TABLES}I", self._data, 76)
        seen = 0
        while True:
            yield from (each for each in numbers if each < _LAST_SECTOR)
            seen += 1
            if first >= _LAST_SECTOR or seen * self._sector > len(self._data):
                return
            *numbers_, first = _numbers(self._at(first))
            numbers = tuple(numbers_)

    def _chain(self, start: int) -> bytes:
        return b"".join(self._at(number) for number in self._walk(start, self._table))

    def _small_chain(self, start: int) -> bytes:
        size = self._small_sector
        return b"".join(
            self._small_data[number * size : (number + 1) * size]
            for number in self._walk(start, self._small_table)
        )

    def _walk(self, number: int, table: tuple[int, ...]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if number >= _LAST_SECTOR:
                return
            if number >= len(table):
                break
            yield number
            number = table[number]
        raise BrokenOleError  # it leads out of the file, or goes round in a ring

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        if start + self._sector > len(self._data):
            raise BrokenOleError
        return self._data[start : start + self._sector]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _entries(directory: bytes) -> Iterator[tuple[int, str, int, int]]:
    """Yield kind, name, first sector and size of every entry."""
    for at in range(0, len(directory), _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        yield kind, name, start, size
