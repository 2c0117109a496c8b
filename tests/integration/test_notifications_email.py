"""Sending notices to a real mail server, with and without what makes it safe."""

import smtplib
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from notices_help import HASTY, PASSWORD, USER, WHEN, mailbox, never_there, notice

from zns_batch.domain.notification_settings import SmtpSecurity, SmtpServer
from zns_batch.errors import NoticeError
from zns_batch.notifications import email
from zns_batch.notifications.email import EmailChannel
from zns_batch.notifications.notification import Notification, NotificationKind
from zns_batch.notifications.retry import RetryPolicy

TO = ("an@shop.example", "binh@shop.example")


def mail(
    server: SmtpServer, *, attach: bool = False, receivers: tuple[str, ...] = TO
) -> EmailChannel:
    """E-mail that is tried again at once."""
    return EmailChannel(server=server, receivers=receivers, attach=attach, retry=HASTY)


def with_workbook(folder: Path) -> Notification:
    """A notice whose workbook is there."""
    path = folder / "Nhắc nợ 2026-12-01 0800.xlsx"
    path.write_bytes(b"PK-workbook")
    return notice(report=path)


def attached(made: EmailMessage) -> dict[str | None, bytes]:
    """The attachments of an e-mail."""
    return {one.get_filename(): one.get_content() for one in made.iter_attachments()}


@pytest.mark.parametrize("security", [SmtpSecurity.STARTTLS, SmtpSecurity.TLS])
def test_a_letter_reaches_all_receivers(tmp_path: Path, security: SmtpSecurity) -> None:
    """Through STARTTLS and through TLS, everybody named gets the letter as text and as a page."""
    with mailbox(tmp_path, security=security) as box:
        mail(box.server(security=security)).send(notice())
    (made,) = box.taken
    assert ("[ZNS] Tạm dừng: Nhắc nợ tháng 12", ", ".join(TO), USER) == (
        made["Subject"],
        made["To"],
        made["From"],
    )
    assert (f"<{notice().id}@shop.example>", WHEN) == (
        made["Message-ID"],
        made["Date"].datetime,
    )
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in made.iter_parts()]
    text, html = (part.get_content() for part in made.iter_parts())
    assert "17 dòng: Số này không có tài khoản Zalo." in text
    assert "17 dòng: Số này không có tài khoản Zalo." in html
    assert [USER] == box.users


def test_a_repeat_is_the_same_letter(tmp_path: Path) -> None:
    """Told again after a crash, the e-mail has the same Message-ID, so mail programs show one."""
    with mailbox(tmp_path) as box:
        mail(box.server()).send(notice())
        mail(box.server()).send(notice())
    assert 1 == len({made["Message-ID"] for made in box.taken})
    assert 2 == len(box.taken)


def test_the_workbook_stays_at_home_unless_asked_for(tmp_path: Path) -> None:
    """The customers' phones travel by e-mail only when the settings say so."""
    told = with_workbook(tmp_path)
    with mailbox(tmp_path) as box:
        mail(box.server()).send(told)
        mail(box.server(), attach=True).send(told)
    assert [{}, {"Nhắc nợ 2026-12-01 0800.xlsx": b"PK-workbook"}] == [*map(attached, box.taken)]


@pytest.mark.parametrize("why", ["missing", "too large", "none"])
def test_a_workbook_that_cannot_travel_stops_no_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """The letter comes without the workbook, and says so."""
    told = with_workbook(tmp_path)
    if why == "missing":
        told = notice(report=tmp_path / "gone.xlsx")
    elif why == "none":
        told = notice(report=None)
    else:
        monkeypatch.setattr(email, "BIGGEST", 5)
    with mailbox(tmp_path) as box:
        mail(box.server(), attach=True).send(told)
    assert {} == attached(box.taken[0])
    body = box.taken[0].get_body()
    assert body is not None
    assert "Không đính kèm được tệp kết quả" in body.get_content()


@pytest.mark.parametrize("security", [SmtpSecurity.STARTTLS, SmtpSecurity.TLS])
def test_a_server_that_nobody_vouches_for_gets_nothing(
    tmp_path: Path, security: SmtpSecurity
) -> None:
    """Without `ca`, a self-made certificate is refused before the password is said."""
    with mailbox(tmp_path, security=security) as box, pytest.raises(NoticeError) as caught:
        mail(box.server(security=security, ca=None)).send(notice())
    assert ("notices.mail-untrusted", [], 0) == (caught.value.key, box.users, box.tries)


def test_a_certificate_for_another_host_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trusted authority is not enough: the certificate must be the host's own."""
    with mailbox(tmp_path) as box:
        server = box.server(host="localhost.localdomain")
        monkeypatch.setattr("zns_batch.notifications.email.smtplib.SMTP", _Elsewhere)
        _Elsewhere.port = box.port
        with pytest.raises(NoticeError) as caught:
            mail(server).send(notice())
    assert ("notices.mail-untrusted", []) == (caught.value.key, box.users)


