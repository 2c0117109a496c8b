"""The promise of docs/promise.md as a model: a provider that counts, and checks of the ledger.

What is sent twice can only be seen by the one who receives. `Zalo` is that one: it knows what it
accepted whatever it answered, and looks at each request when it arrives. `World` holds the ledger
against it.
"""

import enum
import shutil
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import postgres_help
import psycopg
from promise_machine import HERE, MORNING, Body, Fate, Machine, Point, Process
from sqlalchemy import event

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import CampaignState, Reason, RowState, may_follow
from zns_batch.errors import (
    AlreadySentError,
    InternalError,
    LaneHeldError,
    LedgerError,
    ProviderError,
    UnknownCampaignError,
    WrongStateError,
    ZnsBatchError,
)
from zns_batch.ledger import campaigns, drafts, rows
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns import control
from zns_batch.services.campaigns.draft import plan, set_aside_repetitions
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import prepare
from zns_batch.services.campaigns.runner import CampaignRunner, checked_tally
from zns_batch.settings.accounts import AccountSettings

_TEMPLATE = """\
template_id = "217489"
name = "Đơn hàng"
price = 200

[params.a]
type = "text"
"""

ACCOUNT = AccountSettings(name="default")

RowKey = tuple[str, int]
"""A row: its campaign and its place."""

Listing = Sequence[tuple[int, str]]
"""A list: whom (the end of a phone number; a negative one is no phone) and what is said."""


class Answer(enum.Enum):
    """What the provider makes of one request, and what it says."""

    ACCEPTS = "accepts"
    ACCEPTS_LATE = "accepts at the moment of its answer"
    REFUSES = "-118"
    REFUSES_ALL = "-1124"
    NOT_NOW = "http-503"
    TOO_FAST = "-32"
    HOLD = "http-429"
    NIGHT = "-133"
    TOKEN = "-124"
    DISABLED = "-146"
    DOUBTFUL = "-100"
    NO_NETWORK = "connection-refused"
    NO_QUOTA = "-144"
    LOST = "timeout"
    LOST_ACCEPTED = "timeout, and it was accepted"
    BUG = "an exception in the provider"
    BUG_ACCEPTED = "an exception in the provider, and it was accepted"


_TAKES = frozenset({Answer.ACCEPTS, Answer.ACCEPTS_LATE, Answer.LOST_ACCEPTED, Answer.BUG_ACCEPTED})
_DOUBTS = frozenset(
    {Answer.LOST, Answer.LOST_ACCEPTED, Answer.DOUBTFUL, Answer.BUG, Answer.BUG_ACCEPTED}
)
_SAYS: dict[Answer, tuple[OutcomeKind, Action, Reason | None, float | None]] = {
    Answer.REFUSES: (OutcomeKind.REJECTED, Action.ROW, None, None),
    Answer.REFUSES_ALL: (OutcomeKind.REJECTED, Action.ROW, None, None),
    Answer.NOT_NOW: (OutcomeKind.NOT_SENT, Action.RETRY, Reason.NETWORK, None),
    Answer.TOO_FAST: (OutcomeKind.NOT_SENT, Action.SLOW, Reason.RATE, None),
    Answer.HOLD: (OutcomeKind.NOT_SENT, Action.SLOW, Reason.RATE, 40.0),
    Answer.NIGHT: (OutcomeKind.NOT_SENT, Action.PAUSE, Reason.NIGHT, None),
    Answer.TOKEN: (OutcomeKind.NOT_SENT, Action.AUTH, Reason.AUTHORISATION, None),
    Answer.DISABLED: (OutcomeKind.NOT_SENT, Action.ABORT, Reason.TEMPLATE, None),
    Answer.DOUBTFUL: (OutcomeKind.NOT_SENT, Action.RETRY, Reason.NETWORK, None),
    Answer.NO_NETWORK: (OutcomeKind.NOT_SENT, Action.RETRY, Reason.NETWORK, None),
    Answer.NO_QUOTA: (OutcomeKind.NOT_SENT, Action.PAUSE, Reason.QUOTA, None),
    Answer.LOST: (OutcomeKind.UNKNOWN, Action.ROW, None, None),
    Answer.LOST_ACCEPTED: (OutcomeKind.UNKNOWN, Action.ROW, None, None),
}


