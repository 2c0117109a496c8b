"""A notice in words: a subject, one line for a chat room, and a letter."""

from collections.abc import Iterator
from html import escape

from zns_batch.core.clock import in_vietnam
from zns_batch.i18n import format_datetime, has_translation, translate
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.notifications.redact import redact_text


def what(notice: Notification) -> str:
    """Say what happened in a few words."""
    in_part = notice.kind is NotificationKind.COMPLETED and notice.is_trouble
    return translate(f"notices.what.{'in-part' if in_part else notice.kind}", notice.lang)


def reason(notice: Notification) -> str:
    """Say why; empty when there is nothing to say."""
    word = notice.reason or ""
    return translate(f"reason.{word}", notice.lang) if has_translation(f"reason.{word}") else word


def subject(notice: Notification) -> str:
    """Return the subject of an e-mail: `[ZNS] Completed: Reminders of December`."""
    return f"[ZNS] {': '.join(part for part in (what(notice), _about(notice)) if part)}"


def summary(notice: Notification) -> str:
    """Return one line for a chat room. It mentions nobody and holds no tag, whatever names hold."""
    parts = (subject(notice), notice.sum_line, reason(notice), _resumes(notice))
    return redact_text(" · ".join(part for part in parts if part))


def letter(notice: Notification, *more: str) -> str:
    """Return the text of an e-mail.

    Args:
        notice: The notice.
        more: Lines to put before the end, such as that the workbook could not be attached.

    """
    blocks = [_greeting(notice), [*_facts(notice)], [*_needs(notice)], [*more], _farewell(notice)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def page(notice: Notification, *more: str) -> str:
    """Return the same as HTML, in which nothing of what people wrote can act."""
    paragraphs = letter(notice, *more).strip().split("\n\n")
    inner = "\n".join(f"<p>{escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs)
    head = f'<!doctype html><html lang="{notice.lang}"><head><meta charset="utf-8"></head>'
    return f"{head}<body>\n{inner}\n</body></html>\n"


def _about(notice: Notification) -> str:
    return notice.name or notice.schedule or notice.campaign or ""


def _greeting(notice: Notification) -> list[str]:
    return [translate("notices.greeting", notice.lang)]


def _farewell(notice: Notification) -> list[str]:
    return [translate("notices.farewell", notice.lang)]


def _facts(notice: Notification) -> Iterator[str]:
    yield f"{what(notice)}."
    if notice.campaign is not None:
        yield translate("notices.campaign", notice.lang, name=notice.name, id=notice.campaign)
    lines = {
        "schedule": notice.schedule,
        "account": notice.account,
        "rows": notice.sum_line,
        "reason": reason(notice),
        "report": notice.report_text,
        "when": _moment(notice),
    }
    for key, value in lines.items():
        if value:
            yield translate(f"notices.{key}", notice.lang, value=value)
        if key == "reason" and notice.resume_after is not None:
            yield _resumes(notice)


def _moment(notice: Notification) -> str:
    return format_datetime(in_vietnam(notice.when), notice.lang)


def _resumes(notice: Notification) -> str:
    if notice.resume_after is None:
        return ""
    when = format_datetime(in_vietnam(notice.resume_after), notice.lang)
    return translate("notices.resumes", notice.lang, value=when)


def _needs(notice: Notification) -> Iterator[str]:
    if notice.needs:
        yield translate("notices.needs", notice.lang)
        yield from (_need(need, notice) for need in notice.needs)


def _need(need: RequiredAction, notice: Notification) -> str:
    text = " ".join(part for part in (need.reason, need.remedy) if part)
    if not need.rows:
        return f"– {text}"
    key = "notices.need.one" if need.rows == 1 else "notices.need"
    return translate(key, notice.lang, n=need.rows, text=text)
