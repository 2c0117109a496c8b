"""The first Ctrl-C or SIGTERM while something runs."""

import asyncio
import os
import sys

import pytest
from signalling_stream import signalling_stream

from zns_batch.cli.console import info_text
from zns_batch.cli.language import tr
from zns_batch.cli.views.run import interruptible


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to one process alone")
def test_an_interruption_while_a_line_is_written_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the progress is being drawn stops cleanly and says so, as at any other moment."""
    read, write = os.pipe()
    monkeypatch.setattr(sys, "stderr", signalling_stream(write, after="120/500"))

    async def run() -> None:
        stopped = asyncio.Event()
        with interruptible(stopped.set):
            info_text("120/500")
            await asyncio.wait_for(stopped.wait(), 60)

    asyncio.run(run())
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as said:
        text = said.read()
    assert text.startswith("120/500\n")
    assert tr("cli.stopping") in text
