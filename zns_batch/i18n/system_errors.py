"""The operating system's commonest reasons in Vietnamese; the system tells them in English.

A table beside the catalogue and loaded with the errors themselves: these are said where no file can
be opened any more.
"""

import errno
import os
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

_VIETNAMESE: Mapping[str, str] = {os.strerror(code): words for code, words in _REASONS.items()}


def in_vietnamese(reason: str) -> str:
    """Return a reason as the system words it in Vietnamese; any other text as it is."""
    return _VIETNAMESE.get(reason, reason)


def system_reason(error: OSError) -> str:
    """Return the reason of an error in the system's own words.

    asyncio puts a sentence of its own around that of an address in use.
    """
    if error.errno is not None and error.errno in _REASONS:
        return os.strerror(error.errno)
    return error.strerror or str(error)
