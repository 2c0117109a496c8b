"""Sending through eTelecom and asking it, over real HTTP against the stand-in."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from etelecom_help import KEY, MESSAGE, OA, PATH, Stopped, at_desk, at_provider

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.message import Action, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.domain.template import ENABLED
from zns_batch.errors import ProviderError, RefusalError
from zns_batch.providers.base import Capabilities
from zns_batch.providers.etelecom.client import SETTLED_AFTER
from zns_batch.sandbox import (
    EtelecomConfig,
    RunningSandbox,
    SandboxConfig,
    SandboxParam,
    SandboxTemplate,
    sandbox,
)
from zns_batch.sandbox.config import ANSWERS

LONG_AGO = timedelta(hours=1)


@pytest.fixture
def etelecom() -> Iterator[RunningSandbox]:
    """A stand-in for eTelecom with an account in good order."""
    with sandbox(provider="etelecom") as running:
        yield running


def to(ending: int, **changes: Any) -> Any:
    """Make a message to a phone whose last digits select what befalls it."""
    phone = f"84912345{ending:03d}"
    return MESSAGE._replace(phone=phone, tracking_id=f"c1-{ending}", **changes)


def send(etelecom: RunningSandbox, *messages: Any, **changes: Any) -> list[Outcome]:
    """Send some messages, one after the other."""

    async def all_of(provider: Any) -> list[Outcome]:
        return [await provider.send(message) for message in messages]

    return at_provider(etelecom.url, all_of, **changes)


def before() -> datetime:
    """A moment long before anything was sent here."""
    return datetime.now(UTC) - LONG_AGO


def call(url: str, method: str, fields: Any, **headers: str) -> tuple[int, Any]:
    """Call a method without our own client; return the status and the object."""
    usual = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
    body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    request = urllib.request.Request(
        url + method,
        data=body,
        headers=usual | {k.replace("_", "-"): v for k, v in headers.items()},
    )
    try:
        with urllib.request.urlopen(request) as found:
            return found.status, json.load(found)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


# ── sending ──


def test_a_message_is_taken_and_kept(etelecom: RunningSandbox) -> None:
    """What leaves is what the sheet says, and the answer's id leads back to it."""
    (outcome,) = send(etelecom, MESSAGE)
    (kept,) = etelecom.messages()
    assert (OutcomeKind.ACCEPTED, kept.msg_id) == (outcome.kind, outcome.message_id)
    assert (MESSAGE.phone, "217489", MESSAGE.data, MESSAGE.tracking_id) == (
        kept.phone,
        kept.template_id,
        kept.template_data,
        kept.tracking_id,
    )


@pytest.mark.parametrize("answers", ANSWERS)
@pytest.mark.parametrize("numbers", [True, False])
@pytest.mark.parametrize("capitals", [True, False])
def test_every_way_of_writing_is_read(answers: str, numbers: bool, capitals: bool) -> None:
    """Both versions of the object, ids as numbers and words in capitals mean the same."""
    ways = EtelecomConfig(answers=answers, numbers=numbers, capitals=capitals)
    with sandbox(SandboxConfig(etelecom=ways, delivery=0.0), provider="etelecom") as etelecom:
        taken, refused = send(etelecom, to(1), to(918))
        (kept,) = etelecom.messages()
        receipt = at_desk(etelecom.url, lambda desk: desk.receipt(kept.msg_id))
        quota = at_provider(etelecom.url, lambda provider: provider.quota())
    assert (OutcomeKind.ACCEPTED, kept.msg_id) == (taken.kind, taken.message_id)
    assert OutcomeKind.REJECTED is refused.kind
    assert refused.failure is not None
    assert "-118" == refused.failure.code
    assert receipt is not None
    assert receipt.delivered_at is not None
    assert (True, 200) == (receipt.charged, receipt.fee)
    assert Quota(daily=20_000, remaining=19_999) == quota


