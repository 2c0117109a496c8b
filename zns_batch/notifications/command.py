"""Command channel: starts the user's own program with each notification."""

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


def child_environment(notice: Notification, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command: this process's without our secrets, and the facts."""
    return {
        name: value
        for name, value in environment.items()
        if not (_OURS.fullmatch(name) or _DATABASE.fullmatch(name) or name.upper() in _NAMED)
    } | as_variables(notice)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandChannel:
    """Starts a program with a notification as JSON on its standard input. No shell is involved."""

    name: ClassVar[str] = "command"
    #: The program and its arguments, as in the settings. Nothing of a notification is ever added.
    words: tuple[str, ...]
    #: Seconds until it is killed, with whatever it has started.
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
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as output:
            stdin.write(as_bytes(notice))
            stdin.seek(0)
            code = self._run(stdin, output, child_environment(notice, os.environ))
            size = output.seek(0, os.SEEK_END)
            output.seek(max(0, size - _SHOWN_BYTES))
            tail = one_line(output.read(_SHOWN_BYTES).decode("utf-8", "replace"))
        log().info("notice.command", id=notice.id, code=code, said=tail)
        if code != 0:
            raise NoticeError("notices.command-failed", command=self.where, code=code)

    def _run(self, stdin: IO[bytes], output: IO[bytes], env: Mapping[str, str]) -> int:
        try:
            process = subprocess.Popen(  # noqa: S603 — the person's own program, by the person's own settings
                self.words,
                stdin=stdin,
                stdout=output,
                stderr=output,
                env=env,
                creationflags=_NO_WINDOW,
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
                # With what it has started.
                with suppress(psutil.Error):
                    for child in psutil.Process(process.pid).children(recursive=True):
                        with suppress(psutil.Error):
                            child.kill()
                process.kill()
                process.wait()
