"""The webhook receiver in tests: a program that has its keys, and the receiver running."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from program_help import Program, Started, until

KEY, APP, OA = "oa-secret-key-of-the-shop", "1234567890", "4097311281936189049"


def with_key(program: Program, **more: str) -> Program:
    """Give a program the OA's secret key."""
    known = {"ZNS_OA_SECRET_KEY": KEY, "ZNS_APP_ID": APP, "ZNS_OA_ID": OA}
    return replace(program, env={**program.env, **known, **more})


@contextmanager
def serving(program: Program, *words: str, port: int = 0) -> Iterator[tuple[Started, str]]:
    """Run the receiver and give its address; stop it as a service manager does."""
    started = program.start("serve", "--webhook-only", "--port", str(port), *words)
    try:
        until(lambda: "/webhook/zalo/" in started.answered())
        yield started, started.answered().split()[-1]
        if sys.platform == "win32":
            return  # There is no signal there that ends another process cleanly.
        started.signal(signal.SIGTERM)
        ended = started.ended()
        assert (0, "Stopped.") == (ended.code, ended.err.strip().splitlines()[-1])
        assert "Traceback" not in ended.err
    finally:
        started.kill()