@pytest.mark.parametrize(
    "ending, kind, code",
    [
        (918, OutcomeKind.REJECTED, "-118"),
        (997, OutcomeKind.REJECTED, "-9999"),
        (915, OutcomeKind.NOT_SENT, "-115"),
        (924, OutcomeKind.NOT_SENT, "-124"),
        (944, OutcomeKind.NOT_SENT, "-144"),
        (932, OutcomeKind.NOT_SENT, "-32"),
        (900, OutcomeKind.NOT_SENT, "-100"),
        (929, OutcomeKind.NOT_SENT, "http-429"),
        (903, OutcomeKind.NOT_SENT, "http-503"),
        (904, OutcomeKind.NOT_SENT, "http-404"),
        (965, OutcomeKind.NOT_SENT, "http-403"),
        (950, OutcomeKind.UNKNOWN, "http-500"),
        (952, OutcomeKind.UNKNOWN, "http-502"),
        (964, OutcomeKind.UNKNOWN, "http-504"),
        (951, OutcomeKind.UNKNOWN, "connection-reset"),
        (953, OutcomeKind.UNKNOWN, "connection-reset"),
        (954, OutcomeKind.UNKNOWN, "timeout"),
        (959, OutcomeKind.UNKNOWN, "connection-reset"),
        (955, OutcomeKind.UNKNOWN, "unreadable"),
        (957, OutcomeKind.UNKNOWN, "unreadable"),
        (960, OutcomeKind.UNKNOWN, "unreadable"),
        (961, OutcomeKind.UNKNOWN, "unreadable"),
        (962, OutcomeKind.UNKNOWN, "unreadable"),
        (956, OutcomeKind.UNKNOWN, "redirect"),
    ],
)
def test_bad_days_are_told_apart(
    etelecom: RunningSandbox, ending: int, kind: OutcomeKind, code: str
) -> None:
    """Refused, certainly not sent, or in doubt: the answer decides, and nothing is sent twice."""
    wire = {"http": _impatient()} if ending == 954 else {}
    (outcome,) = send(etelecom, to(ending), **wire)
    assert outcome.failure is not None
    assert (kind, code) == (outcome.kind, outcome.failure.code)
    assert 1 == etelecom.counts().requests


def _impatient() -> Any:
    from zns_batch.providers.config import HttpOptions

    return HttpOptions(connect_timeout=2.0, request_timeout=2.0)


def test_nobody_there_is_certainly_not_sent() -> None:
    """A connection that is refused leaves the row to be sent later."""
    with sandbox(provider="etelecom") as gone:
        url = gone.url
    (outcome,) = at_provider(url, lambda provider: asyncio.gather(provider.send(MESSAGE)))
    assert outcome.failure is not None
    assert (OutcomeKind.NOT_SENT, "connection-refused") == (outcome.kind, outcome.failure.code)


def test_what_can_not_be_sent_never_leaves(etelecom: RunningSandbox) -> None:
    """A template id that is no number stops the campaign before a single request."""
    (outcome,) = send(etelecom, MESSAGE._replace(template_id="a1b2c3d4"))
    assert outcome.failure is not None
    assert (OutcomeKind.NOT_SENT, Action.ABORT) == (outcome.kind, outcome.failure.action)
    assert 0 == etelecom.counts().requests


def test_a_test_message_goes_to_administrators_alone() -> None:
    """Development mode reaches an administrator and nobody else, and costs no quota."""
    behaviour = SandboxConfig(admins=("84912345001",), quota=5)
    with sandbox(behaviour, provider="etelecom") as etelecom:
        ours, theirs = send(etelecom, to(1, mode="development"), to(2, mode="development"))
        quota = at_provider(etelecom.url, lambda provider: provider.quota())
    assert theirs.failure is not None
    assert (OutcomeKind.ACCEPTED, "-127") == (ours.kind, theirs.failure.code)
    assert Quota(daily=5, remaining=5) == quota


def test_a_promotion_may_go_beyond_the_quota() -> None:
    """Sending mode tag3 is sent when asked for, and an ordinary message is not let through."""
    templates = {"217489": SandboxTemplate(tag="PROMOTION")}
    with sandbox(SandboxConfig(quota=0, templates=templates), provider="etelecom") as etelecom:
        ordinary, beyond = send(etelecom, to(1), to(2, beyond_quota=True))
    assert ordinary.failure is not None
    assert ("-144", OutcomeKind.ACCEPTED) == (ordinary.failure.code, beyond.kind)


