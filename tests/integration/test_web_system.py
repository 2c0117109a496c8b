"""The pages about the installation: how it stands, and its settings, each with where it comes from."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_help import TestClock, campaign_of, planned
from sqlalchemy import text
from web_help import Pages, opened_pages, words_of

from zns_batch import __version__
from zns_batch.core.clock import SystemClock
from zns_batch.domain.users import Role
from zns_batch.ledger import leases
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.workers import update_heartbeat
from zns_batch.services.people.acts import record_act
from zns_batch.services.people.management import Actor
from zns_batch.settings.web import load_web

SYSTEM, SETTINGS = "/system", "/settings"
SHELL = Actor(name="root@host", face="cli")
SECRETS = {
    "ZNS_ACCESS_TOKEN": "bi-mat-token-1",
    "ZNS_APP_SECRET": "bi-mat-app-2",
    "ZNS_SMTP_PASSWORD": "bi-mat-thu-3",
    "ZNS_NOTIFY_SECRET": "bi-mat-webhook-4-va-dai-hon-nua",
    "ZNS_NOTIFY_URL": "https://chat.example.com/bi-mat-phong-5",
}


@pytest.fixture
def installed(
    file_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pages]:
    """Pages over the ledger of the state folder, with settings of an office."""
    monkeypatch.setenv("ZNS_HOME", str(tmp_path))
    monkeypatch.setenv("ZNS_KEYRING", "off")
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:9")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "zns-batch.toml"
    file.write_text('[web]\naudit_days = 90\nsecond_factor = "optional"\n', encoding="utf-8")
    monkeypatch.setenv("ZNS_SETTINGS", str(file))
    monkeypatch.setenv("ZNS_WEB_SESSION_HOURS", "8")
    settings = load_web()
    clock = TestClock(SystemClock().now())
    with opened_pages(file_ledger, tmp_path, clock=clock, settings=settings) as pages:
        yield pages


def test_others_see_whether_it_sends_and_the_version(installed: Pages) -> None:
    """Whoever waits for a campaign sees whether anything sends, and nothing of the installation."""
    binh = installed.person("binh", role=Role.VIEWER)
    words = words_of(binh.get(SYSTEM))
    assert "Không có chương trình gửi (worker) nào đang chạy." in words
    assert f"Phiên bản: {__version__}" in words
    assert "Kết quả kiểm tra" not in words
    assert str(installed.web.home) not in binh.get(SYSTEM).text
    assert 403 == binh.post(SYSTEM, page="/me").status_code
    assert 403 == binh.get(SETTINGS).status_code


def test_an_administrator_sees_everything_that_doctor_finds(installed: Pages) -> None:
    """What needs a look is told with what to do; workers, lanes, disk, ledger and the last copy beside it."""
    an, ledger = installed.person("an", admin=True), installed.web.ledger
    # An entry must not lie behind the ones around it.
    record_act(ledger, "backup", actor=SHELL, number=3)
    now, me = installed.web.clock.now(), ProcessIdentity.this_process()
    update_heartbeat(ledger, "w1", owner=me, version="9.9", now=now)
    campaign = campaign_of(ledger, [planned(1)], now=now)
    lease = leases.acquire(ledger, "default", campaign.id, now=now)
    shown = an.get(SYSTEM)
    words = words_of(shown)
    leases.release(ledger, lease)
    assert "1 chương trình gửi (worker) đang chạy" in words
    for what in ("cài đặt", "cấu hình", "mẫu tin", "sổ gửi tin", "nhật ký thao tác", "đồng hồ"):
        assert what in words
    assert "cần xem" in words
    assert "127.0.0.1" in words
    for said in (
        me.host,
        "9.9",
        campaign.id,
        "Dung lượng sổ gửi tin",
        "Còn trống",
        "zns-batch backup",
    ):
        assert said in words
    assert [] == [secret for secret in SECRETS.values() if secret in shown.text]
    # A section stands in one place, its secrets with the rest of it.
    headings = re.findall(r"<h2>(.+?)</h2>", shown.text)
    assert sorted(set(headings)) == sorted(headings)
    assert 303 == an.post(SYSTEM, page=SYSTEM).status_code


def test_a_changed_log_of_acts_is_told(installed: Pages) -> None:
    """One edit in the database, and the page says so (S76)."""
    an = installed.person("an", admin=True)
    for name in ("binh", "cuc"):
        installed.web.people.add(name, name=None, lang="vi", admin=False, grants={}, actor=SHELL)
    assert "chuỗi nguyên vẹn đến" in words_of(an.get(SYSTEM))
    with installed.web.ledger.write() as connection:
        connection.execute(text("UPDATE audit SET object = 'x' WHERE id = 1"))
    assert 303 == an.post(SYSTEM, page=SYSTEM).status_code
    assert "chuỗi bị đứt ở mục 1" in words_of(an.get(SYSTEM))


def test_each_setting_is_shown_with_where_it_comes_from(installed: Pages) -> None:
    """Nobody guesses which of file, variable and default holds; secrets are only said to be set."""
    an = installed.person("an", admin=True)
    shown = an.get(SETTINGS)
    words = words_of(shown)
    for said in (
        "audit_days 90 tệp cấu hình",
        "second_factor optional tệp cấu hình",
        "session_hours 8 biến môi trường ZNS_WEB_SESSION_HOURS",
        "max_upload_mb 100 mặc định",
        "approval none mặc định",
        "practice không mặc định",
        "access_token đã đặt biến môi trường ZNS_ACCESS_TOKEN",
        "refresh_token chưa đặt",
        "base_url http://127.0.0.1:9 biến môi trường ZNS_BASE_URL",
    ):
        assert said in words, said
    assert [] == [secret for secret in SECRETS.values() if secret in shown.text]
    # A section stands in one place, its secrets with the rest of it.
    headings = re.findall(r"<h2>(.+?)</h2>", shown.text)
    assert sorted(set(headings)) == sorted(headings)


def test_a_settings_file_that_was_broken_meanwhile_is_told(
    installed: Pages, tmp_path: Path
) -> None:
    """A slip in the file after the start is told on the page, with its place."""
    an = installed.person("an", admin=True)
    (tmp_path / "zns-batch.toml").write_text("[web]\nfoo = 1\n[accounts.a]\nx = 1\n", "utf-8")
    answer = an.get(SETTINGS)
    assert 422 == answer.status_code
    assert "zns-batch.toml" in answer.text
