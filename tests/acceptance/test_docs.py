"""The walks in the docs: whoever types what the pages show gets where the pages say."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from docs_pages import DOCS, described, rendered
from docs_text import ROOT, blocks, commands_in

from zns_batch.sandbox import RunningSandbox, sandbox

WALKS = tuple(
    f"{page}{end}"
    for page in ("README", "docs/quick-start", "docs/schedules")
    for end in (".md", ".vi.md")
)

_GOES_ON_FOR_EVER = {"sandbox", "worker"}
_HOUSEHOLD = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "HOME", "USERPROFILE")

Step = tuple[list[str], dict[str, str]]


@pytest.fixture(scope="module")
def zalo() -> Iterator[RunningSandbox]:
    """Give a stand-in for Zalo."""
    with sandbox() as running:
        yield running


def steps(page: str, folder: Path) -> Iterator[Step]:
    """Return the commands of a page's `sh` blocks, with the ledger that a block may ask for."""
    for block in blocks(ROOT / page):
        if block.language == "sh":
            own = 'export ZNS_HOME="' in block.text
            ledger = folder / ("rehearsal" if own else "state")
            for words in commands_in(block.text):
                yield words, {"ZNS_HOME": str(ledger)}


def around(zalo: RunningSandbox, folder: Path) -> dict[str, str]:
    """Return an environment with nothing of the person's own but a system to run on."""
    kept = {name: os.environ[name] for name in _HOUSEHOLD if name in os.environ}
    return kept | {
        "XDG_CONFIG_HOME": str(folder),
        "ZNS_BASE_URL": zalo.url,
        "ZNS_ACCESS_TOKEN": "sandbox",
        "ZNS_YES": "1",
        "ZNS_RATE": "500",
        "ZNS_LANG": "en",
        "PYTHONUTF8": "1",
    }


@pytest.mark.parametrize("page", WALKS)
def test_a_page_can_be_walked_from_its_first_command_to_its_last(
    page: str, zalo: RunningSandbox, tmp_path: Path
) -> None:
    """A person who types the commands of the page, in its order, has each of them succeed."""
    environment = around(zalo, tmp_path)
    walked = [
        (words, run(words, tmp_path, environment | own))
        for words, own in steps(page, tmp_path)
        if words[0] not in _GOES_ON_FOR_EVER
    ]
    assert len(walked) >= 4
    assert [] == [(words, done.stderr) for words, done in walked if done.returncode != 0]


def run(
    words: list[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the program as a person does, who puts customers of their own into an empty list."""
    done = subprocess.run(
        [sys.executable, "-m", "zns_batch", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    if words[0] == "sample" and not done.returncode:
        book = openpyxl.load_workbook(folder / words[-1])
        book.worksheets[0]["A2"] = "0987654321"
        book.save(folder / words[-1])
    return done


def test_the_screen_of_the_readme_is_the_screen(zalo: RunningSandbox, tmp_path: Path) -> None:
    """The picture of the screen shows what the program says, line by line, up to the question."""
    shutil.copy(ROOT / "sample_data" / "don-hang.xlsx", tmp_path)
    environment = around(zalo, tmp_path) | {"ZNS_HOME": str(tmp_path / "state")}
    for page, lang in (("README.md", "en"), ("README.vi.md", "vi")):
        picture = next(block.text for block in blocks(ROOT / page) if block.language == "text")
        words = ["send", "don-hang.xlsx", "-t", "don-hang", "--dry-run", "--lang", lang]
        said = run(words, tmp_path, environment | {"ZNS_RATE": "10"}).stderr.splitlines()
        # A dry run asks no quota, and names and moments are another run's.
        alike = [line for line in picture.splitlines()[:-2] if not _differs(line)]
        assert 15 <= len(alike)
        assert [] == [line for line in alike if line not in said]


def _differs(line: str) -> bool:
    words = ("Campaign ", "Chiến dịch ", "  quota:", "  hạn mức:", "  pace:", "  tốc độ:")
    # A dry run goes nowhere, and says so in its place.
    return line.startswith((*words, "  destination:", "  nơi nhận:"))


def test_the_reference_of_commands_is_fresh() -> None:
    """The reference says of each command and option what `--help` says today."""
    # `python tools/docs_pages.py` writes it anew.
    page = DOCS / "commands.md"
    assert rendered(page) == page.read_text("utf-8")


def test_every_option_has_its_twin_as_the_pages_say() -> None:
    """`--quota-reserve` is `ZNS_QUOTA_RESERVE`: a twin bears its option's name."""
    odd = [
        (command["name"], option["names"], option["twin"])
        for command in described("en")
        for option in command["options"]
        if option["twin"] and f"`{_option_of(option['twin'])}`" not in option["names"]
    ]
    assert [] == odd


def _option_of(variable: str) -> str:
    return "--" + variable.removeprefix("ZNS_").lower().replace("_", "-")
