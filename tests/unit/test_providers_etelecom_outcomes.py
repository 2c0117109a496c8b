"""What becomes of a message at eTelecom, by status and body of the answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from etelecom_help import KEY, MESSAGE, NOW, REFUSED, TAKEN, Stopped, answer

from zns_batch.domain.message import Action, Address, Failure, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.i18n import LANGS, Lang, load_catalogue
from zns_batch.i18n.catalogue.etelecom import CODES
from zns_batch.i18n.provider_errors import explain
from zns_batch.providers.etelecom.client import body_of, unsendable_because
from zns_batch.providers.etelecom.errors import AT_THE_DOOR, DOUBTS, REFUSALS
from zns_batch.providers.etelecom.outcomes import EtelecomOutcomeReader
from zns_batch.providers.etelecom.parsing import LocalQuotaCount
from zns_batch.providers.zns.errors import ERRORS, policy_for


def _outcome(
    body: object, status: int = 200, *, retry_unknown_error: bool = True, **headers: str
) -> Outcome:
    reader = EtelecomOutcomeReader(
        secrets=(KEY,), retry_unknown_error=retry_unknown_error, clock=Stopped()
    )
    return reader.outcome_of(answer(body, status, **headers))


def _failure(outcome: Outcome) -> Failure:
    assert outcome.failure is not None
    return outcome.failure


def test_a_taken_message_has_zalos_id_and_its_moment() -> None:
    """An accepted row shows Zalo's id and the moment at which eTelecom says it was sent."""
    expected = Outcome(
        kind=OutcomeKind.ACCEPTED,
        message_id="a1b2c3d4e5f6a7b8c9d0",
        sent_at=datetime(2026, 11, 22, 3, 0, 5, tzinfo=UTC),
    )
    assert expected == _outcome(TAKEN)


OLDER = {"enable_sms_on_zns_failure": False, "sms": None, "price": 200, "msg_type": "template"}

ACCEPTED: list[tuple[str, dict[str, Any], str | None]] = [
    ("the older object", {**TAKEN, **OLDER}, TAKEN["msg_id"]),
    ("empty keys left out", {"id": "5", "msg_id": "a1", "status": "P"}, "a1"),
    ("not settled, with an id of Zalo's", {"msg_id": "a1", "status": "Z"}, "a1"),
    ("no status, which is Z to a writer of defaults", {"id": "5", "msg_id": "a1"}, "a1"),
    ("numbers for ids", {"id": 5, "msg_id": 77, "status": "P"}, "77"),
    ("numbers as text", {"msg_id": "a1", "status": "P", "error_code": "0"}, "a1"),
    ("a fraction", {"msg_id": "a1", "status": "P", "error_code": 0.0}, "a1"),
    ("null for everything else", {"msg_id": "a1", "status": "P", "error_code": None}, "a1"),
    ("a small letter", {"msg_id": "a1", "status": "p"}, "a1"),
    ("a status of tomorrow", {"msg_id": "a1", "status": "S"}, "a1"),
    ("eTelecom's own id alone", {"id": "5", "status": "P", "error_code": 0}, None),
    ("eTelecom's own id, not settled", {"id": "5"}, None),
    ("it has arrived", {"status": "N", "delivery_status": "Received"}, None),
    ("it was seen", {"delivery_status": "SEEN"}, None),
]


@pytest.mark.parametrize(
    "fields, message_id", [pytest.param(fields, id_, id=name) for name, fields, id_ in ACCEPTED]
)
def test_a_taken_message_is_accepted_however_it_is_written(
    fields: dict[str, Any], message_id: str | None
) -> None:
    """Both versions, left-out keys and words in any case are a yes; only Zalo's id is kept."""
    outcome = _outcome(fields)
    assert (OutcomeKind.ACCEPTED, message_id) == (outcome.kind, outcome.message_id)


@pytest.mark.parametrize("said", [None, "", "soon", "0001-01-01T00:00:00Z", 1790000000, []])
def test_a_moment_that_makes_no_sense_is_ours(said: Any) -> None:
    """A message without a readable moment is dated by our own clock."""
    assert NOW == _outcome({**TAKEN, "sent_time": said}).sent_at


def test_nanoseconds_and_zones_are_read() -> None:
    """RFC 3339 may have nine decimals and a zone of its own."""
    said = "2026-11-22T10:00:05.123456789+07:00"
    expected = datetime(2026, 11, 22, 3, 0, 5, 123456, tzinfo=UTC)
    assert expected == _outcome({**TAKEN, "sent_time": said}).sent_at


