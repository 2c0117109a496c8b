"""A sandbox and a program that is pointed at it, anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from program_help import Program, program_in

from zns_batch.sandbox import Running, sandbox


@pytest.fixture
def zalo() -> Iterator[Running]:
    """A stand-in for Zalo, on loopback, with an account in good order."""
    with sandbox() as running:
        yield running


@pytest.fixture
def program(tmp_path: Path, zalo: Running) -> Program:
    """The program with a state folder of its own, pointed at the sandbox."""
    return program_in(tmp_path, zalo.url)


@pytest.fixture
def alone(tmp_path: Path) -> Program:
    """The program with a state folder of its own, and no provider anywhere."""
    return program_in(tmp_path)
