"""Standard input: what a person types, read so that Ctrl-C is heard at every moment.

Python only notes a signal when it comes, and acts on it at its next step. One that comes just before
a call that waits does not break that call off; with a person at the other end it may wait for ever.
So whoever waits for a person waits in short turns.
"""

import os
import sys
from contextlib import suppress

TURN_SECONDS = 0.2


def read_typed_line() -> str:
    """Return the next line of standard input without the spaces around it.

    Raises:
        EOFError: There is none.

    """
    # Windows reads its console and listens for Ctrl-C in one call, and can't select anything else.
    if sys.platform != "win32" and sys.stdin.isatty():
        from select import select

        while not select([sys.stdin], [], [], TURN_SECONDS)[0]:
            continue
    return input().strip()


def read_pasted_line() -> str:
    """Return the next line of standard input without the spaces around it; at its end an empty text.

    For a thread that may still wait when the process ends. Reading through Python's buffer would take
    a lock for which the end of the process waits.
    """
    line = b""
    with suppress(OSError):  # a terminal that is gone
        while not line.endswith(b"\n") and (part := os.read(sys.stdin.fileno(), 4096)):
            line += part
    return line.decode(errors="replace").strip()
