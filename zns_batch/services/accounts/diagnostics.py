"""Is everything in order around a campaign: installation, settings, ledger, account, clock."""

import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from zns_batch import __version__
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.errors import TemplateError, ZnsBatchError
from zns_batch.i18n import Face, Lang, SentenceValue, Value, translate
from zns_batch.ledger import audit, campaigns, work_queue
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.schedules import ScheduleState, due, list_all
from zns_batch.ledger.workers import list_workers
from zns_batch.notifications.channels import channels_of
from zns_batch.notifications.webhook import is_plain
from zns_batch.services.accounts.factory import sender_of
from zns_batch.settings import paths
from zns_batch.settings.accounts import load_account
from zns_batch.settings.notifications import SECRET, load_notices
from zns_batch.templates.repository import read_template, template_files

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No machine that runs this version can honestly show an earlier date."""

_LATE = timedelta(minutes=2)
"""A worker looks every second; what has waited for longer than this has no worker, or a busy one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DiagnosticFinding:
    """What one look found.

    Attributes:
        fine: Nothing needs to be done.
        key: The sentence.
        params: The values for it.
        errors: The failures, which are told in place of the sentence.
        note: A sentence to stand behind it.

    """

    fine: bool
    key: str
    params: Mapping[str, SentenceValue] = field(default_factory=dict)
    errors: tuple[ZnsBatchError, ...] = ()
    note: str | None = None

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the sentence for a person who reads `lang`."""
        if self.errors:
            return " ".join(error.text(lang, face=face) for error in self.errors)
        text = translate(self.key, lang, face, **self.params)
        return f"{text}. {translate(self.note, lang, face)}" if self.note else text


def examine(check: Callable[[], DiagnosticFinding]) -> DiagnosticFinding:
    """Look, and turn a failure into a finding."""
    try:
        return check()
    except ZnsBatchError as error:
        return DiagnosticFinding(fine=False, key=error.key, errors=(error,))


@dataclass(frozen=True, kw_only=True, slots=True)
class DiagnosticCheck:
    """Something to look at.

    Attributes:
        name: What, as a word of `doctor.…`.
        account: Which account's; `None` for the default one, and for what has none.
        look: Looks.

    """

    name: str
    account: str | None = None
    look: Callable[[], DiagnosticFinding]


def all_checks(
    accounts: Iterable[str | None], *, ask: Callable[[str | None], DiagnosticFinding]
) -> list[DiagnosticCheck]:
    """Return everything that is to be looked at, in the order in which it is told.

    Args:
        accounts: Which accounts; `None` for the default one.
        ask: Waits for what `provider` finds, in an event loop of the caller's.

    """
    names = list(accounts)

    def of_accounts(
        name: str, look: Callable[[str | None], DiagnosticFinding]
    ) -> Iterator[DiagnosticCheck]:
        for each in names:
            yield DiagnosticCheck(name=name, account=each, look=partial(look, each))

    checks = [
        DiagnosticCheck(name="installation", look=installation),
        *of_accounts("settings", settings),
        DiagnosticCheck(name="templates", look=templates),
        DiagnosticCheck(name="ledger", look=ledger),
        DiagnosticCheck(name="workers", look=workers),
        DiagnosticCheck(name="schedules", look=schedules),
        DiagnosticCheck(name="audit", look=audit_log),
        *of_accounts("account", ask),
        DiagnosticCheck(name="clock", look=clock),
    ]
    if notifications_are_set_up():
        checks.append(DiagnosticCheck(name="notifications", look=notifications))
    return checks


def installation() -> DiagnosticFinding:
    """Look at the program itself."""
    return DiagnosticFinding(
        fine=True,
        key="doctor.installed",
        params={
            "version": __version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "where": sys.prefix,
        },
    )


def settings(account: str | None) -> DiagnosticFinding:
    """Look at the settings file."""
    loaded = load_account(account)
    path = paths.settings_file()
    where = str(path) if path else "ZNS_…"
    return DiagnosticFinding(
        fine=True,
        key="doctor.settings-read",
        params={
            "where": where,
            "account": loaded.name,
            "provider": loaded.provider,
            "host": loaded.base_url or "—",
        },
    )


def notifications_are_set_up() -> bool:
    """Tell whether anybody is to be notified; settings that can't be read count as well."""
    try:
        return bool(channels_of(load_notices()))
    except ZnsBatchError:
        return True


def notifications() -> DiagnosticFinding:
    """Look at how people are notified."""
    loaded = load_notices()
    channels = channels_of(loaded)
    if is_plain(loaded.secret):
        params: dict[str, Value] = {"variable": SECRET}
        return DiagnosticFinding(fine=True, key="notices.plain-secret", params=params)
    names = ", ".join(channel.name for channel in channels)
    return DiagnosticFinding(
        fine=True, key="doctor.notifications-ready", params={"channels": names}
    )


