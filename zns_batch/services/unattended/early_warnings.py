"""Before it hurts: people hear that most of a day's quota is used, or that a refresh token ends soon."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.core.logging import log
from zns_batch.domain.message import Quota
from zns_batch.domain.notification_settings import NotificationSettings
from zns_batch.errors import ZnsBatchError
from zns_batch.i18n import format_datetime, translate
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.notification_claims import claim
from zns_batch.ledger.records import Campaign
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.sending.interfaces import ProgressObserver
from zns_batch.services.accounts.ending_logins import login_end
from zns_batch.services.unattended.notify import NotifyResult, deliver, lang_of, notification_about
from zns_batch.settings.accounts import account_names, load_account
from zns_batch.settings.notifications import load_notices


def _in_thread(action: Callable[[], None]) -> None:
    threading.Thread(target=action).start()


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyWarnings:
    """Notifies people once of what will stop campaigns soon: once a day and account, once a token."""

    ledger: Ledger
    clock: Clock
    #: Does something that may take a while, such as notifying people, beside what goes on.
    in_background: Callable[[Callable[[], None]], object] = field(default=_in_thread)

    def watching(
        self,
        campaign: Campaign,
        observer: ProgressObserver,
        *,
        on_notified: Callable[[NotifyResult], object],
    ) -> ProgressObserver:
        """Return an observer that notifies people when most of the day's quota is used.

        Args:
            campaign: The campaign that is sent.
            observer: Gets all that the lane reports.
            on_notified: Called with what became of the notification, in a thread of its own.

        """
        try:
            share = load_notices().quota_percent
        except ZnsBatchError:  # whoever is notified of the campaign hears of it
            return observer
        if not share or campaign.dry_run:
            return observer

        def notify(quota: Quota) -> None:
            try:
                result = self.notify_of_quota(campaign, quota)
            except ZnsBatchError as error:
                log().warning("worker.warning-failed", account=campaign.account, key=error.key)
                return
            if result is not None:
                on_notified(result)

        return _QuotaObserver(
            observer, share, lambda quota: self.in_background(lambda: notify(quota))
        )

    def notify_of_quota(self, campaign: Campaign, quota: Quota) -> NotifyResult | None:
        """Notify people that most of the day's quota is used; `None` when they were today."""
        now, settings = self.clock.now(), load_notices()
        daily, left = quota.daily or 0, quota.remaining or 0
        day = in_vietnam(now).date().isoformat()
        if not claim(self.ledger, NotificationKind.QUOTA, f"{campaign.account} {day}", now=now):
            return None
        lang = lang_of(campaign)
        used = daily - left
        notification = replace(
            notification_about(campaign, NotificationKind.QUOTA, turn=day, when=now),
            reason=translate(
                "notices.quota-used",
                lang,
                percent=min(used * 100 // daily, 100) if daily else settings.quota_percent,
                used=used,
                daily=daily,
                left=left,
            ),
            needs=(RequiredAction(reason=translate("notices.quota-remedy", lang)),),
        )
        return deliver(notification, campaign.options)

    def notify_of_tokens(self) -> Iterator[tuple[str, NotifyResult]]:
        """Notify people of refresh tokens that end soon.

        Yields:
            The accounts of which people were notified, and what became of the notification.

        """
        try:
            settings = load_notices()
            names = account_names() if settings.token_days else ()
        except ZnsBatchError:  # each campaign that is sent tells it
            return
        for name in names:
            try:
                result = self._notify_of_token(name, settings)
            except ZnsBatchError as error:
                # An account that can't be used here may be another machine's; and a database that
                # fails is told by the worker itself.
                log().info("worker.token-unknown", account=name, key=error.key)
                continue
            if result is not None:
                yield name, result

    def _notify_of_token(self, name: str, settings: NotificationSettings) -> NotifyResult | None:
        account, now, lang = load_account(name), self.clock.now(), settings.lang
        ends_at = login_end(account, before=now + timedelta(days=settings.token_days))
        if ends_at is None:
            return None
        about = f"{account.name} {to_ms(ends_at)}"
        if not claim(self.ledger, NotificationKind.TOKEN, about, now=now):
            return None
        is_over = now >= ends_at
        words = {"account": account.name, "when": format_datetime(in_vietnam(ends_at), lang)}
        notification = Notification(
            kind=NotificationKind.TOKEN,
            turn=about,
            when=now,
            lang=lang,
            account=account.name,
            reason=translate(
                "notices.token-over" if is_over else "notices.token-ends", lang, **words
            ),
            needs=(
                RequiredAction(
                    reason=translate(
                        "notices.token-login" if is_over else "notices.token-refresh", lang, **words
                    )
                ),
            ),
        )
        return deliver(notification, {})


class _QuotaObserver(ProgressObserver):
    """Passes on all that a lane reports, and calls once when so much of the day's quota is used."""

    def __init__(
        self, observer: ProgressObserver, percent: int, on_used: Callable[[Quota], object]
    ) -> None:
        self._observer = observer
        self._percent = percent
        self._on_used: Callable[[Quota], object] | None = on_used
        self.on_outcome = observer.on_outcome  # type: ignore[method-assign]  # no detour for each message
        self.on_wait = observer.on_wait  # type: ignore[method-assign]  # the same

    def on_progress(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Look at the quota, and pass it on."""
        self._observer.on_progress(rate=rate, quota=quota, in_flight=in_flight)
        on_used, daily, left = self._on_used, quota.daily, quota.remaining
        if on_used is None or not daily or left is None:
            return
        if (daily - left) * 100 >= daily * self._percent:
            self._on_used = None
            on_used(quota)