@pytest.mark.parametrize("number", sorted(set(ERRORS) - {-100}))
@pytest.mark.parametrize("status", ["N", "Z", ""])
def test_zalos_numbers_ask_for_what_they_ask_at_zalo(number: int, status: str) -> None:
    """A refusal of Zalo's is handled as Zalo's own, but that no token can be renewed from here."""
    failure = _failure(_outcome({**REFUSED, "status": status, "error_code": number}))
    verdict = policy_for(number)
    expected = Action.ABORT if verdict.action is Action.AUTH else verdict.action
    assert (str(number), expected, verdict.reason) == (failure.code, failure.action, failure.reason)


def test_a_refusal_is_definite() -> None:
    """HTTP 200 with N rejects the row, with the number and the words that came."""
    outcome = _outcome(REFUSED)
    failure = Failure(code="-118", action=Action.ROW, provider_message="Zalo account not existed")
    assert Outcome(kind=OutcomeKind.REJECTED, failure=failure) == outcome


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"error_code": "-118"}, "-118"),
        ({"error_code": -118, "status": None}, "-118"),
        ({"error_code": -9999}, "-9999"),
        ({"error_code": 1409}, "1409"),
        ({"error_code": "E17"}, "E17"),
        ({"error_code": 0}, "status-n"),
        ({"error_code": None}, "status-n"),
        ({"error_code": 0, "msg_id": "a1"}, "status-n"),
    ],
)
def test_an_odd_refusal_rejects_the_row_and_is_never_sent_again(changes: Any, code: str) -> None:
    """A number in no table, or none at all, rejects the row; a list of them stops early."""
    outcome = _outcome({**REFUSED, **changes})
    failure = _failure(outcome)
    assert (OutcomeKind.REJECTED, code, Action.ROW) == (outcome.kind, failure.code, failure.action)
    assert failure.suggests_list_error or code == "-118"


def test_an_answer_that_says_both_leaves_doubt() -> None:
    """Status P with Zalo's id and an error beside it is neither a yes nor a no."""
    outcome = _outcome({**TAKEN, "error_code": -118})
    assert (OutcomeKind.UNKNOWN, "contradictory") == (outcome.kind, _failure(outcome).code)


def test_an_unknown_error_of_zalos_may_be_left_in_doubt() -> None:
    """An account that does not trust -100 gets a row in doubt instead of another try."""
    fields = {**REFUSED, "error_code": -100}
    again, never = _outcome(fields), _outcome(fields, retry_unknown_error=False)
    assert (OutcomeKind.NOT_SENT, True) == (again.kind, _failure(again).may_have_been_sent)
    assert (OutcomeKind.UNKNOWN, "-100") == (never.kind, _failure(never).code)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"<html>", b'"P"', b"null", b"{}", b'{"status": "Z"}', b'{"hello": 1}'],
)
def test_an_answer_that_says_nothing_leaves_doubt(body: bytes) -> None:
    """Whatever can't be read as a message may still have been one."""
    outcome = _outcome(body)
    assert (OutcomeKind.UNKNOWN, "unreadable") == (outcome.kind, _failure(outcome).code)


def test_the_right_text_as_another_type_leaves_doubt() -> None:
    """An answer that something between us wrote anew is not trusted."""
    assert OutcomeKind.UNKNOWN is _outcome(TAKEN, content_type="text/html").kind


STATUSES = {
    "invalid_argument": 400,
    "malformed": 400,
    "out_of_range": 400,
    "unauthenticated": 401,
    "permission_denied": 403,
    "bad_route": 404,
    "not_found": 404,
    "failed_precondition": 412,
    "resource_exhausted": 403,
    "unimplemented": 501,
}


@pytest.mark.parametrize("word", REFUSALS)
def test_a_word_of_etelecoms_is_a_refusal(word: str) -> None:
    """Each word that says "not carried out" leaves the row unsent, with eTelecom's words."""
    outcome = _outcome({"code": word, "msg": "words"}, STATUSES[word])
    failure, verdict = _failure(outcome), REFUSALS[word]
    expected = OutcomeKind.REJECTED if verdict.action is Action.ROW else OutcomeKind.NOT_SENT
    assert (expected, word, "words") == (outcome.kind, failure.code, failure.provider_message)
    assert (verdict.action, verdict.reason) == (failure.action, failure.reason)


@pytest.mark.parametrize(
    "word, action, reason",
    [
        ("unauthenticated", Action.ABORT, Reason.AUTHORISATION),
        ("permission_denied", Action.ABORT, Reason.PERMISSION),
        ("bad_route", Action.ABORT, Reason.SETTINGS),
        ("invalid_argument", Action.ROW, Reason.SETTINGS),
        ("resource_exhausted", Action.SLOW, Reason.RATE),
    ],
)
def test_the_documented_words_ask_for_the_right_thing(
    word: str, action: Action, reason: Reason
) -> None:
    """The key stops the campaign, a value rejects a row, and a limit slows the lane."""
    assert (action, reason) == (REFUSALS[word].action, REFUSALS[word].reason)


