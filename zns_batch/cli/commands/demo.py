"""`demo`: the whole job with no Zalo account, on this machine alone."""

import shutil
from pathlib import Path

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info
from zns_batch.cli.help import command
from zns_batch.cli.language import lang

FOLDER = Path("demo")
_SAMPLE = "don-hang.xlsx"
_TEMPLATE = "don-hang"
_TOKEN = "sandbox"  # noqa: S105 — the stand-in takes any


@command("demo")
@o.option("--rows", help_key="rows", type=click.IntRange(1, 100_000), metavar="N")
@o.option("--rate", help_key="rate", type=o.Rate())
@o.JSON
@o.EVERYWHERE
def demo_command(*, rows: int | None, rate: float | None, as_json: bool) -> int:
    """Send a sample list to a stand-in and write the results workbook."""
    from zns_batch.sandbox import SandboxConfig, sandbox

    FOLDER.mkdir(exist_ok=True)
    sheet = _sheet(rows)
    with sandbox(SandboxConfig(latency=0.05)) as stand_in:
        info("cli.demo-starts", url=stand_in.url, file=str(sheet))
        code = _send(sheet, stand_in.url, rate, as_json=as_json)
        counts = stand_in.counts()
    info("cli.demo-ends", accepted=counts.accepted, folder=str(FOLDER))
    return code


def _sheet(rows: int | None) -> Path:
    """Lay the sample list into the folder; a longer or shorter one when asked."""
    from zns_batch.services.campaigns.demo_data import write_list
    from zns_batch.settings.paths import examples

    sheet = FOLDER / _SAMPLE
    if rows is None:
        shutil.copyfile(examples() / "sample_data" / _SAMPLE, sheet)
    else:
        write_list(sheet, rows)
    return sheet


def _send(sheet: Path, url: str, rate: float | None, *, as_json: bool) -> int:
    from tempfile import TemporaryDirectory

    from zns_batch.cli.flows.send import SendFlow
    from zns_batch.ledger.db.engine import open_ledger
    from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
    from zns_batch.settings.accounts import AccountSettings
    from zns_batch.settings.secrets import Secrets
    from zns_batch.sheets.prefetch import open_in_background

    opened = open_in_background(sheet)
    account = AccountSettings(name="demo", base_url=url, secrets=Secrets(access_token=_TOKEN))
    request = CampaignRequest(file=sheet, template=_TEMPLATE)
    run = RunOptions(rate=rate, lang=lang())
    # A ledger of its own, gone afterwards: the demo may be repeated and mixes with nothing.
    with TemporaryDirectory(prefix="zns-batch-demo-") as folder:
        ledger = open_ledger(Path(folder) / "ledger.db")
        try:
            flow = SendFlow(request, run, as_json=as_json, yes=True, account=account, ledger=ledger)
            return flow.send(opened)
        finally:
            ledger.close()
