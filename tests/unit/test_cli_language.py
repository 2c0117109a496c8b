"""The language of a run."""

import pytest

from zns_batch.cli.language import lang, settle, tr


@pytest.mark.parametrize(
    "words, env, expected",
    [
        ((), {}, "vi"),
        ((), {"LANG": "en_US.UTF-8"}, "en"),
        ((), {"LANG": "vi_VN.UTF-8"}, "vi"),
        ((), {"LANG": "C.UTF-8"}, "vi"),
        ((), {"LANG": "fr_FR.UTF-8"}, "vi"),
        ((), {"LANG": "vi_VN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ((), {"LANG": "en_US.UTF-8", "LC_MESSAGES": "vi_VN"}, "vi"),
        ((), {"LANG": "vi_VN.UTF-8", "ZNS_LANG": "en"}, "en"),
        (("--lang", "vi"), {"LANG": "en_US.UTF-8", "ZNS_LANG": "en"}, "vi"),
        (("show", "--lang=en"), {"LANG": "vi_VN.UTF-8"}, "en"),
        (("--lang", "fr"), {"ZNS_LANG": "en"}, "en"),
        (("--lang",), {"ZNS_LANG": "en"}, "en"),
    ],
)
def test_the_language_is_the_persons(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], env: dict[str, str], expected: str
) -> None:
    """The option comes before the variable, the variable before the locale; else Vietnamese."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("ZNS_LANG", "LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert expected == settle(words)
    assert expected == lang()
    assert {"vi": "Lỗi", "en": "Error"}[expected] == tr("cli.error")
