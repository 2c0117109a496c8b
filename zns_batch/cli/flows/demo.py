"""`demo` and `send --rehearse`: send a list to a sandbox of their own."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from zns_batch.cli.commands.sandbox import described_templates
from zns_batch.cli.console import info
from zns_batch.cli.flows.send import SendFlow
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.domain.sheet import Sheet
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox
from zns_batch.sandbox.config import KEY_HEADER
from zns_batch.services.campaigns.demo_data import write_list
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.report import report_folder
from zns_batch.settings.accounts import AccountSettings, load_account
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
    opened = open_in_background(sheet)
    with sandbox(SandboxConfig(latency=0.05)) as running:
        info("cli.demo-starts", url=running.url, file=str(sheet))
        code = _send_to_sandbox(
            running,
            CampaignRequest(file=sheet, template=_TEMPLATE),
            RunOptions(rate=rate, lang=lang(), rehearsal="demo"),
            account=AccountSettings(name="demo"),
            opened=opened,
            as_json=as_json,
        )
        counts = running.counts()
    info("cli.demo-ends", accepted=counts.accepted, folder=str(FOLDER))
    return code


def rehearse(
    request: CampaignRequest,
    run: RunOptions,
    *,
    opened: Callable[[], Sheet],
    as_json: bool,
) -> int:
    """Send a list to a sandbox of its own; return the exit code.

    Raises:
        UsageError: The campaign is to be left to workers, who would send it for real.

    """
    if run.detach:
        raise UsageError("cli.not-detached", option="--rehearse")
    account = load_account(request.account, with_secrets=False)
    # Name and workbook say it too: nobody takes them for results of a real campaign.
    word, stem, now = tr("cli.practice-word"), request.file.stem, SystemClock().now()
    name = f"{word}-{stem}-{in_vietnam(now):%Y%m%d-%H%M%S}"
    out = run.out or report_folder(request.file) / f"{name}.xlsx"
    run = replace(run, name=run.name or name, out=out, rehearsal="rehearse")
    info("cli.rehearsal")
    config = SandboxConfig(
        latency=0.05,
        described=described_templates(),
        key_header=account.key_header or KEY_HEADER,
    )
    with sandbox(config, provider=account.provider) as running:
        code = _send_to_sandbox(
            running, request, run, account=account, opened=opened, as_json=as_json
        )
    info("cli.rehearsal")
    return code


def _send_to_sandbox(
    running: RunningSandbox,
    request: CampaignRequest,
    run: RunOptions,
    *,
    account: AccountSettings,
    opened: Callable[[], Sheet],
    as_json: bool,
) -> int:
    account = replace(
        account,
        base_url=running.url,
        oauth_url=running.url,
        ignored_variables={},
        secrets=Secrets(access_token=_TOKEN, api_key=_TOKEN),
    )
    # A ledger of its own, gone afterwards: it may be repeated and mixes with nothing.
    with TemporaryDirectory(prefix="zns-batch-demo-") as folder:
        ledger = open_ledger(Path(folder) / "ledger.db")
        try:
            flow = SendFlow(request, run, as_json=as_json, yes=True, account=account, ledger=ledger)
            return flow.send(opened)
        finally:
            ledger.close()
