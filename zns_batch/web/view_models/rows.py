"""Rows of a campaign in words; with phones hidden from those who may only look."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zns_batch.core.masking import mask_phone, mask_phones_within
from zns_batch.domain.sheet import Cell, CellError
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang
from zns_batch.ledger.records import Campaign, RowRecord
from zns_batch.ledger.row_pages import RowLife
from zns_batch.reports.reasons import Explainer
from zns_batch.templates.render import render as render_message
from zns_batch.web.i18n import money_text, page_text, second_text, when_text
from zns_batch.web.view_models.live import Reader, state_word

KINDS = {
    RowState.ACCEPTED: "ok",
    RowState.REJECTED: "bad",
    RowState.UNKNOWN: "unknown",
    RowState.INVALID: "bad",
    RowState.PENDING: "neutral",
    RowState.SENDING: "info",
}
"""How loudly a state is said; any other is `neutral`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowLine:
    """One row of a table."""

    link: str
    number: int
    phone: str
    state: str
    kind: str
    code: str
    reason: str
    remedy: str
    when: str


def row_lines(campaign: Campaign, rows: Iterable[RowRecord], reader: Reader) -> list[RowLine]:
    """Return rows in words."""
    explainer, hide = Explainer(campaign.provider, reader.lang, "web"), _hides(reader)
    return [_line(campaign, row, reader, explainer, hide=hide) for row in rows]


def _line(
    campaign: Campaign, row: RowRecord, reader: Reader, explainer: Explainer, *, hide: bool
) -> RowLine:
    reason, remedy = explainer.explain(row)
    if row.state in {RowState.PENDING, RowState.SENDING}:
        # What a person could do about it is done with the campaign, not with the row.
        remedy = ""
    return RowLine(
        link=f"/campaigns/{campaign.id}/rows/{row.seq}",
        number=row.number,
        phone=shown_phone(row.phone, hide=hide),
        state=state_word(row.state, campaign, reader.lang),
        kind=KINDS.get(row.state, "neutral"),
        code=row.code or "",
        reason=_shown(reason, hide=hide),
        remedy=remedy,
        when=when_text(row.sent_at, reader.lang) if row.sent_at else "",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DoubtfulRow:
    """A row of which nobody knows whether it was sent.

    Attributes:
        seq: Its place in the campaign.
        number: The row's own number in the spreadsheet.
        phone: Whom it is for.
        tracking_id: The reference under which the provider may know it.
        reason: What happened when it was tried.
        attempts: How often it was tried.

    """

    seq: int
    number: int
    phone: str
    tracking_id: str
    reason: str
    attempts: int


def doubtful_rows(
    campaign: Campaign, found: Iterable[RowRecord], lang: Lang
) -> tuple[DoubtfulRow, ...]:
    """Return rows in doubt with what a person needs to look for them elsewhere."""
    explainer = Explainer(campaign.provider, lang, "web")
    return tuple(
        DoubtfulRow(
            seq=row.seq,
            number=row.number,
            phone=row.phone or row.user or "–",
            tracking_id=row.tracking_id or "–",
            reason=explainer.explain(row)[0],
            attempts=row.attempts,
        )
        for row in found
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeView:
    """One row with everything that is known of it.

    Attributes:
        line: The row as a table shows it.
        message: The message as the customer reads it, line by line; empty where there is none.
        params: The parameters as they are sent.
        cells: The row's cells, each with its header.
        facts: Terms and what they are.
        steps: What happened: moments and sentences.

    """

    line: RowLine
    message: tuple[str, ...]
    params: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]


def life_view(campaign: Campaign, life: RowLife, reader: Reader) -> LifeView:
    """Return one row in words."""
    hide = _hides(reader)
    data: dict[str, str] = json.loads(life.data) if life.data else {}
    text = render_message(campaign.template, data) if data else None
    explainer = Explainer(campaign.provider, reader.lang, "web")
    return LifeView(
        line=_line(campaign, life.row, reader, explainer, hide=hide),
        message=tuple(_shown(text or "", hide=hide).splitlines()),
        params=tuple((name, _shown(value, hide=hide)) for name, value in data.items()),
        cells=tuple(
            (header, _shown(cell_text(cell), hide=hide))
            for header, cell in zip(campaign.headers, life.row.cells, strict=False)
        ),
        facts=tuple(row_facts(life.row, reader, hide=hide)),
        steps=tuple(row_steps(campaign, life, reader.lang)),
    )


def shown_phone(phone: str | None, *, hide: bool) -> str:
    """Return a phone as a page shows it: whole only for those who work with lists."""
    if phone is None:
        return ""
    return mask_phone(phone) if hide else phone


def _hides(reader: Reader) -> bool:
    return not reader.may_all


def _shown(text: str, *, hide: bool) -> str:
    return mask_phones_within(text) if hide else text


def cell_text(cell: Cell) -> str:
    """Return a cell as a page shows it."""
    if cell is None:
        return ""
    if isinstance(cell, CellError):
        return cell.shown
    if isinstance(cell, datetime):
        return (
            f"{cell:%H:%M} {cell:%d/%m/%Y}"
            if cell.time() != cell.min.time()
            else f"{cell:%d/%m/%Y}"
        )
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def row_facts(row: RowRecord, reader: Reader, *, hide: bool) -> Iterable[tuple[str, str]]:
    """Return what is known of a row: terms and what they are."""
    lang = reader.lang
    cost = page_text("web.rows.not-charged", lang) if row.charged is False else ""
    if not cost and row.cost is not None:
        cost = money_text(row.cost, lang)
    pairs = (
        ("attempts", str(row.attempts) if row.attempts else ""),
        ("code-said", row.code or ""),
        ("said", _shown(row.said, hide=hide)),
        ("tracking", row.tracking_id or ""),
        ("message-id", row.message_id or ""),
        ("delivered", when_text(row.delivered_at, lang) if row.delivered_at else ""),
        ("cost", cost),
    )
    return ((page_text(f"web.rows.{key}", lang), value) for key, value in pairs if value)


def row_steps(campaign: Campaign, life: RowLife, lang: Lang) -> Iterable[tuple[str, str]]:
    """Return what happened to a row: moments and sentences."""
    steps = [(campaign.created_at, page_text("web.rows.step.planned", lang))]
    for change in life.changes:
        words = page_text(f"web.rows.step.{change.state}", lang, n=change.attempt)
        steps.append((change.at, f"{words} ({change.code})" if change.code else words))
    if life.row.delivered_at is not None:
        steps.append((life.row.delivered_at, page_text("web.rows.step.delivered", lang)))
    steps.sort(key=lambda step: step[0])
    return ((second_text(at, lang), words) for at, words in steps)
