"""What the pages run on: ledger, settings, services, the thread pool and the jobs."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from zns_batch.core.clock import Clock
from zns_batch.ledger import audit
from zns_batch.ledger.audit import ChainCheck
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.maintenance.stats import LedgerStats, ledger_stats
from zns_batch.ledger.records import Campaign
from zns_batch.services.accounts import diagnostics
from zns_batch.services.accounts.answers import AccountAnswers
from zns_batch.services.accounts.ending_logins import EndingLogin, ending_logins
from zns_batch.services.accounts.system_state import SystemState, look_at_system
from zns_batch.services.approvals.frozen import FrozenValues, count_values
from zns_batch.services.approvals.notify import end_expired
from zns_batch.services.approvals.undecided import Undecided, list_undecided
from zns_batch.services.campaigns.jobs.workbook import drop_old_workbooks
from zns_batch.services.customers.number_files import NumberFiles
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.lists.receive import UploadLimits
from zns_batch.services.lists.sending import ListSending
from zns_batch.services.lists.service import UploadedLists
from zns_batch.services.people.management import PeopleService
from zns_batch.services.people.passwords import PasswordChecker, TooBusyError
from zns_batch.services.people.second_factor import SecondFactorService
from zns_batch.services.people.sign_in import SessionRules, SignInService
from zns_batch.settings.accounts import account_names
from zns_batch.settings.notifications import load_notices
from zns_batch.settings.web import WebSettings
from zns_batch.web.errors import PageError
from zns_batch.web.kept_answer import KeptAnswer
from zns_batch.web.live.campaign_watch import CampaignWatch
from zns_batch.web.live.frozen_campaigns import FrozenCampaigns
from zns_batch.web.practice_tour import PracticeTour
from zns_batch.web.security.hosts import KnownHosts
from zns_batch.web.security.kept_searches import KeptSearches
from zns_batch.web.security.request_rate import RequestRate
from zns_batch.web.security.tokens import CookieNames, cookie_names

P = ParamSpec("P")
T = TypeVar("T")

ANSWER_SECONDS = 10.0
"""How long a page may wait for the ledger or the disk."""

_STATS_FRESH_SECONDS = 5.0
_LOGINS_FRESH_SECONDS = 300.0
_LOGINS_PATIENCE_SECONDS = 2.0
"""How long the first page waits for what is known of the accounts' logins."""

_PROVIDER_SECONDS = 20.0
"""How long an account's provider may take to answer."""

