"""People hear once, before it hurts: most of a day's quota is used, a refresh token ends soon."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, TestClock, campaign_of, planned

from zns_batch.domain.message import Quota
from zns_batch.domain.notification_settings import NotificationSettings
from zns_batch.domain.tokens import REFRESH_LIFE, TokenPair
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.notification_claims import claim
from zns_batch.ledger.oauth_tokens import LedgerTokenStore
from zns_batch.notifications.notification import Notification, NotificationKind
from zns_batch.notifications.text import subject, text_body
from zns_batch.sending.interfaces import ProgressObserver
from zns_batch.services.unattended import early_warnings, notify
from zns_batch.services.unattended.early_warnings import EarlyWarnings
from zns_batch.services.unattended.notify import NotifyResult

DAY = timedelta(days=1)


class Heard:
    """What people hear, under settings that a test changes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = NotificationSettings()
        self.notifications: list[Notification] = []
        for module in (early_warnings, notify):
            monkeypatch.setattr(module, "load_notices", lambda: self.settings)

        def send(notification: Notification, _channels: object, **_more: object) -> tuple[()]:
            self.notifications.append(notification)
            return ()

        monkeypatch.setattr(notify, "send", send)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """What people hear."""
    return Heard(monkeypatch)


def warnings(ledger: Ledger, clock: TestClock | None = None) -> EarlyWarnings:
    """Warnings whose background is the foreground."""
    run_now = lambda action: action()  # noqa: E731
    return EarlyWarnings(ledger=ledger, clock=clock or TestClock(), in_background=run_now)


def used(ledger: Ledger, *remaining: int, clock: TestClock | None = None) -> None:
    """Send a campaign whose lane reports what is left of a quota of 1000."""
    campaign = campaign_of(ledger, [planned(1), planned(2)])
    results: list[NotifyResult] = []
    observer = warnings(ledger, clock).watching(
        campaign, ProgressObserver(), on_notified=results.append
    )
    for left in remaining:
        quota = Quota(daily=1000, remaining=left)
        observer.on_progress(rate=10.0, quota=quota, in_flight=1)


def test_a_share_of_the_quota_is_told_once_a_day(ledger: Ledger, heard: Heard) -> None:
    """At 80 % people hear what is left; not again that day, however many campaigns go on, and next day anew."""
    used(ledger, 900, 201)
    assert [] == heard.notifications
    used(ledger, 200, 150, 10)
    used(ledger, 5)
    (told,) = heard.notifications
    assert (NotificationKind.QUOTA, "default", True) == (told.kind, told.account, told.is_trouble)
    assert "Đã dùng 80 % hạn mức hôm nay (800/1.000); hôm nay còn gửi được 200 tin." == told.reason
    assert "[ZNS] Sắp hết hạn mức gửi trong ngày" in subject(told)
    used(ledger, 100, clock=TestClock(NOW + DAY))
    assert 2 == len(heard.notifications)
    assert told.id != heard.notifications[1].id


def test_the_share_is_a_setting(ledger: Ledger, heard: Heard) -> None:
    """Another share, or 0 for never."""
    heard.settings = NotificationSettings(quota_percent=0)
    used(ledger, 0)
    assert [] == heard.notifications
    heard.settings = NotificationSettings(quota_percent=50)
    used(ledger, 500)
    assert 1 == len(heard.notifications)


def test_what_counts_messages_still_counts_them(ledger: Ledger, heard: Heard) -> None:
    """The observer behind hears each message and each progress."""
    seen: list[object] = []

    class Counting(ProgressObserver):
        def on_outcome(self, row: object, outcome: object) -> None:
            seen.append((row, outcome))

        def on_progress(self, *, rate: float, quota: Quota, in_flight: int) -> None:
            seen.append((rate, quota, in_flight))

    campaign = campaign_of(ledger, [planned(1)])
    observer = warnings(ledger).watching(campaign, Counting(), on_notified=lambda _: None)
    observer.on_outcome(None, None)  # type: ignore[arg-type]
    observer.on_progress(rate=1.0, quota=Quota(), in_flight=0)
    assert [(None, None), (1.0, Quota(), 0)] == seen
    assert [] == heard.notifications


@pytest.fixture
def store(
    ledger: Ledger, place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> LedgerTokenStore:
    """The tokens of the default account, kept in the ledger."""
    monkeypatch.setenv("ZNS_HOME", str(tmp_path))
    monkeypatch.setenv("ZNS_KEYRING", "0")
    if isinstance(place, str):
        monkeypatch.setenv("ZNS_DATABASE_URL", place)
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "a0")
    monkeypatch.setenv("ZNS_REFRESH_TOKEN", "r0")
    monkeypatch.chdir(tmp_path)
    return LedgerTokenStore(
        "default", access="a0", refresh="r0", ledger=lambda: closing(open_ledger(place))
    )


def test_a_refresh_token_that_ends_is_told_some_days_before(
    ledger: Ledger, store: LedgerTokenStore, heard: Heard
) -> None:
    """An account that was not used for months: people hear a week before, once, and how to renew it."""
    ends = NOW + REFRESH_LIFE
    store.save(TokenPair(access="a1", refresh="r1", renewed_at=NOW, expires_at=NOW + DAY))

    def ask(when: timedelta) -> list[str]:
        found = warnings(ledger, TestClock(ends + when)).notify_of_tokens()
        return [account for account, _ in found]

    assert ([], ["default"], []) == (ask(-8 * DAY), ask(-6 * DAY), ask(-5 * DAY))
    (told,) = heard.notifications
    assert (NotificationKind.TOKEN, "default") == (told.kind, told.account)
    body = text_body(told)
    assert "zns-batch account refresh --account default" in body
    assert "a1" not in body
    assert "r1" not in body
    # Renewed, it is another token with an end of its own.
    store.save(TokenPair(access="a2", refresh="r2", renewed_at=ends - 4 * DAY))
    assert [] == ask(-3 * DAY)
    heard.settings = NotificationSettings(token_days=0)
    assert [] == ask(80 * DAY)


def test_a_token_that_is_over_asks_for_a_login(
    ledger: Ledger, store: LedgerTokenStore, heard: Heard
) -> None:
    """When nobody looked for months, the notification says to log in."""
    store.save(TokenPair(access="a1", refresh="r1", renewed_at=NOW - REFRESH_LIFE - DAY))
    assert ["default"] == [account for account, _ in warnings(ledger).notify_of_tokens()]
    assert "zns-batch account login --account default" in text_body(heard.notifications[0])


def test_of_several_workers_one_tells(ledger: Ledger) -> None:
    """Whoever asks second hears that it was told; another thing is another matter."""
    found = [claim(ledger, "quota", about, now=NOW) for about in ("a 1", "a 1", "b 1")]
    assert [True, False, True] == found
    assert claim(ledger, "quota", "a 1", now=NOW + 401 * DAY)