@pytest.mark.parametrize("key, word", [("another-key", "unauthenticated"), (KEY, None)])
def test_a_wrong_key_stops_the_campaign(key: str, word: str | None) -> None:
    """A key that eTelecom does not take is one error for all rows."""
    with sandbox(SandboxConfig(api_key=KEY), provider="etelecom") as etelecom:
        (outcome,) = send(etelecom, MESSAGE, api_key=key)
        found = at_provider(etelecom.url, lambda p: p.authorise(before()), api_key=key)
    assert word == (outcome.failure and outcome.failure.code)
    assert word == (found and found.code)
    if outcome.failure is not None:
        assert (Action.ABORT, Reason.AUTHORISATION) == (
            outcome.failure.action,
            outcome.failure.reason,
        )


@pytest.mark.parametrize(
    "ways, code",
    [
        (EtelecomConfig(), None),
        (EtelecomConfig(connected=False), "oa-disconnected"),
        (EtelecomConfig(consent_until=datetime(2026, 1, 1, tzinfo=UTC)), "oa-consent-over"),
        (EtelecomConfig(oa_id="77"), "oa-unknown"),
        (EtelecomConfig(get_shop_oa=False), None),
        (EtelecomConfig(get_shop_oa=False, connected=False), "oa-disconnected"),
    ],
)
def test_the_connection_is_looked_at_before_a_campaign(
    ways: EtelecomConfig, code: str | None
) -> None:
    """An OA that must be connected again stops the campaign before its first row."""
    with sandbox(SandboxConfig(etelecom=ways), provider="etelecom") as etelecom:
        found = at_provider(etelecom.url, lambda provider: provider.authorise(before()))
    assert code == (found and found.code)
    assert found is None or Action.ABORT is found.action


def test_an_oa_that_is_cut_off_in_the_middle_names_who_must_act(etelecom: RunningSandbox) -> None:
    """Zalo's refusal of eTelecom's token stops the lane; there is nothing of ours to renew."""
    etelecom.change(etelecom={"connected": False})
    (outcome,) = send(etelecom, MESSAGE)
    failure = outcome.failure
    assert failure is not None
    assert (OutcomeKind.NOT_SENT, "-124", Action.ABORT) == (
        outcome.kind,
        failure.code,
        failure.action,
    )
    assert failure == at_provider(etelecom.url, lambda provider: provider.renew(failure))


def test_trouble_on_the_way_is_no_reason_to_stop() -> None:
    """When eTelecom can't be asked about the OA, the campaign begins and sees for itself."""
    with sandbox(provider="etelecom") as gone:
        url = gone.url
    assert at_provider(url, lambda provider: provider.authorise(before())) is None


@pytest.mark.parametrize("method", ["GetShopOA", "ListOA"])
def test_a_broken_gateway_is_no_reason_to_stop(method: str) -> None:
    """A page in place of the OA stops no campaign, and in place of the quota it is an error."""
    ways = EtelecomConfig(get_shop_oa=method == "GetShopOA")
    behaviour = SandboxConfig(etelecom=ways, query_fault=f"{PATH}.Zalo/{method}")
    with sandbox(behaviour, provider="etelecom") as etelecom:
        assert at_provider(etelecom.url, lambda provider: provider.authorise(before())) is None
        with pytest.raises(ProviderError) as raised:
            at_provider(etelecom.url, lambda provider: provider.quota())
    assert "http-502" in raised.value.text("vi")


# ── the quota ──


@pytest.mark.parametrize("get_shop_oa", [True, False])
def test_the_quota_is_told(get_shop_oa: bool) -> None:
    """GetShopOA tells the quota, and ListOA where a white label has no GetShopOA."""
    ways = EtelecomConfig(get_shop_oa=get_shop_oa, oa_id=OA)
    with sandbox(SandboxConfig(quota=300, used=10, etelecom=ways), provider="etelecom") as etelecom:
        quota = at_provider(etelecom.url, lambda provider: provider.quota())
    assert Quota(daily=300, remaining=290) == quota


def test_a_quota_that_lags_is_counted_down_by_us() -> None:
    """What eTelecom looked up a while ago never lets more be sent than was left then."""

    async def work(provider: Any) -> list[Quota | None]:
        first = await provider.quota()
        for ending in range(1, 4):
            await provider.send(to(ending))
        return [first, await provider.quota()]

    ways = EtelecomConfig(quota_lag=600.0)
    with sandbox(SandboxConfig(quota=5, etelecom=ways), provider="etelecom") as etelecom:
        found = at_provider(etelecom.url, work)
        told = call(f"{etelecom.url}{PATH}", ".Zalo/GetShopOA", {"oa_id": OA})[1]
    assert [Quota(daily=5, remaining=5), Quota(daily=5, remaining=2)] == found
    assert 5 == told["remaining_quota"]


