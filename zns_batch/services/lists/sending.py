"""The last step of an uploaded list: what sending it takes, planning its campaign, confirming it."""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.message import Quota
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.template import Template, to_dict
from zns_batch.errors import ColumnError, UnknownCampaignError, UsageError, WrongStateError
from zns_batch.i18n import Lang
from zns_batch.ledger import campaigns, drafts, rows, uploads, work_queue
from zns_batch.ledger.customers.promotions import PROMOTION, would_be_held
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.deduplication import find_sent
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.ledger.work_queue import SeenDraft
from zns_batch.reports.destination import Destination
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.accounts.answers import AccountAnswers, QuotaAnswer, TemplateAnswer
from zns_batch.services.approvals.notify import tell_approvers
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.campaigns.confirm import Confirmed, confirm, user_draft
from zns_batch.services.campaigns.destination import destination_of
from zns_batch.services.campaigns.draft import DraftCampaign, expiry_of
from zns_batch.services.campaigns.forecast import Forecast, forecast
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.campaigns.preflight import Preflight, preflight
from zns_batch.services.campaigns.prepare import for_recipients, refuse_unsupported
from zns_batch.services.campaigns.run_context import send_limits
from zns_batch.services.jobs.job import JobRequest, JobStatus
from zns_batch.services.jobs.ledger_place import ledger_arguments
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.plan_job import PLANNABLE, STRICTER, PlanArguments, dump_account
from zns_batch.services.lists.send_options import SendOptions
from zns_batch.services.lists.service import UploadedLists
from zns_batch.settings import paths
from zns_batch.settings.accounts import AccountSettings, load_account

PLAN = "plan"
"""The queue of plans."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SendFacts:
    """What sending a checked list takes, as far as it is known before it is planned."""

    counts: StateCounts
    account: AccountSettings
    destination: Destination
    #: The template as it counts now, and what the account says of it.
    template: TemplateAnswer
    #: VND a message; `None` when it is not known.
    price: int | None
    quota: QuotaAnswer
    #: What is left of the template's own quota of the day; empty when it has none.
    template_quota: Quota
    forecast: Forecast
    limits: SendLimits
    #: The sending hours where nobody asks for others; `None` for all day.
    default_window: str | None
    #: When the campaign begins, and when the sending hours let its first message leave.
    begins_at: datetime
    opens_at: datetime
    #: It begins later: today's quota tells nothing of that day.
    begins_later: bool
    #: Campaigns of the account that come first.
    ahead: int
    #: The campaign that sent the same list before.
    sent_before: Campaign | None
    #: The template's tag, where the sending hours are those of the tag.
    hours_of_tag: str | None = None
    #: How many rows wait until tomorrow, because their numbers have had their promotions of the day.
    held_today: int = 0

    @property
    def template_id(self) -> str:
        """The provider's id of the template; empty when it is not known."""
        comparison = self.template.comparison
        return "" if comparison is None else comparison.template.template_id

    @property
    def to_send(self) -> int:
        """How many messages will be sent."""
        return self.counts.count(RowState.PENDING)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedList:
    """A list whose draft may be confirmed: its numbers are those of the ledger."""

    campaign: Campaign
    counts: StateCounts
    facts: Preflight
    #: Rows that were set aside because they were sent before.
    sent_before: int
    options: SendOptions
    #: Whether its hour is up, so that the numbers must be looked at once more.
    is_old: bool

    @property
    def begins_later(self) -> datetime | None:
        """When the campaign begins, unless that is at once: as it was planned, whatever is chosen now."""
        return self.campaign.start_at

    @property
    def messages(self) -> int:
        """How many messages will be sent."""
        return self.counts.count(RowState.PENDING)


def _in_thread(action: Callable[[], object]) -> None:
    threading.Thread(target=action, daemon=True).start()


