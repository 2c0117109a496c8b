"""The hook command: a program of the person's own that is started with each notice."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

import psutil

from zns_batch.core.logging import log
from zns_batch.errors import NoticeError
from zns_batch.notifications.notification import Notification
from zns_batch.notifications.payload import as_bytes, as_variables
from zns_batch.notifications.redact import one_line, path_text

_OURS = re.compile(r"ZNS_(?:.*_)?(?:TOKEN|SECRET|KEY|PASSWORD|VERIFIER)", re.IGNORECASE)
_NAMED = frozenset({"ZNS_NOTIFY_URL", "PGPASSWORD", "DBOS_CONDUCTOR_KEY"})
_DATABASE = re.compile(r"(?:ZNS|DBOS)_(?:.*_)?DATABASE_URL", re.IGNORECASE)
_SHOWN_BYTES = 2_000
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
# On Windows a console would flash up.


def child_environment(notice: Notification, ours: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command: ours without our secrets, and the notice's facts.

    Args:
        notice: The notice.
        ours: The environment of this process.

    """
    kept = {name: value for name, value in ours.items() if not _is_secret(name)}
    return kept | as_variables(notice)


def _is_secret(name: str) -> bool:
    known = _OURS.fullmatch(name) or _DATABASE.fullmatch(name)
    return bool(known) or name.upper() in _NAMED


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandChannel:
    """Starts a program with a notice as JSON on its standard input. No shell reads anything.

    Attributes:
        words: The program and its arguments, as they stand in the settings. Nothing of a notice is
            ever put among them.
        timeout: Seconds until it is ended, with whatever it has started.

    """

    name: ClassVar[str] = "command"
    words: tuple[str, ...]
    timeout: float = 60.0

    @property
    def where(self) -> str:
        """The program, without its arguments."""
        return path_text(Path(self.words[0]).name)

    def send(self, notice: Notification) -> None:
        """Start the program and wait for its end.

        Raises:
            NoticeError: It can't be started, takes too long, or ends with another code than 0.

        """
        # Files and not pipes: what the program leaves running could hold a pipe open for ever.
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
            given.write(as_bytes(notice))
            given.seek(0)
            code = self._run(given, said, child_environment(notice, os.environ))
            text = _tail(said)
        log().info("notice.command", id=notice.id, code=code, said=text)
        if code != 0:
            raise NoticeError("notices.command-failed", command=self.where, code=code)

    def _run(self, given: IO[bytes], said: IO[bytes], env: Mapping[str, str]) -> int:
        try:
            process = subprocess.Popen(  # noqa: S603 — the person's own program, by the person's own settings
                self.words, stdin=given, stdout=said, stderr=said, env=env, creationflags=_NO_WINDOW
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise NoticeError("notices.no-command", command=self.where, why=why) from error
        try:
            return process.wait(self.timeout)
        except subprocess.TimeoutExpired as error:
            seconds = round(self.timeout)
            raise NoticeError(
                "notices.command-slow", command=self.where, seconds=seconds
            ) from error
        finally:
            if process.poll() is None:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started."""
    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    process.kill()
    process.wait()


def _tail(said: IO[bytes]) -> str:
    """Return the end of what a program said, in one line."""
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - _SHOWN_BYTES))
    return one_line(said.read(_SHOWN_BYTES).decode("utf-8", "replace"))
