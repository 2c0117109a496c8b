"""The pages leave nothing out: every command, option, key, code and figure is there."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import click
import pytest
from docs_pages import DOCS, rendered, walk
from docs_text import PAGES, ROOT, shown

from zns_batch.cli.app import PROGRAM, root
from zns_batch.domain.states import RowState
from zns_batch.domain.template import LONGEST, ParamType
from zns_batch.i18n import catalogue_names
from zns_batch.i18n.catalogue.provider import TROUBLE
from zns_batch.ledger.db.schema import metadata
from zns_batch.ledger.leases import LEASE
from zns_batch.ledger.outcome_writer import BEAT_SECONDS, STALE_SECONDS
from zns_batch.providers.token_refresher import FRESH, MARGIN, OLD
from zns_batch.sending.circuit_breaker import FailureThresholds
from zns_batch.sending.interfaces import SendLimits
from zns_batch.sending.rate.adaptive import MARGIN as UNDER
from zns_batch.settings.accounts import _FIELDS, AccountSettings
from zns_batch.settings.secrets import Secrets
from zns_batch.templates.repository import _PARAM_KEYS, _TEMPLATE_KEYS

BOTH = (".md", ".vi.md")


def text(name: str) -> str:
    """Return a page of docs/."""
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize(
    "name, command",
    [
        (context.command_path.partition(" ")[2], command)
        for command, context in walk(root(), click.Context(root(), info_name=PROGRAM))
    ],
)
def test_every_command_has_its_options_explained(name: str, command: click.Command) -> None:
    """Each command has a part of its own in the reference, with every option it takes."""
    part = text("commands.md").partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    options = [word for one in command.params if isinstance(one, click.Option) for word in one.opts]
    assert part
    assert [] == [word for word in options if f"`{word}`" not in part]


@pytest.mark.parametrize("name", ["sheet.md", "sheet.vi.md"])
def test_the_tables_of_the_sheet_page_are_fresh(name: str) -> None:
    """What the page says of phones, values and problems is what the program does today."""
    # `python tools/docs_pages.py` writes the tables anew.
    assert rendered(DOCS / name) == text(name)


@pytest.mark.parametrize("end", BOTH)
@pytest.mark.parametrize("key", _FIELDS)
def test_every_key_of_the_settings_is_explained(end: str, key: str) -> None:
    """Each key that zns-batch.toml may have stands in the settings page."""
    assert f"`{key}`" in text(f"settings{end}")


@pytest.mark.parametrize("end", BOTH)
def test_the_defaults_of_the_settings_are_told_right(end: str) -> None:
    """The values that count when nothing is written are the ones the page gives."""
    page = text(f"settings{end}")
    told = ("rate", "concurrency", "quota_reserve", "request_timeout", "connect_timeout")
    usual = {one.name: one.default for one in fields(AccountSettings)}
    lines = [f"| `{name}` | `{usual[name]:g}` |" for name in told]
    assert [] == [line for line in lines if line not in page]
    assert "| `retry_unknown_error` | `true` |" in page
    assert usual["retry_unknown_error"] is True


@pytest.mark.parametrize("end", BOTH)
def test_the_secrets_in_use_are_explained(end: str) -> None:
    """The page names the variable and the store's entry of each secret that a campaign uses."""
    page = text(f"settings{end}")
    used = {"access_token", "refresh_token", "app_secret"}
    assert used <= {one.name for one in fields(Secrets)}
    for name in used:
        assert f"`ZNS_{name.upper()}`" in page
        assert f"`keyring set zns-batch default:{name}`" in page


@pytest.mark.parametrize("end", BOTH)
@pytest.mark.parametrize("key", [*_TEMPLATE_KEYS, *_PARAM_KEYS, *ParamType])
def test_every_key_of_a_template_is_explained(end: str, key: str) -> None:
    """Each key and each type that a template file may have stands in its page."""
    assert f"\n| `{key}` |" in text(f"template{end}")


@pytest.mark.parametrize("end", BOTH)
@pytest.mark.parametrize("kind", LONGEST)
def test_the_limits_of_the_types_are_told_right(end: str, kind: ParamType) -> None:
    """The page gives the limit that the program holds a value to."""
    # Types stand below keys, and `phone` is both.
    line = [line for line in text(f"template{end}").splitlines() if f"| `{kind}` |" in line][-1]
    assert line.endswith(f"| {LONGEST[kind]} |")


@pytest.mark.parametrize("code", [word for word in TROUBLE if not word.startswith("http-")])
def test_the_promise_says_of_each_trouble_whether_it_leaves_doubt(code: str) -> None:
    """Each kind of trouble on the way has its line in the table of what is certainly not sent."""
    known = f"`{code}`" in text("promise.md")
    assert known or code in {"unlisted", "no-words", "words"}


@pytest.mark.parametrize("state", RowState)
def test_the_promise_names_every_state(state: RowState) -> None:
    """A person who meets a state in the results finds it in the promise."""
    assert state.value in text("promise.md")


@pytest.mark.parametrize("end", BOTH)
def test_the_life_of_a_token_is_told_right(end: str) -> None:
    """The page says at which age, and how long before its end, a token is renewed."""
    share = f"{100 * OLD:g} %"
    line = next(line for line in text(f"settings{end}").splitlines() if share in line)
    assert f"({25 * OLD:g} " in line
    assert (timedelta(hours=2), timedelta(hours=1)) == (MARGIN, FRESH)


_BEARS = FailureThresholds()


@pytest.mark.parametrize(
    "figure",
    [
        f"heartbeat every {BEAT_SECONDS:g} seconds",
        f"After {LEASE.seconds} seconds without one",
        f"older than {STALE_SECONDS:g} seconds",
        f"up to {SendLimits().tries} times in a run",
        f"the first {_BEARS.same_at_start} rows",
        f"{_BEARS.same_in_a_row} rows in a row",
        f"{_BEARS.unknown_in_a_row} in a row get no usable answer",
        f"stays {100 * (1 - UNDER):.0f} per cent below that",
        f"half of all rows, once {_BEARS.share_after} are done",
    ],
)
def test_the_figures_of_the_promise_are_the_programs(figure: str) -> None:
    """What the promise says in figures is what the program does."""
    assert figure in " ".join(text("promise.md").split())
    assert 0.5 == _BEARS.share


@pytest.mark.parametrize("table", metadata.tables)
def test_every_table_of_the_ledger_is_told(table: str) -> None:
    """Whoever looks into the ledger finds each of its tables in the architecture."""
    assert f"\n| `{table}` |" in text("architecture.md")


def test_the_catalogues_areas_are_where_contributors_are_sent() -> None:
    """The page for contributors names the folder in which the sentences stand."""
    assert "zns_batch/i18n/catalogue/<area>.py" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert all(
        (ROOT / "zns_batch" / "i18n" / "catalogue" / f"{area.replace('.', '/')}.py").is_file()
        for area in catalogue_names()
    )


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_no_page_knows_the_machine_it_was_written_on(page: Path) -> None:
    """The pages name no place that only its writer has."""
    said = page.read_text("utf-8")
    assert [] == [word for word in (str(Path.home()), str(ROOT), "/tmp/") if word in said]