@pytest.mark.parametrize("word", DOUBTS)
@pytest.mark.parametrize("status", [400, 408, 409, 500, 503])
def test_a_word_that_proves_nothing_leaves_doubt(word: str, status: int) -> None:
    """An error in the middle of the work says nothing of how far the work came."""
    outcome = _outcome({"code": word, "msg": "words"}, status, retry_after="1")
    assert (OutcomeKind.UNKNOWN, word) == (outcome.kind, _failure(outcome).code)


@pytest.mark.parametrize("word", ["invalid_argument", "not_found", "a_new_word"])
@pytest.mark.parametrize("status", [408, 409, 500, 502, 503])
def test_a_refusal_with_a_status_of_doubt_leaves_doubt(word: str, status: int) -> None:
    """A word beside a server's failure is no promise, unless it is given at the door."""
    assert OutcomeKind.UNKNOWN is _outcome({"code": word}, status).kind


@pytest.mark.parametrize("word", sorted(AT_THE_DOOR))
def test_a_word_at_the_door_holds_with_any_status(word: str) -> None:
    """Who was not let in has sent nothing, whatever the status says."""
    assert OutcomeKind.UNKNOWN is not _outcome({"code": word}, 500).kind


def test_a_new_word_rejects_the_row() -> None:
    """A refusal in a word that nobody knows rejects the row and stops a list that is full of it."""
    outcome = _outcome({"code": "brand_new", "msg": "A new rule"}, 422)
    failure = _failure(outcome)
    assert (OutcomeKind.REJECTED, "brand_new", True) == (
        outcome.kind,
        failure.code,
        failure.suggests_list_error,
    )


@pytest.mark.parametrize(
    "status, headers, kind, action",
    [
        (400, {}, OutcomeKind.REJECTED, Action.ROW),
        (401, {}, OutcomeKind.NOT_SENT, Action.ABORT),
        (403, {}, OutcomeKind.NOT_SENT, Action.ABORT),
        (404, {}, OutcomeKind.NOT_SENT, Action.ABORT),
        (413, {}, OutcomeKind.REJECTED, Action.ROW),
        (429, {}, OutcomeKind.NOT_SENT, Action.SLOW),
        (503, {"retry_after": "2"}, OutcomeKind.NOT_SENT, Action.RETRY),
        (503, {}, OutcomeKind.UNKNOWN, Action.ROW),
        (408, {}, OutcomeKind.UNKNOWN, Action.ROW),
        (409, {}, OutcomeKind.UNKNOWN, Action.ROW),
        (500, {}, OutcomeKind.UNKNOWN, Action.ROW),
        (302, {}, OutcomeKind.UNKNOWN, Action.ROW),
    ],
)
def test_a_gates_own_answer_goes_by_its_status(
    status: int, headers: Any, kind: OutcomeKind, action: Action
) -> None:
    """A page of something in front of eTelecom refuses from 400 to 499 and leaves doubt else."""
    outcome = _outcome(b"<html>", status, **headers)
    assert (kind, action) == (outcome.kind, _failure(outcome).action)


def test_a_limit_says_how_long_to_wait() -> None:
    """The pause that eTelecom asks for is kept."""
    outcome = _outcome({"code": "resource_exhausted", "msg": "slow down"}, 429, retry_after="7")
    assert (OutcomeKind.NOT_SENT, 7.0) == (outcome.kind, outcome.retry_after)


def test_no_key_stands_in_what_was_said() -> None:
    """A key that eTelecom quotes never reaches a workbook or a log."""
    outcome = _outcome({"code": "unauthenticated", "msg": f"no such key {KEY}"}, 401)
    assert KEY not in _failure(outcome).provider_message


def test_a_message_carries_the_documented_fields() -> None:
    """The OA is text, the template a number, and an ordinary message says so."""
    assert {
        "oa_id": "7",
        "template_id": 217489,
        "phone": "84912345678",
        "template_data": {"customer_name": "Nguyễn Văn A", "amount": "150000"},
        "tracking_id": "c1-000001",
        "sending_mode": "default",
    } == body_of(MESSAGE, "7")
    test = body_of(MESSAGE._replace(mode="development", beyond_quota=True), "7")
    assert ("development", "tag3") == (test["mode"], test["sending_mode"])


