import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.sandbox.randomness import SeededRandom

SHARES = {"reset-before": 0.02, "http-500": 0.1, "no-account": 0.25}
IDS = [f"campaign-{number}" for number in range(5000)]


@given(seed=st.integers(), key=st.text(), attempt=st.integers(min_value=0, max_value=9))
def test_a_run_can_be_repeated(seed: int, key: str, attempt: int) -> None:
    """The same seed, tracking id and number of attempts always draw the same fault and times."""
    one, other = SeededRandom(seed, SHARES), SeededRandom(seed, SHARES)
    assert one.fault(key, attempt) is other.fault(key, attempt)
    assert one.seconds((1, 2), "latency", key, attempt) == other.seconds(
        (1, 2), "latency", key, attempt
    )


@pytest.mark.parametrize("name,share", SHARES.items())
def test_a_fault_strikes_its_share(name: str, share: float) -> None:
    """A fault of a share strikes about that share of many messages."""
    draws = SeededRandom(7, SHARES)
    struck = sum(1 for key in IDS if (found := draws.fault(key, 0)) and found.name == name)
    assert share * len(IDS) == pytest.approx(struck, rel=0.25)


def test_another_seed_strikes_other_messages() -> None:
    """Two seeds make two different rehearsals."""
    one, other = SeededRandom(1, SHARES), SeededRandom(2, SHARES)
    assert [one.fault(key, 0) for key in IDS] != [other.fault(key, 0) for key in IDS]


def test_a_second_attempt_has_its_own_luck() -> None:
    """A message that a fault struck is not struck by it for ever."""
    draws = SeededRandom(0, {"http-500": 0.5})
    first = [draws.fault(key, 0) for key in IDS]
    second = [draws.fault(key, 1) for key in IDS]
    both = sum(1 for pair in zip(first, second, strict=True) if all(pair))
    assert both == pytest.approx(len(IDS) / 4, rel=0.1)


def test_a_whole_share_strikes_everything() -> None:
    """A share of 1 strikes every message, and none strikes no message."""
    always, never = SeededRandom(0, {"no-account": 1.0}), SeededRandom(0, {})
    assert {"no-account"} == {found.name for key in IDS if (found := always.fault(key, 0))}
    assert all(always.fault(key, 0) for key in IDS)
    assert not any(never.fault(key, 0) for key in IDS)


@given(key=st.text(), low=st.floats(0, 5), more=st.floats(0, 5))
def test_a_time_lies_in_its_span(key: str, low: float, more: float) -> None:
    """A time that varies stays between the least and the most that was asked for."""
    assert low <= SeededRandom(0, {}).seconds((low, low + more), "latency", key, 0) <= low + more


def test_a_fixed_time_stays_as_it_is() -> None:
    """A fixed latency is the same for every message."""
    assert SeededRandom(0, {}).seconds(0.25, "latency", "a", 0) == 0.25
