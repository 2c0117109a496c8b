"""Standard input: what a person types, read so that Ctrl-C is heard at every moment.

Python only notes a signal when it comes, and acts on it between two steps of its own. One that comes
just before a blocking call does not interrupt that call; with a person at the other end it may block
for ever. So whoever waits for a person polls.
"""

import os
import sys
from contextlib import suppress

POLL_SECONDS = 0.2
"""How long Ctrl-C may go unheard while the program waits for a person."""


def read_typed_line() -> str:
    """Return the next line of standard input without the spaces around it.

    Raises:
        EOFError: There is none.

    """
    # Windows reads its console and listens for Ctrl-C in one call, and can't select anything else.
    if sys.platform != "win32" and sys.stdin.isatty():
        from select import select

        while not select([sys.stdin], [], [], POLL_SECONDS)[0]:
            continue
    return input().strip()


def read_pasted_line() -> str:
    """Return the next line of standard input without the spaces around it; at its end an empty text.

    For a thread that may still wait when the process ends. It reads past Python's buffer, whose
    lock the end of the process would wait for.
    """
    line = b""
    with suppress(OSError):  # a terminal that is gone
        while not line.endswith(b"\n") and (part := os.read(sys.stdin.fileno(), 4096)):
            line += part
    return line.decode(errors="replace").strip()
