"""`demo`: sends a sample list to the sandbox and writes the results workbook."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from zns_batch.cli.console import info
from zns_batch.cli.flows.send import SendFlow
from zns_batch.cli.language import lang
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.sandbox import SandboxConfig, sandbox
from zns_batch.services.campaigns.demo_data import write_list
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.settings.accounts import AccountSettings
from zns_batch.settings.paths import examples
from zns_batch.settings.secrets import Secrets
from zns_batch.sheets.prefetch import open_in_background

FOLDER = Path("demo")
_SAMPLE = "don-hang.xlsx"
_TEMPLATE = "don-hang"
_TOKEN = "sandbox"  # noqa: S105 — the sandbox takes any


def run_demo(*, rows: int | None, rate: float | None, as_json: bool) -> int:
    """Run the demo; return the exit code of its `send`."""
    FOLDER.mkdir(exist_ok=True)
    sheet = FOLDER / _SAMPLE
    if rows is None:
        shutil.copyfile(examples() / "sample_data" / _SAMPLE, sheet)
    else:
        write_list(sheet, rows)
    # A ledger of its own, gone afterwards: the demo may be repeated and mixes with nothing.
    with (
        sandbox(SandboxConfig(latency=0.05)) as running,
        TemporaryDirectory(prefix="zns-batch-demo-") as folder,
    ):
        info("cli.demo-starts", url=running.url, file=str(sheet))
        opened = open_in_background(sheet)
        ledger = open_ledger(Path(folder) / "ledger.db")
        try:
            flow = SendFlow(
                CampaignRequest(file=sheet, template=_TEMPLATE),
                RunOptions(rate=rate, lang=lang()),
                as_json=as_json,
                yes=True,
                account=AccountSettings(
                    name="demo", base_url=running.url, secrets=Secrets(access_token=_TOKEN)
                ),
                ledger=ledger,
            )
            code = flow.send(opened)
        finally:
            ledger.close()
        counts = running.counts()
    info("cli.demo-ends", accepted=counts.accepted, folder=str(FOLDER))
    return code
