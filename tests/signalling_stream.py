"""A standard error that is told to end while it writes, as by somebody who reads its lines."""

import io
import os
import signal
import sys


class _SignallingFile(io.RawIOBase):
    def __init__(self, descriptor: int, after: str) -> None:
        self._descriptor = descriptor
        self._after = after.encode()
        self._is_sent = False

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = bytes(data)  # type: ignore[call-overload]  # the buffer's own memory
        written = os.write(self._descriptor, content)
        if not self._is_sent and self._after in content:
            self._is_sent = True
            os.kill(os.getpid(), signal.SIGTERM)
        return written


def signalling_stream(descriptor: int, after: str) -> io.TextIOWrapper:
    """Return a stream whose process gets SIGTERM in the middle of a write.

    Args:
        descriptor: Where it leads.
        after: What the text contains whose writing is interrupted, once.

    """
    return io.TextIOWrapper(io.BufferedWriter(_SignallingFile(descriptor, after)), encoding="utf-8")


if __name__ == "__main__":
    # The program with such a standard error: the text first, then the program's own arguments.
    from zns_batch.__main__ import main

    sys.stderr = signalling_stream(2, sys.argv.pop(1))
    main()
