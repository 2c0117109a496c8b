"""Files that people download: made for each of them, never served as they came."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, name: str) -> Response:
    """Return a workbook that the browser saves.

    Args:
        content: The workbook.
        name: Its name, cleaned.

    """
    return Response(content, media_type=XLSX, headers=attachment_headers(name))


def attachment_headers(name: str) -> dict[str, str]:
    """Return what makes the browser save an answer under a name, which is cleaned."""
    # RFC 6266: an old browser reads the plain name, all others the one in UTF-8.
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": disposition}


def written_file(write: Callable[[Path], object]) -> bytes:
    """Return what a function writes into a file, of which nothing stays behind."""
    with tempfile.TemporaryDirectory(prefix="zns-") as folder:
        path = Path(folder) / "file.xlsx"
        write(path)
        return path.read_bytes()
