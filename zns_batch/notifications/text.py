"""Texts of a notification: a subject, one line for a chat room, and an e-mail's body."""

from html import escape

from zns_batch.core.clock import in_vietnam
from zns_batch.i18n import format_datetime, has_translation, translate
from zns_batch.notifications.notification import Notification, NotificationKind
from zns_batch.notifications.redact import redact_text


def what(notice: Notification) -> str:
    """Return what happened in a few words."""
    in_part = notice.kind is NotificationKind.COMPLETED and notice.is_trouble
    return translate(f"notices.what.{'in-part' if in_part else notice.kind}", notice.lang)


def reason(notice: Notification) -> str:
    """Return why; empty when there is no reason."""
    word = notice.reason or ""
    return translate(f"reason.{word}", notice.lang) if has_translation(f"reason.{word}") else word


def subject(notice: Notification) -> str:
    """Return the subject of an e-mail: `[ZNS] Completed: Reminders of December`."""
    about = notice.name or notice.schedule or notice.campaign or ""
    mark = f"{translate('notices.practice', notice.lang)}: " if notice.practice else ""
    return f"[ZNS] {mark}{': '.join(part for part in (what(notice), about) if part)}"


def summary(notice: Notification) -> str:
    """Return one line for a chat room. It mentions nobody and holds no tag, whatever names hold."""
    parts = (subject(notice), notice.sum_line, reason(notice), _resumes(notice))
    return redact_text(" · ".join(part for part in parts if part))


def text_body(notice: Notification, *more: str) -> str:
    """Return the text of an e-mail, with more lines before its end."""
    lang = notice.lang
    facts = [f"{what(notice)}."]
    if notice.campaign is not None:
        facts.append(translate("notices.campaign", lang, name=notice.name, id=notice.campaign))
    lines = {
        "schedule": notice.schedule,
        "account": notice.account,
        "destination": notice.destination,
        "rows": notice.sum_line,
        "reason": reason(notice),
        "report": notice.report_text,
        "page": notice.page,
        "when": format_datetime(in_vietnam(notice.when), lang),
    }
    for key, value in lines.items():
        if value:
            facts.append(translate(f"notices.{key}", lang, value=value))
        if key == "reason" and notice.resume_after is not None:
            facts.append(_resumes(notice))
    needs = [translate("notices.needs", lang)] if notice.needs else []
    for need in notice.needs:
        text = " ".join(part for part in (need.reason, need.remedy) if part)
        key = "notices.need.one" if need.rows == 1 else "notices.need"
        needs.append(translate(key, lang, n=need.rows, text=text) if need.rows else f"– {text}")
    greeting, farewell = translate("notices.greeting", lang), translate("notices.farewell", lang)
    blocks = [[greeting], facts, needs, [*more], [farewell]]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def html_body(notice: Notification, *more: str) -> str:
    """Return the same as HTML, in which nothing of what people wrote can act."""
    paragraphs = text_body(notice, *more).strip().split("\n\n")
    inner = "\n".join(f"<p>{escape(text).replace(chr(10), '<br>')}</p>" for text in paragraphs)
    head = f'<!doctype html><html lang="{notice.lang}"><head><meta charset="utf-8"></head>'
    return f"{head}<body>\n{inner}\n</body></html>\n"


def _resumes(notice: Notification) -> str:
    if notice.resume_after is None:
        return ""
    when = format_datetime(in_vietnam(notice.resume_after), notice.lang)
    return translate("notices.resumes", notice.lang, value=when)