@dataclass(kw_only=True, slots=True)
class ListSending:
    """The last step of uploaded lists, for any face."""

    ledger: Ledger
    clock: Clock
    jobs: JobRunner
    lists: UploadedLists
    answers: AccountAnswers
    #: Does what may take a while, such as notifying people, beside what goes on.
    in_background: Callable[[Callable[[], object]], object] = field(default=_in_thread)

    # What it takes

    async def ask(self, uploaded: UploadedList) -> tuple[TemplateAnswer, QuotaAnswer]:
        """Ask the list's account about its template and the day's quota; neither is waited for long."""
        template = await self.answers.template(uploaded.account, uploaded.template)
        return template, await self.answers.quota(uploaded.account)

    def facts(
        self,
        uploaded: UploadedList,
        check: CheckReader,
        answered: tuple[TemplateAnswer, QuotaAnswer],
        options: SendOptions,
    ) -> SendFacts:
        """Gather what sending a list takes.

        Args:
            uploaded: The list.
            check: What its check found.
            answered: What `ask` returned.
            options: How it is to run.

        Raises:
            SettingsError: The account is gone.
            UsageError: An option can't be understood.

        """
        template_answer, quota = answered
        account = load_account(uploaded.account, with_secrets=False)
        comparison = template_answer.comparison
        template = for_recipients(
            comparison.template if comparison else check.template(),
            ListChoices.of(uploaded).delivery,
        )
        run = options.run_options(lang="vi", page="").for_account(account).for_tag(template.tag)
        limits, now = send_limits(run), self.clock.now()
        later = options.begins_later
        begins = later or now
        offered = comparison.offered if comparison else None
        template_quota = offered.quota if offered else Quota()
        counts = check.counts()
        return SendFacts(
            counts=counts,
            account=account,
            destination=destination_of(account),
            template=template_answer,
            price=template.price,
            quota=quota,
            template_quota=template_quota,
            forecast=forecast(
                counts.count(RowState.PENDING),
                limits=limits,
                quota=None if later else quota.quota,
                price=template.price,
                now=begins,
                template_quota=None if later else template_quota,
            ),
            limits=limits,
            default_window=RunOptions().for_account(account).for_tag(template.tag).window,
            begins_at=begins,
            begins_later=later is not None,
            opens_at=limits.window.next_open(begins) if limits.window else begins,
            ahead=work_queue.count_ahead(self.ledger, account.name, at=begins),
            sent_before=self._sent_before(check),
            hours_of_tag=run.window_tag,
            held_today=0 if later else self._held_today(check, account, template, now),
        )

    def _held_today(
        self, check: CheckReader, account: AccountSettings, template: Template, now: datetime
    ) -> int:
        most = account.promotions_a_day
        if not most or template.tag != PROMOTION or not check.is_complete:
            return 0
        return would_be_held(self.ledger, account.name, check.recipients(), most=most, now=now)

    def _sent_before(self, check: CheckReader) -> Campaign | None:
        fingerprint = check.fingerprint
        if fingerprint is None or not check.to_send:
            return None
        with self.ledger.read() as connection:
            return find_sent(connection, fingerprint)

    def refuse_options(self, uploaded: UploadedList, options: SendOptions) -> RunOptions:
        """Return how a list's campaign is to run, if its account can do that.

        Raises:
            UsageError: An option is out of bounds, can't be understood or is not supported.
            SettingsError: The account is gone.

        """
        account = load_account(uploaded.account, with_secrets=False)
        run = options.run_options(lang="vi", page="").for_account(account)
        run.refuse_out_of_bounds()
        send_limits(run)
        expiry_of(run, now=options.begins_later or self.clock.now())
        refuse_unsupported(account.provider, ListChoices.of(uploaded).request(uploaded), run)
        return run

    # Planning

    def plan(
        self,
        uploaded: UploadedList,
        *,
        user_id: str,
        template: Template,
        options: SendOptions,
        lang: Lang,
        page: str,
    ) -> JobStatus:
        """Begin to write a list into the ledger as a draft, in a process of its own.

        Another plan of the list that runs is ended. A list that was checked by laxer rules than those
        of the account's template, and has rows that these don't let through, is checked anew in place
        of being planned: nobody has agreed to leave those rows behind.

        Args:
            uploaded: The list, checked.
            user_id: Who may confirm the draft.
            template: The template as it counts now.
            options: How it is to run.
            lang: The language of what workers write, where the options name none.
            page: The pages' address.

        Raises:
            UsageError: Too many plans wait.
            SettingsError: The account is gone.
            WrongStateError: The list was sent, thrown away, or is being checked.

        """
        chosen = replace(ListChoices.of(uploaded), run=options.dump())
        self.lists.keep(uploaded, chosen)
        account = load_account(uploaded.account, with_secrets=False)
        counts: dict[str, int] = (uploaded.result or {}).get("counts") or {}
        later = options.begins_later
        arguments = PlanArguments(
            **ledger_arguments(self.ledger),
            list_id=uploaded.id,
            user_id=user_id,
            account=dump_account(account),
            template=to_dict(template),
            run=asdict(options.run_options(lang=lang, page=page)),
            starts_at=later.isoformat() if later else None,
            expected=sum(counts.values()),
            invalid=counts.get(RowState.INVALID, 0),
            now=self.clock.now().isoformat(),
        )

        def on_end(status: JobStatus) -> None:
            error = status.error
            if isinstance(error, ColumnError) or (error and error.key == STRICTER):
                self.lists.recheck(uploaded, template)

        return self.jobs.submit(
            JobRequest(
                key=plan_key(uploaded),
                kind=PLAN,
                owner=user_id,
                function="zns_batch.services.lists.plan_job:plan_list",
                arguments=asdict(arguments),
                environment={"ZNS_HOME": str(paths.home())},
            ),
            on_end=on_end,
            anew=True,
        )

    def planning(self, uploaded: UploadedList) -> JobStatus | None:
        """Return how the plan of a list stands; `None` when none was asked for since the start."""
        return self.jobs.status(plan_key(uploaded))

    def planned(self, uploaded: UploadedList, *, user_id: str) -> PlannedList | None:
        """Return a list's draft with what a person decides on; `None` when it has none any more.

        Args:
            uploaded: The list.
            user_id: Who asks; a draft is its owner's alone.

        """
        if uploaded.state is not UploadState.PLANNED or uploaded.campaign_id is None:
            return None
        now = self.clock.now()
        owner = drafts.owner_of(self.ledger, uploaded.campaign_id)
        if owner is None or not owner.is_same(user_draft(user_id, now=now)):
            return None
        try:
            campaign = campaigns.get(self.ledger, uploaded.campaign_id)
        except UnknownCampaignError:
            return None
        if campaign.state is not CampaignState.DRAFT:
            return None
        choices = ListChoices.of(uploaded)
        counts = rows.state_counts(self.ledger, campaign.id)
        if not counts.count(RowState.PENDING):
            return None
        account = load_account(uploaded.account, with_secrets=False)
        draft = DraftCampaign(
            campaign=campaign,
            tally=counts,
            problems=(),
            earlier=None,
            skip_invalid=choices.leave_bad,
        )
        run = RunOptions().over(campaign.options)
        checked: dict[str, int] = (uploaded.result or {}).get("counts") or {}
        repeated = counts.count(RowState.DUPLICATE) - checked.get(RowState.DUPLICATE, 0)
        return PlannedList(
            campaign=campaign,
            counts=counts,
            facts=preflight(
                self.ledger,
                draft,
                account,
                send_limits(run, expires_at=campaign.expires_at),
                now=now,
                starts_at=campaign.start_at,
            ),
            sent_before=max(repeated, 0),
            options=SendOptions.load(choices.run),
            is_old=owner.is_gone(campaign.created_at, now),
        )

    def renew(self, planned: PlannedList, *, user_id: str) -> bool:
        """Let a draft be confirmed for another hour, when its numbers are shown anew."""
        owner = user_draft(user_id, now=self.clock.now())
        return drafts.renew_draft(self.ledger, planned.campaign.id, owner)

    # Confirming

    def confirm(
        self,
        uploaded: UploadedList,
        *,
        draft_id: str,
        fingerprint: str,
        messages: int,
        terms: ConfirmTerms,
        also: Callable[[Connection], object] = lambda _: None,
    ) -> Confirmed:
        """Leave a list's draft to the workers, or to whoever has to approve it.

        Its files are let go of, since its rows are in the ledger; but not while it waits for approval.

        Args:
            uploaded: The list.
            draft_id: The draft that was shown.
            fingerprint: What its rows said.
            messages: How many messages the button named.
            terms: Who confirms it, and by which rule.
            also: Writes into the same transaction.

        Raises:
            UnknownCampaignError: The draft is there no more, or is somebody else's.
            WrongStateError: It was confirmed by somebody else, its hour is up, or it is another one.
            AlreadySentError: The same list was confirmed meanwhile.
            LaneHeldError: A process is sending this very list.
            UsageError: The moment at which it is to begin has passed, or the person may not ask for it.

        """
        now, asked = self.clock.now(), terms.needs_approval(messages)

        def note(connection: Connection) -> None:
            if not uploads.finish(
                connection, uploaded.id, campaign_id=draft_id, now=now, asked=asked
            ):
                raise WrongStateError("ledger.draft-changed", id=draft_id)
            also(connection)

        if uploaded.state in PLANNABLE:
            self._refuse_unasked(draft_id, leave_bad=ListChoices.of(uploaded).leave_bad)
        confirmed = confirm(
            self.ledger,
            SeenDraft(
                campaign_id=draft_id,
                owner=user_draft(terms.actor.user_id, now=now),
                fingerprint=fingerprint,
                messages=messages,
            ),
            terms=terms,
            now=now,
            # As it was planned and shown: the list's choices may be others by now.
            start_at=campaigns.get(self.ledger, draft_id).start_at,
            also=note,
        )
        if not confirmed.waits:
            self.lists.remove_files(uploaded)
        elif not confirmed.repeated:
            now = self.clock.now()
            self.in_background(partial(tell_approvers, self.ledger, confirmed.campaign, now=now))
        return confirmed

    def _refuse_unasked(self, draft_id: str, *, leave_bad: bool) -> None:
        """Refuse to leave behind rows that nobody has agreed to leave behind.

        Raises:
            UsageError: Some rows can't be sent.

        """
        invalid = rows.count(self.ledger, draft_id, [RowState.INVALID])
        if invalid and not leave_bad:
            raise UsageError("lists.not-agreed", n=invalid)


def plan_key(uploaded: UploadedList) -> str:
    """Return the key of the job that plans a list."""
    return f"{PLAN}:{uploaded.id}"
