"""The other ways to a customer at Zalo: by a phone's hash, by a user's id, beyond the quota, in a journey."""

import hashlib

import pytest
from providers_loopback import MESSAGE

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.message import Address, Message, Outcome, OutcomeKind
from zns_batch.providers import ProviderConfig, make_client
from zns_batch.sandbox import RunningSandbox, SandboxConfig, SandboxTemplate, sandbox


async def sent(zalo: RunningSandbox, message: Message) -> Outcome:
    """Send one message."""
    provider = make_client(
        "zalo", ProviderConfig(base_url=zalo.url, access_token="token-of-the-oa")
    )
    try:
        return await provider.send(message)
    finally:
        await provider.close()


async def test_a_hashed_phone_leaves_no_number() -> None:
    """With a hash the provider gets the SHA-256 of the 84 form, and no number anywhere."""
    with sandbox() as zalo:
        outcome = await sent(zalo, MESSAGE._replace(address=Address.HASH))
        (message,) = zalo.messages()
    assert OutcomeKind.ACCEPTED is outcome.kind
    assert outcome.message_id
    assert hashlib.sha256(b"84912345678").hexdigest() == message.phone


async def test_a_user_is_reached_by_id() -> None:
    """A message to a user's id goes to the address for users, and its answer is understood."""
    user = MESSAGE._replace(phone="2468135792468", address=Address.USER)
    with sandbox() as zalo:
        outcome = await sent(zalo, user)
        (message,) = zalo.messages()
    assert OutcomeKind.ACCEPTED is outcome.kind
    assert message.msg_id == outcome.message_id
    assert ("2468135792468", "") == (message.phone, message.tracking_id)


async def test_a_template_for_phones_alone_stops_sending_to_users() -> None:
    """A template that can't go to users is told with its own code, for the whole list."""
    templates = {MESSAGE.template_id: SandboxTemplate(to_users=False)}
    user = MESSAGE._replace(phone="2468135792468", address=Address.USER)
    with sandbox(SandboxConfig(templates=templates)) as zalo:
        outcome = await sent(zalo, user)
    assert OutcomeKind.NOT_SENT is outcome.kind
    assert outcome.failure is not None
    assert "-249" == outcome.failure.code


@pytest.mark.parametrize("beyond", [False, True])
async def test_only_a_promotion_may_go_beyond_the_quota(beyond: bool) -> None:
    """Sending mode 3 goes out when the quota is used up; the usual mode does not."""
    templates = {MESSAGE.template_id: SandboxTemplate(tag="PROMOTION")}
    with sandbox(SandboxConfig(quota=0, templates=templates)) as zalo:
        outcome = await sent(zalo, MESSAGE._replace(beyond_quota=beyond))
    assert (OutcomeKind.ACCEPTED if beyond else OutcomeKind.NOT_SENT) is outcome.kind


async def test_a_journeys_message_carries_its_token() -> None:
    """A message of a journey is accepted with the token of its phone, and refused with none."""
    templates = {MESSAGE.template_id: SandboxTemplate(journey="token_logistics")}
    with sandbox(SandboxConfig(templates=templates)) as zalo:
        desk = make_client(
            "zalo", ProviderConfig(base_url=zalo.url, access_token="token-of-the-oa")
        )
        made = await desk.create_journey(MESSAGE.phone, JourneyKind.LOGISTICS_7)
        await desk.close()
        without = await sent(zalo, MESSAGE)
        outcome = await sent(zalo, MESSAGE._replace(journey=made.token))
    assert without.failure is not None
    assert ("-148", OutcomeKind.ACCEPTED) == (without.failure.code, outcome.kind)