def templates() -> DiagnosticFinding:
    """Read every template file."""
    files = template_files(paths.template_folders())
    errors = []
    for path in files.values():
        try:
            read_template(path)
        except TemplateError as error:
            errors.append(error)
    names = ", ".join(files) or "—"
    return DiagnosticFinding(
        fine=bool(files) and not errors,
        key="doctor.templates-found",
        params={"names": names},
        errors=tuple(errors),
    )


def ledger() -> DiagnosticFinding:
    """Open the ledger, as a campaign would."""
    opened = open_ledger(paths.ledger_place())
    try:
        count, folder = campaigns.count(opened), opened.open_folder
    finally:
        opened.close()
    if folder is not None:
        params: dict[str, Value] = {"path": str(folder)}
        return DiagnosticFinding(fine=False, key="cli.open-folder", params=params)
    return DiagnosticFinding(
        fine=True, key="doctor.ledger-open", params={"place": opened.place, "n": count}
    )


def workers() -> DiagnosticFinding:
    """Count the workers that are there, and see how long the quietest has been silent."""
    with _opened() as opened:
        now = SystemClock().now()
        there = [one for one in list_workers(opened, now=now) if not one.is_stale()]
        waiting, since = work_queue.waiting(opened, now=now)
    if not there:
        left = waiting > 0 and since is not None and now - since > _LATE
        key = "doctor.workers-missed" if left else "doctor.workers-none"
        return DiagnosticFinding(fine=not left, key=key, params={"n": waiting} if left else {})
    quiet = max(one.silence.total_seconds() for one in there)
    params: dict[str, Value] = {"n": len(there), "seconds": max(round(quiet), 0)}
    return DiagnosticFinding(fine=True, key="doctor.workers-there", params=params)


def audit_log() -> DiagnosticFinding:
    """Look whether anybody has changed the log of acts."""
    with _opened() as opened:
        chain = audit.check_chain(opened)
    if chain.broken is not None and chain.broken_at is not None:
        when = in_vietnam(chain.broken_at)
        return DiagnosticFinding(
            fine=False, key="doctor.audit-broken", params={"n": chain.broken, "when": when}
        )
    if chain.last_at is None:
        return DiagnosticFinding(fine=True, key="doctor.audit-empty")
    when = in_vietnam(chain.last_at)
    return DiagnosticFinding(
        fine=True, key="doctor.audit-whole", params={"n": chain.entries, "when": when}
    )


def schedules() -> DiagnosticFinding:
    """Look for schedules whose time has passed and was not kept."""
    with _opened() as opened:
        late = due(opened, now=SystemClock().now() - _LATE)
        count = sum(one.state is ScheduleState.ACTIVE for one in list_all(opened))
    if not late:
        return DiagnosticFinding(fine=True, key="doctor.schedules-kept", params={"n": count})
    assert late[0].next_at is not None
    when = in_vietnam(late[0].next_at)
    params: dict[str, SentenceValue] = {"n": len(late), "name": late[0].name, "when": when}
    return DiagnosticFinding(fine=False, key="doctor.schedules-late", params=params)


@contextmanager
def _opened() -> Iterator[Ledger]:
    opened = open_ledger(paths.ledger_place())
    try:
        yield opened
    finally:
        opened.close()


async def provider(account: str | None) -> DiagnosticFinding:
    """Ask the provider for the quota, with the account's own credentials."""
    settings = load_account(account)
    sender = sender_of(settings, concurrency=1)
    try:
        quota = await sender.quota()
    finally:
        await sender.close()
    # Which package an OA has is told by nobody, and found out only when a message is refused.
    note = "doctor.package" if settings.provider == "zalo" else None
    if quota is None or quota.remaining is None:
        return DiagnosticFinding(
            fine=True, key="doctor.account-answers", params={"account": settings.name}, note=note
        )
    daily = quota.daily if quota.daily is not None else "—"
    params: dict[str, Value] = {"account": settings.name, "left": quota.remaining, "daily": daily}
    return DiagnosticFinding(fine=True, key="doctor.account-quota", params=params, note=note)


def no_answer(account: str | None) -> DiagnosticFinding:
    """Return what is found of a provider that takes too long to answer."""
    return DiagnosticFinding(
        fine=False, key="doctor.account-silent", params={"account": account or "default"}
    )


def clock() -> DiagnosticFinding:
    """Look at the clock: quotas, windows and receipts go by it."""
    now = SystemClock().now()
    shown = f"{in_vietnam(now):%H:%M:%S %d/%m/%Y}"
    key = "doctor.clock-shows" if now > RELEASED else "doctor.clock-wrong"
    return DiagnosticFinding(fine=now > RELEASED, key=key, params={"now": shown})
