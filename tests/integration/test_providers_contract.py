"""One shape: every provider passes the same cases against its own stand-in, over real HTTP."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import pytest

from zns_batch.domain.message import Action, Message, Outcome, OutcomeKind
from zns_batch.domain.states import Reason
from zns_batch.errors import ProviderError, UsageError
from zns_batch.providers import (
    KINDS,
    AccountClient,
    Capabilities,
    HttpOptions,
    ProviderConfig,
    capabilities,
    make_client,
    needs,
)
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox
from zns_batch.sandbox.registry import STANDINS

WHOLE: Mapping[str, Any] = {
    "access_token": "a-token-of-the-oa-0123456789",
    "api_key": "1234567890123456789:abcdefghijklmnop",
    "key_header": "X-API-KEY",
    "oa_id": "1234567890123456789",
}
"""Everything that any of them needs."""

MESSAGE = Message(
    phone="84912345001",
    template_id="217489",
    data={"customer_name": "Nguyễn Thị Hạnh", "amount": "150000"},
    tracking_id="c1-000001",
)

each = pytest.mark.parametrize("kind", KINDS)


def sender(zalo: RunningSandbox, *, patience: float = 60.0, **changes: Any) -> ProviderConfig:
    """An account at a stand-in."""
    wire = HttpOptions(request_timeout=patience, connect_timeout=60.0)
    return ProviderConfig(**{**WHOLE, "base_url": zalo.url, "http": wire, **changes})


def sent(
    kind: str, behaviour: SandboxConfig, message: Message = MESSAGE
) -> tuple[Outcome, int, int]:
    """Send one message; return its outcome, the requests that came, and the messages accepted."""
    patience = 2.0 if "timeout" in behaviour.faults else 60.0

    async def send(zalo: RunningSandbox) -> Outcome:
        provider = make_client(kind, sender(zalo, patience=patience))
        try:
            return await provider.send(message)
        finally:
            await provider.close()

    with sandbox(behaviour, provider=kind) as zalo:
        outcome = asyncio.run(send(zalo))
        return outcome, zalo.counts().requests, zalo.counts().accepted


def faulty(name: str) -> SandboxConfig:
    """A stand-in at which one fault strikes every message."""
    return SandboxConfig(faults={name: 1.0})


def test_every_provider_has_a_stand_in() -> None:
    """Whatever an account can send through can be rehearsed."""
    assert set(KINDS) == set(STANDINS)


@each
def test_an_accepted_message_has_its_id_and_moment(kind: str) -> None:
    """One request, one accepted message, with the provider's id and when it was sent."""
    outcome, requests, accepted = sent(kind, SandboxConfig())
    assert (OutcomeKind.ACCEPTED, 1, 1) == (outcome.kind, requests, accepted)
    assert outcome.message_id
    assert outcome.sent_at is not None
    assert outcome.failure is None


@each
@pytest.mark.parametrize(
    "name, code",
    [
        ("no-account", "-118"),
        ("user-refused", "-141"),
        ("too-long", "-1121"),
        ("phone-invalid", "-108"),
    ],
)
def test_a_row_that_is_refused_is_rejected_with_its_code(kind: str, name: str, code: str) -> None:
    """A recipient or a value that can't be served ends as rejected, and the next row goes on."""
    outcome, requests, accepted = sent(kind, faulty(name))
    assert (OutcomeKind.REJECTED, 1, 0) == (outcome.kind, requests, accepted)
    assert outcome.failure is not None
    assert (code, Action.ROW) == (outcome.failure.code, outcome.failure.action)


@each
@pytest.mark.parametrize(
    "name",
    [
        *("http-502", "http-504", "http-500", "reset-after", "reset-before", "half-json", "html"),
        *("empty", "not-an-object", "redirect", "wrong-type", "cut-off", "timeout"),
    ],
)
def test_no_usable_answer_leaves_a_message_in_doubt(kind: str, name: str) -> None:
    """Whatever the provider did with a message that it gave no usable answer to, it is unknown."""
    outcome, requests, _ = sent(kind, faulty(name))
    assert (OutcomeKind.UNKNOWN, 1) == (outcome.kind, requests)


@each
@pytest.mark.parametrize(
    "name, action, reason",
    [
        ("rate", Action.SLOW, Reason.RATE),
        ("http-429", Action.SLOW, Reason.RATE),
        ("quota", Action.PAUSE, Reason.QUOTA),
        ("template-quota", Action.PAUSE, Reason.TEMPLATE_QUOTA),
        ("promotion-quota", Action.PAUSE, Reason.PROMOTION_QUOTA),
        ("no-balance", Action.PAUSE, Reason.BALANCE),
        ("charge-failed", Action.PAUSE, Reason.BALANCE),
        ("night", Action.PAUSE, Reason.NIGHT),
        ("template-disabled", Action.ABORT, Reason.TEMPLATE),
        ("no-permission", Action.ABORT, Reason.PERMISSION),
    ],
)
def test_a_not_now_is_certainly_not_sent(
    kind: str, name: str, action: Action, reason: Reason
) -> None:
    """A limit, a used-up quota or a closed door holds the row back with its own reason."""
    outcome, requests, accepted = sent(kind, faulty(name))
    assert (OutcomeKind.NOT_SENT, 1, 0) == (outcome.kind, requests, accepted)
    assert outcome.failure is not None
    assert (action, reason) == (outcome.failure.action, outcome.failure.reason)


