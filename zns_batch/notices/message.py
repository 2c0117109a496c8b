"""An e-mail as it leaves: headers, a letter as text and as HTML, perhaps the workbook."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from zns_batch.i18n import say
from zns_batch.notices.cleaning import one_line
from zns_batch.notices.notice import Notice
from zns_batch.notices.words import letter, page, subject

BIGGEST = 15_000_000
"""The most bytes of a workbook that is attached; mail servers take 20 to 25 MB after encoding."""

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def message(notice: Notice, *, sender: str, receivers: Sequence[str], attach: bool) -> EmailMessage:
    """Return the e-mail.

    Args:
        notice: The notice.
        sender: Whom it is from.
        receivers: Whom it is to.
        attach: Whether it carries the workbook.

    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = one_line(subject(notice), 200)
    made["From"] = sender
    made["To"] = ", ".join(receivers)
    made["Date"] = format_datetime(notice.when)
    # The same for a repeat, which mail programs show once.
    made["Message-ID"] = f"<{notice.id}@{domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps absence notes from answering
    workbook = _workbook(notice) if attach else None
    more = [say("notices.not-attached", notice.lang)] if attach and workbook is None else []
    made.set_content(letter(notice, *more))
    made.add_alternative(page(notice, *more), subtype="html")
    made["Content-Language"] = notice.lang
    if workbook is not None and notice.report is not None:
        name = one_line(notice.report.name)
        made.add_attachment(workbook, maintype="application", subtype=_XLSX, filename=name)
    return made


def domain(sender: str) -> str:
    """Return the part of an address after its `@`, without a name before the address."""
    return parseaddr(sender)[1].rpartition("@")[2]


def _workbook(notice: Notice) -> bytes | None:
    """Return the workbook; `None` when there is none, or none that can travel."""
    try:
        if notice.report is None or notice.report.stat().st_size > BIGGEST:
            return None
        return notice.report.read_bytes()
    except OSError:
        return None
