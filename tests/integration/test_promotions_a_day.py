"""At most so many promotions a number and day: told beforehand, held back, and sent the next day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import zns_batch
from zns_batch.domain.message import Quota
from zns_batch.testing import MemoryProvider, VirtualClock

TEMPLATE = """\
template_id = "260377"
tag = "{tag}"
[params.code]
"""

BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""08:00 in Viet Nam."""


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ZNS_HOME", "ZNS_DATABASE_URL", "ZNS_PROMOTIONS_A_DAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def provider() -> MemoryProvider:
    """A provider in memory."""
    return MemoryProvider(quota=Quota(daily=500, remaining=500))


@pytest.fixture
def clock() -> VirtualClock:
    """The clock of the app."""
    return VirtualClock(BEGIN)


@pytest.fixture
def app(tmp_path: Path, provider: MemoryProvider, clock: VirtualClock) -> Iterator[zns_batch.App]:
    """An app that sends to the provider in memory, without waiting."""
    with zns_batch.App(home=tmp_path / "home", provider=provider, clock=clock) as opened:
        yield opened


def planned(
    app: zns_batch.App, *rows: tuple[str, str], tag: str = "PROMOTION", wait: bool = False
) -> zns_batch.api.objects.Draft:
    """Plan messages to phones, each with a code of its own."""
    Path("promo.toml").write_text(TEMPLATE.format(tag=tag), encoding="utf-8")
    people = [{"phone": phone, "code": code} for phone, code in rows]
    return app.plan(app.check(people, template="promo.toml"), window="00:00-24:00", wait=wait)


A, B = "0912345671", "0912345672"


def test_a_second_promotion_waits_for_the_next_day(
    app: zns_batch.App, provider: MemoryProvider
) -> None:
    """A customer gets one promotion a day, whichever campaign it comes from; the other goes out tomorrow."""
    app.send(planned(app, (A, "1")))
    draft = planned(app, (A, "2"), (B, "2"), (B, "3"))
    assert draft.preflight is not None
    assert 2 == draft.preflight.held_today
    campaign = app.send(draft)
    assert ("paused", "promotion-limit") == (campaign.state, campaign.reason)
    assert {"accepted": 1, "pending": 2} == {
        state: campaign.counts[state] for state in ("accepted", "pending")
    }
    assert campaign.resume_after is not None
    assert ["1", "2"] == [message.data["code"] for message in provider.messages]


def test_it_goes_on_by_itself(app: zns_batch.App, provider: MemoryProvider) -> None:
    """Who waits sees every row sent, each number once a day, and none lost."""
    campaign = app.send(planned(app, (A, "1"), (A, "2"), (A, "3"), (B, "1"), wait=True))
    assert ("completed", 4) == (campaign.state, campaign.counts["accepted"])
    assert ["1", "1", "2", "3"] == [message.data["code"] for message in provider.messages]


def test_what_was_held_back_goes_when_midnight_passes_meanwhile(
    app: zns_batch.App, provider: MemoryProvider, clock: VirtualClock
) -> None:
    """A campaign that is sent around midnight does not keep the second promotion for one more day."""
    clock.advance(timedelta(hours=15, minutes=59, seconds=50).total_seconds())
    provider.answer(lambda _message: clock.advance(20))
    campaign = app.send(planned(app, (A, "1"), (A, "2")))
    assert ("completed", 2) == (campaign.state, campaign.counts["accepted"])
    assert timedelta(hours=17) > clock.now() - BEGIN


def test_transactions_have_no_such_limit(app: zns_batch.App, provider: MemoryProvider) -> None:
    """Two orders of one customer are two messages on one day."""
    campaign = app.send(planned(app, (A, "1"), (A, "2"), tag="TRANSACTION"))
    assert ("completed", 2) == (campaign.state, len(provider.messages))


@pytest.mark.parametrize("most, sent", [("0", 3), ("2", 2)])
def test_the_account_says_otherwise(
    app: zns_batch.App,
    provider: MemoryProvider,
    monkeypatch: pytest.MonkeyPatch,
    most: str,
    sent: int,
) -> None:
    """The setting allows more a day, and 0 any number."""
    monkeypatch.setenv("ZNS_PROMOTIONS_A_DAY", most)
    app.send(planned(app, (A, "1"), (A, "2"), (A, "3")))
    assert sent == len(provider.messages)


def test_a_refused_promotion_was_none(app: zns_batch.App, provider: MemoryProvider) -> None:
    """A number that got nothing may get the next one today."""
    provider.script("84912345671", [provider.rejected("-119"), provider.accepted()])
    app.send(planned(app, (A, "1")))
    assert "completed" == app.send(planned(app, (A, "2"))).state
