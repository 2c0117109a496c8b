"""Writing a template file so that it appears whole or not at all."""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from zns_batch.errors import TemplateError


def write_whole(path: Path, text: str) -> None:
    """Write a template file under another name, and rename it once it is on disk.

    A file that is there keeps its rights, and a link keeps pointing where it does.

    Raises:
        TemplateError: It can't be written.

    """
    target = Path(os.path.realpath(path))
    fresh = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(3)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise TemplateError("template.not-saved", path=str(path), why=why) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
