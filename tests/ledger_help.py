"""What tests of the ledger, the lane and campaigns share: rows, campaigns, a clock, a provider."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from zns_batch.domain.message import Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.domain.planned_row import Fingerprint, PlannedRow, content_of
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Param, Template
from zns_batch.ledger import campaigns, drafts, retry
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.drafts import NewCampaign
from zns_batch.ledger.insert_rows import insert_rows
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.retry import RetrySelection

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""10:00 in Viet Nam."""

TEMPLATE = Template(
    template_id="217489", name="Đơn hàng", key="don-hang", price=200, params={"a": Param(name="a")}
)


class TestClock:
    """A clock that is turned by hand, and by those who sleep on it."""

    __test__ = False

    def __init__(self, now: datetime = NOW) -> None:
        self._start = now
        self._passed = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        # Whoever sleeps turns the clock: no test waits for real.
        self._passed += max(seconds, 0.0)
        await asyncio.sleep(0)

    def turn(self, seconds: float) -> None:
        self._passed += seconds


class Hurried(TestClock):
    """A clock on which a minute of a long wait, which is taken in steps of a second, is one step."""

    __test__ = False

    async def sleep(self, seconds: float) -> None:
        await super().sleep(60 if seconds == 1.0 else seconds)


class FakeProvider:
    """Answers as told, and remembers what arrived."""

    name = "zalo"

    def __init__(
        self,
        answer: Callable[[Message], Outcome] | None = None,
        *,
        quota: Quota | Callable[[], Quota] | None = None,
        yields: int = 3,
    ) -> None:
        self.arrived: list[Message] = []
        self.authorised_until: datetime | None = None
        self.in_flight = 0
        self.most_in_flight = 0
        self._answer = answer or (lambda message: accepted(f"m-{message.tracking_id}"))
        self._quota = quota
        self._yields = yields

    async def send(self, message: Message) -> Outcome:
        self.arrived.append(message)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        for _ in range(self._yields):
            await asyncio.sleep(0.001)
        self.in_flight -= 1
        return self._answer(message)

    async def quota(self) -> Quota | None:
        return self._quota() if callable(self._quota) else self._quota

    async def authorise(self, until: datetime) -> Failure | None:
        # Rows that had to wait make the run ask again; the first word is for the whole of it.
        self.authorised_until = self.authorised_until or until
        return None

    async def renew(self, refusal: Failure) -> Failure | None:
        return refusal

    async def close(self) -> None:
        return


def accepted(message_id: str = "m", *, quota: Quota | None = None) -> Outcome:
    return Outcome(kind=OutcomeKind.ACCEPTED, message_id=message_id, sent_at=NOW, quota=quota)


def planned(number: int, *, state: RowState = RowState.PENDING, text: str = "x") -> PlannedRow:
    phone = f"849{number:08d}"
    data: Mapping[str, str] = {"a": f"{text}{number}"}
    return PlannedRow(
        number=number + 1,
        cells=(f"Khách {number}", phone),
        state=state,
        phone=phone,
        data=data,
        content=content_of("zalo:default", "217489", phone, data),
    )


def opened(folder: Path) -> Ledger:
    return open_blank(folder / "ledger.db")


def open_blank(path: Path) -> Ledger:
    """Open a ledger in a file that is new: a copy of one, since making the tables takes long."""
    if path.parent.is_dir() and not path.exists():
        shutil.copyfile(_blank(), path)
        path.chmod(0o600)
    return open_ledger(path)


@cache
def _blank() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="zns-blank-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_ledger(folder / "ledger.db").close()
    return folder / "ledger.db"


def campaign_of(
    ledger: Ledger,
    wanted: Iterable[PlannedRow],
    *,
    name: str | None = None,
    source: str = "list.xlsx",
    account: str = "default",
    dry_run: bool = False,
    mode: str | None = None,
    confirmed: bool = True,
    now: datetime = NOW,
) -> Campaign:
    new = NewCampaign(
        name=name,
        account=account,
        provider="zalo",
        template=TEMPLATE,
        dry_run=dry_run,
        mode=mode,
        source=source,
        headers=("Họ tên", "SĐT"),
    )
    draft = drafts.create_draft(ledger, new, stem="list", now=now)
    listed = list(wanted)
    insert_rows(ledger, draft, listed)
    fingerprint = Fingerprint()
    for row in listed:
        if row.state is RowState.PENDING:
            fingerprint.add(row.content)
    campaigns.set_fingerprint(ledger, draft, fingerprint.value())
    if confirmed:
        campaigns.start(ledger, draft, now=now)
    return campaigns.get(ledger, draft)


def retry_rows(
    ledger: Ledger, campaign: Campaign, states: Collection[RowState], *, now: datetime
) -> int:
    """Send anew all rows of some states."""
    return retry.retry(ledger, campaign, RetrySelection(states=states), now=now)
