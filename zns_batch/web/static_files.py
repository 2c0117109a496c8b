"""The files that pages load: kept in memory, under addresses that change with their content."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).parent / "static"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
"""What is served; licences lie beside the files and are not."""

_JOINED = {
    "frame.css": ("bootstrap.css", "app.css"),
    "frame.js": ("vendor/htmx/htmx.min.js", "app.js"),
}
"""Files that pages load together: served as one, they spare each first visit a request."""

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
    contents = {}
    for path in sorted(FOLDER.rglob("*")):
        name = path.relative_to(FOLDER).as_posix()
        if path.suffix in _TYPES and name not in _UNUSED:
            contents[name] = path.read_bytes()
    for name, parts in _JOINED.items():
        contents[name] = b"\n".join(contents[part] for part in parts)
    return {
        name: StaticFile(
            content=content,
            compressed=gzip.compress(content, mtime=0),
            content_type=_TYPES[Path(name).suffix],
            version=sha256(content).hexdigest()[:12],
        )
        for name, content in contents.items()
    }


def static_url(name: str) -> str:
    """Return the address of a file, such as `app.js`."""
    return f"/static/{static_files()[name].version}/{name}"


def inlined(name: str) -> str:
    """Return a small picture as an address that holds the picture itself: it costs no request."""
    file = static_files()[name]
    return f"data:{file.content_type},{quote(file.content)}"
