"""What a person reads for a code."""

from typing import Any

import pytest

from zns_batch.i18n.provider_errors import explain


def test_a_number_of_zalos_is_explained() -> None:
    """Zalo's number becomes a sentence and an advice in the person's language."""
    reason, remedy = explain("zalo", "-118", "vi")
    assert reason == "Số điện thoại này không có tài khoản Zalo."
    assert remedy.startswith("Vui lòng liên hệ khách bằng cách khác")


def test_zalos_words_are_shown_where_they_name_the_parameter() -> None:
    """A parameter that is too long is named, as Zalo names it."""
    said = "template data customer_name is break max length"
    assert said in explain("zalo", "-1121", "en", said=said)[0]


def test_zalos_words_are_left_out_where_ours_say_more() -> None:
    """Zalo's English is not repeated beside our own sentence."""
    plain = explain("zalo", "-118", "vi")
    assert plain == explain("zalo", "-118", "vi", said="Zalo account not existed")


@pytest.mark.parametrize("provider", ["zalo", "another"])
def test_a_number_in_no_table_keeps_number_and_words(provider: Any) -> None:
    """An unknown error shows all that is known of it."""
    reason, _ = explain(provider, "-9999", "en", said="Something new")
    assert "-9999" in reason
    assert "Something new" in reason


def test_a_number_in_no_table_without_words_says_so() -> None:
    """A missing explanation is not an empty quotation."""
    assert explain("zalo", "-9999", "en")[0].endswith("(none)")


@pytest.mark.parametrize(
    "code, expected",
    [
        ("http-502", "gave no usable answer (HTTP 502)"),
        ("http-408", "gave no usable answer (HTTP 408)"),
        ("http-999", "gave no usable answer (HTTP 999)"),
        ("http-404", "refused the request without a provider error code (HTTP 404)"),
        ("http-429", "asked for a slower pace"),
        ("timeout", "it is unknown whether the message was sent"),
        ("dns", "host name was not found; nothing was sent"),
        ("interrupted", "stopped while this message was in flight"),
        ("words", "error words, which is not in any list"),
    ],
)
def test_trouble_on_the_way_is_explained(code: Any, expected: Any) -> None:
    """A code of our own tells whether the message may have been sent."""
    assert expected in explain("zalo", code, "en")[0]


def test_braces_in_a_providers_words_do_no_harm() -> None:
    """A provider that answers with braces is quoted like any other."""
    assert "{0} {x}" in explain("zalo", "-9999", "vi", said="{0} {x}")[0]
