"""What the answers to the minting of a token mean, against the stand-ins."""

import asyncio

import pytest

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.message import Action, OutcomeKind
from zns_batch.errors import ProviderError
from zns_batch.providers import HttpOptions, ProviderConfig, make_client
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox

KIND = JourneyKind.LOGISTICS_7
PROVIDERS = ("zalo", "etelecom")


def sender(url: str, *, patience: float = 15.0) -> ProviderConfig:
    wire = HttpOptions(request_timeout=patience)
    return ProviderConfig(
        base_url=url, access_token="t" * 20, api_key="k" * 20, oa_id="1", http=wire
    )


def mint(provider: str, url: str, phone: str, *, patience: float = 15.0) -> ProviderError | None:
    """Ask for a token; return what is raised."""

    async def ask() -> ProviderError | None:
        desk = make_client(provider, sender(url, patience=patience))
        try:
            await desk.create_journey(phone, KIND)
        except ProviderError as error:
            return error
        finally:
            await desk.close()
        return None

    return asyncio.run(ask())


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> str:
    """Each provider that has journeys."""
    name: str = request.param
    return name


def held(provider: str, suffix: int, behaviour: SandboxConfig | None = None) -> tuple[object, ...]:
    """What a minting that is struck means, and how many tokens there are."""
    with sandbox(behaviour, provider=provider) as running:
        error = mint(provider, running.url, f"84912000{suffix}", patience=2.0)
        assert error is not None
        assert error.outcome is not None
        failure = error.outcome.failure
        assert failure is not None
        return (error.outcome.kind, failure.action, minted(running))


def minted(running: RunningSandbox) -> int:
    return len(running.journeys())


@pytest.mark.parametrize(
    "suffix, kind, action",
    [
        (908, OutcomeKind.REJECTED, Action.ROW),
        (918, OutcomeKind.REJECTED, Action.ROW),
        (938, OutcomeKind.NOT_SENT, Action.ABORT),
        (915, OutcomeKind.NOT_SENT, Action.PAUSE),
        (929, OutcomeKind.NOT_SENT, Action.SLOW),
    ],
    ids=["-108", "-118", "-138", "-115", "http-429"],
)
def test_a_refusal_says_that_there_is_no_token(
    provider: str, suffix: int, kind: OutcomeKind, action: Action
) -> None:
    """A refused token is certainly not there, and the refusal asks for what it asks of a message."""
    assert (kind, action, 0) == held(provider, suffix)


@pytest.mark.parametrize(
    "suffix, tokens",
    [(951, 1), (952, 1), (953, 0), (954, 1), (955, 1), (959, 1), (961, 1), (956, 0)],
    ids=["reset", "http-502", "reset-before", "silence", "half", "cut", "empty", "redirect"],
)
def test_a_lost_answer_leaves_doubt(provider: str, suffix: int, tokens: int) -> None:
    """Where no usable answer comes nobody knows whether there is a token; often there is."""
    assert (OutcomeKind.UNKNOWN, Action.ROW, tokens) == held(provider, suffix)


def test_a_token_that_is_refused_is_the_accounts_matter() -> None:
    """An access token that is not valid is no matter of the row's: the lane renews it."""
    behaviour = SandboxConfig(token="another")
    assert (OutcomeKind.NOT_SENT, Action.AUTH, 0) == held("zalo", 500, behaviour)


def test_a_connection_that_is_never_made_leaves_no_doubt(provider: str) -> None:
    """A request that can't have left has made no token."""
    error = mint(provider, "http://127.0.0.1:9", "84912000500")
    assert error is not None
    assert error.outcome is not None
    assert OutcomeKind.NOT_SENT is error.outcome.kind
