"""The guide to adding a provider is true: its toy runs a campaign through ledger, lane and report."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from docs_text import ROOT
from ledger_help import opened, planned

from zns_batch import i18n, providers
from zns_batch.domain.states import RowState
from zns_batch.ledger import campaigns, drafts, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import NewCampaign
from zns_batch.providers import ProviderConfig, make_client
from zns_batch.reports.results import write_report
from zns_batch.sandbox import registry, sandbox
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.runner import CampaignRunner

GUIDE = (ROOT / "docs" / "adding-a-provider.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"```python\n# zns_batch/([\w/]+)\.py\n(.*?)```", GUIDE, re.DOTALL))


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy's three modules as the guide gives them, and the three lines."""
    for path, code in BLOCKS.items():
        name = "zns_batch." + path.replace("/", ".")
        module = ModuleType(name)
        exec(compile(code, f"{path}.py", "exec"), module.__dict__)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setitem(providers._MODULES, "toy", "zns_batch.providers.toy")
    monkeypatch.setitem(registry._MODULES, "toy", "zns_batch.sandbox.toy")
    monkeypatch.setitem(i18n._AREAS, "toy", "toy")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger of its own."""
    found = opened(tmp_path)
    yield found
    found.close()


@pytest.mark.usefixtures("toy")
async def test_the_toy_of_the_guide_sends_a_campaign(ledger: Ledger, tmp_path: Path) -> None:
    """What the guide shows is all it takes: rows are sent, refused and explained in the workbook."""
    from ledger_help import NOW, TEMPLATE

    new = NewCampaign(
        name="toy",
        account="default",
        provider="toy",
        template=TEMPLATE,
        source="list.xlsx",
        headers=("Họ tên", "SĐT"),
        dry_run=False,
        mode=None,
    )
    draft = drafts.create_draft(ledger, new, stem="list", now=NOW)
    add_rows(ledger, draft)
    campaign = campaigns.get(ledger, draft)
    with sandbox(provider="toy") as stand_in:
        provider = make_client("toy", ProviderConfig(base_url=stand_in.url, api_key="k"))
        limits = SendLimits(rate=500, concurrency=5)
        ended = await CampaignRunner(
            ledger=ledger, campaign=campaign, provider=provider, limits=limits
        ).run()
        await provider.close()
        assert (18, 20) == (stand_in.counts().accepted, stand_in.counts().requests)
    assert {RowState.ACCEPTED: 18, RowState.REJECTED: 2} == dict(ended.tally.rows)
    write_report(
        tmp_path / "out.xlsx",
        ended.campaign,
        lambda: rows.read_rows(ledger, campaign.id, price=None),
        ended.tally,
        lang="vi",
        now=NOW,
    )
    from program_help import read_page

    found = {line["Lý do"] for line in read_page(tmp_path / "out.xlsx")}
    assert "Toy không gửi tới số kết thúc bằng 0." in found


def add_rows(ledger: Ledger, draft: str) -> None:
    """Write twenty rows, of which two end in 0."""
    from zns_batch.ledger.insert_rows import insert_rows as add

    add(ledger, draft, [planned(number) for number in range(1, 21)])


@pytest.mark.usefixtures("toy")
async def test_what_the_toy_lacks_is_refused_by_name() -> None:
    """A provider that declares nothing refuses everything else in words."""
    from zns_batch.errors import UsageError

    desk = make_client("toy", ProviderConfig(api_key="k"))
    with pytest.raises(UsageError) as told:
        await desk.templates()
    assert "toy" in told.value.text("en")