class Renewal(enum.Enum):
    """What becomes of a renewal of the token."""

    WORKS = "works"
    FAILS = "fails in the middle"
    FAILS_FIRST = "fails before the first message"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weather:
    """How the provider, the network and the disk behave during a run.

    Attributes:
        answers: One for each request; all after them are accepted.
        delays: Seconds from a request to its answer, in turn.
        disks: Seconds a commit waits for others to share it, in turn.
        renewal: What becomes of a renewal of the token.

    """

    answers: tuple[Answer, ...] = ()
    delays: tuple[float, ...] = (0.02,)
    disks: tuple[float, ...] = (0.002,)
    renewal: Renewal = Renewal.WORKS


FAIR = Weather()


@dataclass(kw_only=True, slots=True)
class Arrival:
    """A request as the provider saw it."""

    process: Process
    message: Message
    answer: Answer
    moment: float
    decided: bool = False
    accepted: bool = False
    heard: bool = False
    word: Quota | None = None


@dataclass(kw_only=True, slots=True)
class Side:
    """What the provider knows of one process.

    Attributes:
        limits: What the process must keep to.
        told: The process knows the quota.
        disturbed: Others used the quota since the process was told.

    """

    limits: SendLimits
    told: bool = False
    disturbed: bool = False
    failed: bool = False
    left: deque[float] = field(default_factory=deque)
    waiting: list[Arrival] = field(default_factory=list)


