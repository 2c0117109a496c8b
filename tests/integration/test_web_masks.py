"""Phones that people type where nobody expects them: notes, answers, searches of who may not see them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from program_help import orders
from web_help import Pages, words_of
from web_send_help import go, shown, uploaded_by

from zns_batch.domain.users import Role
from zns_batch.ledger import audit
from zns_batch.services.customers.never_send import add_numbers

NUMBER, MASKED = "0912345678", "09****678"


@pytest.mark.usefixtures("at_sandbox")
def test_a_phone_in_a_note_is_in_no_log_and_on_no_viewers_page(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Who writes a customer's number into a note for the approver, or into the answer, puts it neither into the log of acts nor before those who see numbers masked."""
    binh, lan = file_pages.person("binh", role=Role.PREPARER), file_pages.person("lan")
    uploaded = uploaded_by(binh, tmp_path, orders(2))
    page = go(binh, uploaded, note=f"xem lại số {NUMBER}")
    asked = binh.post(f"/lists/{uploaded.id}/confirm", {**shown(page), "asks": "1"})
    campaign_id = asked.headers["location"].rpartition("/")[2]
    assert NUMBER in lan.get(f"/approvals/{campaign_id}").text, "the approver reads it whole"
    back = lan.post(f"/approvals/{campaign_id}/back", {"answer": f"bỏ ０９１２ 345 678, {NUMBER}"})
    assert 303 == back.status_code
    entries = audit.latest(file_pages.web.ledger, object_id=campaign_id)
    notes = [str(entry.params["note"]) for entry in entries if "note" in entry.params]
    assert [MASKED in note for note in notes] == [True, True]
    assert not any(NUMBER in note or "345 678" in note for note in notes)
    nam = file_pages.person("nam", role=Role.VIEWER)
    seen = nam.get(f"/campaigns/{campaign_id}")
    assert MASKED in words_of(seen)
    assert NUMBER not in seen.text
    assert "345 678" not in seen.text
    assert NUMBER not in nam.get(f"/campaigns/{campaign_id}/live").text
    admin = file_pages.person("quan", role=None, admin=True)
    log_page = admin.get("/settings/audit")
    assert MASKED in words_of(log_page)
    assert NUMBER not in log_page.text
    entries_file = admin.get("/settings/audit/entries.csv")
    assert MASKED in entries_file.text
    assert NUMBER not in entries_file.text
    assert audit.check_chain(file_pages.web.ledger).broken is None


@pytest.mark.usefixtures("silent_account")
def test_who_sees_numbers_masked_learns_none_by_a_search(file_pages: Pages) -> None:
    """A preparer of one account who only looks at another can't try numbers on the other's never-send list."""
    ledger, now = file_pages.web.ledger, datetime.now(UTC)
    add_numbers(ledger, [NUMBER], account="default", why="khách yêu cầu", now=now)
    grants = {"other": Role.PREPARER, "default": Role.VIEWER}
    mixed = file_pages.person("hoa", grants=grants)
    found = mixed.post("/suppressed/find", {"number": NUMBER}, page="/suppressed")
    assert "khách yêu cầu" not in words_of(found)
    own = file_pages.person("an", grants={"default": Role.PREPARER})
    assert "khách yêu cầu" in words_of(own.post("/suppressed/find", {"number": NUMBER}))
