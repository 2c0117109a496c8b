"""What people may read of the names that others gave: a list is often called after a customer.

Who may not see phones is shown no phone in the name of a campaign, a schedule or a file either; and
whoever reads on a page is told a file's name, and not the folder of the server that it lies in.
"""

from dataclasses import replace
from pathlib import PurePath

from zns_batch.core.masking import mask_phones_in_name
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import Schedule


def shown_name(name: str, *, whole: bool) -> str:
    """Return the name of a file, a campaign or a schedule as a person may read it.

    Args:
        name: The name.
        whole: Whether the person may see phones.

    """
    return name if whole else mask_phones_in_name(name)


def shown_campaign(campaign: Campaign, *, whole: bool) -> Campaign:
    """Return a campaign with its name, and those of its file and sheet, as a person may read them."""
    sheet = campaign.sheet
    return replace(
        campaign,
        name=shown_name(campaign.name, whole=whole),
        source=shown_name(PurePath(campaign.source).name, whole=whole),
        sheet=None if sheet is None else shown_name(sheet, whole=whole),
    )


def shown_schedule(schedule: Schedule, *, whole: bool) -> Schedule:
    """Return a schedule with its name, and that of its list, as a person may read them."""
    return replace(
        schedule,
        name=shown_name(schedule.name, whole=whole),
        file=shown_name(schedule.file, whole=whole),
    )
