"""What tests of the last steps of an uploaded list share: a list that was checked, and its sending."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from program_help import HEADERS, Line, write_list

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.approval import NO_APPROVAL
from zns_batch.domain.users import Role
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.accounts.answers import AccountAnswers
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.campaigns.confirm import Confirmed
from zns_batch.services.jobs.job import JobStatus
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.send_options import SendOptions
from zns_batch.services.lists.sending import ListSending, PlannedList, SendFacts, plan_key
from zns_batch.services.lists.service import UploadedLists
from zns_batch.services.people.management import Actor

SECONDS = 120.0


def terms_of(user_id: str, role: Role = Role.SENDER, **more: Any) -> ConfirmTerms:
    """Who confirms, without a rule that holds anything back."""
    actor = Actor(name=user_id, face="web", address="127.0.0.1", user_id=user_id)
    return ConfirmTerms(**{"actor": actor, "role": role, "rule": NO_APPROVAL, **more})


@dataclass
class SentLists:
    """Uploaded lists of one person, from the file to the campaign."""

    ledger: Ledger
    folder: Path
    sending: ListSending
    user: str = "lan"

    @property
    def lists(self) -> UploadedLists:
        """The uploaded lists."""
        return self.sending.lists

    def upload(
        self,
        lines: Sequence[Line],
        *,
        name: str = "đơn hàng.xlsx",
        template: str = "don-hang",
        headers: Sequence[str] = HEADERS,
        leave_bad: bool = False,
    ) -> UploadedList:
        """Upload a list and wait until it is checked."""
        path = write_list(self.folder / f"source-{name}", lines, headers)
        content = path.read_bytes()
        receiver = self.lists.begin(
            owner=self.user, account="default", template=template, name=name, size=len(content)
        )
        receiver.write(content)
        uploaded = self.lists.wait(receiver.finish(), SECONDS)
        if leave_bad:
            choices = replace(ListChoices.of(uploaded), leave_bad=True)
            uploaded = self.lists.keep(uploaded, choices)
        return uploaded

    def again(self, uploaded: UploadedList) -> UploadedList:
        """Return a list as it is now."""
        return self.lists.find(uploaded.id)

    def facts(self, uploaded: UploadedList, **options: Any) -> SendFacts:
        """Return what sending a list takes."""
        answered = asyncio.run(self.sending.ask(uploaded))
        with self.lists.check(uploaded) as check:
            return self.sending.facts(uploaded, check, answered, SendOptions(**options))

    def plan(self, uploaded: UploadedList, **options: Any) -> JobStatus:
        """Plan a list, and wait for it."""
        template = self.facts(uploaded, **options).template.comparison
        assert template is not None
        self.sending.plan(
            uploaded,
            user_id=self.user,
            template=template.template,
            options=SendOptions(**options),
            lang="vi",
            page="http://127.0.0.1:8484",
        )
        status = self.sending.jobs.wait(plan_key(uploaded), SECONDS)
        assert status is not None
        return status

    def planned(self, uploaded: UploadedList) -> PlannedList:
        """Return a list's draft."""
        planned = self.sending.planned(self.again(uploaded), user_id=self.user)
        assert planned is not None
        return planned

    def press(self, uploaded: UploadedList, planned: PlannedList, **more: Any) -> Confirmed:
        """Press the button that sends."""
        return self.sending.confirm(
            self.again(uploaded),
            **{
                "draft_id": planned.campaign.id,
                "fingerprint": planned.campaign.fingerprint,
                "messages": planned.messages,
                "terms": terms_of(self.user),
                **more,
            },
        )


@contextmanager
def sent_lists(ledger: Ledger, home: Path, *, clock: Clock | None = None) -> Iterator[SentLists]:
    """Open uploaded lists in a state folder."""
    clock = clock or SystemClock()
    jobs = JobRunner(clock)
    sending = ListSending(
        ledger=ledger,
        clock=clock,
        jobs=jobs,
        lists=UploadedLists(ledger, home, clock, jobs),
        answers=AccountAnswers(clock=clock),
    )
    try:
        yield SentLists(ledger=ledger, folder=home, sending=sending)
    finally:
        jobs.close()