def test_a_message_of_a_journey_has_its_own_fields() -> None:
    """SendZNSJourney takes the journey's id and knows neither mode nor sending mode."""
    fields = body_of(MESSAGE._replace(journey="99"), "7")
    assert "99" == fields["journey_id"]
    assert not {"mode", "sending_mode"} & fields.keys()


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"template_id": "a1b2c3"}, "template-not-a-number"),
        ({"template_id": ""}, "template-not-a-number"),
        ({"template_id": "9" * 19}, "template-not-a-number"),
        ({"template_id": "٣"}, "template-not-a-number"),
        ({"address": Address.HASH}, "only-phones"),
        ({"address": Address.USER}, "only-phones"),
        ({"journey": "9", "mode": "development"}, "journey-options"),
        ({"journey": "9", "beyond_quota": True}, "journey-options"),
        ({}, None),
        ({"journey": "9"}, None),
        ({"mode": "development"}, None),
    ],
)
def test_what_etelecom_can_not_send_never_leaves(changes: Any, code: str | None) -> None:
    """A test within a journey must not go to customers, and a hash is no phone."""
    found = unsendable_because(MESSAGE._replace(**changes))
    assert code == (found and found.code)
    assert found is None or found.action is Action.ABORT


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", [*REFUSALS, *DOUBTS, "status-n", "contradictory", "-124", "-118"])
def test_every_code_is_explained(code: str, lang: Lang) -> None:
    """Each word of eTelecom's, and each number of Zalo's, says what happened and what to do."""
    reason, remedy = explain("etelecom", code, lang)
    assert reason.endswith(".")
    assert remedy.endswith(".")
    assert explain("etelecom", "unheard-of", lang)[0] != reason


@pytest.mark.parametrize("number", sorted(ERRORS))
def test_nobody_is_sent_after_a_token_that_etelecom_keeps(number: int) -> None:
    """No advice tells a customer of eTelecom's to get an access token or an app secret."""
    for lang in LANGS:
        said = " ".join(explain("etelecom", str(number), lang)).lower()
        assert "developers.zalo.me" not in said or number in _RARE
        assert "refresh token" not in said


_RARE = {number for number in ERRORS if number <= -200 or number in {-120, -1351, -161, -162}}
"""Numbers of other calls, which no answer to a message is known to have."""


def test_the_catalogue_explains_nothing_else() -> None:
    """A sentence that no code leads to would never be shown."""
    ours = {"template-not-a-number", "only-phones", "journey-options", "oa-disconnected"}
    ours |= {"oa-consent-over", "oa-unknown", "status-n", "contradictory"}
    numbers = {code for code in CODES if code.startswith("-")}
    assert {*REFUSALS, *DOUBTS, *ours} == set(CODES) - numbers
    assert {int(code) for code in numbers} <= set(ERRORS)
    sentences = {"bad-oa-id", "key-missing", "key-unusable", "too-early"}
    pairs = {f"etelecom.{code}{end}" for code in CODES for end in ("", ".do")}
    assert pairs | {f"etelecom.{name}" for name in sentences} == set(load_catalogue("etelecom"))


def test_a_quota_told_late_does_not_give_back_what_was_sent() -> None:
    """Within one day eTelecom's word counts only when it is lower than our own count."""
    count = LocalQuotaCount(Stopped())
    assert Quota(daily=100, remaining=10) == count.lower_of(Quota(daily=100, remaining=10))
    for kind in (
        OutcomeKind.ACCEPTED,
        OutcomeKind.UNKNOWN,
        OutcomeKind.REJECTED,
        OutcomeKind.NOT_SENT,
    ):
        count.note(Outcome(kind=kind))
    assert Quota(daily=100, remaining=8) == count.lower_of(Quota(daily=100, remaining=10))
    assert Quota(daily=100, remaining=5) == count.lower_of(Quota(daily=100, remaining=5))
    assert Quota(daily=100, remaining=5) == count.lower_of(Quota(daily=100, remaining=9))


def test_a_new_day_or_another_quota_counts_anew() -> None:
    """After midnight in Viet Nam, or when Zalo has changed the rung, eTelecom's word is new."""
    clock = Stopped()
    count = LocalQuotaCount(clock)
    count.lower_of(Quota(daily=100, remaining=0))
    assert 60 == count.lower_of(Quota(daily=200, remaining=60)).remaining
    clock.time = NOW + timedelta(hours=14)
    assert 200 == count.lower_of(Quota(daily=200, remaining=200)).remaining


def test_a_quota_that_is_not_told_is_not_counted() -> None:
    """An OA without a limit is held to none."""
    count = LocalQuotaCount(Stopped())
    assert Quota(daily=None, remaining=None) == count.lower_of(Quota())
    count.note(Outcome(kind=OutcomeKind.ACCEPTED))
    assert 7 == count.lower_of(Quota(remaining=7)).remaining