class Zalo:
    """The provider, and the oracle: it counts what it accepted and what it should not have seen."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.daily: int | None = None
        self.used = 0
        self.silent = False
        self._day = in_vietnam(MORNING).date()
        self.tids: Counter[str] = Counter()
        self.of_row: Counter[RowKey] = Counter()
        self.of_content: Counter[tuple[str, str]] = Counter()
        self.doubts: set[str] = set()
        self.arrivals: list[Arrival] = []
        self.sides: dict[Process, Side] = {}

    def word(self) -> Quota | None:
        """Say what is left of the day's quota."""
        if self.daily is None:
            return None
        self._look_at_the_day()
        return Quota(daily=self.daily, remaining=max(self.daily - self.used, 0))

    def others_use(self, units: int) -> None:
        """Let another system use up quota."""
        self.used += units
        self._disturb(None)

    def new_day(self, daily: int | None) -> None:
        """Begin a day of quota; `None` for one without limit."""
        self.daily, self.used = daily, 0
        self._disturb(None)

    def _look_at_the_day(self) -> None:
        # Its own clock: nobody turns that one.
        today = in_vietnam(MORNING + timedelta(seconds=self._world.machine.mono)).date()
        if today != self._day:
            self._day, self.used = today, 0

    def _disturb(self, by: Process | None) -> None:
        for process, side in self.sides.items():
            side.disturbed = side.disturbed or process is not by

    # ── a request ──

    def arrives(self, arrival: Arrival) -> None:
        """Look at a request as it comes in."""
        side = self.sides[arrival.process]
        self._look_at_limits(side)
        self._world.look_at_request(arrival)
        self.arrivals.append(arrival)
        side.waiting.append(arrival)
        if arrival.answer is not Answer.ACCEPTS_LATE:
            self.decide(arrival)

    def _look_at_limits(self, side: Side) -> None:
        limits, now = side.limits, self._world.machine.now()
        blame = self._world.blame
        if len(side.waiting) >= limits.concurrency:
            blame("more in flight than the concurrency")
        if limits.window is not None and not limits.window.is_open(now):
            blame(f"a request in a closed window, at {now}")
        if limits.expires_at is not None and now >= limits.expires_at:
            blame(f"a request after its expiry, at {now}")
        self._look_at_pace(side)
        self._look_at_quota(side)

    def _look_at_pace(self, side: Side) -> None:
        """No second sees more than one request above the rate."""
        moment = self._world.machine.mono
        side.left.append(moment)
        while side.left[0] <= moment - 1:
            side.left.popleft()
        if len(side.left) > side.limits.rate + 1:
            self._world.blame(f"{len(side.left)} requests in a second at {side.limits.rate}/s")

    def _look_at_quota(self, side: Side) -> None:
        self._look_at_the_day()
        if self.daily is None or side.disturbed:
            return
        open_ = sum(not one.decided for one in side.waiting)
        if not side.told:
            # Before anybody has said a word, one message goes alone: its answer tells.
            if side.waiting:
                self._world.blame("a second request before the quota is known")
        elif self.used + open_ + 1 > self.daily - side.limits.quota_reserve:
            self._world.blame(f"a request above the quota of {self.daily}, {self.used} used")

    def decide(self, arrival: Arrival) -> None:
        """Take a message, or not; whatever the answer will say."""
        if arrival.decided:
            return
        arrival.decided = True
        if arrival.answer not in _TAKES:
            if arrival.answer in _DOUBTS:
                self.doubts.add(arrival.message.tracking_id)
            return
        if self.daily is not None and self.used >= self.daily:
            arrival.answer = Answer.NO_QUOTA
            return
        self.used += 1
        # What is left now; until the answer is heard it may be long out of date.
        arrival.word = self.word()
        self._disturb(arrival.process)
        self._accept(arrival)

    def _accept(self, arrival: Arrival) -> None:
        arrival.accepted = True
        tid = arrival.message.tracking_id
        if arrival.answer in _DOUBTS:
            self.doubts.add(tid)
        row = row_of(tid)
        content = self._world.content_of(row)
        self._world.look_at_repetition(row, tid, content)
        self.tids[tid] += 1
        self.of_row[row] += 1
        if not self._world.is_again[row[0]]:
            self.of_content[content] += 1

    def answers(self, arrival: Arrival) -> Outcome:
        """Say what became of a request."""
        self.decide(arrival)
        side = self.sides[arrival.process]
        side.waiting.remove(arrival)
        answer = arrival.answer
        if answer in {Answer.BUG, Answer.BUG_ACCEPTED}:
            side.failed = True
            raise RuntimeError("a bug in the provider")
        arrival.heard = True
        if answer in {Answer.ACCEPTS, Answer.ACCEPTS_LATE}:
            side.told = True
            return Outcome(
                kind=OutcomeKind.ACCEPTED,
                message_id=f"m-{arrival.message.tracking_id}",
                sent_at=self._world.machine.now(),
                quota=arrival.word,
            )
        return _outcome(answer)

    def forget(self, process: Process) -> None:
        """Decide what a process that died or ended has left on its way."""
        for arrival in self.sides[process].waiting:
            self.decide(arrival)


def _outcome(answer: Answer) -> Outcome:
    kind, action, reason, hold = _SAYS[answer]
    failure = Failure(
        code=answer.value,
        action=action,
        reason=reason,
        suggests_list_error=answer is Answer.REFUSES_ALL,
        may_have_been_sent=answer is Answer.DOUBTFUL,
    )
    return Outcome(kind=kind, failure=failure, retry_after=hold)


def row_of(tid: str) -> RowKey:
    """Return the campaign and the place of a row from its tracking id."""
    campaign, place = tid.split("-")[:2]
    return campaign, int(place)


class Line:
    """The provider as one process reaches it, in some weather."""

    name = "zalo"

    def __init__(self, process: Process, zalo: Zalo, weather: Weather) -> None:
        self._process = process
        self._zalo = zalo
        self._answers = list(weather.answers)
        self._delays = list(weather.delays)
        self._renewal = weather.renewal

    async def send(self, message: Message) -> Outcome:
        process = self._process
        process.step(Point.REQUEST)
        answer = self._answers.pop(0) if self._answers else Answer.ACCEPTS
        arrival = Arrival(
            process=process, message=message, answer=answer, moment=process.machine.mono
        )
        self._zalo.arrives(arrival)
        process.step(Point.ARRIVED)
        self._delays.append(self._delays.pop(0))
        await process.machine.sleep(self._delays[-1])
        process.step(Point.ANSWER)
        return self._zalo.answers(arrival)

    async def quota(self) -> Quota | None:
        self._process.lives()
        side = self._zalo.sides[self._process]
        if self._zalo.silent:
            side.told = False
            raise ProviderError("provider.no-words")
        side.told, side.disturbed = True, False
        return self._zalo.word()

    async def authorise(self, _until: datetime) -> Failure | None:
        self._process.lives()
        return _NO_TOKEN if self._renewal is Renewal.FAILS_FIRST else None

    async def renew(self, _refusal: Failure) -> Failure | None:
        await self._process.machine.sleep(0.5)
        self._process.lives()
        return None if self._renewal is Renewal.WORKS else _NO_TOKEN

    async def close(self) -> None:
        return


