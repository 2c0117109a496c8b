"""A code of the results, explained: what happened and what to do."""

from zns_batch.i18n import Lang, has_translation, translate

_NAMES_THE_CULPRIT = frozenset(
    ("-112", "-1121", "-1122", "-1124", "-1131", "-132", "-153", "-201", "-210")
)
"""Zalo's words name the parameter at fault only for these; for all others they say less than we."""

_TABLES = {"gobysend": ("gobysend", "zalo"), "etelecom": ("etelecom", "zalo")}
"""Where the sentences of a provider that passes Zalo's numbers on are looked for, in this order; any
other provider has a table of its own."""


def explain(provider: str, code: str, lang: Lang, *, said: str = "") -> tuple[str, str]:
    """Tell a person what happened to a message and what can be done.

    Args:
        provider: The provider's word, such as `zalo`.
        code: The code of a `Failure`: the provider's number, or our word for trouble on the way.
        lang: `vi` or `en`.
        said: The provider's own words. Shown where they tell more than ours.

    Returns:
        The reason and what to do.

    """
    for table in _TABLES.get(provider, (provider,)):
        if has_translation(f"{table}.{code}"):
            return _listed(table, code, lang, said)
    if code.startswith("http-"):
        return _http(code, lang)
    if has_translation(f"provider.{code}.do"):
        return _pair(f"provider.{code}", lang)
    return _pair(
        "provider.unlisted", lang, code=code, said=said or translate("provider.no-words", lang)
    )


def _listed(provider: str, code: str, lang: Lang, said: str) -> tuple[str, str]:
    reason, remedy = _pair(f"{provider}.{code}", lang)
    if said and code in _NAMES_THE_CULPRIT:
        reason = translate("provider.words", lang, reason=reason, said=said)
    return reason, remedy


def _http(code: str, lang: Lang) -> tuple[str, str]:
    if has_translation(f"provider.{code}"):
        return _pair(f"provider.{code}", lang)
    status = code.removeprefix("http-")
    refused = status.startswith("4") and status != "408"
    return _pair(f"provider.http-{'refused' if refused else 'status'}", lang, status=status)


def _pair(key: str, lang: Lang, **params: str) -> tuple[str, str]:
    return translate(key, lang, **params), translate(f"{key}.do", lang, **params)
