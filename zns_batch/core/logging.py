"""The log: one JSON object a line, phones masked, no secrets.

It is for the technical colleague: what happened to which tracking id, and when. People read the
screen and the results workbook.
"""

import logging
import re
from collections.abc import MutableMapping
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zns_batch.core.masking import mask_phone

if TYPE_CHECKING:
    import structlog

_FILE_BYTES = 10_000_000
_FILES = 5
# A Vietnamese number in any of its written forms, and not inside a longer word of an id. One that can
# only be a mobile number is masked inside words too, and in groups: files are named after customers.
_PHONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:\+?84|0)\d{9}(?![0-9A-Za-z])"
    r"|(?<!\d)(?:\+?84|0)[35789]\d{8}(?!\d)"
    r"|(?<!\d)0[35789]\d{1,2}[ ._-]\d{3}[ ._-]?\d{3,4}(?!\d)"
)
_LEAST_LETTERS = 4
_hidden: set[str] = set()


def redact_secret(*secrets: str) -> None:
    """Keep these values out of the log, wherever they turn up.

    What has fewer letters than any secret would take words of every line with it.
    """
    _hidden.update(secret for secret in secrets if len(secret) >= _LEAST_LETTERS)


def redact(text: str) -> str:
    """Return a text with phones masked and secrets taken out."""
    for secret in _hidden:
        text = text.replace(secret, "***")
    return _PHONE.sub(lambda match: mask_phone(match.group()), text)


def _cleaned(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Any:
    return {key: _clean_value(value) for key, value in event.items()}


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _clean_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean_value(item) for item in value]
    return value


class EventLog:
    """The log. What writes it is loaded at the first entry: most commands have nothing to note."""

    def info(self, event: str, /, **values: object) -> None:
        """Note what happened."""
        _writer().info(event, **values)

    def warning(self, event: str, /, **values: object) -> None:
        """Note what somebody should look at."""
        _writer().warning(event, **values)

    def error(self, event: str, /, **values: object) -> None:
        """Note what failed."""
        _writer().error(event, **values)

    def exception(self, event: str, /, **values: object) -> None:
        """Note what failed, with the trace of the exception that is being handled."""
        _writer().exception(event, **values)


_LOG = EventLog()


def log() -> EventLog:
    """Return the log; nothing is written until `write_to` has named a file."""
    return _LOG


@cache
def _logger() -> logging.Logger:
    logger = logging.getLogger("zns_batch")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger


@cache
def _writer() -> "structlog.stdlib.BoundLogger":
    import structlog

    _logger()
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _cleaned,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    bound: structlog.stdlib.BoundLogger = structlog.get_logger("zns_batch")
    return bound


class _QuietHandler(RotatingFileHandler):
    """A log file whose write errors, as on a full disk, print nothing on the screen."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — logging's own name
        """Let an entry go: what was sent stands in the ledger."""


def write_to(path: Path) -> None:
    """Write the log to a file of the owner's, kept small by starting a new one now and then.

    A log that can't be written stops nothing: what was sent stands in the ledger.
    """
    logger = _logger()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        handler = _QuietHandler(path, maxBytes=_FILE_BYTES, backupCount=_FILES, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
