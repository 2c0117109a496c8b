"""What can be done with a campaign as it stands; whether a person may is a matter of the role."""

from zns_batch.domain.states import RETRYABLE, RowState
from zns_batch.providers import capabilities
from zns_batch.services.campaigns.watching.progress import CampaignProgress, Situation

UNDER_WAY = frozenset(
    {
        Situation.RUNNING,
        Situation.QUEUED,
        Situation.NO_WORKER,
        Situation.WAITS_FOR_LANE,
        Situation.SCHEDULED,
        Situation.QUOTA,
        Situation.NIGHT,
        Situation.TROUBLE,
        Situation.LEFT,
    }
)
"""Situations from which a campaign goes on by itself: a person may stop that."""

_RESUMABLE = frozenset(
    {
        Situation.SCHEDULED,
        Situation.PAUSED,
        Situation.CANARY,
        Situation.TROUBLE,
        Situation.BALANCE,
        Situation.FAILURES,
        Situation.AUTHORISATION,
        Situation.STOPPED,
        Situation.APPROVAL,
    }
)


def can_pause(progress: CampaignProgress) -> bool:
    """Tell whether there is anything of a campaign that a pause would stop."""
    return progress.situation in UNDER_WAY and not _is_abandoned(progress)


def can_resume(progress: CampaignProgress) -> bool:
    """Tell whether a person can let a campaign go on now."""
    able = progress.situation in _RESUMABLE or _is_abandoned(progress)
    return able and bool(progress.waiting) and not progress.unapproved


def can_be_decided(progress: CampaignProgress) -> bool:
    """Tell whether a campaign waits for somebody who approves it or gives it back."""
    request = progress.approval
    return progress.situation is Situation.APPROVAL and request is not None and request.is_open


def can_cancel(progress: CampaignProgress) -> bool:
    """Tell whether there is anything left of a campaign to cancel."""
    over = progress.situation.ended or progress.situation is Situation.CANCELLING
    # What waits for approval is given back, or taken back by who asked.
    return not over and bool(progress.waiting) and not progress.unapproved


def can_reschedule(progress: CampaignProgress) -> bool:
    """Tell whether a person can choose another time for a campaign that waits for its own."""
    alone = progress.campaign.schedule_id is None
    return alone and progress.situation is Situation.SCHEDULED


def can_settle(progress: CampaignProgress) -> bool:
    """Tell whether there are rows in doubt that a person can decide on."""
    campaign, doubtful = progress.campaign, progress.counts.states.count(RowState.UNKNOWN)
    at_rest = not progress.situation.moves
    return bool(doubtful) and at_rest and not campaign.dry_run and campaign.purged_at is None


def can_retry(progress: CampaignProgress) -> bool:
    """Tell whether rows of a campaign can be sent again now."""
    again = sum(progress.counts.states.count(state) for state in RETRYABLE)
    at_rest = not progress.situation.moves and progress.situation not in {
        Situation.QUEUED,
        Situation.WAITS_FOR_LANE,
    }
    real = not progress.campaign.dry_run and progress.campaign.purged_at is None
    return bool(again) and at_rest and real and not progress.unapproved


def can_ask_receipts(progress: CampaignProgress) -> bool:
    """Tell whether the provider can be asked what arrived of a campaign."""
    campaign, count = progress.campaign, progress.counts.states.count
    sent = count(RowState.ACCEPTED) + count(RowState.UNKNOWN)
    return bool(sent) and not campaign.dry_run and capabilities(campaign.provider).status


def _is_abandoned(progress: CampaignProgress) -> bool:
    """Tell whether the process that ran a campaign is gone, and no worker takes it up."""
    return progress.situation is Situation.LEFT and not progress.campaign.detached
