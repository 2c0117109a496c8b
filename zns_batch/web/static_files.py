"""The files that pages load: kept in memory, under addresses that change with their content."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
"""What is served; licences lie beside the files and are not."""

_UNUSED = frozenset({"vendor/bootstrap/bootstrap.min.css"})
"""Only `bootstrap.css` is loaded, which `tools/trim_css.py` makes of it."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that a page loads."""

    content: bytes
    compressed: bytes
    content_type: str
    version: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Return the files by their path in the folder."""
    files = {}
    for path in sorted(FOLDER.rglob("*")):
        name = path.relative_to(FOLDER).as_posix()
        if path.suffix in _TYPES and name not in _UNUSED:
            content = path.read_bytes()
            files[name] = StaticFile(
                content=content,
                compressed=gzip.compress(content, mtime=0),
                content_type=_TYPES[path.suffix],
                version=sha256(content).hexdigest()[:12],
            )
    return files


def static_url(name: str) -> str:
    """Return the address of a file, such as `app.css`."""
    return f"/static/{static_files()[name].version}/{name}"
