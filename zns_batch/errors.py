"""All expected errors, in one tree.

```
ZnsBatchError                 exit 2 unless a class below says otherwise
├── UsageError                an option or argument that can't be understood
├── SheetError                a file that can't be read as a recipient list
│   └── ColumnError           columns missing, unknown or claimed twice
├── TemplateError             a template that is unknown or broken
│   └── StoppedError          exit 4: the account does not let it be sent
├── SettingsError             accounts and secrets: missing, unknown or unsafe
├── AlreadySentError          the same recipients and parameters were sent before
├── OutputError               a workbook that can't be written
├── LedgerError               the database: unreadable, full, read-only, too new
│   ├── UnknownCampaignError  no campaign by that name
│   ├── UnknownScheduleError  no schedule by that name
│   ├── UnknownListError      no uploaded list by that id, or it is another person's
│   ├── WrongStateError       a campaign that can't do what was asked of it now
│   ├── LaneHeldError         another process is sending for this account
│   │   └── LaneLostError     exit 3: another process took over in the middle
│   └── BrokenOffError        exit 3: it failed in the middle of a campaign; `resume` goes on
├── ProviderError             the provider gave no usable answer to a question (not to a message)
│   └── RefusalError          it refused, with a code
├── MissedError               no worker was there in time
├── NoticeError               people could not be told what became of a campaign
└── InternalError             exit 70: our own mistake, never the user's
```

An error carries a key of the catalogue (`zns_batch.i18n`) and the values for its sentence, never a
finished sentence, so that the face that shows it can choose the language.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, ClassVar, Self

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.i18n import Face, Lang, SentenceValue, translate
from zns_batch.i18n.provider_errors import explain
from zns_batch.i18n.system_errors import in_vietnamese

if TYPE_CHECKING:
    from zns_batch.domain.message import Outcome


class ZnsBatchError(Exception):
    """An expected failure, shown as one line.

    `key` is the sentence in the catalogue, such as `sheet.file-missing`, `params` are its values:
    never a secret and never a whole phone number. A moment is shown on a Vietnamese clock, as the
    reader's language writes it.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, key: str, /, **params: SentenceValue) -> None:
        self.key = key
        self.params = params
        try:
            sentence = translate(key, "en", **_in_words(params, "en"))
        except (OSError, ImportError):
            # Where no file can be opened an error must still be an error, and not a second one.
            sentence = key
        super().__init__(sentence)

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the sentence for a person who reads `lang`, on a page for the face `web`.

        Pages and API are read by people who have no business on the server: of a file they are told
        its name and not its folder, of a database server only that it is one.
        """
        words = _in_words(self.params, lang)
        if face:
            words |= {name: _without_place(words[name]) for name in _PLACES & words.keys()}
        return translate(self.key, lang, face, **words)


_PLACES = frozenset({"path", "to"})
"""Parameters that tell where something lies."""


def _without_place(value: SentenceValue) -> SentenceValue:
    if not isinstance(value, str):
        return value
    if value.startswith(("postgresql:", "postgresql+")):
        return "PostgreSQL"
    paths = (PurePosixPath(value), PureWindowsPath(value))
    return next((path.name for path in paths if path.is_absolute()), value)


def _in_words(params: Mapping[str, SentenceValue], lang: Lang) -> dict[str, SentenceValue]:
    """Return the params with states and moments written in a language."""
    words: dict[str, SentenceValue] = {}
    for name, value in params.items():
        if isinstance(value, CampaignState | RowState):
            words[name] = translate(f"state.{value}", lang)
        elif isinstance(value, datetime):
            words[name] = in_vietnam(value)
        elif name == "why" and lang == "vi" and isinstance(value, str):
            words[name] = in_vietnamese(value)
        else:
            words[name] = value
    return words


class UsageError(ZnsBatchError):
    """An option or argument that can't be understood."""