_NO_TOKEN = Failure(code="-14014", action=Action.ABORT, reason=Reason.AUTHORISATION)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file, read past all code of ours."""

    campaign: str
    seq: int
    state: RowState
    tid: str | None
    epoch: int | None
    code: str | None

    @property
    def key(self) -> RowKey:
        """Which row it is."""
        return self.campaign, self.seq


class World:
    """A machine, a ledger, a provider, and the persons at the keyboard."""

    def __init__(self, machine: Machine, folder: Path, blank: Path | None) -> None:
        self.machine = machine
        self.zalo = Zalo(self)
        self.violations: list[str] = []
        self.sends: dict[Process, str | None] = {}
        self.is_again: dict[str, bool] = {}
        self.campaigns: list[str] = []
        self.listings: dict[str, Listing] = {}
        self.permits: Counter[RowKey] = Counter()
        self.in_doubt: set[str] = set()
        self._journal: dict[RowKey, set[RowState]] = {}
        self._answered: set[tuple[RowKey, int]] = set()
        self._read_up_to = 0
        self._folder = folder
        (folder / "t.toml").write_text(_TEMPLATE, "utf-8")
        self._ends = ExitStack()
        place = self._ends.enter_context(_copied(blank, folder))
        self.ledger = _opened(place)
        self._ends.callback(self.ledger.close)
        self._file = self._ends.enter_context(closing(_past_our_code(place)))

    def close(self) -> None:
        """End everything that is left."""
        for process in self.machine.alive:
            process.kill()
        self._ends.close()

    def blame(self, what: str) -> None:
        """Note that the promise was broken. Raised later: the lane would take it for its own bug."""
        self.violations.append(what)

    # ── what persons do ──

    def send(
        self,
        listing: Listing,
        *,
        again: bool,
        expires: float | None,
        limits: SendLimits,
        weather: Weather,
        fate: Fate | None = None,
        wait: bool = False,
    ) -> Process:
        """Give `send` with a list."""
        now = self.machine.now()
        expires_at = now + timedelta(seconds=expires) if expires is not None else None
        wishes = RunOptions(again=again, expires=expires_at)
        bounds = _with_expiry(limits, expires_at)

        async def body(process: Process) -> None:
            await self._send(process, listing, wishes, bounds, weather, wait=wait)

        return self._start(body, bounds, weather, fate)

    async def _send(
        self,
        process: Process,
        listing: Listing,
        wishes: RunOptions,
        limits: SendLimits,
        weather: Weather,
        *,
        wait: bool,
    ) -> None:
        ledger, machine = process.ledger, self.machine
        prepared = prepare(self._request(listing), account=ACCOUNT)
        draft = plan(ledger, prepared, wishes, now=machine.now())
        campaign = draft.campaign
        self.campaigns.append(campaign.id)
        self.listings[campaign.id] = listing
        self.is_again[campaign.id] = wishes.again
        try:
            process.step(Point.QUESTION)
            await machine.sleep(1.0)
            if draft.to_send:
                guard = None if wishes.again else self._guard(ledger, campaign)
                await self._run(process, campaign.id, limits, weather, wait=wait, guard=guard)
        finally:
            drafts.drop_draft(ledger, campaign.id)

    def _guard(self, ledger: Ledger, campaign: Any) -> Callable[[], object]:
        return lambda: set_aside_repetitions(ledger, campaign, now=self.machine.now())

    def _request(self, listing: Listing) -> CampaignRequest:
        path = self._folder / "list.csv"
        lines = [f"{phone_of(whom) or 'abc'},{said}" for whom, said in listing]
        path.write_text("\n".join(["phone,a", *lines, ""]), "utf-8")
        return CampaignRequest(file=path, template=str(self._folder / "t.toml"))

    async def _run(
        self,
        process: Process,
        campaign_id: str,
        limits: SendLimits,
        weather: Weather,
        *,
        wait: bool,
        guard: Callable[[], object] | None = None,
    ) -> None:
        run = CampaignRunner(
            ledger=process.ledger,
            campaign=campaigns.get(process.ledger, campaign_id),
            provider=Line(process, self.zalo, weather),
            limits=limits,
            clock=self.machine,
            wait=wait,
            pre_start_check=guard,
        )
        process.interrupted = run
        self.sends[process] = campaign_id
        await run.run()

    def resume(
        self,
        campaign_id: str,
        *,
        limits: SendLimits,
        weather: Weather,
        fate: Fate | None = None,
        wait: bool = False,
        host: str = HERE,
    ) -> Process:
        """Give `resume`."""
        campaign = campaigns.get(self.ledger, campaign_id)
        bounds = _with_expiry(limits, campaign.expires_at)

        async def body(process: Process) -> None:
            now, found = self.machine.now(), campaigns.get(process.ledger, campaign_id)
            if not control.ready_to_resume(process.ledger, found, now=now):
                control.conclude(process.ledger, found, now=now)
                return
            process.step(Point.QUESTION)
            await self.machine.sleep(1.0)
            await self._run(process, campaign_id, bounds, weather, wait=wait)

        return self._start(body, bounds, weather, fate, host=host)

    def retry(
        self,
        campaign_id: str,
        states: Iterable[RowState],
        *,
        limits: SendLimits,
        weather: Weather,
        fate: Fate | None = None,
    ) -> Process:
        """Give `retry`."""
        wanted = frozenset(states)
        campaign = campaigns.get(self.ledger, campaign_id)
        bounds = _with_expiry(limits, campaign.expires_at)

        async def body(process: Process) -> None:
            found = campaigns.get(process.ledger, campaign_id)
            control.rows_in(process.ledger, found, wanted)
            before = self.rows()
            try:
                control.retry(process.ledger, found, wanted, now=self.machine.now())
            finally:
                self._note_permits(before)
            await self._run(process, campaign_id, bounds, weather, wait=False)

        return self._start(body, bounds, weather, fate)

    def _note_permits(self, before: list[Row]) -> None:
        """Note which rows a person let go once more although they may have been sent."""
        after = {row.key: row for row in self.rows()}
        for row in before:
            doubtful = row.state in {RowState.UNKNOWN, RowState.SENDING}
            now = after.get(row.key)
            if doubtful and now is not None and now.tid != row.tid:
                self.permits[row.key] += 1

    def pause(self, campaign_id: str, fate: Fate | None = None) -> Process:
        """Give `pause`."""
        return self._command(control.pause, campaign_id, fate)

    def cancel(self, campaign_id: str, fate: Fate | None = None) -> Process:
        """Give `cancel`."""
        return self._command(control.cancel, campaign_id, fate)

    def _command(
        self, command: Callable[..., object], campaign_id: str, fate: Fate | None
    ) -> Process:
        process = Process(self.machine, self.ledger, fate=fate)
        process.endings.append(self._look_at_end)
        self.zalo.sides[process] = Side(limits=SendLimits())
        process.do(
            lambda: command(
                process.ledger, campaigns.get(process.ledger, campaign_id), clock=self.machine
            )
        )
        return process

    def _start(
        self,
        body: Body,
        limits: SendLimits,
        weather: Weather,
        fate: Fate | None,
        *,
        host: str = HERE,
    ) -> Process:
        process = Process(self.machine, self.ledger, body, fate=fate, host=host)
        process.disks = list(weather.disks)
        self.sends[process] = None
        process.endings.append(self._look_at_end)
        self.zalo.sides[process] = Side(limits=limits)
        self.go_on(process)
        return process

    def go_on(self, process: Process, fate: Fate | None = None) -> None:
        """Let a process go on, and note what it leaves in flight when it is not over."""
        if fate is not None:
            process.meets(fate)
        process.frozen = False
        process.run()
        self.note_doubt()

    def look(self) -> None:
        """Read everything as `show`, `report` and lists of campaigns do."""
        shown = {one.id: counts for one, counts in campaigns.list_page(self.ledger).entries}
        for campaign in campaigns.list_all(self.ledger):
            tally = checked_tally(self.ledger, campaign.id)
            read = sum(1 for _ in rows.read_rows(self.ledger, campaign.id))
            if read != tally.total:
                self.blame(f"{tally.total} rows counted and {read} in the report")
            if campaign.id in shown and shown[campaign.id] != tally:
                self.blame(f"{campaign.id}: a list shows {shown[campaign.id]}, it is {tally}")

    def is_shown(self, campaign_id: str) -> bool:
        """Tell whether a person can see a campaign: it is no draft, and was not dropped."""
        found = self._file.execute(
            "SELECT 1 FROM campaigns WHERE id = ? AND state != 'draft'", [campaign_id]
        )
        return found.fetchone() is not None

    # ── the ledger as it stands, read past all code of ours ──

    def rows(self) -> list[Row]:
        """Read every row of the campaigns that have begun."""
        found = self._file.execute(
            "SELECT r.campaign_id, r.seq, r.state, r.tracking_id, r.epoch, r.code FROM rows r "
            "JOIN campaigns c ON c.id = r.campaign_id WHERE c.state != 'draft'"
        )
        return [Row(cid, seq, RowState(state), *rest) for cid, seq, state, *rest in found]

    def content_of(self, row: RowKey) -> tuple[str, str]:
        """Return what a row says to whom, as its list had it."""
        whom, said = self.listings[row[0]][row[1] - 1]
        return phone_of(whom) or "", said

    def _epoch(self) -> int:
        found = self._file.execute("SELECT epoch FROM lanes").fetchone()
        return int(found[0]) if found else 0

    def note_doubt(self) -> None:
        """Note what is in flight now that a process has lost its turn: it may become unknown."""
        sending = [row.tid for row in self.rows() if row.state is RowState.SENDING]
        self.in_doubt.update(tid for tid in sending if tid)

    # ── checks ──

    def look_at_request(self, arrival: Arrival) -> None:
        """Hold a request that arrives against what is on disk at that moment."""
        tid = arrival.message.tracking_id
        found = self._file.execute(
            "SELECT state, epoch FROM rows WHERE tracking_id = ?", [tid]
        ).fetchone()
        noted = self._file.execute(
            "SELECT count(*) FROM changes WHERE tracking_id = ? AND state = 'sending'", [tid]
        ).fetchone()
        if not noted[0]:
            self.blame(f"{tid} left without an intent on disk")
        elif found != ("sending", self._epoch()) and not self._is_in_doubt(tid, found):
            self.blame(f"{tid} left when it stood as {found}, under epoch {self._epoch()}")
        said = (arrival.message.phone, arrival.message.data["a"])
        if said != self.content_of(row_of(tid)):
            self.blame(f"{tid} does not say what was planned: {said}")

    def _is_in_doubt(self, tid: str, found: tuple[str, int] | None) -> bool:
        """Tell whether a row is known to be in doubt.

        A request that was about to leave when its process froze may leave when it wakes, and a
        person may have asked for the row once more by then.
        """
        if found is None:
            return self.permits[row_of(tid)] > 0
        return found[0] == "unknown"

    def look_at_repetition(self, row: RowKey, tid: str, content: tuple[str, str]) -> None:
        """Hold a message that is being accepted against those that were."""
        if self.zalo.tids[tid]:
            self.blame(f"{tid} accepted twice")
        if self.zalo.of_row[row] > self.permits[row]:
            self.blame(f"{row} accepted once more than permitted")
        permits = sum(
            count for one, count in self.permits.items() if self.content_of(one) == content
        )
        if not self.is_again[row[0]] and self.zalo.of_content[content] > permits:
            self.blame(f"{content} accepted once more than permitted, now as {tid}")

    def _look_at_end(self, process: Process) -> None:
        """Look at how a process ended."""
        self.zalo.forget(process)
        if process.gone:
            self._look_at_death(process)
        elif process.error is not None:
            self._look_at_error(process)
        elif any(one.process is process for one in self.zalo.arrivals):
            self._look_at_what_it_heard(process)

    def _look_at_death(self, process: Process) -> None:
        self.note_doubt()
        sending = sum(
            row.state is RowState.SENDING and row.epoch == self._epoch() for row in self.rows()
        )
        most = self.zalo.sides[process].limits.concurrency
        if sending > most and not self.machine.tampered:
            self.blame(f"{sending} rows in flight at a kill, with a concurrency of {most}")

    def _look_at_error(self, process: Process) -> None:
        error = process.error
        self.note_doubt()
        expected = (AlreadySentError, LaneHeldError, WrongStateError, UnknownCampaignError)
        internal = isinstance(error, InternalError) and self.zalo.sides[process].failed
        if isinstance(error, expected) or internal:
            return
        if isinstance(error, LedgerError) and error.key == "ledger.not-stopped":
            return
        cause = error.__cause__ if isinstance(error, ZnsBatchError) else None
        self.blame(f"a process ended with {error!r}, because of {cause!r}")

    def _look_at_what_it_heard(self, process: Process) -> None:
        """What the provider accepted, and said so, stands in the ledger when the run is over."""
        stands = {row.tid: row.state for row in self.rows()}
        for one in self.zalo.arrivals:
            state = stands.get(one.message.tracking_id, RowState.ACCEPTED)
            heard = one.process is process and one.heard and one.accepted
            doubted = one.answer in _DOUBTS
            if heard and not doubted and state is not RowState.ACCEPTED:
                self.blame(f"{one.message.tracking_id} was accepted and is {state}")

    def check(self) -> None:
        """Hold the ledger against itself and against the provider.

        Raises:
            AssertionError: The promise was broken.

        """
        found = self.rows()
        self._check_sums(found)
        self._check_journal({row.key: row.state for row in found})
        for row in found:
            self._check_row(row)
        assert not self.violations, "\n".join(self.violations)

    def _check_sums(self, found: list[Row]) -> None:
        counted = Counter(row.campaign for row in found)
        shown = self._file.execute("SELECT id FROM campaigns WHERE state != 'draft'").fetchall()
        for (campaign,) in shown:
            planned = len(self.listings[campaign])
            if counted[campaign] != planned:
                self.blame(f"{campaign} has {counted[campaign]} rows of {planned}")

    def _check_journal(self, stands: dict[RowKey, RowState]) -> None:
        changes = self._file.execute(
            "SELECT id, campaign_id, seq, attempt, state FROM changes WHERE id > ? ORDER BY id",
            [self._read_up_to],
        ).fetchall()
        for number, campaign, seq, attempt, word in changes:
            self._read_up_to = number
            self._note((campaign, seq), attempt, RowState(word))
        for key, state in stands.items():
            possible = self._journal.get(key, {state})
            if state not in possible:
                self.blame(f"{key} is {state}, and by its notes {possible}")
            self._journal[key] = {state}

    def _note(self, key: RowKey, attempt: int, state: RowState) -> None:
        """Follow a row by its notes. A late answer is noted too, whether it changes the row or not."""
        before = self._journal.get(key, {RowState.PENDING})
        after = {state} if any(may_follow(one, state) for one in before) else set()
        late = (key, attempt) in self._answered and state in _ANSWERS
        if not after and not late:
            self.blame(f"{key} went from {before} to {state}")
        if state in _ANSWERS:
            self._answered.add((key, attempt))
        self._journal[key] = after | before if late else after

    def _check_row(self, row: Row) -> None:
        accepted = row.tid is not None and self.zalo.tids[row.tid] > 0
        if row.state is RowState.ACCEPTED:
            if not accepted:
                self.blame(f"{row} was not accepted by the provider")
        elif row.state is RowState.SENDING:
            if row.epoch != self._epoch():
                self.blame(f"{row} is left in flight under a lane that is lost")
        elif row.state is RowState.UNKNOWN:
            if row.tid not in self.zalo.doubts | self.in_doubt:
                self.blame(f"{row} is unknown without a doubt")
        elif accepted:
            self.blame(f"{row} was accepted by the provider")

    # ── the end ──

    def good_day(self) -> None:
        """Let everything come to its end: no row may be stuck, and none be lost."""
        for process in self.machine.alive:
            process.meets(None)
            self.go_on(process)
        self.machine.pass_time(86_400.0)
        self._to_the_morning()
        self.zalo.new_day(None)
        self.zalo.silent = False
        for campaign_id in filter(self.is_shown, self.campaigns):
            self._finish(campaign_id)
        self.check()
        self._check_nothing_is_lost()

    def _to_the_morning(self) -> None:
        since = (self.machine.now() - MORNING).total_seconds()
        self.machine.pass_time(86_400.0 - since % 86_400.0)

    def _finish(self, campaign_id: str) -> None:
        for _ in range(3):
            campaign = campaigns.get(self.ledger, campaign_id)
            if campaign.state is CampaignState.CANCELLED:
                return
            self.resume(campaign_id, limits=SendLimits(), weather=FAIR)
            if campaigns.get(self.ledger, campaign_id).state is CampaignState.COMPLETED:
                return
        self.blame(f"{campaigns.get(self.ledger, campaign_id)} does not come to its end")

    def _check_nothing_is_lost(self) -> None:
        found = self.rows()
        reached = {self.content_of(row.key) for row in found if row.state in _DEALT_WITH}
        for row in found:
            if row.state in {RowState.PENDING, RowState.SENDING}:
                self.blame(f"{row} is stuck")
            if row.state is RowState.DUPLICATE and self.content_of(row.key) not in reached:
                self.blame(f"{row} was set aside for nobody")
        assert not self.violations, "\n".join(self.violations)


_ANSWERS = frozenset({RowState.ACCEPTED, RowState.REJECTED, RowState.UNKNOWN, RowState.PENDING})
_DEALT_WITH = frozenset(RowState) - {
    RowState.DUPLICATE,
    RowState.INVALID,
    RowState.SUPPRESSED,
    RowState.EXCLUDED,
}


def phone_of(whom: int) -> str | None:
    """Return a phone number, or `None` for somebody who has none."""
    return f"849{12345670 + whom}" if whom >= 0 else None


def _with_expiry(limits: SendLimits, expires_at: datetime | None) -> SendLimits:
    return replace(limits, expires_at=expires_at)


_COMPILED: dict[bool, dict[Any, Any]] = {True: {}, False: {}}


@contextmanager
def _copied(blank: Path | None, folder: Path) -> Iterator[Path | str]:
    """Give a ledger without a line: a copy of a file, or a database when there is no file."""
    if blank is None:
        with postgres_help.database() as url:
            yield url
        return
    shutil.copyfile(blank, folder / "ledger.db")
    yield folder / "ledger.db"


class _OnServer:
    """Asks a database as `sqlite3` does a file."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(statement.replace("?", "%s").encode(), values)

    def close(self) -> None:
        self._connection.close()


def _past_our_code(place: Path | str) -> Any:
    if isinstance(place, str):
        return _OnServer(place)
    return sqlite3.connect(place, isolation_level=None)


def _opened(place: Path | str) -> Ledger:
    ledger = open_ledger(place)
    if not ledger.is_shared:
        event.listen(ledger.engine, "connect", _sync_nothing)
        ledger.engine.dispose()
    # Each engine would make the same statements anew.
    compiled = _COMPILED[ledger.is_shared]
    return Ledger(ledger.engine.execution_options(compiled_cache=compiled), ledger.place)


def _sync_nothing(connection: Any, _record: object) -> None:
    # A power cut is not part of the model, and the disk is not to set its pace.
    connection.execute("PRAGMA synchronous=OFF")
