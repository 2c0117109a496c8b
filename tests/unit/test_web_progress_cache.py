"""The counts on a campaign's page: read once for all who watch, and never older than before."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_help import NOW, TEMPLATE, TestClock

from zns_batch.domain.message import Quota
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import UnknownCampaignError
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.ledger.row_pages import CampaignCounts
from zns_batch.services.campaigns.watching.kept_counts import DUTY
from zns_batch.services.campaigns.watching.progress import CampaignProgress, Situation
from zns_batch.web.live.progress_cache import PACE_AFTER_SECONDS, ProgressCache

CAMPAIGN = Campaign(
    id="z1",
    name="đơn hàng",
    account="default",
    provider="zalo",
    template=TEMPLATE,
    state=CampaignState.RUNNING,
    reason=None,
    resume_after=None,
    dry_run=False,
    mode=None,
    source="list.xlsx",
    sheet=None,
    headers=(),
    fingerprint="",
    created_at=NOW,
    started_at=NOW,
    ended_at=None,
    quota=Quota(),
    expires_at=None,
    options={},
)


def progress(done: int, *, situation: Situation = Situation.RUNNING) -> CampaignProgress:
    """A campaign of a thousand rows."""
    counts = StateCounts(rows={RowState.ACCEPTED: done, RowState.PENDING: 1_000 - done})
    return CampaignProgress(
        campaign=CAMPAIGN,
        counts=CampaignCounts(states=counts, codes=()),
        situation=situation,
        host="may-chu-1",
        silence=timedelta(seconds=1),
    )


class Ledger:
    """Answers as it stands, and counts how often it is asked."""

    def __init__(self, clock: TestClock) -> None:
        self.clock = clock
        self.shown = progress(0)
        self.reads = 0
        self.takes = 0.0
        self.gate: asyncio.Event | None = None
        self.fails: Exception | None = None

    def read(self, _campaign_id: str) -> CampaignProgress:
        self.reads += 1
        self.clock.turn(self.takes)
        if self.fails is not None:
            raise self.fails
        return self.shown

    async def ask(
        self, function: Callable[[str], CampaignProgress], campaign_id: str
    ) -> CampaignProgress:
        found = function(campaign_id)
        if self.gate is not None:
            await self.gate.wait()
        return found


@pytest.fixture
def ledger(clock: TestClock) -> Ledger:
    """A ledger."""
    return Ledger(clock)


@pytest.fixture
def cache(ledger: Ledger, clock: TestClock) -> ProgressCache:
    """A cache over it."""
    return ProgressCache(ledger.read, clock)


async def test_a_hundred_who_watch_are_one_reader(cache: ProgressCache, ledger: Ledger) -> None:
    """However many colleagues watch a campaign, sending is slowed down by one of them at the most."""
    ledger.gate = asyncio.Event()
    asking = [asyncio.create_task(cache.get("z1", ledger.ask)) for _ in range(100)]
    await asyncio.sleep(0)
    ledger.gate.set()
    seen = await asyncio.gather(*asking)
    assert 1 == ledger.reads
    assert {1} == {each.version for each in seen}


async def test_within_a_second_nothing_is_read_again(
    cache: ProgressCache, ledger: Ledger, clock: TestClock
) -> None:
    """A page that is reloaded again and again is answered without touching the ledger."""
    await cache.get("z1", ledger.ask)
    clock.turn(0.9)
    await cache.get("z1", ledger.ask)
    assert 1 == ledger.reads
    clock.turn(0.2)
    await cache.get("z1", ledger.ask)
    assert 2 == ledger.reads


async def test_a_slow_ledger_is_read_seldom(
    cache: ProgressCache, ledger: Ledger, clock: TestClock
) -> None:
    """Counting a list of a million rows takes a small part of the time, however long one count takes."""
    ledger.takes = 0.5
    await cache.get("z1", ledger.ask)
    clock.turn(0.5 * DUTY - 0.1)
    await cache.get("z1", ledger.ask)
    assert 1 == ledger.reads
    clock.turn(0.2)
    await cache.get("z1", ledger.ask)
    assert 2 == ledger.reads


async def test_counts_never_go_back(cache: ProgressCache, ledger: Ledger, clock: TestClock) -> None:
    """Whoever watches never sees fewer messages done than a moment ago."""
    shown = []
    for done in (0, 10, 10, 400, 1_000):
        ledger.shown = progress(done)
        ledger.gate = asyncio.Event()
        asking = [asyncio.create_task(cache.get("z1", ledger.ask)) for _ in range(3)]
        await asyncio.sleep(0)
        # The ledger has gone on while the first count was on its way.
        ledger.shown = progress(min(done + 5, 1_000))
        asking.append(asyncio.create_task(cache.get("z1", ledger.ask)))
        ledger.gate.set()
        shown += [each.progress.done for each in await asyncio.gather(*asking)]
        clock.turn(2)
    assert sorted(shown) == shown


async def test_what_somebody_did_is_seen_at_once(cache: ProgressCache, ledger: Ledger) -> None:
    """After “pause” the next page shows the pause, and not what was counted before it."""
    await cache.get("z1", ledger.ask)
    ledger.shown = progress(0, situation=Situation.PAUSING)
    cache.forget("z1")
    seen = await cache.get("z1", ledger.ask)
    assert Situation.PAUSING is seen.progress.situation


async def test_a_count_that_was_overtaken_is_not_shown(
    cache: ProgressCache, ledger: Ledger
) -> None:
    """A count that began before “pause” was pressed is not shown as what came of it."""
    ledger.gate = asyncio.Event()
    before = asyncio.create_task(cache.get("z1", ledger.ask))
    await asyncio.sleep(0)
    ledger.shown = progress(0, situation=Situation.PAUSING)
    cache.forget("z1")
    ledger.gate.set()
    assert Situation.PAUSING is (await before).progress.situation


async def test_the_version_changes_with_what_can_be_seen(
    cache: ProgressCache, ledger: Ledger, clock: TestClock
) -> None:
    """Pages are sent new words when there are any, and nothing when there are none."""
    first = await cache.get("z1", ledger.ask)
    clock.turn(2)
    ledger.shown = replace(ledger.shown, silence=timedelta(seconds=2))
    assert first.version == (await cache.get("z1", ledger.ask)).version
    clock.turn(2)
    ledger.shown = progress(1)
    assert first.version < (await cache.get("z1", ledger.ask)).version


async def test_pace_and_end_are_told_once_they_are_known(
    cache: ProgressCache, ledger: Ledger, clock: TestClock
) -> None:
    """The expected end is measured, and not guessed from the first second."""
    assert None is (await cache.get("z1", ledger.ask)).pace
    clock.turn(2)
    ledger.shown = progress(20)
    assert None is (await cache.get("z1", ledger.ask)).pace
    clock.turn(PACE_AFTER_SECONDS)
    ledger.shown = progress(70)
    seen = await cache.get("z1", ledger.ask)
    assert 10.0 == seen.pace
    assert clock.now() + timedelta(seconds=93) == seen.expected_end


async def test_rows_that_are_sent_again_begin_a_new_measurement(
    cache: ProgressCache, ledger: Ledger, clock: TestClock
) -> None:
    """After “send again” the pace is that of the rows that are sent again, and never below zero."""
    ledger.shown = progress(900)
    await cache.get("z1", ledger.ask)
    clock.turn(10)
    ledger.shown = progress(100)
    assert None is (await cache.get("z1", ledger.ask)).pace


async def test_a_campaign_that_is_not_there_stays_away(
    cache: ProgressCache, ledger: Ledger
) -> None:
    """Guessing ids fills no memory, and a ledger that was away is asked again."""
    ledger.fails = UnknownCampaignError("ledger.unknown-campaign", name="z1")
    with pytest.raises(UnknownCampaignError):
        await cache.get("z1", ledger.ask)
    ledger.fails = None
    assert 0 == (await cache.get("z1", ledger.ask)).progress.done