@pytest.mark.parametrize(
    "changes, code", [({"api_key": "wrong"}, "unauthenticated"), ({"oa_id": "1"}, "oa-unknown")]
)
def test_a_quota_that_is_refused_says_why(changes: Any, code: str) -> None:
    """Who asks with a wrong key or for a strange OA reads what to do, in both languages."""
    behaviour = SandboxConfig(api_key=KEY, etelecom=EtelecomConfig(oa_id=OA))
    with (
        sandbox(behaviour, provider="etelecom") as etelecom,
        pytest.raises(RefusalError) as raised,
    ):
        at_provider(etelecom.url, lambda provider: provider.quota(), **changes)
    assert code == raised.value.code
    assert "resume" in raised.value.text("vi")


# ── looking up ──


@pytest.mark.parametrize("ending", [951, 952, 954, 955, 957, 959, 960, 961, 962, 964])
def test_a_message_in_doubt_that_was_taken_is_found(etelecom: RunningSandbox, ending: int) -> None:
    """Every lost answer of a message that was accepted is settled by our tracking id, at once."""
    (outcome,) = send(etelecom, to(ending), http=_impatient())
    found = at_desk(etelecom.url, lambda desk: desk.find(f"c1-{ending}", since=datetime.now(UTC)))
    (kept,) = etelecom.messages()
    assert OutcomeKind.UNKNOWN is outcome.kind
    assert found is not None
    assert (f"c1-{ending}", kept.msg_id, None) == (
        found.tracking_id,
        found.message_id,
        found.failure,
    )


@pytest.mark.parametrize("ending", [950, 953, 956])
def test_a_message_in_doubt_that_never_came_is_told_as_such(
    etelecom: RunningSandbox, ending: int
) -> None:
    """Silence on an attempt that is old enough proves that it never had it."""
    send(etelecom, to(ending))
    assert at_desk(etelecom.url, lambda desk: desk.find(f"c1-{ending}", since=before())) is None


def test_silence_on_a_young_attempt_proves_nothing() -> None:
    """What eTelecom lists a moment later is not taken for never sent in the meantime."""
    ways = EtelecomConfig(list_lag=30.0)
    sent_at = datetime.now(UTC)
    with sandbox(SandboxConfig(etelecom=ways), provider="etelecom") as etelecom:
        send(etelecom, to(951))
        with pytest.raises(ProviderError) as raised:
            at_desk(etelecom.url, lambda desk: desk.find("c1-951", since=sent_at))
        etelecom.change(clock=sent_at + timedelta(minutes=1))
        found = at_desk(etelecom.url, lambda desk: desk.find("c1-951", since=sent_at))
    assert "etelecom.too-early" == raised.value.key
    assert "10" in raised.value.text("vi")
    assert found is not None


def test_an_earlier_refusal_does_not_speak_for_a_later_attempt(etelecom: RunningSandbox) -> None:
    """A row that was refused once and sent again in doubt is not settled by the first answer."""
    sent_at = datetime.now(UTC)
    send(etelecom, to(900))
    with pytest.raises(ProviderError):
        at_desk(etelecom.url, lambda desk: desk.find("c1-900", since=sent_at))
    later = Stopped(sent_at + SETTLED_AFTER)
    refused = at_desk(etelecom.url, lambda desk: desk.find("c1-900", since=sent_at), clock=later)
    send(etelecom, to(1)._replace(tracking_id="c1-900"))
    taken = at_desk(etelecom.url, lambda desk: desk.find("c1-900", since=sent_at))
    assert refused is not None
    assert refused.failure is not None
    assert "-100" == refused.failure.code
    assert taken is not None
    assert taken.failure is None


def test_a_lookup_that_is_not_answered_settles_nothing(etelecom: RunningSandbox) -> None:
    """A page in place of the list is trouble, and no proof that the message never came."""
    send(etelecom, to(951))
    etelecom.change(query_fault=f"{PATH}.Zalo/ListMessages")
    with pytest.raises(ProviderError):
        at_desk(etelecom.url, lambda desk: desk.find("c1-951", since=before()))


