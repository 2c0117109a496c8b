from collections import Counter

import pytest

from zns_batch.sandbox.faults import BY_SUFFIX, FAULTS, TABLE, Fault, FaultShape, FaultStage
from zns_batch.sandbox.zalo.responses import WORDS
from zns_batch.sandbox.zalo.validate import TEMPLATE_IDS


def test_a_phone_and_a_name_select_one_fault_each() -> None:
    """No two faults share their digits or their name, so a rehearsal never means two things."""
    assert len(TABLE) == len(FAULTS) == len(BY_SUFFIX)


def test_only_phones_from_900_to_999_are_special() -> None:
    """A phone whose last digits are below 900 is always an ordinary one."""
    assert [] == [fault for fault in TABLE if not 900 <= fault.suffix <= 999]


def test_the_table_is_in_the_order_of_its_digits() -> None:
    """A reader finds a fault in the table by its digits."""
    assert sorted(TABLE, key=lambda fault: fault.suffix) == list(TABLE)


@pytest.mark.parametrize("fault", TABLE, ids=lambda fault: fault.name)
def test_every_fault_says_what_it_does_and_why_it_is_believed(fault: Fault) -> None:
    """Each fault has one sentence for what happens and one for where that is known from."""
    assert fault.says.endswith(".")
    assert fault.why.endswith(".")


@pytest.mark.parametrize("fault", TABLE, ids=lambda fault: fault.name)
def test_a_code_is_a_refusal_and_a_refusal_looks_like_one(fault: Fault) -> None:
    """A fault with a code refuses, and one that accepts has no code."""
    assert not (fault.accepts and fault.code)
    assert fault.accepts or fault.code or fault.shape is not FaultShape.ORDINARY


def test_every_documented_code_has_zalos_words() -> None:
    """A refusal shows the words that Zalo itself uses for the code."""
    codes = {fault.code for fault in TABLE if fault.code} | set(TEMPLATE_IDS.values())
    assert {-9999} == codes - WORDS.keys()


@pytest.mark.parametrize(
    "digits,code",
    [
        (900, -100),
        (908, -108),
        (910, -110),
        (914, -114),
        (915, -115),
        (918, -118),
        (919, -119),
        (920, -120),
        (924, -124),
        (932, -32),
        (933, -133),
        (939, -139),
        (940, -140),
        (941, -141),
        (944, -144),
        (946, -146),
        (997, -9999),
    ],
)
def test_the_digits_that_rehearsals_rely_on_keep_their_codes(digits: int, code: int) -> None:
    """The digits in people's rehearsal sheets go on meaning the same."""
    assert code == BY_SUFFIX[str(digits)].code


def test_what_may_have_been_sent_and_what_was_not_are_both_there() -> None:
    """Both kinds of a lost answer can be rehearsed: of an accepted message and of one that isn't."""
    lost = Counter(
        fault.accepts for fault in TABLE if fault.shape in {FaultShape.RESET, FaultShape.PAGE}
    )
    assert lost[True] >= 3
    assert lost[False] >= 3


def test_a_message_that_was_not_looked_at_is_never_accepted() -> None:
    """A fault at the door leaves nothing behind."""
    assert not any(fault.accepts for fault in TABLE if fault.stage is FaultStage.DOOR)
