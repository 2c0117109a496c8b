"""Reasons that others word in English, in Vietnamese: the operating system's, the TOML reader's.

A table beside the catalogue and loaded with the errors themselves: these are said where no file can
be opened any more.
"""

import errno
import os
import re
from collections.abc import Mapping

_REASONS: Mapping[int, str] = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền truy cập",
    errno.EPERM: "hệ thống không cho phép",
    errno.EADDRINUSE: "địa chỉ đang được chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ đó",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết dung lượng được cấp",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "một phần đường dẫn không phải thư mục",
    errno.EEXIST: "đã có tệp này",
    errno.EMFILE: "chương trình mở quá nhiều tệp",
    errno.ENFILE: "hệ thống mở quá nhiều tệp",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EIO: "lỗi đọc ghi của ổ đĩa",
    errno.ELOOP: "liên kết vòng lặp",
    errno.EFBIG: "tệp quá lớn",
    errno.ENOEXEC: "không phải chương trình chạy được",
    errno.ECONNREFUSED: "kết nối bị từ chối",
}

# Windows words its own codes; in English on a system whose language is no other.
_WINDOWS: Mapping[str, str] = {
    "The system cannot find the file specified": _REASONS[errno.ENOENT],
    "The system cannot find the path specified": _REASONS[errno.ENOENT],
    "The filename, directory name, or volume label syntax is incorrect": "tên tệp hoặc thư mục không hợp lệ",
    "Access is denied": _REASONS[errno.EACCES],
    "The process cannot access the file because it is being used by another process": "tệp đang được chương trình khác mở",
    "The process cannot access the file because another process has locked a portion of the file": "tệp đang bị chương trình khác khóa",
    "The media is write protected": _REASONS[errno.EROFS],
    "The device is not ready": "ổ đĩa chưa sẵn sàng",
    "There is not enough space on the disk": _REASONS[errno.ENOSPC],
    "The file exists": _REASONS[errno.EEXIST],
    "Cannot create a file when that file already exists": _REASONS[errno.EEXIST],
    "The filename or extension is too long": _REASONS[errno.ENAMETOOLONG],
    "The network path was not found": "không tìm thấy thư mục trên mạng",
    "The specified network name is no longer available": "thư mục trên mạng không còn dùng được",
    "An attempt was made to access a socket in a way forbidden by its access permissions": _REASONS[
        errno.EACCES
    ],
    "Only one usage of each socket address (protocol/network address/port) is normally permitted": _REASONS[
        errno.EADDRINUSE
    ],
    "The requested address is not valid in its context": _REASONS[errno.EADDRNOTAVAIL],
    "No connection could be made because the target machine actively refused it": _REASONS[
        errno.ECONNREFUSED
    ],
}

_VIETNAMESE: Mapping[str, str] = {
    **{os.strerror(code): words for code, words in _REASONS.items()},
    **_WINDOWS,
}

_TOML: Mapping[str, str] = {
    "Invalid statement": "dòng này không có dạng tên = giá trị",
    "Expected newline or end of document after a statement": "còn thừa chữ ở cuối dòng",
    "Found invalid character (.+)": "có ký tự không dùng được: {}",
    "Illegal character (.+)": "có ký tự không dùng được: {}",
    "Cannot declare (.+) twice": "mục {} được ghi hai lần",
    "Cannot overwrite a value": "một tên được ghi hai lần",
    "Expected ']' at the end of a table declaration": "thiếu dấu ] ở cuối tên mục",
    "Expected ']]' at the end of an array declaration": "thiếu dấu ]] ở cuối tên mục",
    "Cannot mutate immutable namespace (.+)": "không ghi thêm được vào mục {}",
    "Cannot redefine namespace (.+)": "mục {} được ghi hai lần",
    "Expected '=' after a key in a key/value pair": "thiếu dấu = sau tên",
    "Invalid initial character for a key part": "tên phải bắt đầu bằng chữ hoặc số, nếu không vui lòng đặt trong ngoặc kép",
    "Unclosed array": "danh sách chưa được đóng bằng dấu ]",
    "Unclosed inline table": "bảng chưa được đóng bằng dấu }}",
    "Duplicate inline table key (.+)": "tên {} được ghi hai lần",
    "Unescaped '\\\\' in a string": "dấu \\ trong ngoặc kép phải viết thành \\\\",
    "Invalid hex value": "mã ký tự sau dấu \\ không hợp lệ",
    "Escaped character is not a Unicode scalar value": "mã ký tự sau dấu \\ không có trong Unicode",
    "Unterminated string": "chuỗi chưa được đóng bằng dấu ngoặc kép",
    "Expected (.+)": "thiếu {}",
    "Invalid date or datetime": "ngày giờ không hợp lệ",
    "Invalid value": "giá trị không hợp lệ; chữ phải đặt trong ngoặc kép",
}
"""What Python's TOML reader says, as regular expressions."""

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def in_vietnamese(reason: str) -> str:
    """Return a reason as the system or the TOML reader words it in Vietnamese; another text as it is."""
    known = _VIETNAMESE.get(reason.rstrip("."))
    if known is not None:
        return known
    place = _TOML_PLACE.search(reason)
    sentence = reason[: place.start()] if place else reason
    for pattern, words in _TOML.items():
        if found := re.fullmatch(pattern, sentence):
            where = ""
            if place is not None:
                where = f" (dòng {place[1]}, cột {place[2]})" if place[1] else " (ở cuối tệp)"
            # Tables are named by a tuple of their keys.
            names = (_dotted(name) for name in found.groups())
            return words.format(*names) + where
    return reason


def _dotted(name: str) -> str:
    keys = re.findall(r"'([^']*)'", name) if name.startswith("(") else []
    return ".".join(keys) or name


def system_reason(error: OSError) -> str:
    """Return the reason of an error in the system's own words.

    asyncio puts a sentence of its own around that of an address in use.
    """
    if error.errno is not None and error.errno in _REASONS:
        return os.strerror(error.errno)
    return error.strerror or str(error)
