"""The options that commands share, each with its twin in the environment."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, TypedDict, TypeVar, Unpack

import click
from click.shell_completion import CompletionItem

from zns_batch.cli.console import info
from zns_batch.cli.language import lang, tr
from zns_batch.core.garbage import rare_collections
from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.limits import FASTEST_RATE, MOST_CONCURRENCY, is_rate
from zns_batch.errors import SheetError

F = TypeVar("F", bound=Callable[..., Any] | click.Command)


class Decorator(Protocol):
    """Declares options of a command."""

    def __call__(self, command: F, /) -> F:
        """Return the command with its options."""
        ...


PATH = click.Path(path_type=Path, readable=False)
"""Whether it can be read is told by who reads it, in the person's language."""


_REQUEST = (
    *(
        "file",
        "template",
        "account",
        "sheet",
        "header_row",
        "phone",
        "mapping",
        "set_values",
        "where",
        "skip_invalid",
        "duplicates",
    ),
    *("suppress", "limit", "split_phones"),
)
_DELIVERY = (
    *("uid", "uid_column", "hash_phone", "journey", "journey_column"),
    *("sms_brandname", "sms_text", "sms_delay"),
)
_RUN = (
    *("rate", "concurrency", "quota_reserve", "window", "beyond_quota", "expires", "mode"),
    *("name", "again", "wait", "canary", "dry_run", "detach", "out"),
)


