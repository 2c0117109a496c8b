"""Browsers by the names that people know."""

import pytest

from zns_batch.web.browser_names import browser_name

_CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    "name, agent",
    [
        ("Chrome · Windows", f"{_CHROME} Chrome/140.0.0.0 Safari/537.36"),
        ("Cốc Cốc · Windows", f"{_CHROME} coc_coc_browser/140 Chrome/134.0.0.0 Safari/537.36"),
        ("Edge · Windows", f"{_CHROME} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"),
        (
            "Safari · iPhone",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
        ),
        (
            "Firefox · Linux",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("x" * 60, "x" * 5_000),
    ],
)
def test_a_browser_has_the_name_that_people_know(name: str, agent: str) -> None:
    """Who looks where the own account is signed in recognises the phone and the office computer."""
    assert name == browser_name(agent)
