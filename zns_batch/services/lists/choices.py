"""What a person chose for an uploaded list: sheet, columns, options, and what was confirmed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from zns_batch.services.campaigns.options import CampaignRequest, DeliveryOptions
from zns_batch.services.lists.files import list_file
from zns_batch.validation.validator import DuplicatePolicy

if TYPE_CHECKING:
    # Not at run time: the ledger loads the database's library, which a check does without.
    from zns_batch.ledger.uploads import UploadedList


@dataclass(frozen=True, kw_only=True, slots=True)
class ListChoices:
    """The choices for one list. Columns are named as `CampaignRequest` has them."""

    #: `None` for the first visible sheet.
    sheet: str | None = None
    #: `None` to detect it.
    header_row: int | None = None
    #: The phone column; `None` to go by the headers.
    phone: str | None = None
    #: Columns by parameter, where the headers don't tell.
    mapping: Mapping[str, str] = field(default_factory=dict)
    #: Which of them come from an earlier list: parameters, and the empty text for the phone.
    remembered: tuple[str, ...] = ()
    #: Texts by parameter in place of a column.
    set_values: Mapping[str, str] = field(default_factory=dict)
    #: Which rows are meant; empty for those of the template file.
    where: tuple[str, ...] = ()
    duplicates: DuplicatePolicy = DuplicatePolicy.SKIP
    split_phones: bool = False
    limit: int | None = None
    delivery: DeliveryOptions = field(default_factory=DeliveryOptions)
    #: A person has looked at the sheet and its header row.
    sheet_confirmed: bool = False
    #: A person has looked at the columns.
    columns_confirmed: bool = False
    #: Consent to leave behind the rows that can't be sent. Any new check takes it back.
    leave_bad: bool = False
    #: Keep the columns for this template.
    remember: bool = True
    #: How the campaign is to run, as the page of the last step has it.
    run: Mapping[str, Any] = field(default_factory=dict)
    #: How an earlier campaign ran that this one is to be like: the last step begins with it.
    run_like: Mapping[str, Any] = field(default_factory=dict)
    #: The form of the recurring schedule that the list is an example for; empty for a list to send.
    schedule: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, uploaded: "UploadedList") -> Self:
        """Return the choices of a list."""
        return cls.load(uploaded.choices)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `dump` wrote; what it does not know of this version is as at the beginning."""
        known = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        if "duplicates" in known:
            known["duplicates"] = DuplicatePolicy(known["duplicates"])
        if "delivery" in known:
            known["delivery"] = DeliveryOptions(**known["delivery"])
        for name in ("remembered", "where"):
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)

    def dump(self) -> dict[str, Any]:
        """Return the choices as JSON can carry them."""
        return asdict(self)

    def request(self, uploaded: "UploadedList") -> CampaignRequest:
        """Return the request that the command line would build from the same choices."""
        file = list_file(Path(uploaded.folder))
        return self.request_for(file, account=uploaded.account, template=uploaded.template)

    def request_for(self, file: Path, *, account: str, template: str) -> CampaignRequest:
        """Return the request for a file of the list's."""
        return CampaignRequest(
            file=file,
            template=template,
            account=account,
            sheet=self.sheet,
            header_row=self.header_row,
            phone=self.phone,
            mapping=dict(self.mapping),
            set_values=dict(self.set_values),
            where=self.where,
            skip_invalid=self.leave_bad,
            duplicates=self.duplicates,
            limit=self.limit,
            split_phones=self.split_phones,
            delivery=self.delivery,
        )

    def is_checked_like(self, other: Self) -> bool:
        """Tell whether a check finds the same by other choices.

        How the campaign runs, its journey, and what a person has confirmed change nothing of it.
        """
        return self._checked() == other._checked()

    def _checked(self) -> Self:
        return replace(
            self,
            remembered=(),
            sheet_confirmed=False,
            columns_confirmed=False,
            leave_bad=False,
            remember=False,
            run={},
            run_like={},
            schedule={},
            delivery=replace(self.delivery, journey=None),
        )

    def anew(self, **values: Any) -> Self:
        """Return other choices, which need another check; consent to its result is taken back."""
        return replace(self, leave_bad=False, **values)
