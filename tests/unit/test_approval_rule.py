"""The rule of four eyes as the settings have it."""

from pathlib import Path

import pytest

from zns_batch.domain.approval import ApprovalRule
from zns_batch.errors import SettingsError
from zns_batch.settings.web import load_approval, load_web


@pytest.mark.parametrize(
    "written, least",
    [('"none"', None), ('"all"', 1), ('"ALL"', 1), ("500", 500), ('"500"', 500), ("1", 1)],
)
def test_a_rule_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, least: int | None
) -> None:
    """Words and numbers mean what they say, for the pages and for the worker."""
    monkeypatch.chdir(tmp_path)
    Path("zns-batch.toml").write_text(f"[web]\napproval = {written}\n", encoding="utf-8")
    assert ApprovalRule(least=least) == load_approval() == load_web().approval


@pytest.mark.parametrize("written", ["0", "-5", "true", "1.5", '"sometimes"', '""', "[1]"])
def test_a_rule_that_means_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    """A slip in the settings never turns approval off."""
    monkeypatch.chdir(tmp_path)
    Path("zns-batch.toml").write_text(f"[web]\napproval = {written}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="approval"):
        load_approval()


@pytest.mark.parametrize(
    "least, messages, waits",
    [(None, 10**6, False), (1, 1, True), (500, 499, False), (500, 500, True), (1, 0, False)],
)
def test_the_number_itself_waits(least: int | None, messages: int, waits: bool) -> None:
    """“From 500 on” begins with 500."""
    assert waits == ApprovalRule(least=least).covers(messages)