_THREADS = 8
_PASSWORDS = 2
_WAITING = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class WebApp:
    """What every page may use.

    Attributes:
        ledger: The ledger.
        clock: The time.
        settings: `[web]`.
        home: The state folder.
        hosts: The names under which the pages may be asked for.
        port: The port of the loopback address, which the cookie's name carries.
        jobs: Long work, in child processes.
        people: Users and their rights.
        sign_in: Sessions.
        second_factors: The codes that people sign in with beside their password.
        lists: Uploaded lists.
        sending: Their last step: what it takes, plan and confirmation.
        number_files: Files of numbers for the never-send list.
        rates: How many requests a session may make.
        watch: The campaigns that somebody looks at.
        searches: Which customers people searched for, a quarter of an hour.
        practice: Whether messages go to a stand-in.
        tour: The hints of the practice mode.
        stats: How everything stands.
        undecided: What waits for approval.
        frozen: What the messages of campaigns say that wait for approval.
        logins: Which accounts have to be logged in again soon.
        chain: Whether the log of acts is whole.
        acts: What was ever done, for the filter of that log.
        health: How the installation stands.
        password_queue: How many passwords may wait.
        password_threads: The threads that hash them.
        executor: The threads that wait for ledger and disk.

    """

    ledger: Ledger
    clock: Clock
    settings: WebSettings
    home: Path
    hosts: KnownHosts
    port: int
    jobs: JobRunner
    people: PeopleService
    sign_in: SignInService
    second_factors: SecondFactorService
    lists: UploadedLists
    sending: ListSending
    number_files: NumberFiles
    rates: RequestRate
    watch: CampaignWatch
    searches: KeptSearches
    practice: bool = False
    tour: PracticeTour = field(default_factory=PracticeTour)
    stats: KeptAnswer[LedgerStats] = field(init=False)
    undecided: KeptAnswer[tuple[Undecided, ...]] = field(init=False)
    logins: KeptAnswer[tuple[EndingLogin, ...]] = field(init=False)
    frozen: FrozenCampaigns = field(init=False)
    chain: KeptAnswer[ChainCheck] = field(init=False)
    acts: audit.ActNames = field(init=False)
    health: KeptAnswer[SystemState] = field(init=False)
    password_queue: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(_PASSWORDS + _WAITING)
    )
    password_threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_PASSWORDS, thread_name_prefix="passwords")
    )
    executor: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_THREADS, thread_name_prefix="pages")
    )

    def __post_init__(self) -> None:
        """Begin to look at how everything stands."""

        async def look() -> LedgerStats:
            return await self.run_in_thread(ledger_stats, self.ledger, now=self.clock.now())

        async def look_at_undecided() -> tuple[Undecided, ...]:
            return await self.run_in_thread(list_undecided, self.ledger, now=self.clock.now())

        async def look_at_logins() -> tuple[EndingLogin, ...]:
            return await self.run_slowly(self._ending_logins)

        async def look_at_chain() -> ChainCheck:
            return await self.run_slowly(audit.check_chain, self.ledger)

        async def look_at_health() -> SystemState:
            return await self.run_slowly(self._system_state, asyncio.get_running_loop())

        async def count(campaign: Campaign) -> FrozenValues:
            return await self.run_slowly(count_values, self.ledger, campaign)

        # No page waits for the accounts' logins but the first one.
        logins = KeptAnswer(
            self.clock,
            look_at_logins,
            fresh=_LOGINS_FRESH_SECONDS,
            patience=0.0,
            first=_LOGINS_PATIENCE_SECONDS,
        )
        kept: dict[str, object] = {
            "health": KeptAnswer(self.clock, look_at_health),
            # A log of years takes seconds to go through: its page shows what was found last.
            "chain": KeptAnswer(self.clock, look_at_chain, patience=1.0, first=2.0),
            "acts": audit.ActNames(self.ledger),
            "stats": KeptAnswer(self.clock, look, fresh=_STATS_FRESH_SECONDS),
            "undecided": KeptAnswer(self.clock, look_at_undecided, fresh=_STATS_FRESH_SECONDS),
            "logins": logins,
            "frozen": FrozenCampaigns(self.clock, count),
        }
        for name, answer in kept.items():
            object.__setattr__(self, name, answer)

    async def run_in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what waits for ledger or disk in one of a few threads.

        Raises:
            PageError: It took too long.

        """
        call = partial(copy_context().run, function, *args, **kwargs)
        running = asyncio.get_running_loop().run_in_executor(self.executor, call)
        try:
            return await asyncio.wait_for(asyncio.shield(running), ANSWER_SECONDS)
        except TimeoutError:
            # Nobody will ask for what it ends with.
            running.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise PageError(503) from None

    async def read_at_once(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what reads the ledger several times: in one thread, and as it was at one moment.

        Raises:
            PageError: It took too long.

        """

        def read() -> T:
            with self.ledger.snapshot():
                return function(*args, **kwargs)

        return await self.run_in_thread(read)

    async def run_slowly(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call in one of the threads what may take longer than a page waits."""
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self.executor, call)

    async def run_hashing(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what hashes a password: two at once, so that other pages are answered meanwhile.

        Raises:
            TooBusyError: Too many wait.

        """
        if self.password_queue.locked():
            raise TooBusyError
        async with self.password_queue:
            call = partial(copy_context().run, function, *args, **kwargs)
            return await asyncio.get_running_loop().run_in_executor(self.password_threads, call)

    def sweeps(self) -> list[Callable[[], object]]:
        """Return what removes what is over, each to be called now and then."""
        now = self.clock.now()
        kept_since = now - timedelta(days=self.settings.audit_days)
        return [
            self.sign_in.sweep,
            partial(audit.forget, self.ledger, before=kept_since, now=now),
            self.lists.sweep,
            self.number_files.sweep,
            partial(end_expired, self.ledger, now=now),
            partial(drop_old_workbooks, self.home),
        ]

    def _ending_logins(self) -> tuple[EndingLogin, ...]:
        return ending_logins(
            self.account_names(),
            now=self.clock.now(),
            days=load_notices().token_days,
            ledger=self.ledger,
        )

    def _system_state(self, loop: asyncio.AbstractEventLoop) -> SystemState:
        def ask(name: str | None) -> diagnostics.DiagnosticFinding:
            asked = asyncio.run_coroutine_threadsafe(diagnostics.provider(name), loop)
            try:
                return asked.result(_PROVIDER_SECONDS)
            except TimeoutError:
                asked.cancel()
                return diagnostics.no_answer(name)

        accounts, now = self.account_names(), self.clock.now()
        return look_at_system(self.ledger, accounts, ask=ask, home=self.home, now=now)

    def account_names(self) -> tuple[str, ...]:
        """Return the names of the accounts in the settings."""
        return tuple(account_names())

    @property
    def cookies(self) -> CookieNames:
        """The names of the cookies."""
        return cookie_names(secure=self.settings.is_https, port=self.port)

    @property
    def base_url(self) -> str:
        """The address of the pages, without a slash at its end."""
        scheme = "https" if self.settings.cert is not None else "http"
        return self.settings.url or f"{scheme}://{self.hosts.own}:{self.port}"

    def close(self) -> None:
        """End the jobs and the threads; the ledger belongs to who opened it."""
        self.jobs.close()
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.password_threads.shutdown(wait=False, cancel_futures=True)


def make_web_app(
    ledger: Ledger,
    clock: Clock,
    settings: WebSettings,
    *,
    home: Path,
    port: int,
    host: str = "127.0.0.1",
    practice: bool = False,
) -> WebApp:
    """Put together what the pages run on.

    Args:
        ledger: The ledger, open.
        clock: The time.
        settings: `[web]`.
        home: The state folder.
        port: Where the pages are served.
        host: At which address.
        practice: Whether messages go to a stand-in.

    """
    jobs = JobRunner(clock)
    limits = UploadLimits(
        file_size=settings.max_upload_mb * 1024 * 1024,
        keep_hours=float(settings.keep_uploads_hours),
    )
    lists = UploadedLists(ledger, home, clock, jobs, limits)
    rules = SessionRules(
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
    )
    checker = PasswordChecker()
    return WebApp(
        ledger=ledger,
        clock=clock,
        settings=settings,
        home=home,
        hosts=KnownHosts.of(settings, port, host),
        port=port,
        jobs=jobs,
        people=PeopleService(ledger, clock),
        sign_in=SignInService(ledger, clock, rules, checker),
        second_factors=SecondFactorService(ledger, clock, checker, settings.second_factor),
        lists=lists,
        sending=ListSending(
            ledger=ledger,
            clock=clock,
            jobs=jobs,
            lists=lists,
            answers=AccountAnswers(clock=clock),
        ),
        number_files=NumberFiles(ledger, home, clock, jobs, limits),
        rates=RequestRate(clock),
        watch=CampaignWatch(ledger, clock),
        searches=KeptSearches(clock),
        practice=practice,
    )