@pytest.mark.parametrize("hours", [-20, 20])
def test_a_clock_that_is_wrong_hides_nothing(hours: int) -> None:
    """A message is found though eTelecom's clock and ours are most of a day apart."""
    moment = datetime.now(UTC) + timedelta(hours=hours)
    with sandbox(SandboxConfig(clock=moment), provider="etelecom") as etelecom:
        send(etelecom, to(951))
        found = at_desk(etelecom.url, lambda desk: desk.find("c1-951", since=datetime.now(UTC)))
    assert found is not None


def test_a_message_that_changed_long_after_is_found() -> None:
    """The lookup goes by the moment of the request, not by that of the last change."""
    now = datetime.now(UTC)
    behaviour = SandboxConfig(clock=now, delivery=3 * 86_400.0)
    with sandbox(behaviour, provider="etelecom") as etelecom:
        send(etelecom, to(951))
        etelecom.change(clock=now + timedelta(days=4))
        found = at_desk(etelecom.url, lambda desk: desk.find("c1-951", since=now))
        default = call(
            f"{etelecom.url}{PATH}",
            ".Zalo/ListMessages",
            {"filter": {"date_to": (now + timedelta(days=1)).isoformat()}},
        )[1]
    assert found is not None
    assert found.delivered_at is not None
    assert [] == default["messages"]


def test_a_message_without_zalos_id_is_found_by_ours(etelecom: RunningSandbox) -> None:
    """An answer that lacks Zalo's id is accepted, and its receipt comes by the tracking id."""
    (outcome,) = send(etelecom, to(963))
    found = at_desk(etelecom.url, lambda desk: desk.find("c1-963", since=before()))
    assert (OutcomeKind.ACCEPTED, None) == (outcome.kind, outcome.message_id)
    assert found is not None
    assert found.message_id is not None


def test_a_list_is_gone_through_page_by_page() -> None:
    """Cursors are followed to the end, so that no template is missed."""
    templates = {str(number): SandboxTemplate(name="x") for number in range(101, 108)}
    with sandbox(SandboxConfig(templates=templates), provider="etelecom") as etelecom:
        etelecom.change(etelecom={"page": 3})
        listed = at_desk(etelecom.url, lambda desk: desk.templates())
    assert set(templates) == {one.template_id for one in listed}


@pytest.mark.parametrize(
    "ending, delivered, charged", [(1, True, True), (980, False, None), (981, True, False)]
)
def test_a_receipt_says_what_became_of_a_message(
    ending: int, delivered: bool, charged: bool | None
) -> None:
    """Delivered in time is charged, delivered late is not, and never delivered is neither."""
    now = datetime.now(UTC)
    with sandbox(SandboxConfig(clock=now), provider="etelecom") as etelecom:
        (outcome,) = send(etelecom, to(ending))
        etelecom.change(clock=now + timedelta(hours=4))
        found = at_desk(etelecom.url, lambda desk: desk.receipt(outcome.message_id or ""))
    assert found is not None
    assert (delivered, charged) == (found.delivered_at is not None, found.charged)
    assert found.sent_at is not None


def test_a_receipt_that_nobody_has_is_none(etelecom: RunningSandbox) -> None:
    """An id of another time is told as such, not as trouble."""
    assert at_desk(etelecom.url, lambda desk: desk.receipt("0123456789abcdef0000")) is None


def test_a_page_in_place_of_an_answer_is_trouble(etelecom: RunningSandbox) -> None:
    """A question without a usable answer is one line that names the code."""
    with pytest.raises(ProviderError) as raised:
        at_desk(f"{etelecom.url}/sign-in", lambda desk: desk.receipt("1"))
    assert "bad_route" in raised.value.text("vi")


# ── templates, the OA, journeys ──

TEMPLATES = {
    "217489": SandboxTemplate(
        name="Xác nhận đơn hàng",
        price=250,
        params={"name": SandboxParam(max_length=30), "note": SandboxParam(required=False)},
    ),
    "300001": SandboxTemplate(
        name="OTP", status="DISABLE", timeout=15.0, journey="token_logistics"
    ),
}


