"""A provider's words, made fit to be shown."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.providers.http.redact import LONGEST, redact_provider_text

TOKEN = "kQJ1xyzTOKEN0987"


@pytest.mark.parametrize(
    "words, expected",
    [
        ("Zalo account not existed", "Zalo account not existed"),
        ("  two\r\n lines\t", "two lines"),
        ("phone 84912345678 invalid", "phone 84****678 invalid"),
        ("phone +84 912 345 678 invalid", "phone 84****678 invalid"),
        ("phone 0912.345.678", "phone 09****678"),
        ("template 217489 on 22/11/2026", "template 217489 on 22/11/2026"),
        (f"token {TOKEN} is invalid", "token … is invalid"),
        ("token " + "x" * 200, "token …"),
        ("bell\x07 and\x1b[31m colour", "bell and[31m colour"),
        ("hidden \u202ereversed\u202c", "hidden reversed"),
        ("broken \ud800 letter", "broken letter"),
        ("84912\u200b345678", "84****678"),
        ("Không tồn tại", "Không tồn tại"),
        (None, ""),
        (["a"], ""),
        (404, ""),
    ],
)
def test_words_are_cleaned(words: Any, expected: Any) -> None:
    """What Zalo said is shown on one line, without phones, secrets and control characters."""
    assert expected == redact_provider_text(words, [TOKEN])


def test_long_words_are_cut() -> None:
    """A page of text does not fill a cell."""
    assert len(redact_provider_text("word " * 500)) == LONGEST
    assert redact_provider_text("word " * 500).endswith("…")


def test_a_phone_at_the_cut_is_masked_whole() -> None:
    """Cutting never leaves the beginning of a phone number unmasked."""
    assert "849123" not in redact_provider_text("x " * 97 + "84912345678")


def test_a_secret_too_short_to_be_one_does_not_eat_words() -> None:
    """A one-letter secret of a rehearsal does not turn every word into dots."""
    assert redact_provider_text("not existed", ["t", ""]) == "not existed"


@given(st.text(), st.text(min_size=6, alphabet=st.characters(min_codepoint=33, max_codepoint=126)))
def test_no_words_show_a_secret(words: Any, secret: Any) -> None:
    """Whatever is said around it, a secret is never shown, and the words fit in a cell."""
    shown = redact_provider_text(f"{words} {secret} {words}", [secret])
    assert secret not in shown
    assert len(shown) <= LONGEST
    assert not re.search(r"[\x00-\x1f\x7f]", shown)
