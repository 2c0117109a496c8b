"""What is asked of Zalo beside messages, over real HTTP against the stand-in."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.message import Quota
from zns_batch.domain.template import ENABLED
from zns_batch.errors import ProviderError, RefusalError
from zns_batch.providers import AccountClient, ProviderConfig, make_client
from zns_batch.sandbox import RunningSandbox, SandboxConfig, SandboxParam, SandboxTemplate, sandbox

T = TypeVar("T")

TEMPLATES = {
    "217489": SandboxTemplate(
        name="Xác nhận đơn hàng",
        tag="TRANSACTION",
        price=250,
        params={"name": SandboxParam(max_length=30), "note": SandboxParam(required=False)},
        sample={"name": "Nguyễn Văn An"},
    ),
    "300001": SandboxTemplate(name="OTP", status="DISABLE", timeout=15.0),
}


def asked(zalo: RunningSandbox, question: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Ask one question at a desk of its own."""

    async def ask() -> T:
        desk = make_client(
            "zalo", ProviderConfig(base_url=zalo.url, access_token="token-of-the-oa")
        )
        try:
            return await question(desk)
        finally:
            await desk.close()

    return asyncio.run(ask())


def test_a_template_is_told_with_all_that_a_campaign_needs() -> None:
    """Names, lengths, tag, price and time-out come from the account's own template."""
    with sandbox(SandboxConfig(templates=TEMPLATES)) as zalo:
        found = asked(zalo, lambda desk: desk.template("217489"))
        other = asked(zalo, lambda desk: desk.template("300001"))
        sample = asked(zalo, lambda desk: desk.sample("217489"))
    assert found is not None
    assert ("217489", "Xác nhận đơn hàng", ENABLED) == (
        found.template_id,
        found.name,
        found.status,
    )
    assert ("TRANSACTION", 250, 7200.0) == (found.tag, found.price, found.timeout_seconds)
    assert [("name", True, 30), ("note", False, 100)] == [
        (one.name, one.required, one.max_length) for one in found.params
    ]
    assert other is not None
    assert ("DISABLE", 15.0) == (other.status, other.timeout_seconds)
    assert {"name": "Nguyễn Văn An", "note": "<note>"} == sample


def test_a_template_that_is_not_there_is_none() -> None:
    """A template id of another account is told as such, not as trouble."""
    with sandbox(SandboxConfig(templates=TEMPLATES)) as zalo:
        assert asked(zalo, lambda desk: desk.template("999999")) is None


def test_every_template_is_listed_beyond_the_page() -> None:
    """An account with more templates than Zalo lists at once still sees them all."""
    many = {str(400_000 + n): SandboxTemplate(name=f"Mẫu {n}") for n in range(230)}
    with sandbox(SandboxConfig(templates=many)) as zalo:
        found = asked(zalo, lambda desk: desk.templates())
    assert set(many) == {one.template_id for one in found}
    assert 230 == len(found)


def test_the_account_is_told() -> None:
    """Quality, tags and what is left of the quota come in one look."""
    with sandbox(SandboxConfig(quality="LOW", tags=("TRANSACTION",), quota=500, used=20)) as zalo:
        found = asked(zalo, lambda desk: desk.account())
    assert ("LOW", ("TRANSACTION",)) == (found.quality, found.tags)
    assert Quota(daily=500, remaining=480) == found.quota


def test_a_message_that_is_not_known_has_no_receipt() -> None:
    """A message id that Zalo never gave, or that can't be one, has no receipt."""
    with sandbox() as zalo:
        assert asked(zalo, lambda desk: desk.receipt("0" * 20)) is None
        assert asked(zalo, lambda desk: desk.receipt("no id")) is None


@pytest.mark.parametrize(
    "kind, days", [(JourneyKind.LOGISTICS_7, 7), (JourneyKind.COACH_BUS_30, 30)]
)
def test_a_journey_token_is_minted_and_looked_up(kind: JourneyKind, days: int) -> None:
    """A token comes with its journey, and tells until when it is good."""
    with sandbox() as zalo:
        made = asked(zalo, lambda desk: desk.create_journey("84912345678", kind))
        found = asked(zalo, lambda desk: desk.journey(made.token))
        (minted,) = zalo.journeys()
    assert (made.token, made.journey_id) == (minted.token, minted.journey_id)
    assert found is not None
    assert found.created_at is not None
    assert timedelta(days=days) == (found.expires_at or datetime.now(UTC)) - found.created_at


def test_a_token_that_nobody_minted_is_none() -> None:
    """A token that Zalo does not know is told as such."""
    with sandbox() as zalo:
        assert asked(zalo, lambda desk: desk.journey("nobody-minted-this")) is None


def test_a_refusal_says_what_it_means_and_what_to_do() -> None:
    """Whoever asks with a dead token reads what happened and how to mend it, in their language."""
    with sandbox(SandboxConfig(token_valid=False)) as zalo, pytest.raises(RefusalError) as told:
        asked(zalo, lambda desk: desk.account())
    assert "-124" in told.value.text("vi")
    assert "token" in told.value.text("vi")
    assert "\n" not in told.value.text("en")


def test_trouble_on_the_way_is_no_answer() -> None:
    """Zalo out of reach is never read as an account without templates."""
    with pytest.raises(ProviderError) as told:

        async def ask() -> None:
            desk = make_client(
                "zalo", ProviderConfig(base_url="http://127.0.0.1:9", access_token="t" * 20)
            )
            try:
                await desk.templates()
            finally:
                await desk.close()

        asyncio.run(ask())
    assert "provider.unanswered" == told.value.key