def test_a_template_is_told_with_all_that_a_campaign_needs() -> None:
    """Names, lengths, price and time-out come from the account's own template."""
    with sandbox(SandboxConfig(templates=TEMPLATES), provider="etelecom") as etelecom:
        found = at_desk(etelecom.url, lambda desk: desk.template("217489"))
        other = at_desk(etelecom.url, lambda desk: desk.template("300001"))
        strange = at_desk(etelecom.url, lambda desk: desk.template("999999"))
        no_number = at_desk(etelecom.url, lambda desk: desk.template("a1b2"))
    assert found is not None
    assert other is not None
    assert (ENABLED, "DISABLE") == (found.status, other.status)
    assert (250, 7200.0, 15.0) == (found.price, found.timeout_seconds, other.timeout_seconds)
    assert [("name", True, 30), ("note", False, 100)] == [
        (one.name, one.required, one.max_length) for one in found.params
    ]
    assert (False, True) == (found.journey, other.journey)
    assert (None, None) == (strange, no_number)


def test_every_template_is_listed_beyond_the_page() -> None:
    """An account with more templates than a page holds still sees them all."""
    many = {str(400_000 + n): SandboxTemplate(name=f"Mẫu {n}") for n in range(23)}
    behaviour = SandboxConfig(templates=many, etelecom=EtelecomConfig(page=10))
    with sandbox(behaviour, provider="etelecom") as etelecom:
        found = at_desk(etelecom.url, lambda desk: desk.templates())
    assert sorted(many) == sorted(one.template_id for one in found)


def test_the_account_is_told(etelecom: RunningSandbox) -> None:
    """Connection, quality and quota of the OA come from eTelecom."""
    found = at_desk(etelecom.url, lambda desk: desk.account())
    assert (OA, True, "HIGH") == (found.oa_id, found.connected, found.quality)
    assert Quota(daily=20_000, remaining=20_000) == found.quota
    assert found.connected_until is not None


@pytest.mark.parametrize("kind", JourneyKind)
def test_a_journey_is_minted_and_carries_messages(
    etelecom: RunningSandbox, kind: JourneyKind
) -> None:
    """The journey's id is good for its phone as long as its kind says, and for no other phone."""
    made = at_desk(etelecom.url, lambda desk: desk.create_journey("84912345001", kind))
    known = at_desk(etelecom.url, lambda desk: desk.journey(made.token))
    ours, theirs = send(etelecom, to(1, journey=made.token), to(2, journey=made.token))
    assert known == made
    assert made.created_at is not None
    assert made.created_at + kind.life == made.expires_at
    assert OutcomeKind.ACCEPTED is ours.kind
    assert theirs.failure is not None
    assert "-149" == theirs.failure.code


def test_a_journey_ends(etelecom: RunningSandbox) -> None:
    """After its days a journey carries nothing, and a strange id leads nowhere."""
    made = at_desk(
        etelecom.url, lambda desk: desk.create_journey("84912345001", JourneyKind.LOGISTICS_7)
    )
    etelecom.change(clock=datetime.now(UTC) + timedelta(days=8))
    (outcome,) = send(etelecom, to(1, journey=made.token))
    assert outcome.failure is not None
    assert "-150" == outcome.failure.code
    assert at_desk(etelecom.url, lambda desk: desk.journey("123")) is None


def test_a_journey_that_is_refused_says_why(etelecom: RunningSandbox) -> None:
    """A phone without Zalo gets no journey, with Zalo's number and our sentence."""
    with pytest.raises(RefusalError) as raised:
        at_desk(etelecom.url, lambda d: d.create_journey("84912345918", JourneyKind.LOGISTICS_7))
    assert "-118" == raised.value.code
    assert 0 == len(etelecom.journeys())


def test_a_journey_whose_answer_is_lost_is_trouble(etelecom: RunningSandbox) -> None:
    """A journey that was minted and never told is an error, not a refusal: it may cost."""
    with pytest.raises(ProviderError) as raised:
        at_desk(etelecom.url, lambda d: d.create_journey("84912345951", JourneyKind.LOGISTICS_7))
    assert not isinstance(raised.value, RefusalError)
    assert 1 == len(etelecom.journeys())


# ── the stand-in itself ──


