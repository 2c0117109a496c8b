"""Words of the pages: sentences, numbers, money, moments and spans of time in both languages."""

from datetime import datetime, timedelta

from zns_batch.core.clock import in_vietnam
from zns_batch.errors import ZnsBatchError
from zns_batch.i18n import (
    LANGS,
    Lang,
    SentenceValue,
    format_date,
    format_number,
    format_weekday_datetime,
    translate,
)

LANG_NAMES: tuple[tuple[Lang, str], ...] = (("vi", "Tiếng Việt"), ("en", "English"))
"""The languages, each by its own name, whatever the language of the page."""


def page_text(key: str, lang: Lang, /, **params: SentenceValue) -> str:
    """Return a sentence as pages say it."""
    return translate(key, lang, "web", **params)


def error_sentence(error: ZnsBatchError, lang: Lang) -> str:
    """Return the sentence of an error as pages say it."""
    return error.text(lang, face="web")


def number_text(value: float | None, lang: Lang) -> str:
    """Write a number; a dash for none."""
    return "–" if value is None else format_number(value, lang)


def money_text(vnd: float | None, lang: Lang) -> str:
    """Write an amount: `656.700 đ`, `VND 656,700`; a dash for none."""
    if vnd is None:
        return "–"
    amount = format_number(round(vnd), lang)
    return f"{amount} đ" if lang == "vi" else f"VND {amount}"


def day_text(when: datetime, lang: Lang) -> str:
    """Write a day of the Vietnamese calendar: `30/11/2026`, `30 Nov 2026`."""
    return format_date(in_vietnam(when), lang)


def weekday_when_text(when: datetime, lang: Lang) -> str:
    """Write a moment that is to come with its weekday: `08:00 05/12/2026 (thứ Bảy)`."""
    return format_weekday_datetime(in_vietnam(when), lang)


def when_text(when: datetime | None, lang: Lang, *, now: datetime | None = None) -> str:
    """Write a moment to the minute on a Vietnamese clock: `14:05 30/11/2026`.

    Args:
        when: The moment; `None` gives a dash.
        lang: The language.
        now: The moment of reading; what is of the same day is written as the time alone.

    """
    if when is None:
        return "–"
    local = in_vietnam(when)
    if now is not None and in_vietnam(now).date() == local.date():
        return f"{local:%H:%M}"
    return f"{local:%H:%M} {day_text(when, lang)}"


def second_text(when: datetime, lang: Lang) -> str:
    """Write a moment to the second on a Vietnamese clock: `14:05:09 30/11/2026`."""
    return f"{in_vietnam(when):%H:%M:%S} {day_text(when, lang)}"


def duration_text(span: timedelta, lang: Lang) -> str:
    """Write a span of time in its two largest units: `17 giờ 55 phút`."""
    seconds = max(int(span.total_seconds()), 0)
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    amounts = (("days", days), ("hours", hours), ("minutes", minutes), ("seconds", seconds))
    first = next((at for at, (_, amount) in enumerate(amounts) if amount), len(amounts) - 1)
    shown = [pair for pair in amounts[first : first + 2] if pair[1]] or [amounts[-1]]
    return " ".join(page_text(f"web.span.{unit}", lang, n=amount) for unit, amount in shown)


def accepted_lang(header: str) -> Lang:
    """Return the language that a browser asks for: the first of ours, else Vietnamese."""
    for part in header.split(","):
        name = part.partition(";")[0].strip().lower()[:2]
        for lang in LANGS:
            if name == lang:
                return lang
    return "vi"


def lang_of(*choices: str | None) -> Lang:
    """Return the first choice that is a language of ours, else Vietnamese."""
    known: dict[str, Lang] = {lang: lang for lang in LANGS}
    return next((known[choice] for choice in choices if choice in known), "vi")
