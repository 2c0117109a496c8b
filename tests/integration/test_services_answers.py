"""What accounts answered a moment ago: asked once, kept for half a minute, never waited for long."""

import asyncio
from pathlib import Path

import pytest
from ledger_help import TestClock
from program_help import TOKEN

from zns_batch.domain.message import Quota
from zns_batch.services.accounts import answers
from zns_batch.services.accounts.answers import FRESH_SECONDS, AccountAnswers
from zns_batch.services.accounts.factory import account_client_of


@pytest.mark.usefixtures("at_sandbox")
def test_a_question_of_many_pages_is_asked_once_and_again_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten open pages ask Zalo once for the quota, and the figure is never older than half a minute."""
    asked = 0

    async def quota_of_many() -> list[Quota | None]:
        clock = TestClock()
        known = AccountAnswers(clock=clock)
        real = account_client_of

        def counted(*args: object, **more: object) -> object:
            nonlocal asked
            asked += 1
            return real(*args, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(answers, "account_client_of", counted)
        found = await asyncio.gather(*(known.quota("default") for _ in range(10)))
        clock.turn(FRESH_SECONDS)
        found.append(await known.quota("default"))
        clock.turn(1)
        found.append(await known.quota("default"))
        known.forget()
        found.append(await known.quota("default"))
        return [one.quota for one in found]

    quotas = asyncio.run(quota_of_many())
    assert 3 == asked
    assert {quotas[0]} == set(quotas)
    assert quotas[0] is not None


def test_an_account_that_can_not_be_asked_is_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page says why the quota is not known, and goes on; it never fails or waits for a silent provider."""
    monkeypatch.setenv("ZNS_HOME", str(tmp_path))
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", TOKEN)
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.chdir(tmp_path)

    async def ask() -> None:
        known = AccountAnswers(clock=TestClock())
        away = await known.quota("default")
        assert (None, False) == (away.quota, away.known)
        assert away.error is not None
        unknown = await known.quota("nobody")
        assert "settings.unknown-account" == getattr(unknown.error, "key", None)
        local = await known.template("default", "don-hang")
        assert local.comparison is not None
        assert local.comparison.trouble is not None
        missing = await known.template("default", "no-such-template")
        assert missing.comparison is None
        assert missing.refusal is not None

    asyncio.run(ask())


@pytest.mark.usefixtures("at_sandbox")
def test_a_silent_account_keeps_a_page_waiting_for_a_moment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When Zalo hangs, the page comes all the same, with the template as its file has it."""
    monkeypatch.setattr(answers, "PATIENCE_SECONDS", 0.01)

    async def hang(*_: object, **__: object) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(answers, "current_template", hang)

    async def ask() -> None:
        known = AccountAnswers(clock=TestClock())
        answer = await known.template("default", "don-hang")
        assert answer.comparison is not None
        assert "provider.unanswered" == getattr(answer.comparison.trouble, "key", None)
        assert (await known.template("default", "123456789")).refusal is not None

    asyncio.run(ask())
