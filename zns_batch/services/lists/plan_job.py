"""Plans the campaign of an uploaded list in a child process, and hands the draft to its user."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from zns_batch.domain.template import from_dict
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import drafts, uploads
from zns_batch.ledger.uploads import UploadState
from zns_batch.services.campaigns.confirm import user_draft
from zns_batch.services.campaigns.draft import plan
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.jobs.job import JobProgress, Report
from zns_batch.services.jobs.ledger_place import open_job_ledger
from zns_batch.services.lists.prepared import prepare_list
from zns_batch.settings.accounts import AccountSettings

PLANNABLE = frozenset({UploadState.CHECKED, UploadState.PLANNED})
"""States of a list of which a draft can be made."""

_NOT_TOLD = frozenset({"secrets", "ignored_variables"})
_SECONDS = "seconds"

STRICTER = "lists.stricter"
"""The error of a list whose rows the account's template refuses, and the file's did not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanArguments:
    """The job's arguments: all of it JSON, through a pipe."""

    #: Where the ledger is, as `ledger_arguments` writes it.
    ledger: str
    ledger_is_file: bool
    list_id: str
    #: Who makes the campaign, and may confirm it.
    user_id: str
    #: The account without its credentials.
    account: Mapping[str, Any]
    #: The template as it counts now, as `to_dict` wrote it.
    template: Mapping[str, Any]
    #: The fields of `RunOptions`.
    run: Mapping[str, Any]
    #: When it begins, if later, as ISO writes it.
    starts_at: str | None
    #: How many recipients the last check found.
    expected: int
    #: How many of them it found that can't be sent.
    invalid: int
    now: str


def dump_account(account: AccountSettings) -> dict[str, Any]:
    """Return an account as JSON can carry it, without its credentials."""
    return {
        one.name: _plain(getattr(account, one.name))
        for one in fields(account)
        if one.name not in _NOT_TOLD
    }


def _plain(value: object) -> object:
    return {_SECONDS: value.total_seconds()} if isinstance(value, timedelta) else value


def load_dumped_account(stored: Mapping[str, Any]) -> AccountSettings:
    """Read what `dump_account` returned."""
    values: dict[str, Any] = {
        name: timedelta(seconds=value[_SECONDS]) if isinstance(value, dict) else value
        for name, value in stored.items()
    }
    return AccountSettings(**values)


def plan_list(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Plan the campaign of a list; see `PlanArguments` for what it takes.

    While it is planned the draft is this process's own, so that one that is killed leaves a draft
    that the next plan deletes.

    Returns:
        The draft's id under `campaign`.

    Raises:
        AlreadySentError: The same recipients and parameters were sent before.
        UsageError: The account's template refuses more rows than the check did.
        WrongStateError: The list was checked anew, sent or thrown away meanwhile.
        ZnsBatchError: The list can't be planned.

    """
    job = PlanArguments(**arguments)
    report(JobProgress(phase="open"))
    ledger = open_job_ledger(arguments)
    try:
        uploaded = uploads.get(ledger, job.list_id)
        if uploaded is None or uploaded.state not in PLANNABLE:
            raise WrongStateError("lists.not-open", name=uploaded.name if uploaded else "")
        account = load_dumped_account(job.account)
        prepared = prepare_list(uploaded, account=account, template=from_dict(job.template))
        now = datetime.fromisoformat(job.now)
        draft = plan(
            ledger,
            prepared,
            RunOptions(**{**job.run, "emails": tuple(job.run["emails"])}),
            now=now,
            starts_at=datetime.fromisoformat(job.starts_at) if job.starts_at else None,
            made_by=job.user_id,
            progress=lambda done: report(
                JobProgress(phase="rows", done=done, total=max(done, job.expected))
            ),
        )
        campaign_id = draft.campaign.id
        if draft.invalid > job.invalid:
            drafts.drop_draft(ledger, campaign_id)
            raise UsageError(STRICTER, n=draft.invalid - job.invalid)
        drafts.renew_draft(ledger, campaign_id, user_draft(job.user_id, now=now))
        if not uploads.change(
            ledger,
            uploaded.id,
            was=PLANNABLE,
            state=UploadState.PLANNED,
            campaign_id=campaign_id,
        ):
            drafts.drop_draft(ledger, campaign_id)
            raise WrongStateError("lists.not-open", name=uploaded.name)
        if uploaded.campaign_id is not None:
            # What was planned before; one that was confirmed meanwhile is no draft, and stays.
            drafts.drop_draft(ledger, uploaded.campaign_id)
        return {"campaign": campaign_id}
    finally:
        ledger.close()
