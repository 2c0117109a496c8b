"""The workers' queue on SQLite: which SQLite is used, and that its transactions exclude each other."""

import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from zns_batch.errors import LedgerError
from zns_batch.worker.queue_db import sqlite_engine


def place(folder: Path) -> URL:
    return URL.create("sqlite", database=str(folder / "engine.db"))


def test_who_counts_keeps_others_from_counting(tmp_path: Path) -> None:
    """A worker that counts what runs holds the lock from its first look: no limit is exceeded by two."""
    engine = sqlite_engine(place(tmp_path))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE taken (worker TEXT)"))

    def take(worker: str) -> None:
        with engine.begin() as connection:
            free = not connection.execute(text("SELECT count(*) FROM taken")).scalar()
            if free:
                connection.execute(text("INSERT INTO taken VALUES (:w)"), {"w": worker})

    threads = [threading.Thread(target=take, args=(str(n),)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.begin() as connection:
        assert 1 == connection.execute(text("SELECT count(*) FROM taken")).scalar()
    engine.dispose()


def test_an_old_sqlite_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a new Python on an old SQLite, and no newer one to be had, a person learns what to do."""
    monkeypatch.setattr(sys, "version_info", (3, 13, 0, "final", 0))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    with pytest.raises(LedgerError, match="PostgreSQL"):
        sqlite_engine(place(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="the newer SQLite comes with Linux's wheels")
def test_a_newer_sqlite_is_used_where_python_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Debian 12 with Python 3.12 the queue uses the SQLite that came with the program."""
    pytest.importorskip("pysqlite3")
    monkeypatch.setattr(sys, "version_info", (3, 13, 0, "final", 0))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    engine = sqlite_engine(place(tmp_path))
    with engine.connect() as connection:
        found = connection.execute(text("SELECT unixepoch('subsec')")).scalar()
    engine.dispose()
    assert found