class SheetError(ZnsBatchError):
    """A file that can't be read as a recipient list.

    Code that reads a file's content raises it without the file's name; `named` adds it where the
    name that people know is known.
    """

    def __init__(self, key: str, /, **params: SentenceValue) -> None:
        super().__init__(key, **{"path": "", **params})

    def named(self, name: str) -> Self:
        """Return the same error about a file that people know by this name."""
        return type(self)(self.key, **{**self.params, "path": name})


class NothingChosenError(SheetError):
    """A list of which no row is meant."""


class ColumnError(SheetError):
    """Columns that are missing, unknown or claimed twice."""


class TemplateError(ZnsBatchError):
    """A template that is unknown or broken."""


class StoppedError(TemplateError):
    """The account does not let this template be sent: a person must act first."""

    exit_code = 4


class SettingsError(ZnsBatchError):
    """An account or a secret that is missing, unknown or unsafe."""


class AlreadySentError(ZnsBatchError):
    """The same recipients and parameters were sent before."""


class MissedError(ZnsBatchError):
    """A campaign's time passed with no worker there, and it is not to be made up for."""


class OutputError(ZnsBatchError):
    """A workbook that can't be written where it was asked for."""


class LedgerError(ZnsBatchError):
    """The database can't be used: unreadable, full, read-only, or of a newer version."""


class UnknownCampaignError(LedgerError):
    """No campaign has that id or name."""


class UnknownScheduleError(LedgerError):
    """No schedule has that id or name."""


class UnknownListError(LedgerError):
    """No uploaded list has that id, or it belongs to another person."""


class WrongStateError(LedgerError):
    """A campaign can't do what was asked of it in the state it is in."""


class LaneHeldError(LedgerError):
    """Another process is sending for this account."""


class LaneLostError(LaneHeldError):
    """Another process has taken over what this one was sending."""

    exit_code = 3


class BrokenOffError(LedgerError):
    """The ledger failed in the middle of a campaign, which waits for `resume`."""

    exit_code = 3

    def __init__(self, cause: LedgerError, campaign: str) -> None:
        self.campaign = campaign
        super().__init__(cause.key, **cause.params)

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the cause in the language of the person, and how the campaign goes on."""
        cause = super().text(lang, face=face)
        if self.key in _BEYOND_RESUMING:
            return cause
        return f"{cause} {translate('ledger.broken-off', lang, face, id=self.campaign)}"


_BEYOND_RESUMING = frozenset(
    {
        "ledger.corrupt",
        "ledger.gone",
        "ledger.lost-commits",
        "ledger.newer",
        "ledger.not-a-ledger",
    }
)


class ProviderError(ZnsBatchError):
    """The provider gave no usable answer to a request that is not a message.

    Attributes:
        outcome: What the same answer, or the lack of one, would mean for a message: whether the
            request was carried out, and what its failure asks for. `None` where that is not told.

    """

    outcome: "Outcome | None" = None

    def meaning(self, outcome: "Outcome | None") -> Self:
        """Tell what the answer would mean for a message. Returns the error."""
        self.outcome = outcome
        return self


class RefusalError(ProviderError):
    """The provider refused a request that is not a message.

    `said` is its own message, sanitised for display.
    """

    def __init__(self, provider: str, code: str, said: str = "") -> None:
        self.provider, self.code = provider, code
        super().__init__("provider.refused", code=code, said=said or "–")

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the refusal in the language of the person, what it means and what to do."""
        said = super().text(lang, face=face)
        return " ".join([said, *explain(self.provider, self.code, lang, face=face)])


class NoticeError(ZnsBatchError):
    """People could not be told what became of a campaign; the campaign itself is as it is."""


class InternalError(ZnsBatchError):
    """Our own mistake. The message names what was expected and what was found."""

    exit_code = 70

    @classmethod
    def of(cls, error: BaseException) -> "InternalError":
        """Return an unexpected exception as an error of ours, with the exception as its cause."""
        mistake = cls("run.internal", what=type(error).__name__)
        mistake.__cause__ = error
        return mistake
