"""The stored request of a schedule: everything needed to plan a campaign without anybody there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zns_batch.domain.message import Address
from zns_batch.domain.reminder import Reminder
from zns_batch.domain.template import Template, from_dict, to_dict
from zns_batch.errors import UsageError
from zns_batch.i18n import LANGS
from zns_batch.services.campaigns.options import (
    PACE,
    CampaignRequest,
    DeliveryOptions,
    RunOptions,
    stored_options,
)
from zns_batch.services.campaigns.when import is_date
from zns_batch.validation.validator import DuplicatePolicy

REMIND = "remind"
"""Where a stored request has its reminder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedRequest:
    """What a person asked for, to be done at other times and perhaps on another machine.

    Paths are absolute; pace and limits are those of the account when the schedule was added.
    """

    request: CampaignRequest
    #: The template as it was when the schedule was added.
    template: Template
    run: RunOptions
    #: Who is written to at each time; `None` for the whole list.
    reminder: Reminder | None = None
    #: The folder in which each list must lie after all links are followed; `None` for anywhere.
    inside: Path | None = None
    #: The user of the pages who made it; empty for who did on the command line.
    made_by: str = ""

    def of(self, file: Path) -> "SavedRequest":
        """Return the request for one list."""
        return replace(self, request=replace(self.request, file=file))

    def dump(self) -> dict[str, Any]:
        """Return the JSON object that the ledger stores.

        Its keys are those of the first version, so that schedules outlive the program's names.
        """
        request, run = self.request, self.run
        delivery = request.delivery
        # What older versions don't know is stored only where it is used.
        later = {
            "set": dict(request.set_values),
            "where": list(request.where),
            "uid_column": delivery.uid_column,
        }
        reminder = self.reminder
        return {
            **({REMIND: reminder.dump()} if reminder is not None else {}),
            **({"inside": str(self.inside)} if self.inside is not None else {}),
            **({"made_by": self.made_by} if self.made_by else {}),
            "mode": run.mode,
            "again": run.again,
            "expires": str(run.expires or ""),
            "lang": run.lang,
            "emails": list(run.emails),
            "options": stored_options(request, run),
            "template": to_dict(self.template),
            "request": {
                "file": str(request.file),
                "template": request.template,
                "account": request.account,
                "sheet": request.sheet,
                "header_row": request.header_row,
                "phone": request.phone,
                "mapping": dict(request.mapping),
                "duplicates": request.duplicates,
                "suppress": str(request.suppress) if request.suppress else None,
                "limit": request.limit,
                "split_phones": request.split_phones,
                "users": delivery.uid,
                "journey_column": delivery.journey_column,
                "sms_brandname": delivery.sms_brandname,
                "sms_text": delivery.sms_text,
                "sms_delay": delivery.sms_delay,
                **{name: value for name, value in later.items() if value},
            },
        }

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "SavedRequest":
        """Read what `dump` of this or an earlier version returned."""
        request, options = stored["request"], stored["options"]
        delivery = DeliveryOptions(
            uid=request["users"],
            uid_column=request.get("uid_column"),
            hash_phone=options.get("address") == Address.HASH,
            journey=options.get("journey"),
            journey_column=request["journey_column"],
            sms_brandname=request["sms_brandname"],
            sms_text=request["sms_text"],
            sms_delay=request["sms_delay"],
        )
        report = options.get("report")
        reminder, inside = stored.get(REMIND), stored.get("inside")
        return cls(
            inside=Path(inside) if inside else None,
            made_by=stored.get("made_by", ""),
            reminder=Reminder.load(reminder) if reminder else None,
            request=CampaignRequest(
                file=Path(request["file"]),
                template=request["template"],
                account=request["account"],
                sheet=request["sheet"],
                header_row=request.get("header_row"),
                phone=request["phone"],
                mapping=request["mapping"],
                set_values=request.get("set", {}),
                where=tuple(request.get("where", ())),
                duplicates=DuplicatePolicy(request["duplicates"]),
                suppress=Path(request["suppress"]) if request["suppress"] else None,
                limit=request["limit"],
                split_phones=request["split_phones"],
                delivery=delivery,
            ),
            template=from_dict(stored["template"]),
            run=RunOptions(
                **{name: options.get(name) for name in PACE},
                beyond_quota=bool(options.get("beyond_quota")),
                mode=stored["mode"],
                again=stored["again"],
                expires=stored["expires"] or None,
                lang=next((lang for lang in LANGS if lang == stored["lang"]), "vi"),
                emails=tuple(stored["emails"]),
                out=Path(report) if report else None,
                page=options.get("page"),
                detach=True,
            ),
        )


def refuse_fixed_end(expires: str) -> None:
    """Refuse an end that only the first of many campaigns could have.

    Raises:
        UsageError: It names a day.

    """
    if is_date(expires):
        raise UsageError("schedule.fixed-end", text=expires)
