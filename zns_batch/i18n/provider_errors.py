"""Explains an error code of the results: what happened and what to do."""

from zns_batch.i18n import Face, Lang, has_translation, translate

_NAMES_THE_CULPRIT = frozenset(
    ("-112", "-1121", "-1122", "-1124", "-1131", "-132", "-153", "-201", "-210")
)
"""Codes whose message from Zalo names the parameter at fault; its other messages say less than ours."""

_TABLES = {"gobysend": ("gobysend", "zalo"), "etelecom": ("etelecom", "zalo")}
"""Where the sentences of a provider that passes Zalo's numbers on are looked for, in this order; any
other provider has a table of its own."""


def explain(
    provider: str, code: str, lang: Lang, *, said: str = "", face: Face = ""
) -> tuple[str, str]:
    """Return the reason of a failure and what to do about it.

    `code` is that of a `Failure`: the provider's number, or our word for a transport error. `said`
    is the provider's own message, shown where it tells more than ours. `face` is `web` on a page.
    """
    for table in _TABLES.get(provider, (provider,)):
        if has_translation(f"{table}.{code}"):
            reason, remedy = _pair(f"{table}.{code}", lang, face)
            if said and code in _NAMES_THE_CULPRIT:
                reason = translate("provider.words", lang, reason=reason, said=said)
            return reason, remedy
    if code.startswith("http-"):
        if has_translation(f"provider.{code}"):
            return _pair(f"provider.{code}", lang, face)
        status = code.removeprefix("http-")
        refused = status.startswith("4") and status != "408"
        return _pair(
            f"provider.http-{'refused' if refused else 'status'}", lang, face, status=status
        )
    if has_translation(f"provider.{code}.do"):
        return _pair(f"provider.{code}", lang, face)
    return _pair(
        "provider.unlisted",
        lang,
        face,
        code=code,
        said=said or translate("provider.no-words", lang),
    )


def _pair(key: str, lang: Lang, face: Face, **params: str) -> tuple[str, str]:
    return translate(key, lang, face, **params), translate(f"{key}.do", lang, face, **params)