def with_list(
    *, interrupted: str | None = None
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Begin to read the list before all else is loaded, and pass what gives it as `opened`.

    It stands above the other decorators: loading what they need takes place while the list is read.

    Args:
        interrupted: The sentence for a person who presses Ctrl-C meanwhile.

    """

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        @wraps(function)
        def call(**values: object) -> int:
            asked: dict[str, Any] = {name: values[name] for name in ("sheet", "header_row")}
            file: Any = values["file"]
            try:
                from zns_batch.sheets.prefetch import open_in_background

                values["opened"] = open_in_background(file, **asked)
            except KeyboardInterrupt:
                if interrupted is not None:
                    info(interrupted)
                raise
            with rare_collections():
                return function(**values)

        return call

    return decorate


def with_request(function: Callable[..., int]) -> Callable[..., int]:
    """Pass the options about the list and its messages as one `request: CampaignRequest`."""

    @wraps(function)
    def call(**values: object) -> int:
        from zns_batch.services.campaigns.options import CampaignRequest, DeliveryOptions
        from zns_batch.validation.validator import DuplicatePolicy

        # The types are those of the options' declarations below.
        request: dict[str, Any] = _taken(values, _REQUEST)
        delivery: dict[str, Any] = _taken(values, _DELIVERY)
        request["mapping"] = dict(request.get("mapping", ()))
        request["set_values"] = dict(request.get("set_values", ()))
        request["duplicates"] = DuplicatePolicy(request["duplicates"])
        list_request = CampaignRequest(delivery=DeliveryOptions(**delivery), **request)
        values["request"] = list_request
        try:
            return function(**values)
        except SheetError as error:
            from zns_batch.cli.views.mapping import show_missing_columns, show_nearest_file

            show_missing_columns(error, list_request)
            show_nearest_file(error, list_request.file)
            raise

    return call


def with_run(function: Callable[..., int]) -> Callable[..., int]:
    """Pass the options about how the campaign runs as one `run: RunOptions`."""

    @wraps(function)
    def call(**values: object) -> int:
        from zns_batch.services.campaigns.options import RunOptions

        run: dict[str, Any] = _taken(values, _RUN)
        values["run"] = RunOptions(lang=lang(), **run)
        return function(**values)

    return call


def _taken(values: dict[str, object], names: Sequence[str]) -> dict[str, object]:
    """Take the options of some names out; those that were not given keep the class's default."""
    taken = {name: values.pop(name) for name in names if name in values}
    return {name: value for name, value in taken.items() if value is not None}


class Pairs(click.ParamType[tuple[str, str]]):
    """`PARAM=COLUMN`. In the environment several stand behind one another with `;` between."""

    name = "PARAM=COLUMN"
    envvar_list_splitter = ";"
    refusal = "cli.bad-map"
    """The sentence that refuses a word that is no pair."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split at the first `=`."""
        if isinstance(value, tuple):
            left, right = value
            return left, right
        left, sign, text = str(value).partition("=")
        right = self.read_right(text)
        if not (sign and left.strip()) or right is None:
            self.fail(tr(self.refusal, value=str(value)), param, ctx)
        return left.strip(), right

    def read_right(self, text: str) -> str | None:
        """Return what stands behind the `=`; `None` where something is missing."""
        return text.strip() or None


class SetPairs(Pairs):
    """`PARAM=TEXT`. The text may be empty, and its spaces are kept."""

    name = "PARAM=TEXT"
    refusal = "cli.bad-set"

    def read_right(self, text: str) -> str | None:
        """Return the text as it is."""
        return text


class Conditions(click.ParamType[str]):
    """`COLUMN=VALUE` or `COLUMN!=VALUE`. In the environment several stand with `;` between."""

    name = "COLUMN=VALUE"
    envvar_list_splitter = ";"


class Rate(click.ParamType[float]):
    """Messages a second: more than 0, and no more than `FASTEST_RATE`."""

    name = "NUMBER"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a number, with a point or a comma."""
        try:
            rate = float(str(value).replace(",", "."))
        except ValueError:
            rate = 0.0
        if not is_rate(rate):
            self.fail(tr("cli.bad-rate", value=str(value), most=FASTEST_RATE), param, ctx)
        return rate


class OptionAttributes(TypedDict, total=False):
    """What click understands of an option beside its names and help."""

    type: click.ParamType[Any] | type
    default: object
    metavar: str
    multiple: bool
    nargs: int
    required: bool
    is_flag: bool
    flag_value: object
    show_default: bool
    expose_value: bool
    shell_complete: Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def option(
    *names: str, help_key: str, twin: bool = True, **more: Unpack[OptionAttributes]
) -> Decorator:
    """Make an option with its help from the catalogue and its twin in the environment.

    Args:
        names: The option's names.
        help_key: The entry of its help, without `help.option.`.
        twin: Whether `ZNS_…` gives it too; not for files of this run.
        more: What click understands.

    """
    longest = max((name for name in names if name.startswith("--")), key=len)
    variable = "ZNS_" + longest.removeprefix("--").replace("-", "_").upper()
    return click.option(
        *names,
        help=tr(f"help.option.{help_key}"),
        envvar=variable if twin else None,
        show_envvar=False,
        **more,
    )


def compose_options(*decorators: Decorator) -> Decorator:
    """Make one decorator of several, in the order in which they are to be shown."""

    def decorate(command: F) -> F:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def complete_templates(
    _ctx: click.Context, _param: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Return the templates whose names begin with what was typed."""
    from zns_batch.settings.paths import template_folders

    return _completed(template_folders(), typed)


def complete_shipped(
    _ctx: click.Context, _param: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Return the templates that ship with the program whose names begin with what was typed."""
    from zns_batch.settings.paths import template_folders

    return _completed(template_folders()[-1:], typed)


def _completed(folders: Sequence[Path], typed: str) -> list[CompletionItem]:
    from zns_batch.templates.repository import list_templates

    return [
        CompletionItem(template.key, help=template.name)
        for template in list_templates(folders)
        if template.key.startswith(typed)
    ]


def _campaigns(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    from zns_batch.ledger.campaigns import list_all
    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.settings.paths import ledger_place

    campaigns = list_all(open_ledger(ledger_place()))
    words = ["latest", *(each.id for each in campaigns), *(each.name for each in campaigns)]
    return [CompletionItem(word) for word in words if word.startswith(typed)]


FILE = click.argument("file", type=PATH)
CAMPAIGN = click.argument("campaign", shell_complete=_campaigns)
CAMPAIGN_OR_LATEST = click.argument(
    "campaign", required=False, default="latest", shell_complete=_campaigns
)
TEMPLATE = option(
    "-t",
    "--template",
    help_key="template",
    required=True,
    metavar="PATH|NAME|ID",
    shell_complete=complete_templates,
)
ACCOUNT = option("-a", "--account", help_key="account", metavar="NAME")
# Read from the words of the command line before the commands are built; here it is checked.
LANG = option("--lang", help_key="lang", type=click.Choice(["vi", "en"]), expose_value=False)
JSON = option("--json", "as_json", help_key="json", is_flag=True)
YES = option("--yes", help_key="yes", is_flag=True)
OUT = option("-o", "--out", help_key="out", type=PATH, twin=False, metavar="FILE.xlsx")
DEBUG = option("--debug", help_key="debug", is_flag=True, expose_value=False)

SHEET = compose_options(
    TEMPLATE,
    ACCOUNT,
    option("--sheet", help_key="sheet", metavar="NAME"),
    option("--header-row", help_key="header-row", type=click.IntRange(min=1), metavar="N"),
    option("--phone", help_key="phone", metavar="COLUMN"),
    option("--map", "mapping", help_key="map", type=Pairs(), multiple=True),
    option("--set", "set_values", help_key="set", type=SetPairs(), multiple=True),
    option("--where", help_key="where", type=Conditions(), multiple=True),
)
ROW_CHECKS = compose_options(
    option("--skip-invalid", help_key="skip-invalid", is_flag=True),
    option(
        "--duplicates",
        help_key="duplicates",
        type=click.Choice(["skip", "send", "error"]),
        default="skip",
        show_default=True,
    ),
    option("--suppress", help_key="suppress", type=PATH, twin=False, metavar="FILE"),
    option("--limit", help_key="limit", type=click.IntRange(min=1), metavar="N"),
    option("--split-phones", help_key="split-phones", is_flag=True),
)
CHECKS = compose_options(
    ROW_CHECKS,
    option("--uid", help_key="uid", is_flag=True),
    option("--uid-column", help_key="uid-column", metavar="COLUMN"),
    option("--journey-column", help_key="journey-column", metavar="COLUMN"),
    option("--sms-brandname", help_key="sms-brandname", metavar="NAME"),
    option("--sms-text", help_key="sms-text", metavar="TEXT"),
    option("--sms-delay", help_key="sms-delay", type=click.IntRange(min=0), metavar="SECONDS"),
)
LIMITS = compose_options(
    option("--rate", help_key="rate", type=Rate()),
    option(
        "--concurrency",
        help_key="concurrency",
        type=click.IntRange(1, MOST_CONCURRENCY),
        metavar="N",
    ),
    option("--quota-reserve", help_key="quota-reserve", type=click.IntRange(min=0), metavar="N"),
    option("--window", help_key="window", metavar="HH:MM-HH:MM"),
)
PACE = compose_options(LIMITS, option("--wait", help_key="wait", is_flag=True))
DETACH = option("--detach", help_key="detach", is_flag=True)
EVERYWHERE = compose_options(LANG, DEBUG)

_KINDS = click.Choice([kind.value for kind in JourneyKind])
KIND = option(
    "--kind",
    help_key="kind",
    type=_KINDS,
    default=JourneyKind.LOGISTICS_7.value,
    show_default=True,
)
JOURNEY = option(
    "--journey",
    help_key="journey",
    type=_KINDS,
    # The word alone means the kind that the providers make when they are told none.
    is_flag=False,
    flag_value=JourneyKind.LOGISTICS_7.value,
)
DELIVERY_OPTIONS = compose_options(
    option("--mode", help_key="mode", type=click.Choice(["development"])),
    option("--hash-phone", help_key="hash-phone", is_flag=True),
    option("--beyond-quota", help_key="beyond-quota", is_flag=True),
    JOURNEY,
)
