"""The options: what they read, and that each has its twin in the environment."""

from collections.abc import Iterator

import click
import pytest
from docs_pages import walk

from zns_batch.cli.app import PROGRAM, root
from zns_batch.cli.options import Pairs, Rate

WITHOUT_TWIN = {
    *("--out", "--suppress", "--from", "--help", "--version", "--all"),
    *("--at", "--cron", "--daily", "--every", "--monthly"),
    *("--row", "--as", "--note", "--unreached"),
}
"""Options that name a file, a moment or rows of this run, and those that show something and leave."""


FILTERS = {"--account", "--state", "--since", "--until", "--search", "--limit", "--after"}
"""Options by which `campaigns` chooses what to show, and `suppress` for whom a number holds: a variable
that is set for `send` hides nothing, and narrows no list that protects people."""

OF_ONE_PERSON = {"--name", "--role", "--account", "--admin"}
OF_ONE_KEY = {"--account", "--role", "--days"}
"""Options of `user add`: what one person is and may do is never set for all."""


def _options() -> Iterator[tuple[str, click.Option]]:
    for command, context in walk(root(), click.Context(root(), info_name=PROGRAM)):
        for param in command.params:
            if isinstance(param, click.Option):
                yield context.command_path.partition(" ")[2], param


def test_each_option_has_the_twin_that_its_name_promises() -> None:
    """`--quota-reserve` is `ZNS_QUOTA_RESERVE`: every option but a file or moment of this run has such a twin."""
    wrong = {
        (command, option.opts[-1], option.envvar)
        for command, option in _options()
        for name in [max(option.opts, key=len)]
        if name not in WITHOUT_TWIN
        and not (command.split()[0] in {"campaigns", "suppress"} and name in FILTERS)
        and not (command == "user add" and name in OF_ONE_PERSON)
        and not (command == "token create" and name in OF_ONE_KEY)
        and option.envvar != "ZNS_" + name.removeprefix("--").replace("-", "_").upper()
    }
    assert set() == wrong


def test_files_of_this_run_have_no_twin() -> None:
    """`-o` and `--suppress` can't be set for every run by accident."""
    assert {None} == {
        option.envvar for _, option in _options() if set(option.opts) & {"--out", "--suppress"}
    }


def test_no_variable_hides_a_campaign() -> None:
    """`ZNS_ACCOUNT` or `ZNS_LIMIT`, set for every send, leave the list of campaigns whole."""
    assert {None} == {
        option.envvar
        for command, option in _options()
        if command == "campaigns" and set(option.opts) & FILTERS
    }


def test_the_commands_have_the_options_of_the_contract() -> None:
    """Each command takes what people and scripts rely on."""
    sheet = {"--template", "--account", "--sheet", "--phone", "--map"}
    checks = {"--skip-invalid", "--duplicates", "--suppress", "--limit"}
    pace = {"--rate", "--concurrency", "--quota-reserve", "--window", "--wait"}
    say = {"--out", "--lang", "--json"}
    wanted = {
        "check": sheet | checks | say,
        "preview": sheet | checks | {"--row", "--lang", "--json"},
        "send": sheet
        | checks
        | pace
        | say
        | {"--dry-run", "--expires", "--mode", "--name", "--again", "--yes"},
        "resume": pace | say | {"--yes"},
        "retry": pace | say | {"--yes", "--status"},
        "campaigns": {"--json"},
        "show": {"--json"},
        "sandbox": {"--provider", "--port", "--fault", "--quota", "--limit", "--latency"},
        "demo": {"--rows"},
        "sample": {"--template", "--out"},
    }
    found: dict[str, set[str]] = {}
    for command, option in _options():
        found.setdefault(command, set()).update(option.opts)
    assert {} == {name: some - found[name] for name, some in wanted.items() if some - found[name]}


def test_every_option_is_explained() -> None:
    """No option stands in the help without a word on what it does."""
    assert [] == [(name, option.opts) for name, option in _options() if not option.help]


@pytest.mark.parametrize(
    "text, pair",
    [
        ("customer_name=Họ tên", ("customer_name", "Họ tên")),
        (" amount = Số tiền (=VNĐ) ", ("amount", "Số tiền (=VNĐ)")),
        ("a=B", ("a", "B")),
    ],
)
def test_a_pair_is_split_at_the_first_sign(text: str, pair: tuple[str, str]) -> None:
    """A column's own name may hold a sign of equality."""
    assert pair == Pairs().convert(text, None, None)


@pytest.mark.parametrize("text", ["", "=", "a=", "=b", "a"])
def test_half_a_pair_is_refused(text: str) -> None:
    """A pair needs both its halves."""
    with pytest.raises(click.BadParameter):
        Pairs().convert(text, None, None)


def test_pairs_of_the_environment_may_hold_spaces() -> None:
    """Several pairs of one variable stand with `;` between them, because headers have spaces."""
    assert ["a=Họ tên", "b=Số tiền"] == list(Pairs().split_envvar_value("a=Họ tên;b=Số tiền"))


@pytest.mark.parametrize(
    "text, rate", [("10", 10.0), ("2.5", 2.5), ("2,5", 2.5), ("0.1", 0.1), (7, 7.0)]
)
def test_a_pace_is_a_number(text: object, rate: float) -> None:
    """A pace may have decimals, written with a point or as Vietnamese readers do with a comma."""
    assert rate == Rate().convert(text, None, None)


@pytest.mark.parametrize("text", ["0", "-1", "x", "", "nan", "inf", "1e9"])
def test_a_pace_that_is_none_is_refused(text: str) -> None:
    """Nothing, less than nothing, and more than any provider takes is no pace."""
    with pytest.raises(click.BadParameter):
        Rate().convert(text, None, None)
