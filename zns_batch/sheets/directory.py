"""A zip's directory: that there is one, and where it says it is.

Two programs may see two different sets of parts in one crafted file: one trusts the place that the
last record gives for the directory, another takes what stands right before that record. What was
looked at here must be what the reading library reads, so such files are refused.
"""

import struct

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
        places = _claimed(data, end)
    except struct.error as error:
        raise DoubtfulDirectoryError from error
    if places != {start} or not _is_the_only_end(data, end):
        raise DoubtfulDirectoryError


def _claimed(data: bytes, end: int) -> set[int]:
    """Return the places that the records at the end give for the directory."""
    (place,) = struct.unpack_from("<I", data, end + 16)
    places = {place} - {_SEE_LARGE}
    locator = end - _LOCATOR_LENGTH
    if locator >= 0 and data.startswith(_LOCATOR, locator):
        (record,) = struct.unpack_from("<Q", data, locator + 8)
        places |= {struct.unpack_from("<Q", data, min(record, len(data)) + 48)[0]}
    return places


def _is_the_only_end(data: bytes, end: int) -> bool:
    """Tell whether no other record can be taken for the last one."""
    (comment,) = struct.unpack_from("<H", data, end + 20)
    return end + _END_LENGTH + comment == len(data) or data.count(_END) == 1
