"""From a checked list to its campaign: what the page of the last step and the JSON API do alike.

The page shows the draft between planning and confirming; a program has said beforehand what it agrees
to, and gets campaign or refusal in one answer.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from zns_batch.domain.states import RowState
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.i18n import Lang
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.accounts.answers import PATIENCE_SECONDS
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.campaigns.confirm import (
    Confirmed,
    DraftChange,
    changes_since_plan,
    start_problem,
)
from zns_batch.services.in_thread import InThread
from zns_batch.services.jobs.job import JobState
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.plan_job import PLANNABLE
from zns_batch.services.lists.send_options import SendOptions
from zns_batch.services.lists.sending import ListSending, PlannedList
from zns_batch.services.people.management import Actor

PLAN_SECONDS = 30.0
"""How long a program waits for its list to be written down; asked again, it goes on waiting."""

_LOOK_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Starter:
    """Who starts a campaign.

    Attributes:
        actor: A person, or a key of the API.
        lang: The language of what workers write, where nobody says otherwise.
        page: The pages' address.

    """

    actor: Actor
    lang: Lang
    page: str

    @property
    def user_id(self) -> str:
        """Whose drafts they are."""
        return self.actor.user_id


async def begin_plan(
    sending: ListSending,
    uploaded: UploadedList,
    options: SendOptions,
    starter: Starter,
    in_thread: InThread,
) -> None:
    """Begin to write a list into the ledger as a draft, by the template as it counts now.

    Raises:
        ZnsBatchError: The template may not be sent, an option is refused, or too many plans wait.

    """
    answer = await sending.answers.template(uploaded.account, uploaded.template)
    if answer.comparison is None:
        raise answer.refusal or WrongStateError("lists.not-open", name=uploaded.name)
    await in_thread(sending.refuse_options, uploaded, options)
    await in_thread(
        sending.plan,
        uploaded,
        user_id=starter.user_id,
        template=answer.comparison.template,
        options=options,
        lang=starter.lang,
        page=starter.page,
    )


async def changes_before_sending(planned: PlannedList, *, now: datetime) -> tuple[DraftChange, ...]:
    """Return what of account, template and time is no longer as it was when a draft was planned."""
    later = planned.begins_later
    if later is not None and start_problem(later, now=now) is not None:
        return (DraftChange(key="web.confirm.start-passed"),)
    try:
        return await asyncio.wait_for(changes_since_plan(planned.campaign), PATIENCE_SECONDS)
    except TimeoutError:
        # The worker asks again before it sends.
        return ()


@dataclass(kw_only=True, slots=True)
class ListStart:
    """Starts campaigns of lists for programs: one list at a time, so that nobody's plan is overtaken."""

    sending: ListSending
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def start(
        self,
        list_id: str,
        options: SendOptions,
        starter: Starter,
        *,
        terms: ConfirmTerms,
        leave_bad: bool,
        in_thread: InThread,
        also: Callable[[Connection, PlannedList], object],
    ) -> Confirmed:
        """Plan a list and leave its campaign to the workers.

        Args:
            list_id: The list.
            options: How its campaign runs.
            starter: Who starts it.
            terms: By which right: it may have to wait for another person's approval.
            leave_bad: Consent to leave behind the rows that can't be sent.
            in_thread: Calls what waits for ledger or disk.
            also: Writes into the transaction that starts it.

        Raises:
            UnknownListError: There is no such list.
            WrongStateError: It is not checked yet, was started before, or something has changed.
            AlreadySentError: The same list was sent before.
            UsageError: Rows can't be sent and nobody agreed to leave them, or none is left.
            ZnsBatchError: The list can't be planned.

        """
        lock = self._locks.setdefault(list_id, asyncio.Lock())
        try:
            async with lock:
                uploaded = await in_thread(self.sending.lists.find, list_id)
                _refuse_unready(uploaded, leave_bad=leave_bad)
                planned = await self._plan(uploaded, options, starter, leave_bad, in_thread)
                return await self._confirm(
                    uploaded.id, planned, terms, starter.lang, in_thread, also
                )
        finally:
            if not lock.locked():
                self._locks.pop(list_id, None)

    async def _plan(
        self,
        uploaded: UploadedList,
        options: SendOptions,
        starter: Starter,
        leave_bad: bool,  # noqa: FBT001 — private
        in_thread: InThread,
    ) -> PlannedList:
        """Return the list's draft as these options want it: the one there is, or a new one."""
        sending, choices = self.sending, ListChoices.of(uploaded)
        wanted = replace(choices, leave_bad=leave_bad, run=options.dump())
        status = sending.planning(uploaded)
        is_same = choices == wanted and status is not None
        if is_same and status is not None and status.state is JobState.DONE:
            planned = await in_thread(sending.planned, uploaded, user_id=starter.user_id)
            if planned is not None and not planned.is_old:
                return planned
        if not is_same or status is None or status.state.ended:
            uploaded = await in_thread(sending.lists.keep, uploaded, wanted)
            await begin_plan(sending, uploaded, options, starter, in_thread)
        for _ in range(round(PLAN_SECONDS / _LOOK_SECONDS)):
            status = sending.planning(uploaded)
            if status is None or status.state.ended:
                break
            await asyncio.sleep(_LOOK_SECONDS)
        else:
            raise WrongStateError("lists.still-planning", name=uploaded.name)
        if status is not None and status.error is not None:
            raise status.error
        uploaded = await in_thread(sending.lists.find, uploaded.id)
        planned = await in_thread(sending.planned, uploaded, user_id=starter.user_id)
        if planned is None:
            raise UsageError("lists.nothing-left")
        return planned

    async def _confirm(
        self,
        list_id: str,
        planned: PlannedList,
        terms: ConfirmTerms,
        lang: Lang,
        in_thread: InThread,
        also: Callable[[Connection, PlannedList], object],
    ) -> Confirmed:
        changes = await changes_before_sending(planned, now=self.sending.clock.now())
        if changes:
            self.sending.answers.forget()
            raise WrongStateError(
                "lists.changed", what=", ".join(change.text(lang) for change in changes)
            )

        def confirm() -> Confirmed:
            return self.sending.confirm(
                self.sending.lists.find(list_id),
                draft_id=planned.campaign.id,
                fingerprint=planned.campaign.fingerprint,
                messages=planned.messages,
                terms=terms,
                also=lambda connection: also(connection, planned),
            )

        return await in_thread(confirm)


def _refuse_unready(uploaded: UploadedList, *, leave_bad: bool) -> None:
    if uploaded.state in {UploadState.DONE, UploadState.WAITING}:
        raise WrongStateError(
            "lists.started-before", name=uploaded.name, id=uploaded.campaign_id or ""
        )
    if uploaded.state in {UploadState.RECEIVING, UploadState.READING}:
        raise WrongStateError("lists.still-reading", name=uploaded.name)
    if uploaded.state not in PLANNABLE or ListChoices.of(uploaded).schedule:
        # An example of a schedule's lists is not itself to be sent.
        raise WrongStateError("lists.not-ready", name=uploaded.name)
    counts = (uploaded.result or {}).get("counts") or {}
    if not counts.get(RowState.PENDING, 0):
        raise UsageError("lists.nothing-left")
    if counts.get(RowState.INVALID, 0) and not leave_bad:
        raise UsageError("lists.not-agreed", n=counts[RowState.INVALID])