@pytest.mark.parametrize("base", ["/v1/shop", "/v1/partner"])
def test_methods_are_joined_by_a_dot(etelecom: RunningSandbox, base: str) -> None:
    """Both kinds of accounts find the methods by a dot, and a slash leads nowhere."""
    good = call(etelecom.url + base, ".Zalo/GetShopOA", {"oa_id": OA})
    bad = call(etelecom.url + base, "/Zalo/GetShopOA", {"oa_id": OA})
    assert (200, OA) == (good[0], good[1]["oa_id"])
    assert (404, "bad_route") == (bad[0], bad[1]["code"])


@pytest.mark.parametrize(
    "method, fields, headers, status, code",
    [
        ("SendZNS", {"oa_id": OA}, {"Authorization": ""}, 401, "unauthenticated"),
        ("SendZNS", {"oa_id": OA}, {"Authorization": "Basic x"}, 401, "unauthenticated"),
        ("SendZNS", {"oa_id": OA}, {"Content_Type": "text/plain"}, 404, "bad_route"),
        ("SendZNS", b"{", {}, 400, "malformed"),
        ("SendZNS", b"[]", {}, 400, "malformed"),
        ("SendZNS", {"oa_id": int(OA)}, {}, 400, "invalid_argument"),
        ("SendZNS", {}, {}, 400, "invalid_argument"),
        ("SendZNS", {"oa_id": OA, "template_id": "x"}, {}, 400, "invalid_argument"),
        ("SendZNS", {"oa_id": OA, "mode": "test"}, {}, 400, "invalid_argument"),
        ("SendZNS", {"oa_id": OA, "sending_mode": "3"}, {}, 400, "invalid_argument"),
        ("GetMessage", {"oa_id": OA, "msg_id": "1"}, {}, 404, "not_found"),
        ("ListMessages", {"filter": {"time_type": "x"}}, {}, 400, "invalid_argument"),
        ("ListMessages", {"filter": {"date_from": "x"}}, {}, 400, "invalid_argument"),
        ("ListMessages", {"paging": {"after": "x"}}, {}, 400, "invalid_argument"),
        ("CreateJourney", {"oa_id": OA, "token_type": "x"}, {}, 400, "invalid_argument"),
        ("Nothing", {}, {}, 404, "bad_route"),
    ],
)
def test_the_stand_in_refuses_as_documented(
    etelecom: RunningSandbox, method: str, fields: Any, headers: Any, status: int, code: str
) -> None:
    """A call that is wrong gets a status and two strings, and sends nothing."""
    found, said = call(f"{etelecom.url}{PATH}", f".Zalo/{method}", fields, **headers)
    assert (status, code, {"code", "msg"}) == (found, said["code"], set(said))
    assert [] == etelecom.messages()


def test_the_stand_in_forgets_when_told(etelecom: RunningSandbox) -> None:
    """After a reset nothing is listed, minted or counted."""
    send(etelecom, MESSAGE)
    etelecom.reset()
    told = call(f"{etelecom.url}{PATH}", ".Zalo/ListMessages", {})[1]
    assert ([], 0) == (told["messages"], etelecom.counts().accepted)


@pytest.mark.parametrize(
    "fields", [{"answers": "2024"}, {"page": 0}, {"nothing": 1}, {"consent_until": "2026-01-01"}]
)
def test_a_behaviour_that_makes_no_sense_is_refused(etelecom: RunningSandbox, fields: Any) -> None:
    """A wrong value is refused at once, and the sentence names it."""
    with pytest.raises(ValueError, match="etelecom"):
        etelecom.change(etelecom=fields)


def test_the_provider_does_what_it_says() -> None:
    """Each thing that eTelecom is said to do is there, and nothing else is said."""
    from zns_batch.providers import capabilities, needs
    from zns_batch.providers.base import AccountClient
    from zns_batch.providers.etelecom.client import Etelecom

    told = capabilities("etelecom")
    asked = {
        "templates": "templates",
        "sample_data": "sample",
        "account": "account",
        "status": "receipt",
        "find": "find",
        "journeys": "journey",
    }
    for flag, method in asked.items():
        overridden = getattr(Etelecom, method) is not getattr(AccountClient, method)
        assert getattr(told, flag) is overridden, flag
    assert isinstance(told, Capabilities)
    assert (False, False, False) == (told.hashed, told.user, told.sms)
    assert ("api_key", "oa_id") == needs("etelecom")
