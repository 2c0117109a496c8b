"""The files that people deploy with: they can be read, and name what exists."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import click
import pytest
import yaml
from docs_pages import walk
from ledger_help import TestClock
from prometheus_client import CollectorRegistry

from zns_batch.cli.app import PROGRAM, root
from zns_batch.domain.message import Quota
from zns_batch.ledger.maintenance.stats import LedgerStats, PausedCount
from zns_batch.metrics.ledger_poller import LedgerPoller
from zns_batch.metrics.registry import MetricsRegistry
from zns_batch.settings import notifications
from zns_batch.settings.accounts import _FIELDS
from zns_batch.settings.secrets import Secrets
from zns_batch.settings.web import WEB, WebSettings, load_web
from zns_batch.web.listening import check_address

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PAGES = [ROOT / "docs" / name for name in ("operations.md", "operations.vi.md")]
UNITS = sorted(DEPLOY.glob("*.service"))
FILES = sorted(one for one in DEPLOY.iterdir() if one.is_file())
OUR_OWN = {
    *("ZNS_HOME", "ZNS_DATABASE_URL", "ZNS_KEYRING", "ZNS_LANG", "ZNS_DEBUG", "ZNS_SETTINGS"),
    "ZNS_SUPPRESS_KEY",
    *(f"ZNS_WEB_{key.upper()}" for key in WEB),
}


def _options() -> dict[str, list[click.Option]]:
    found = walk(root(), click.Context(root(), info_name=PROGRAM))
    return {
        context.command_path.partition(" ")[2]: [
            one for one in command.params if isinstance(one, click.Option)
        ]
        for command, context in found
    }


OPTIONS = _options()


def _variables() -> set[str]:
    """Every variable that the program knows."""
    twins = {str(one.envvar) for options in OPTIONS.values() for one in options if one.envvar}
    keys = [*_FIELDS, *(name for name in Secrets.__dataclass_fields__)]
    return (
        OUR_OWN
        | twins
        | {f"ZNS_{key.upper()}" for key in keys}
        | {
            notifications.SECRET,
            notifications.PASSWORD,
        }
    )


@pytest.mark.parametrize("path", [*FILES, *PAGES], ids=lambda path: path.name)
def test_every_variable_that_is_named_exists(path: Path) -> None:
    """Nobody sets a variable by our example that the program does not read."""
    named = set(re.findall(r"\bZNS_[A-Z_]+[A-Z]\b", path.read_text("utf-8")))
    assert set() == named - _variables()


def _check_command(words: list[str]) -> None:
    """Hold a command line to the commands and options that exist, without running it."""
    name, *given = words
    assert name in OPTIONS, name
    known = {flag for one in OPTIONS[name] for flag in one.opts}
    assert [] == [word for word in given if word.startswith("--") and word not in known]


def _unit(path: Path) -> dict[str, dict[str, str]]:
    """Read a unit; what is said more than once has a line each."""
    found: dict[str, dict[str, str]] = {}
    section = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            part = found.setdefault(section, {})
            part[key] = f"{part[key]}\n{value}" if key in part else value
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists_and_starts_it_again(path: Path) -> None:
    """What systemd is told to run is a command of ours, as a user of its own, started again whenever it ends, stopped by SIGTERM."""
    service = _unit(path)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert "/opt/zns-batch/bin/zns-batch" == program
    _check_command(words)
    assert ("zns", "always", "SIGTERM") == (
        service["User"],
        service["Restart"],
        service["KillSignal"],
    )
    assert {"ZNS_HOME=/var/lib/zns-batch", "ZNS_KEYRING=0"} == set(
        service["Environment"].split("\n")
    )
    assert "zns-batch" == service["StateDirectory"]
    assert "multi-user.target" == _unit(path)["Install"]["WantedBy"]


def test_the_pages_of_the_compose_file_may_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The container with the pages starts: it has an https address and knows the server in front, whose network it believes and no other."""
    compose = _compose()
    given = compose["services"]["serve"]["environment"]
    for name, value in given.items():
        monkeypatch.setenv(name, re.sub(r"\$\{DOMAIN:[^}]*\}", "zns.example.vn", value))
    settings = load_web()
    words = compose["services"]["serve"]["command"]
    check_address(settings, words[words.index("--host") + 1])
    [subnet] = compose["networks"]["front"]["ipam"]["config"]
    assert (subnet["subnet"],) == settings.trusted_proxies
    users = [
        name for name, one in compose["services"].items() if "front" in one.get("networks", ())
    ]
    assert ["serve", "front"] == users


def test_the_server_in_front_lets_the_largest_list_through() -> None:
    """An upload that the pages take is not refused by the server in front, the figures stay inside, and it passes to the port where the pages are."""
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    [most] = re.findall(r"max_size (\d+)MB", text)
    assert WebSettings().max_upload_mb < int(most)
    assert "respond /metrics 404" in text
    assert "127.0.0.1:8484" in text


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_itself_understands_a_unit(path: Path, tmp_path: Path) -> None:
    """Where systemd is installed, it finds no fault with a unit."""
    checker = shutil.which("systemd-analyze")
    if checker is None:
        pytest.skip("there is no systemd on this machine")
    text = path.read_text("utf-8").replace("/opt/zns-batch/bin/zns-batch", sys.executable)
    copy = tmp_path / path.name
    copy.write_text(text, "utf-8")
    done = subprocess.run(
        [checker, "verify", copy], capture_output=True, text=True, check=False, timeout=60
    )
    about = [line for line in done.stderr.splitlines() if "zns-batch" in line]
    assert (0, []) == (done.returncode, about)


