"""What a command does that needs no ledger stands in the log of acts where there is one, and is done all the same where there is none."""

import os
from contextlib import closing

import pytest
from program_help import Program

from zns_batch.errors import LedgerError
from zns_batch.ledger import audit
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.sandbox import RunningSandbox
from zns_batch.services.people.acts import record_act

ORDER = {"name": "Xác nhận đơn hàng", "tag": "TRANSACTION", "params": {"order_code": {}}}


def noted(program: Program) -> list[tuple[str, str, str | None]]:
    """The acts of the log, the first one first, with who did them and for which account."""
    with closing(open_ledger(program.home / "ledger.db")) as ledger:
        entries = reversed(audit.latest(ledger))
        assert audit.check_chain(ledger).broken is None
        return [(entry.act, entry.face, entry.account) for entry in entries]


def test_a_template_is_pulled_and_noted_where_there_is_a_ledger(
    program: Program, zalo: RunningSandbox
) -> None:
    """A pull needs no ledger and makes none; where one is, it has the pull."""
    zalo.change(templates={"417489": ORDER})
    assert 0 == program.run("template", "pull", "417489").code
    assert not (program.home / "ledger.db").exists()
    open_ledger(program.home / "ledger.db").close()
    assert 0 == program.run("template", "pull", "417489", "--account", "default").code
    assert [("template-pull", "cli", "default")] == noted(program)


def test_what_can_not_be_noted_is_done_all_the_same(program: Program, zalo: RunningSandbox) -> None:
    """A log that can't be opened keeps nobody from work that needs no ledger, and is not touched."""
    zalo.change(templates={"417489": ORDER})
    program.home.mkdir(parents=True, exist_ok=True)
    damaged = program.home / "ledger.db"
    damaged.write_bytes(b"this is no database" * 100)
    before = damaged.read_bytes()
    done = program.run("template", "pull", "417489")
    assert 0 == done.code, done.err
    assert before == damaged.read_bytes()


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write what is read-only"
)
def test_a_ledger_that_may_only_be_read_stops_no_pull(
    program: Program, zalo: RunningSandbox
) -> None:
    """Who may read the ledger and not write it pulls a template all the same."""
    zalo.change(templates={"417489": ORDER})
    open_ledger(program.home / "ledger.db").close()
    files = [program.home, *program.home.glob("ledger.db*")]
    for one in files:
        one.chmod(0o500 if one.is_dir() else 0o400)
    try:
        assert 0 == program.run("template", "pull", "417489").code
    finally:
        for one in files:
            one.chmod(0o700 if one.is_dir() else 0o600)
    assert [] == noted(program)


def test_an_act_that_can_not_be_written_down_is_told_to_the_log(
    file_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done is done: a ledger that takes no more keeps nobody from it, and the log says what is missing."""

    def refuse(*_: object, **__: object) -> None:
        raise LedgerError("ledger.read-only", path="ledger.db")

    monkeypatch.setattr(audit, "record", refuse)
    told: list[tuple[str, dict[str, object]]] = []

    class Log:
        def warning(self, event: str, **fields: object) -> None:
            told.append((event, fields))

    monkeypatch.setattr("zns_batch.services.people.acts.log", Log)
    record_act(file_ledger, "backup", number=3)
    assert [("audit.not-recorded", {"act": "backup", "key": "ledger.read-only"})] == told
