"""A test send: one message of a list to the person's own phone, as a campaign of one row.

It goes through the ledger and the workers as all others do, so that it is sent once however often
its button is pressed, and can be found afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.core.masking import mask_phone
from zns_batch.domain.approval import NO_APPROVAL
from zns_batch.domain.planned_row import Fingerprint, PlannedRow, content_of
from zns_batch.domain.states import ENDED, CampaignState, RowState
from zns_batch.domain.template import Template
from zns_batch.domain.users import Role
from zns_batch.errors import LedgerError, UsageError
from zns_batch.i18n import Lang
from zns_batch.ledger import campaigns, drafts, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import NewCampaign
from zns_batch.ledger.insert_rows import insert_rows
from zns_batch.ledger.records import Campaign, RowRecord
from zns_batch.ledger.uploads import UploadedList
from zns_batch.ledger.work_queue import SeenDraft
from zns_batch.services.accounts.answers import TemplateAnswer
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.campaigns.confirm import confirm, user_draft
from zns_batch.services.campaigns.destination import destination_options
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions, stored_options
from zns_batch.services.campaigns.prepare import refuse_unsupported
from zns_batch.services.lists.listed import ListedRow
from zns_batch.services.people.management import Actor
from zns_batch.settings.accounts import load_account
from zns_batch.validation.phone_numbers import read_phone

MOST_TESTS = 5
TESTS_WITHIN = timedelta(hours=1)
"""A person sends at most so many tests within this."""

DEVELOPMENT = "development"
"""The mode of a test that costs nothing and reaches administrators only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTest:
    """A test that is asked for.

    Attributes:
        uploaded: The list.
        row: The row whose values it has.
        template: The template as it counts now.
        phone: The person's own phone, as it was typed.
        mode: `DEVELOPMENT`; `None` for a real message, which is charged.
        user_id: Who asks.
        name: What its campaign is called. Of two requests with one name the second is the first one,
            pressed twice.
        lang: The language of what workers write.
        page: The pages' address.

    """

    uploaded: UploadedList
    row: ListedRow
    template: Template
    phone: str
    mode: str | None
    user_id: str
    name: str
    lang: Lang
    page: str


class TooManyTestsError(UsageError):
    """A person has sent as many tests as they may for now."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("lists.too-many-tests", n=MOST_TESTS, when=until)


def send_test(
    ledger: Ledger,
    test: OwnTest,
    *,
    clock: Clock,
    also: Callable[[Connection], object] = lambda _: None,
) -> Campaign:
    """Leave a test to the workers; return its campaign.

    Args:
        ledger: The ledger.
        test: What is asked for.
        clock: The time.
        also: Writes into the transaction that confirms it.

    Raises:
        UsageError: The phone is none, the provider has no such tests, or there were too many.
        SettingsError: The account is gone.

    """
    phone = read_phone(test.phone)
    if not isinstance(phone, str):
        raise UsageError("lists.no-phone")
    now = clock.now()
    account = load_account(test.uploaded.account, with_secrets=False)
    run = (
        RunOptions(mode=test.mode, again=True, detach=True, lang=test.lang, page=test.page)
        .for_account(account)
        .for_tag(test.template.tag)
    )
    request = CampaignRequest(file=Path(test.uploaded.name), template=test.uploaded.template)
    refuse_unsupported(account.provider, request, run)
    sent = campaigns.tests_since(ledger, test.user_id, now - TESTS_WITHIN)
    if len(sent) >= MOST_TESTS:
        raise TooManyTestsError(min(sent) + TESTS_WITHIN)
    data = dict(test.row.data)
    content = content_of(account.sender, test.template.template_id, phone, data)
    fingerprint = Fingerprint()
    fingerprint.add(content)
    new = NewCampaign(
        name=test.name,
        account=account.name,
        provider=account.provider,
        template=test.template,
        mode=test.mode,
        source=test.uploaded.name,
        headers=tuple(data),
        options={
            **stored_options(request, run),
            "again": True,
            campaigns.TEST: True,
            **destination_options(account),
        },
        made_by=test.user_id,
    )
    owner = user_draft(test.user_id, now=now)
    try:
        draft_id = drafts.create_draft(ledger, new, stem="test", now=now, owner=owner)
    except LedgerError as error:
        if error.key != "ledger.name-taken":
            raise
        return campaigns.find(ledger, test.name)
    try:
        row = PlannedRow(
            test.row.number, tuple(data.values()), RowState.PENDING, phone, data, content
        )
        insert_rows(ledger, draft_id, [row])
        campaigns.set_fingerprint(ledger, draft_id, fingerprint.value())
        seen = SeenDraft(
            campaign_id=draft_id, owner=owner, fingerprint=fingerprint.value(), messages=1
        )
        # A message to the own phone waits for nobody; who sends it, the caller notes.
        terms = ConfirmTerms(
            actor=Actor(name="", face="web", user_id=test.user_id),
            role=Role.SENDER,
            rule=NO_APPROVAL,
            audited=False,
        )
        return confirm(ledger, seen, terms=terms, now=now, also=also).campaign
    except BaseException:
        drafts.drop_draft(ledger, draft_id)
        raise


def template_for_test(answer: TemplateAnswer, checked: Template, mode: str | None) -> Template:
    """Return the template that a test is sent with.

    Args:
        answer: What the account says of it.
        checked: The template that the list was checked by: one that the account does not let be sent
            yet may be tested by administrators, which the worker asks again.
        mode: `DEVELOPMENT`; `None` for a real message.

    Raises:
        ZnsBatchError: The account does not let it be sent.

    """
    if answer.comparison is not None:
        return answer.comparison.template
    if answer.refusal is not None and mode is None:
        raise answer.refusal
    return checked


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTestResult:
    """What has become of a test."""

    campaign: Campaign
    row: RowRecord
    #: The phone it went to, masked.
    phone: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it by itself."""
        over = self.campaign.state in ENDED | {CampaignState.ABORTED, CampaignState.PAUSED}
        return over or self.row.state not in {RowState.PENDING, RowState.SENDING}

    def why_stopped(self, lang: Lang) -> str:
        """Return why it was not sent, when its campaign stopped before."""
        return state_label(self.campaign, lang)


def result_of_test(ledger: Ledger, campaign_id: str, *, user_id: str) -> OwnTestResult | None:
    """Return what has become of a person's test; `None` when it is none of theirs, or not planned yet."""
    campaign = campaigns.get(ledger, campaign_id)
    if campaign.made_by != user_id or not campaign.options.get(campaigns.TEST):
        return None
    row = next(rows.read_rows(ledger, campaign_id, price=campaign.template.price), None)
    if row is None:
        # Another press is planning it at this moment, or its process has died.
        return None
    return OwnTestResult(campaign=campaign, row=row, phone=mask_phone(row.phone or ""))
