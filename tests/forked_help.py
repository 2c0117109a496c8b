"""The copies of the process that a test makes: a process that runs tests has other children too."""

import os
from contextlib import suppress

import pytest


def note_copies(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which each copy that is made from now on is added."""
    fork, copies = os.fork, list[int]()

    def noted() -> int:
        copies.append(fork())
        return copies[-1]

    monkeypatch.setattr(os, "fork", noted)
    return copies


def is_left(copy: int) -> bool:
    """Tell whether a copy runs still, or has ended and nobody has waited for it."""
    with suppress(ChildProcessError):
        os.waitpid(copy, os.WNOHANG)
        return True
    return False
