"""`send`: from a sheet to accepted messages and a results workbook."""

import asyncio
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import ask, info, info_text, is_terminal
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr

_LATER = (
    "zns_batch.services.campaigns.draft",
    "zns_batch.services.journeys.journey_sender",
    "zns_batch.cli.drafting",
    "zns_batch.cli.views.preflight",
    "zns_batch.cli.canary",
)
"""What is needed when the list is there."""


@command("send")
@o.FILE
@o.SHEET
@o.CHECKS
@o.option("--dry-run", help_key="dry-run", is_flag=True)
@o.PACE
@o.option("--expires", help_key="expires", metavar="WHEN")
@o.option("--canary", help_key="canary", type=click.IntRange(min=1), metavar="N")
@o.DELIVERY_OPTIONS
@o.option("--name", help_key="name", metavar="NAME")
@o.option("--again", help_key="again", is_flag=True)
@o.DETACH
@o.OUT
@o.JSON
@o.YES
@o.EVERYWHERE
def send_command(**asked: Any) -> int:
    """Plan a campaign and run it."""
    from zns_batch.settings.accounts import load_account

    return SendFlow(asked, load_account(asked["account"])).go()


class SendFlow:
    """One `send`, step by step. `demo` takes the same way with an account of its own.

    Args:
        asked: The command's options.
        account: The sender.
        ledger: The ledger; the usual one unless given.

    """

    def __init__(self, asked: dict[str, Any], account: Any, ledger: Any = None) -> None:
        self._asked = asked
        self._account = account
        self._ledger = ledger
        self._template_quota: Any = None

    def go(self) -> int:
        """Check, plan, ask, send, report; return the exit code."""
        from zns_batch.sheets.prefetch import open_in_background

        # The list is read while all else is loaded.
        return self._go(open_in_background(self._asked["file"], sheet=self._asked["sheet"]))

    def _go(self, opened: Any) -> int:
        from zns_batch.cli.detaching import detached_options
        from zns_batch.cli.views.template_diff import quota_of_template
        from zns_batch.cli.ways import ways_of
        from zns_batch.services.accounts.factory import limits_of, options_of
        from zns_batch.services.campaigns.prepare import refuse_unsupported

        options = options_of(self._account, self._asked)
        options |= ways_of(self._account.provider, self._asked)
        options |= detached_options(self._asked, self._asked["file"])
        refuse_unsupported(self._account.provider, mode=self._asked["mode"], options=options)
        limits = limits_of(options)
        # A wrong file or template is told first: it is what the person has just typed.
        prepared, out = self._prepare(opened)
        provider = self._provider(limits)
        self._must_be_able_to_ask()
        self._template_quota = quota_of_template(prepared.offered)
        draft = self._plan(prepared, options)
        limits = replace(limits, expires_at=draft.campaign.expires_at)
        if not self._may_start(draft, limits):
            return self._drop(draft)
        if self._asked.get("detach"):
            return self._detach(draft)
        return self._run(draft, provider, limits, out)

    def _provider(self, limits: Any) -> Any:
        from zns_batch.services.accounts.factory import sender_of

        return sender_of(
            self._account, concurrency=limits.concurrency, dry_run=self._asked["dry_run"]
        )

    def _in_journeys(self, provider: Any, draft: Any, limits: Any) -> Any:
        from zns_batch.services.journeys.journey_sender import with_journeys

        return with_journeys(
            provider,
            self._account,
            draft.campaign,
            ledger=self._ledger,
            concurrency=limits.concurrency,
        )

    def _must_be_able_to_ask(self) -> None:
        from zns_batch.errors import UsageError

        if not (self._asked["yes"] or self._asked["dry_run"] or is_terminal()):
            raise UsageError("cli.needs-yes")

    def _prepare(self, opened: Any) -> tuple[Any, Path]:
        from zns_batch.cli.asked import request_of
        from zns_batch.cli.console import default_report
        from zns_batch.cli.views.mapping import show_mapping
        from zns_batch.cli.views.template_diff import held_to_account, template_at_account
        from zns_batch.services.campaigns.prepare import prepare
        from zns_batch.sheets.writer import ensure_writable

        out = self._asked["out"] or default_report(self._asked["file"])
        ref, mode, dry_run = (self._asked[name] for name in ("template", "mode", "dry_run"))
        known = None if dry_run else template_at_account(self._account, ref, mode=mode)
        template = None if known is None else known.template
        for each in _LATER:  # while the list is still being read
            import_module(each)
        prepared = prepare(
            request_of(self._asked), account=self._account, template=template, opened=opened
        )
        ensure_writable(out, never=self._asked["file"])
        show_mapping(prepared)
        if known is not None:
            return replace(prepared, offered=known.offered), out
        return prepared if dry_run else held_to_account(prepared, mode=mode), out

    def _plan(self, prepared: Any, options: dict[str, Any]) -> Any:
        from zns_batch.cli.console import start
        from zns_batch.core.clock import SystemClock
        from zns_batch.services.campaigns.draft import RunOptions, plan
        from zns_batch.services.campaigns.when import read_moment

        now, expires = SystemClock().now(), self._asked["expires"]
        wishes = RunOptions(
            name=self._asked["name"],
            dry_run=self._asked["dry_run"],
            mode=self._asked["mode"],
            again=self._asked["again"],
            expires_at=read_moment(expires, now=now) if expires else None,
            options=options,
        )
        self._ledger = self._ledger or start()
        return plan(self._ledger, prepared, wishes, now=now)

    # ── the question ──

    def _may_start(self, draft: Any, limits: Any) -> bool:
        from zns_batch.ledger.drafts import drop_draft

        try:
            return self._show_and_ask(draft, limits)
        except BaseException as error:
            # Ctrl-C at the question leaves nothing behind.
            drop_draft(self._ledger, draft.campaign.id)
            if isinstance(error, KeyboardInterrupt | click.Abort):
                info_text("")
                info("cli.nothing-sent")
            raise

    def _show_and_ask(self, draft: Any, limits: Any) -> bool:
        from zns_batch.cli.drafting import may_go_on
        from zns_batch.cli.views.preflight import show_preflight

        asked = self._asked
        if not may_go_on(draft, skips=asked["skip_invalid"], yes=asked["yes"]):
            return False
        quota = asyncio.run(quota_of(self._provider(limits)))
        show_preflight(self._ledger, draft, limits, quota, self._template_quota)
        if asked["yes"] or asked["dry_run"]:
            return True
        return ask("cli.ask-send", n=draft.to_send)

    def _drop(self, draft: Any) -> int:
        from zns_batch.cli.drafting import answer_checked
        from zns_batch.ledger.drafts import drop_draft

        drop_draft(self._ledger, draft.campaign.id)
        info("cli.nothing-sent")
        return answer_checked(draft, self._asked)

    def _detach(self, draft: Any) -> int:
        from zns_batch.cli.detaching import detach

        return detach(self._ledger, draft.campaign, draft.tally, as_json=self._asked["as_json"])

    def _run(self, draft: Any, provider: Any, limits: Any, out: Path) -> int:
        from zns_batch.cli.canary import run_with_canary
        from zns_batch.cli.views.run import Job, report_run
        from zns_batch.core.clock import SystemClock
        from zns_batch.ledger.drafts import drop_draft
        from zns_batch.services.campaigns.draft import set_aside_repetitions

        def guard() -> object:
            now = SystemClock().now()
            return set_aside_repetitions(self._ledger, draft.campaign, now=now)

        if draft.campaign.dry_run:
            info_text(tr("cli.dry-run-banner"))
        job = Job(
            ledger=self._ledger,
            campaign=draft.campaign,
            provider=self._in_journeys(provider, draft, limits),
            limits=limits,
            wait=self._asked["wait"],
            out=out,
            as_json=self._asked["as_json"],
            problems=draft.problems,
            guard=None if self._asked["again"] else guard,
            canary=self._asked.get("canary"),
            template_left=self._template_quota.remaining,
        )
        try:
            ended = run_with_canary(
                job,
                lambda: self._in_journeys(self._provider(limits), draft, limits),
                yes=self._asked["yes"] or not is_terminal(),
            )
            return report_run(job, ended)
        finally:
            # A draft that could not begin, because another process holds the lane or has sent the
            # same list meanwhile, leaves nothing behind; a campaign that has begun stays.
            drop_draft(self._ledger, draft.campaign.id)


async def quota_of(provider: Any) -> Any:
    """Ask a provider for the quota, and say so when it doesn't tell."""
    from zns_batch.errors import ProviderError

    try:
        return await provider.quota()
    except ProviderError as error:
        info("cli.no-quota", why=error.text(lang()))
        return None
    finally:
        await provider.close()