@each
def test_a_provider_out_of_reach_has_sent_nothing(kind: str) -> None:
    """A connection that is never made is tried again, and never makes a row unknown."""

    async def send() -> Outcome:
        provider = make_client(kind, ProviderConfig(**WHOLE, base_url="http://127.0.0.1:9"))
        try:
            return await provider.send(MESSAGE)
        finally:
            await provider.close()

    outcome = asyncio.run(send())
    assert OutcomeKind.NOT_SENT is outcome.kind
    assert outcome.failure is not None
    assert (Action.RETRY, "connection-refused") == (outcome.failure.action, outcome.failure.code)


@each
def test_the_quota_is_told(kind: str) -> None:
    """What is left of the day's quota is known before the first message."""

    async def ask(zalo: RunningSandbox) -> Any:
        provider = make_client(kind, sender(zalo))
        try:
            return await provider.quota()
        finally:
            await provider.close()

    with sandbox(SandboxConfig(quota=500, used=20), provider=kind) as zalo:
        quota = asyncio.run(ask(zalo))
    assert quota is not None
    assert (500, 480) == (quota.daily, quota.remaining)


@each
def test_a_key_that_is_refused_stops_the_campaign(kind: str) -> None:
    """A wrong token or key is no row's fault: nothing is sent, and a person must act."""
    behaviour = SandboxConfig(token="the-right-one-0123456789", api_key="the-right-one-0123456789")
    outcome, _, accepted = sent(kind, behaviour)
    assert (OutcomeKind.NOT_SENT, 0) == (outcome.kind, accepted)
    assert outcome.failure is not None
    assert outcome.failure.action in {Action.AUTH, Action.ABORT}
    assert Reason.AUTHORISATION is outcome.failure.reason


OVERRIDES: Mapping[str, tuple[str, ...]] = {
    "journeys": ("create_journey", "journey"),
    "templates": ("templates", "template"),
    "sample_data": ("sample",),
    "account": ("account",),
    "status": ("receipt",),
    "find": ("find",),
    "tokens": ("tokens", "refresh_tokens"),
}
"""Which questions a capability promises."""


@each
def test_what_is_declared_is_done_and_nothing_else(kind: str) -> None:
    """A capability is declared exactly when the provider's desk answers its questions."""
    desk = type(make_client(kind, ProviderConfig(**WHOLE)))
    declared = capabilities(kind)
    for ability, methods in OVERRIDES.items():
        done = {getattr(desk, name) is not getattr(AccountClient, name) for name in methods}
        assert {getattr(declared, ability)} == done, ability


@each
def test_what_a_provider_lacks_is_refused_by_name(kind: str) -> None:
    """A question that a provider does not answer is refused in one line, never with silence."""
    desk = make_client(kind, ProviderConfig(**WHOLE))
    for ability, methods in OVERRIDES.items():
        if getattr(capabilities(kind), ability):
            continue
        with pytest.raises(UsageError) as told:
            asyncio.run(_asked(desk, methods[0]))
        assert kind in told.value.text("vi")


async def _asked(desk: AccountClient, method: str) -> object:
    arguments: dict[str, tuple[Any, ...]] = {
        "create_journey": (MESSAGE.phone, None),
        "sample": ("1",),
        "receipt": ("1",),
    }
    if method == "find":
        return await desk.find("c1-1", since=None)  # type: ignore[arg-type] # it is not looked at
    asking: Callable[..., Any] = getattr(desk, method)
    return await asking(*arguments.get(method, ()))


@each
def test_what_a_provider_needs_are_settings_that_there_are(kind: str) -> None:
    """Every setting that a provider can't do without has a name that an account knows."""
    assert set(needs(kind)) <= {one.name for one in fields(ProviderConfig)}


@each
def test_a_template_that_is_not_there_is_none(kind: str) -> None:
    """Asked for a template of another account, every provider says that there is none such."""

    async def ask(zalo: RunningSandbox) -> Any:
        desk = make_client(kind, sender(zalo))
        try:
            return await desk.template("999999")
        finally:
            await desk.close()

    with sandbox(SandboxConfig(templates={"217489": _template()}), provider=kind) as zalo:
        assert asyncio.run(ask(zalo)) is None


def _template() -> Any:
    from zns_batch.sandbox import SandboxTemplate

    return SandboxTemplate(name="Đơn hàng")


@each
def test_a_refused_question_says_why(kind: str) -> None:
    """A question with a wrong key is answered by one line: the code, what it means, what to do."""

    async def ask(zalo: RunningSandbox) -> Any:
        desk = make_client(kind, sender(zalo))
        try:
            return await desk.templates()
        finally:
            await desk.close()

    behaviour = SandboxConfig(token="the-right-one-0123456789", api_key="the-right-one-0123456789")
    with sandbox(behaviour, provider=kind) as zalo, pytest.raises(ProviderError) as told:
        asyncio.run(ask(zalo))
    assert "\n" not in told.value.text("vi")


def test_every_capability_is_told_in_the_docs() -> None:
    """The table of the docs has a line for each capability and a column for each provider."""
    from docs_text import ROOT

    page = (ROOT / "docs" / "providers.md").read_text("utf-8")
    for one in fields(Capabilities):
        (line,) = [text for text in page.splitlines() if text.startswith(f"| `{one.name}` ")]
        told = [cell.strip() for cell in line.split("|")[3:6]]
        able = [getattr(capabilities(kind), one.name) for kind in KINDS]
        assert able == [cell.startswith("yes") for cell in told], line