@pytest.mark.parametrize("path", UNITS, ids=[one.name for one in UNITS])
def test_a_unit_may_open_many_files(path: Path) -> None:
    """A thousand idle clients, or a hundred accounts with ten requests each, exhaust no service."""
    assert "LimitNOFILE=65536" in path.read_text(encoding="utf-8").splitlines()


def test_the_windows_task_never_ends_by_itself() -> None:
    """The task starts with the machine, runs without a limit, and is started again when it fails."""
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    task = ET.fromstring((DEPLOY / "zns-batch-worker.xml").read_text("utf-8"))

    def text(*path: str) -> str:
        return task.findtext("/".join(space + one for one in path)) or ""

    assert "PT0S" == text("Settings", "ExecutionTimeLimit")
    assert "IgnoreNew" == text("Settings", "MultipleInstancesPolicy")
    assert "PT1M" == text("Settings", "RestartOnFailure", "Interval")
    assert "true" == text("Triggers", "BootTrigger", "Enabled")
    assert text("Actions", "Exec", "Command").endswith("zns-batch.exe")
    _check_command(text("Actions", "Exec", "Arguments").split())


def _compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_the_compose_file_runs_commands_that_exist() -> None:
    """Pages, worker and database are there, each command is one of ours, and nothing but the server with HTTPS can be reached from elsewhere."""
    services = _compose()["services"]
    assert {"database", "worker", "serve", "front"} == services.keys()
    for name in ("worker", "serve"):
        _check_command(services[name]["command"])
        assert {"condition": "service_healthy"} == services[name]["depends_on"]["database"]
        assert services[name]["read_only"]
    assert ["front"] == [name for name, one in services.items() if "ports" in one]
    build = services["worker"]["build"]
    assert (ROOT / "deploy" / build["context"] / build["dockerfile"]).resolve().is_file()
    assert "worker.env" != services["database"]["env_file"], "no token of ours for the database"


def test_the_container_takes_what_is_there_and_runs_without_rights() -> None:
    """What is copied into the image exists, libraries are held to their hashes, the user is none with rights, and what it runs are commands of ours."""
    text = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split(" ", 1) for line in text.splitlines() if line and line[0] not in "# "]
    by_word: dict[str, list[str]] = {}
    for word, rest in lines:
        by_word.setdefault(word, []).append(rest.strip())
    copied = [one for rest in by_word["COPY"] if "--from" not in rest for one in rest.split()[:-1]]
    assert copied
    assert [] == [one for one in copied if not (ROOT / one).exists()]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert [] == [one for one in included if one.partition("/")[0] not in copied], "of the wheel"
    assert any("--require-hashes -r requirements.lock" in one for one in by_word["RUN"])
    assert {"python:3.12-slim"} == {one.split()[0] for one in by_word["FROM"]}
    assert ["zns"] == by_word["USER"]
    assert ['["zns-batch"]'] == by_word["ENTRYPOINT"]
    _check_command(yaml.safe_load(by_word["CMD"][0]))
    assert any("/health" in one for one in by_word["HEALTHCHECK"])


# ── Prometheus ──


def _names(registry: CollectorRegistry) -> set[str]:
    return {sample.name for one in registry.collect() for sample in one.samples}


def _told() -> set[str]:
    """The names of all figures of ours."""
    clock = TestClock()
    rest = PausedCount(account="shop", reason="night", goes_on=True, count=1)
    standing = LedgerStats(
        campaigns={},
        sending=frozenset(),
        accounts=frozenset({"shop"}),
        resting=(rest,),
        waiting=0,
        since=None,
        workers=1,
    )
    survey = LedgerPoller(lambda _now: standing, clock)
    survey.look_once()
    figures = MetricsRegistry(survey, clock, is_ready=lambda: True, version="1")
    watch = figures.watch("shop")
    watch.on_progress(rate=1.0, quota=Quota(daily=5, remaining=4), in_flight=1)
    names = {name for name in _names(figures.registry) if name.startswith("zns_batch_")}
    return {name for name in names if not name.endswith("_created")} | {"zns_batch_retries_total"}


def test_the_alerts_ask_for_figures_that_exist() -> None:
    """Each rule has a name, a sentence, and asks for nothing that no worker tells."""
    path = DEPLOY / "prometheus-alerts.yml"
    [group] = yaml.safe_load(path.read_text("utf-8"))["groups"]
    asked = set(re.findall(r"zns_batch_\w+", path.read_text("utf-8")))
    assert set() == asked - _told()
    assert all({"alert", "expr", "labels", "annotations"} <= rule.keys() for rule in group["rules"])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_page_tells_of_every_figure_and_alert(page: Path) -> None:
    """Whatever a worker tells, and whatever rings, stands in the page on operations."""
    text = page.read_text("utf-8")
    rules = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text("utf-8"))
    alerts = [rule["alert"] for rule in rules["groups"][0]["rules"]]
    assert [] == [name for name in (*sorted(_told()), *alerts) if f"`{name}`" not in text]
    named = set(re.findall(r"`(zns_batch_[a-z_]+)`", text))
    assert set() == named - _told()
    assert [] == [path.name for path in FILES if f"deploy/{path.name}" not in text]


def test_the_example_of_the_environment_holds_no_secret() -> None:
    """What people copy has names and no values of secrets."""
    lines = (DEPLOY / "worker.env.example").read_text("utf-8").splitlines()
    set_up = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert {"ZNS_LANG": "vi"} == {name: value for name, value in set_up.items() if value}
