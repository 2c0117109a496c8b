"""Whom a campaign could not reach: found, once each, with what the message would have said."""

from dataclasses import replace
from pathlib import Path

import pytest
from ledger_help import TEMPLATE, campaign_of, planned
from receipts_help import SENT, ms, put
from sqlalchemy import update

from zns_batch.domain.states import RowState
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import rows
from zns_batch.ledger.records import Campaign
from zns_batch.services.customers.never_send import add_numbers
from zns_batch.services.customers.unreached import find_unreached, plain_text, write_unreached
from zns_batch.sheets import open_sheet

_R = RowState


def _sent(ledger: Ledger) -> Campaign:
    """A campaign of which every other row reached nobody, each for a reason of its own."""
    wanted = [planned(number) for number in range(1, 9)]
    wanted.append(planned(1)._replace(number=10, data={"a": "again"}))
    campaign = campaign_of(ledger, wanted)
    known: list[tuple[RowState, dict[str, object]]] = [
        (_R.REJECTED, {"code": "-118"}),
        (_R.ACCEPTED, {"delivered_at": ms(SENT), "charged": True}),
        (_R.ACCEPTED, {"charged": False}),
        (_R.ACCEPTED, {"charged": None}),
        (_R.REJECTED, {"code": "-141"}),
        (_R.ACCEPTED, {"charged": False, "delivered_at": ms(SENT)}),
        (_R.UNKNOWN, {"code": "timeout"}),
        (_R.ACCEPTED, {"code": "-114", "charged": False}),
        (_R.REJECTED, {"code": "-110"}),
    ]
    for seq, (state, values) in enumerate(known, 1):
        put(ledger, campaign, seq, state)
        mine = (rows.c.campaign_id == campaign.id) & (rows.c.seq == seq)
        with ledger.write() as connection:
            connection.execute(update(rows).where(mine).values(**values))
    template = replace(TEMPLATE, text="Chào quý khách, mã <a>")
    return replace(campaign, template=template)


def test_who_was_not_reached_is_listed_once(ledger: Ledger) -> None:
    """Who refused, who may have got it, and who did get it late are not bothered on another channel."""
    campaign = _sent(ledger)
    found = find_unreached(ledger, campaign, lang="en")
    assert [(2, "84900000001", "-118"), (4, "84900000003", None), (9, "84900000008", "-114")] == [
        (each.row, each.phone, each.code) for each in found.customers
    ]
    assert "Chào quý khách, mã x1" == found.customers[0].text
    assert all(each.reason for each in found.customers)
    assert (0, 1) == (found.never_send, found.open)


def test_the_never_send_list_holds_on_every_channel(ledger: Ledger) -> None:
    """A number that must not be written to is not handed to an SMS provider either."""
    campaign = _sent(ledger)
    add_numbers(ledger, ["84900000001"], now=SENT)
    found = find_unreached(ledger, campaign, lang="en")
    assert ["84900000003", "84900000008"] == [each.phone for each in found.customers]
    assert 1 == found.never_send


def test_the_list_has_the_text_that_was_asked_for(ledger: Ledger, tmp_path: Path) -> None:
    """Another text, and one without diacritics, stand in the workbook as text cells."""
    campaign = _sent(ledger)
    found = find_unreached(ledger, campaign, text="=Đơn <a> đã đặt", plain=True, lang="vi")
    out = tmp_path / "list.xlsx"
    write_unreached(out, found, lang="vi")
    sheet = open_sheet(out)
    first = next(iter(sheet.read())).cells
    assert ("84900000001", "=Don x1 da dat") == first[:2]
    with pytest.raises(UsageError) as caught:
        find_unreached(ledger, campaign, text="<b>", lang="vi")
    assert "b" == caught.value.params["name"]


def test_diacritics_are_taken_off_and_nothing_else() -> None:
    """Vietnamese without marks reads as people write it in an SMS."""
    assert "Chao anh Dung, hen 8:30 ngay 5/12, 200.000d" == plain_text(
        "Chào anh Dũng, hẹn 8:30 ngày 5/12, 200.000đ"
    )


def test_a_dry_run_has_reached_nobody_and_lists_nobody(ledger: Ledger) -> None:
    """A rehearsal never makes a list of real numbers for a channel that costs money."""
    campaign = replace(_sent(ledger), dry_run=True)
    assert () == find_unreached(ledger, campaign, lang="en").customers
