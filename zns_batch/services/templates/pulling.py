"""Pulling several templates of an account: looked at first, then written as they were shown."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from zns_batch.errors import ZnsBatchError
from zns_batch.services.campaigns.template_sync import plan_pull_of
from zns_batch.settings.accounts import AccountSettings
from zns_batch.templates.sync import PlannedPull, PulledTemplate

MOST_AT_ONCE = 20
"""Templates of one look."""

_ASKED_AT_ONCE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class PullLook:
    """What pulling one template would do."""

    template_id: str
    #: `None` when it can't be pulled.
    planned: PlannedPull | None = None
    error: ZnsBatchError | None = None

    @property
    def seen(self) -> str:
        """Identifies what was shown, so that nothing else is written."""
        if self.planned is None:
            return ""
        both = f"{self.planned.path}\0{self.planned.before}\0{self.planned.text}"
        return hashlib.sha256(both.encode()).hexdigest()[:32]

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return the file's lines that go (`-`), come (`+`) or stay beside them, each with its sign."""
        if self.planned is None:
            return ()
        before = (self.planned.before or "").splitlines()
        diff = list(unified_diff(before, self.planned.text.splitlines(), n=1, lineterm=""))[2:]
        return tuple((line[:1], line[1:]) for line in diff if not line.startswith("@@"))


async def look_at_pulls(account: AccountSettings, ids: Sequence[str]) -> list[PullLook]:
    """Return what pulling some templates would write; one that can't be pulled stops no other."""
    few = asyncio.Semaphore(_ASKED_AT_ONCE)

    async def look(template_id: str) -> PullLook:
        async with few:
            try:
                planned = await plan_pull_of(account, template_id)
            except ZnsBatchError as error:
                return PullLook(template_id=template_id, error=error)
        return PullLook(template_id=template_id, planned=planned)

    return list(await asyncio.gather(*(look(each) for each in ids[:MOST_AT_ONCE])))


def write_seen(
    looks: Sequence[PullLook], seen: Mapping[str, str]
) -> tuple[list[PulledTemplate], list[PullLook]]:
    """Write what a person saw; what is another by now, or can't be pulled, is returned to be looked at.

    Args:
        looks: What pulling would do now.
        seen: What was shown, by the template's id.

    Returns:
        What was written, and what was not.

    Raises:
        TemplateError: A file can't be written.

    """
    written, left = [], []
    for each in looks:
        if each.planned is None or each.seen != seen.get(each.template_id):
            left.append(each)
        else:
            written.append(each.planned.write())
    return written, left
