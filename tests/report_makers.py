"""Campaigns and rows made by hand, for the tests of the workbooks."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zns_batch.domain.message import Quota
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.i18n import Lang
from zns_batch.ledger.records import Campaign, RowRecord, StateCounts
from zns_batch.reports.results import write_report

NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
HEADERS = ("Số điện thoại", "Họ tên", "Số tiền")
CELLS: tuple[Cell, ...] = ("0912345678", "Nguyễn Văn An", 150000.0)

TEMPLATE = Template(
    template_id="217489",
    name="Xác nhận đơn hàng",
    key="don-hang",
    price=200,
    params={
        "customer_name": Param(name="customer_name", columns=("Họ tên",)),
        "amount": Param(name="amount", type=ParamType.CURRENCY, columns=("Số tiền",)),
    },
)

CAMPAIGN = Campaign(
    id="c7k2",
    name="Khách tháng 11",
    account="default",
    provider="zalo",
    template=TEMPLATE,
    state=CampaignState.COMPLETED,
    reason=None,
    resume_after=None,
    dry_run=False,
    mode=None,
    source="Danh sách.xlsx",
    sheet="Sheet1",
    headers=HEADERS,
    fingerprint="1-0",
    created_at=NOW,
    started_at=NOW,
    ended_at=NOW,
    quota=Quota(daily=5000, remaining=4000),
    expires_at=None,
    options={},
)

_PLANNED_OUT = {RowState.INVALID, RowState.DUPLICATE, RowState.SUPPRESSED, RowState.EXCLUDED}
_TRIED = {RowState.ACCEPTED, RowState.REJECTED, RowState.UNKNOWN}


def campaign_of(**changes: Any) -> Campaign:
    """Make a campaign that differs from the usual one."""
    return replace(CAMPAIGN, **changes)


def row_of(
    state: RowState = RowState.ACCEPTED,
    *,
    seq: int = 1,
    cells: Sequence[Cell] = CELLS,
    **changes: Any,
) -> RowRecord:
    """Make a row as the ledger would tell it."""
    accepted = state is RowState.ACCEPTED
    row = RowRecord(
        seq=seq,
        number=seq + 1,
        cells=tuple(cells),
        state=state,
        phone=None if state is RowState.INVALID else "84912345678",
        tracking_id=None if state in _PLANNED_OUT else f"c7k2-{seq}",
        attempts=1 if state in _TRIED else 0,
        code=None,
        said="",
        problems=(),
        message_id=f"5cab5e1a{seq:04}" if accepted else None,
        sent_at=NOW if accepted else None,
        delivered_at=None,
        cost=200 if accepted else None,
    )
    return replace(row, **changes)


def rows_in(*states: RowState) -> list[RowRecord]:
    """Make one row in each of the states."""
    return [row_of(state, seq=seq) for seq, state in enumerate(states, start=1)]


def tally_of(rows: Iterable[RowRecord]) -> StateCounts:
    """Count rows as the ledger would."""
    kept = list(rows)
    delivered = sum(row.delivered_at is not None for row in kept)
    return StateCounts(rows=Counter(row.state for row in kept), delivered=delivered)


def report_of(
    path: Path,
    rows: Sequence[RowRecord],
    *,
    campaign: Campaign = CAMPAIGN,
    lang: Lang = "en",
    read: Callable[[], Iterable[RowRecord]] | None = None,
) -> Path:
    """Write a results workbook and return where it is."""
    write_report(path, campaign, read or (lambda: rows), tally_of(rows), lang=lang, now=NOW)
    return path
