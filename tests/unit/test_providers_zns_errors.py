"""Zalo's error table: complete, explained in both languages, and asking for the right thing."""

import re
from string import Formatter
from typing import Any

import docs_errors_page
import pytest

from zns_batch.domain.message import Action
from zns_batch.domain.states import ABORTING, Reason
from zns_batch.i18n import load_catalogue
from zns_batch.i18n.catalogue.provider import TROUBLE
from zns_batch.i18n.provider_errors import explain
from zns_batch.providers.zns.errors import _POLICIES, ERRORS, UNKNOWN_CODE, policy_for

# The numbers of Zalo's ZNS error table and of its OA table, as the two editions list them.
OF_THE_TABLES = """
-100 -101 -102 -103 -104 -105 -106 -107 -108 -109 -1091 -110 -111 -112 -1121 -1122 -1123 -1124 -113
-1131 -1132 -114 -115 -116 -117 -118 -119 -120 -1201 -1202 -121 -122 -123 -124 -1241 -125 -126 -127
-128 -129 -130 -131 -132 -133 -134 -135 -1351 -136 -137 -138 -1381 -139 -140 -141 -142 -143 -144
-1441 -145 -146 -147 -1471 -1472 -148 -149 -1491 -150 -151 -152 -153 -158 -159 -160 -161 -162
-32 -200 -201 -204 -205 -209 -212 -219 -221 -223 -224 -235 -210 -211 -213 -217 -218 -227 -230 -231
-232 -244 -216 -220 -233 -240 -242 -234 -248 -249 -320 -321 -403 -237 -238 -241 -1340 -1341 -214
"""


def test_every_number_of_zalos_tables_is_known() -> None:
    """No error that Zalo documents comes as a surprise, and none is listed twice."""
    expected = {int(number) for number in OF_THE_TABLES.split()}
    assert expected == set(ERRORS)
    assert len(ERRORS) == sum(len(numbers) for _, numbers in _POLICIES)


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("number", sorted(ERRORS))
def test_every_number_is_explained(number: Any, lang: Any) -> None:
    """Each error says in the person's language what happened and what to do, in whole sentences."""
    for sentence in explain("zalo", str(number), lang):
        assert re.fullmatch(r"[^\n]{10,250}\.", sentence)


def test_the_catalogue_explains_nothing_that_is_not_in_the_table() -> None:
    """A sentence for a number that the table lacks would never be shown."""
    expected = {f"zalo.{number}{end}" for number in ERRORS for end in ("", ".do")}
    assert expected == set(load_catalogue("zalo"))


@pytest.mark.parametrize("name", ["zalo", "provider"])
def test_both_languages_need_the_same_values(name: Any) -> None:
    """A sentence never fails in one language for want of a value."""
    for key, (english, vietnamese) in load_catalogue(name).items():
        assert _fields(english) == _fields(vietnamese), key


@pytest.mark.parametrize("name", ["zalo", "provider"])
def test_vietnamese_is_vietnamese(name: Any) -> None:
    """No English sentence was left standing in the Vietnamese half."""
    for key, (english, vietnamese) in load_catalogue(name).items():
        assert english != vietnamese, key
        assert re.search("[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ]", vietnamese, re.IGNORECASE) or (
            len(vietnamese) < 10
        ), key


@pytest.mark.parametrize("word", TROUBLE)
def test_every_word_for_trouble_says_what_to_do(word: Any) -> None:
    """Trouble on the way is explained like any error of the provider's own."""
    assert {f"provider.{word}", f"provider.{word}.do"} <= set(load_catalogue("provider"))


def test_every_word_for_trouble_stands_on_the_errors_page() -> None:
    """A person finds every word of the results workbook in the docs."""
    assert set(TROUBLE) == {*docs_errors_page._TROUBLE_DOES, "unlisted"}


@pytest.mark.parametrize(
    "number, action, reason",
    [
        (-32, Action.SLOW, Reason.RATE),
        (-115, Action.PAUSE, Reason.BALANCE),
        (-126, Action.PAUSE, Reason.BALANCE),
        (-137, Action.PAUSE, Reason.BALANCE),
        (-321, Action.PAUSE, Reason.BALANCE),
        (-144, Action.PAUSE, Reason.QUOTA),
        (-211, Action.PAUSE, Reason.QUOTA),
        (-147, Action.PAUSE, Reason.TEMPLATE_QUOTA),
        (-1441, Action.PAUSE, Reason.PROMOTION_QUOTA),
        (-133, Action.PAUSE, Reason.NIGHT),
        (-234, Action.PAUSE, Reason.NIGHT),
        (-124, Action.AUTH, Reason.AUTHORISATION),
        (-216, Action.AUTH, Reason.AUTHORISATION),
        (-220, Action.AUTH, Reason.AUTHORISATION),
        (-131, Action.ABORT, Reason.TEMPLATE),
        (-146, Action.ABORT, Reason.TEMPLATE),
        (-109, Action.ABORT, Reason.TEMPLATE),
        (-117, Action.ABORT, Reason.PERMISSION),
        (-135, Action.ABORT, Reason.PERMISSION),
        (-101, Action.ABORT, Reason.SETTINGS),
        (-1241, Action.ABORT, Reason.SETTINGS),
        (-118, Action.ROW, None),
        (-114, Action.ROW, None),
        (-218, Action.ROW, None),
        (-1471, Action.ROW, None),
        (-1472, Action.ROW, None),
        (-129, Action.RETRY, Reason.FAILURES),
        (-200, Action.RETRY, Reason.FAILURES),
    ],
)
def test_an_error_asks_for_what_its_cause_needs(number: Any, action: Any, reason: Any) -> None:
    """Errors that look alike (no quota, no money) are told apart by their number."""
    assert (action, reason) == (policy_for(number).action, policy_for(number).reason)


def test_only_an_unknown_error_is_doubtful() -> None:
    """Only for "unknown error" does nobody promise that nothing was sent."""
    assert [number for number, verdict in ERRORS.items() if verdict.doubtful] == [-100]


def test_every_stop_has_a_reason_that_fits_it() -> None:
    """A campaign that stops says why, and stops for good only where a person must act."""
    for number, verdict in ERRORS.items():
        if verdict.action in {Action.ABORT, Action.AUTH}:
            assert verdict.reason in ABORTING, number
        if verdict.action is Action.PAUSE:
            assert verdict.reason is not None, number
            assert verdict.reason not in ABORTING, number


@pytest.mark.parametrize("number", [-111, -112, -1122, -132])
def test_errors_of_a_whole_list_are_marked(number: Any) -> None:
    """A forgotten column stops after the first rows instead of burning through the list."""
    assert policy_for(number).whole_list


@pytest.mark.parametrize("number", [-1, -99, -999999])
def test_a_number_in_no_table_rejects_the_row_and_watches_the_list(number: Any) -> None:
    """A new error of Zalo's is never sent again in a loop, nor spent on the whole list."""
    assert policy_for(number) == UNKNOWN_CODE
    assert UNKNOWN_CODE.action is Action.ROW
    assert UNKNOWN_CODE.whole_list


def _fields(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(sentence)} - {None}
