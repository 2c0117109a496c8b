"""A workbook's zip package: opened with care, and read part by part.

The reading library trusts a package: it inflates whatever stands in it. So what could fill the
memory is refused here before the library sees the file.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy

from zns_batch.errors import SheetError

_END, _END_LENGTH = b"PK\x05\x06", 22
_LOCATOR, _LOCATOR_LENGTH = b"PK\x06\x07", 20
_SEE_LARGE = 0xFFFFFFFF
"""In place of a number that only the zip64 record has."""


class DoubtfulDirectoryError(Exception):
    """Two readers may find two different directories."""


def check_directory(data: bytes, start: int) -> None:
    """Refuse a file whose directory isn't where every reader looks for it.

    Args:
        data: The file, whole.
        start: Where the directory begins that was read.

    Raises:
        DoubtfulDirectoryError: Two readers may find two different directories.

    """
    end = data.rfind(_END)
    try:
        # The places that the records at the end give for the directory.
        (place,) = struct.unpack_from("<I", data, end + 16)
        places = {place} - {_SEE_LARGE}
        locator = end - _LOCATOR_LENGTH
        if locator >= 0 and data.startswith(_LOCATOR, locator):
            (record,) = struct.unpack_from("<Q", data, locator + 8)
            places |= {struct.unpack_from("<Q", data, min(record, len(data)) + 48)[0]}
        (comment,) = struct.unpack_from("<H", data, end + 20)
    except struct.error as error:
        raise DoubtfulDirectoryError from error
    # No other record can be taken for the last one.
    is_only_end = end + _END_LENGTH + comment == len(data) or data.count(_END) == 1
    if places != {start} or not is_only_end:
        raise DoubtfulDirectoryError


PARTS_LIMIT = 20_000
UNPACKED_LIMIT = 1 << 30
"""Bytes of all parts, unpacked. A million rows of eight columns take less than half of it."""
RATIO_LIMIT = 250
"""Unpacked to packed. A sheet of a million equal rows with their references stays below 30."""
SMALL = 8 << 20
"""Bytes up to which a part may be packed as tightly as it likes."""

_CHUNK = 1 << 17
"""Bytes of a part at a time: so few that they stay near the processor while they are searched."""
_PACKED = 1 << 14
"""Packed bytes at a time. The XML of a sheet unpacks to eight times as many, mostly."""
_MOST_AT_ONCE = 1 << 20
"""Bytes that they unpack to at a time, however tightly they are packed."""
_PART_HEADER, _LENGTHS = 30, 4
"""Bytes of what stands before a part, and of the lengths of the two names at its end."""
_DIRECTORY_ENTRY = b"PK\x01\x02"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    DoubtfulDirectoryError,
)
# All that office programs use. The others unpack without measure in one step.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class ZipPackage:
    """A zip file that holds a workbook. Names of parts match without regard to case.

    Args:
        data: The file, whole.

    Raises:
        SheetError: The zip is damaged, encrypted, or unpacks to more than a workbook can need.

    """

    def __init__(self, data: bytes) -> None:
        if data.count(_DIRECTORY_ENTRY) > PARTS_LIMIT:  # before an object is made for each of them
            raise SheetError("sheet.unpacks-too-large")
        with self._guarded():
            self._data = data
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            check_directory(data, self._zip.start_dir)
        self._parts = {_plain(info.filename): info for info in self._zip.infolist()}
        infos = self._parts.values()
        if any(info.flag_bits & 0x1 for info in infos):
            raise SheetError("sheet.password")
        # What the reading library might see otherwise than it is seen here.
        twice = len(infos) < len(self._zip.infolist())
        if twice or any(info.compress_type not in _METHODS for info in infos):
            raise SheetError("sheet.damaged")
        if (
            len(infos) > PARTS_LIMIT
            or sum(info.file_size for info in infos) > UNPACKED_LIMIT
            or any(
                info.file_size > max(SMALL, RATIO_LIMIT * max(info.compress_size, 1))
                for info in infos
            )
        ):
            raise SheetError("sheet.unpacks-too-large")

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts, in small letters."""
        return frozenset(self._parts)

    @property
    def mimetype(self) -> str:
        """What an OpenDocument package says it is; empty for others."""
        return self.head("mimetype", 256).decode("ascii", "replace")

    def size(self, name: str) -> int:
        """Return the bytes of a part as the directory has them, which may be wrong; 0 for none."""
        info = self._parts.get(_plain(name))
        return info.file_size if info else 0

    def head(self, name: str, size: int) -> bytes:
        """Return the first bytes of a part; none when there is no such part."""
        info = self._parts.get(_plain(name))
        if info is None:
            return b""
        # With the size left open, reading goes on to the stream's own end.
        real = copy(info)
        real.file_size = UNPACKED_LIMIT
        with self._guarded(), self._zip.open(real) as part:
            return part.read(size)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece, as long as it really is, whatever the directory says.

        `zipfile` asks for a certain length of each piece, and copies what is packed behind it again
        and again. Here the packed bytes are cut, which takes half the time. What unpacks them and
        sums them up leaves the interpreter free.

        Raises:
            SheetError: The part is damaged or unpacks to more than a workbook can need.

        """
        info = self._parts.get(_plain(name))
        if info is None:
            return
        most = min(max(SMALL, RATIO_LIMIT * info.compress_size), UNPACKED_LIMIT)
        total = checksum = 0
        with self._guarded():
            for piece in self._pieces(info):
                total += len(piece)
                if total > most:
                    raise SheetError("sheet.unpacks-too-large")
                checksum = zlib.crc32(piece, checksum)
                yield piece
            if checksum != info.CRC:
                raise zipfile.BadZipFile

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        self._zip.open(info).close()  # looks whether what stands before the part agrees
        start = info.header_offset + _PART_HEADER
        names = struct.unpack_from("<HH", self._data, start - _LENGTHS)
        start += sum(names)
        packed = memoryview(self._data)[start : start + info.compress_size]
        if len(packed) < info.compress_size:
            raise EOFError
        if info.compress_type == zipfile.ZIP_STORED:
            for at in range(0, len(packed), _CHUNK):
                yield bytes(packed[at : at + _CHUNK])
            return
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        for at in range(0, len(packed), _PACKED):
            piece = stream.decompress(packed[at : at + _PACKED], _MOST_AT_ONCE)
            while piece:
                yield piece
                piece = stream.decompress(stream.unconsumed_tail, _MOST_AT_ONCE)
            if stream.eof:
                return
        if piece := stream.flush():
            yield piece

    def part(self, name: str, *, limit: int = UNPACKED_LIMIT) -> bytes:
        """Return a part, whole; nothing when there is no such part.

        Args:
            name: The part.
            limit: Bytes that it may have.

        Raises:
            SheetError: The part is damaged or unpacks to more than a workbook can need.

        """
        return b"".join(self._up_to(limit, name))

    def measure(self, name: str, *, limit: int = UNPACKED_LIMIT) -> None:
        """Unpack a part once, so that it is known to be no larger than it may be.

        Raises:
            SheetError: The part is damaged or unpacks to more than a workbook can need.

        """
        for _ in self._up_to(limit, name):
            pass

    def with_parts(self, parts: Mapping[str, bytes]) -> bytes:
        """Return the package with another content of some parts."""
        others = {info.filename: name for name, info in self._parts.items()}
        return self.write(
            {
                written: parts[name] if name in parts else self.part(name)
                for written, name in others.items()
            }
        )

    @staticmethod
    def write(parts: Mapping[str, bytes]) -> bytes:
        """Return a package of these parts."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        return out.getvalue()

    def refuse_declarations(self) -> None:
        """Refuse XML that begins with a document type: no spreadsheet program writes one.

        Entities that unfold into gigabytes, or into other files, are declared there.

        Raises:
            SheetError: A part declares one.

        """
        for name in self._parts:
            if name.endswith((".xml", ".rels")):
                head = self.head(name, 8192).replace(b"\0", b"")  # UTF-16: ASCII and NULs
                if _DECLARATION.search(head):
                    raise SheetError("sheet.declares-entities")

    def _up_to(self, limit: int, name: str) -> Iterator[bytes]:
        total = 0
        for piece in self.chunks(name):
            total += len(piece)
            if total > limit:
                raise SheetError("sheet.unpacks-too-large")
            yield piece

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            raise SheetError("sheet.damaged") from error


def _plain(name: str) -> str:
    # Some writers put Windows separators or a leading slash into the zip.
    return name.replace("\\", "/").lstrip("/").lower()
