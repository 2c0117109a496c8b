"""Hearing of every commit, whichever way it is made."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, event

from zns_batch.ledger.db import driver


def hear_commits(
    monkeypatch: pytest.MonkeyPatch,
    hear: Callable[[Connection], None],
    engine: type[Engine] | Engine = Engine,
) -> None:
    """Call a function just before each commit from now on.

    Args:
        monkeypatch: What undoes it for the driver's commits.
        hear: What is called, with the connection.
        engine: Whose commits by SQLAlchemy; those by the driver are heard of all engines.

    """
    commit = driver.commit

    def hear_and_commit(connection: Connection) -> None:
        hear(connection)
        commit(connection)

    event.listen(engine, "commit", hear)
    monkeypatch.setattr(driver, "commit", hear_and_commit)
