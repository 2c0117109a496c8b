"""What stands in the log of acts is shown in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from zns_batch.i18n import has_translation

PACKAGE = Path(__file__).parents[2] / "zns_batch"

NOTING = {"note", "_note", "record_act", "record_elsewhere", "audit_entry", "entry", "_entry"}
"""Functions that are told what was done, as the first text among their arguments."""


def _acts() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "AuditEntry":
                given = [word.value for word in node.keywords if word.arg == "act"]
            elif name in NOTING:
                given = list(node.args)
            else:
                continue
            for each in given:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield path.relative_to(PACKAGE).as_posix(), each.value
                    break


ACTS = sorted({act for place, act in _acts() if act})


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_words(act: str) -> None:
    """Nobody reads a word of the program's own in the log: each act is said in both languages."""
    assert has_translation(f"web.audit.act.{act}")


def test_the_acts_were_found() -> None:
    """The test above keeps its sense when what notes acts is renamed."""
    assert len(ACTS) > 30
    assert {"sign-in", "grant", "send", "purge", "settle"} <= set(ACTS)