class _Elsewhere(smtplib.SMTP):
    """Goes to this machine, whatever host is asked for."""

    port = 0

    def connect(self, *_place: object, **_more: object) -> tuple[int, bytes]:
        return super().connect("127.0.0.1", self.port)


def test_a_missing_ca_is_told(tmp_path: Path) -> None:
    """A `ca` that is not there is named as the trouble, and nothing is sent."""
    with mailbox(tmp_path) as box, pytest.raises(NoticeError) as caught:
        mail(box.server(ca=tmp_path / "gone.pem")).send(notice())
    assert ("notices.mail-untrusted", []) == (caught.value.key, box.users)


def test_a_server_without_starttls_gets_nothing(tmp_path: Path) -> None:
    """A server (or somebody between) that offers no STARTTLS never hears the password."""
    with mailbox(tmp_path, security=SmtpSecurity.NONE) as box, pytest.raises(NoticeError) as caught:
        mail(box.server()).send(notice())
    assert ("notices.mail-cannot", [], 0) == (caught.value.key, box.users, box.tries)


def test_a_server_on_this_machine_may_be_plain(tmp_path: Path) -> None:
    """A relay on this machine needs neither certificate nor password."""
    with mailbox(tmp_path, security=SmtpSecurity.NONE) as box:
        plain = box.server(security=SmtpSecurity.NONE, user=None, password=None)
        mail(plain).send(notice())
    assert ([], 1) == (box.users, len(box.taken))


def test_a_wrong_password_is_told_once(tmp_path: Path) -> None:
    """A wrong password is not tried again (accounts are locked by that), and is not shown."""
    with mailbox(tmp_path) as box, pytest.raises(NoticeError) as caught:
        mail(box.server(password="wrong-pass")).send(notice())
    assert "notices.mail-login" == caught.value.key
    assert [] == [word for word in ("wrong-pass", PASSWORD) if word in caught.value.text("vi")]


def test_passing_trouble_is_waited_out(tmp_path: Path) -> None:
    """A server that asks to come again later is asked again, and takes one letter."""
    with mailbox(tmp_path, "451 4.3.0 Try again later", "421 4.3.2 Busy", "250 OK") as box:
        mail(box.server()).send(notice())
    assert (3, 1) == (box.tries, len(box.taken))


def test_a_definite_refusal_is_told_at_once(tmp_path: Path) -> None:
    """What would be refused again is not tried again, and the server's words are shown."""
    with (
        mailbox(tmp_path, "554 5.7.1 Spam\u202e, call 0912345678") as box,
        pytest.raises(NoticeError) as caught,
    ):
        mail(box.server()).send(notice())
    assert (1, "notices.mail-refused") == (box.tries, caught.value.key)
    assert "0912345678" not in caught.value.text("en")


def test_a_receiver_who_is_not_known_keeps_nobody_from_the_letter(tmp_path: Path) -> None:
    """The others get it, once, and the one who does not is named."""
    with mailbox(tmp_path, refused=(TO[0],)) as box, pytest.raises(NoticeError) as caught:
        mail(box.server()).send(notice())
    assert (1, 1) == (box.tries, len(box.taken))
    assert TO[0] in caught.value.text("en")
    assert TO[1] not in caught.value.text("en")


def test_nobody_known_is_told(tmp_path: Path) -> None:
    """When the server knows none of the receivers, all are named."""
    with mailbox(tmp_path, refused=TO) as box, pytest.raises(NoticeError) as caught:
        mail(box.server()).send(notice())
    assert all(one in caught.value.text("en") for one in TO)
    assert 0 == box.tries


def test_nobody_there_is_told() -> None:
    """A server that is down is tried again, and then named."""
    waits: list[float] = []
    nowhere = SmtpServer(host="127.0.0.1", port=never_there(), sender=USER)
    patient = RetryPolicy(tries=3, sleep=waits.append)
    with pytest.raises(NoticeError) as caught:
        replace(mail(nowhere), retry=patient).send(notice())
    assert ("notices.unreachable", 2) == (caught.value.key, len(waits))


def test_the_language_is_the_readers(tmp_path: Path) -> None:
    """A letter in English is English from its subject on."""
    with mailbox(tmp_path) as box:
        mail(box.server(sender="Cửa hàng <zns@shop.example>")).send(
            notice(lang="en", kind=NotificationKind.COMPLETED)
        )
    (made,) = box.taken
    assert "[ZNS] Completed, and some rows were not accepted: Nhắc nợ tháng 12" == made["Subject"]
    assert ("Cửa hàng <zns@shop.example>", "en") == (made["From"], made["Content-Language"])


def test_the_password_is_shown_nowhere() -> None:
    """The password can't be printed by accident."""
    shown = repr(mail(SmtpServer(host="h", port=1, sender=USER, password=PASSWORD)))
    assert PASSWORD not in shown
