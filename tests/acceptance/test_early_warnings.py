"""A worker tells people before it hurts, through the program that they have set up."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from program_help import Program, orders, until
from worker_help import detached, ledger_of, shown, worker, workers_end

from zns_batch.domain.tokens import REFRESH_LIFE, TokenPair
from zns_batch.ledger.oauth_tokens import LedgerTokenStore
from zns_batch.sandbox import RunningSandbox


def hook(heard: Path) -> dict[str, str]:
    """Settings by which each notification becomes a line of a file."""
    program = f"import sys; open({str(heard)!r}, 'ab').write(sys.stdin.buffer.read())"
    return {"ZNS_NOTIFY_COMMAND": json.dumps(["python3", "-c", program])}


def told(heard: Path, kind: str) -> list[dict[str, Any]]:
    """The notifications of a kind."""
    lines = heard.read_text(encoding="utf-8").splitlines() if heard.exists() else []
    found = [json.loads(line)["data"] for line in lines if line.endswith("}")]
    return [data for data in found if data["kind"] == kind]


def test_most_of_the_quota_is_told_once(
    program: Program, zalo: RunningSandbox, tmp_path: Path
) -> None:
    """Two campaigns use 9 of 10 units: people hear of it once, with what is left, beside the results."""
    heard = tmp_path / "heard.jsonl"
    zalo.change(quota=10)
    with workers_end(worker(program, **hook(heard))):
        program.write("a.csv", orders(8))
        detached(program, "a.csv")
        until(lambda: bool(told(heard, "completed")) and bool(told(heard, "quota")))
        program.write("b.csv", orders(1, start=50))
        detached(program, "b.csv")
        until(lambda: 2 == len(told(heard, "completed")))
    (warning,) = told(heard, "quota")
    assert ("default", True) == (warning["account"], warning["trouble"])
    assert "80 %" in warning["reason"]
    assert "completed" == shown(program)["state"]


def test_a_refresh_token_that_ends_is_told(program: Program, tmp_path: Path) -> None:
    """An account whose tokens lie unused for nearly three months is told when the worker starts."""
    heard = tmp_path / "heard.jsonl"
    secrets = {"ZNS_ACCESS_TOKEN": "a0", "ZNS_REFRESH_TOKEN": "r0"}
    renewed_at = datetime.now(UTC) - REFRESH_LIFE + timedelta(days=3)
    # The program makes its ledger.
    program.run("schedule", "list")
    store = LedgerTokenStore(
        "default", access="a0", refresh="r0", ledger=lambda: ledger_of(program)
    )
    store.save(TokenPair(access="a1", refresh="r1", renewed_at=renewed_at))
    with workers_end(worker(program, **hook(heard), **secrets)):
        until(lambda: bool(told(heard, "token")))
    (warning,) = told(heard, "token")
    assert "zns-batch account refresh --account default" in warning["needs"][0]["reason"]
    with workers_end(worker(program, **hook(heard), **secrets)):
        until(lambda: "worker" in program.run("doctor").out)
    assert 1 == len(told(heard, "token"))
