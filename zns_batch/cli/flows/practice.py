"""`demo --serve`: the pages over a stand-in, with nothing of this machine's own settings in them."""

import os
import re
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from zns_batch.cli.commands.sandbox import described_templates
from zns_batch.cli.console import info
from zns_batch.cli.flows.pages import serve_pages_until_stopped
from zns_batch.core.logging import write_to
from zns_batch.errors import UsageError
from zns_batch.i18n.system_errors import system_reason
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.receipts.webhook.handler import WebhookHandler
from zns_batch.sandbox import SandboxConfig, sandbox
from zns_batch.services.campaigns.demo_data import PRACTICE_LIST, write_practice_list
from zns_batch.settings import paths

ACCOUNT = "Tập dượt"
"""The name of the account of practice."""

_OA_ID = "4318649832101784321"
_APP_ID = "1000000000000000001"
"""What the account is logged in with: at the stand-in, which shows a page in place of Zalo's."""

_LISTS = "lists"
"""The folder of practice whose lists schedules may take."""

_KEPT = frozenset({"ZNS_LANG", "ZNS_DEBUG"})
"""Variables of ours that practice leaves as they are."""


def serve_practice(*, port: int, open_browser: bool, worker: bool = True) -> int:
    """Serve the pages in practice mode until Ctrl-C or SIGTERM; return the exit code.

    Raises:
        UsageError: The port can't be had.

    """
    from zns_batch.rest.mounted import mounted_api
    from zns_batch.web.server import ServeOptions

    config = SandboxConfig(
        latency=0.05, described=described_templates(), app_id=_APP_ID, consent_oa=_OA_ID
    )
    with (
        TemporaryDirectory(prefix="zns-batch-practice-", ignore_cleanup_errors=True) as folder,
        sandbox(config) as running,
        _settings_of_practice(Path(folder), running.url),
    ):
        info("web.serve.practice", url=running.url)
        write_practice_list(paths.home() / PRACTICE_LIST)
        # As another program would put it there, for schedules.
        write_practice_list(Path(folder) / _LISTS / PRACTICE_LIST)
        ledger = open_ledger(paths.ledger_place())
        write_to(paths.log_file())
        try:
            serve_pages_until_stopped(
                ledger,
                WebhookHandler(ledger, {}),
                ServeOptions(port=port, worker=worker, practice=True, api=mounted_api),
                open_browser=open_browser,
            )
        except OSError as error:
            why = system_reason(error)
            raise UsageError(
                "receipts.port-taken", host="127.0.0.1", port=str(port), why=why
            ) from error
        finally:
            ledger.close()
    info("receipts.stopped")
    return 0


@contextmanager
def _settings_of_practice(folder: Path, url: str) -> Iterator[None]:
    """Let this process, and those that it starts, know the stand-in and nothing else."""
    settings = folder / paths.SETTINGS_FILE
    settings.write_text(
        f'[accounts."{ACCOUNT}"]\nbase_url = "{url}"\noa_id = "{_OA_ID}"\n'
        f'oa_name = "Tiệm Nhà Sen"\n\n[web]\npractice = true\n'
        f'list_folders = ["{(folder / _LISTS).as_posix()}"]\n',
        encoding="utf-8",
    )
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("ZNS_") and name not in _KEPT]:
        del os.environ[name]
    middle = re.sub(r"[^A-Z0-9]+", "_", ACCOUNT.upper())
    os.environ |= {
        "ZNS_HOME": str(folder / "home"),
        "ZNS_SETTINGS": str(settings),
        "ZNS_KEYRING": "0",
        f"ZNS_{middle}_ACCESS_TOKEN": "sandbox",
        f"ZNS_{middle}_REFRESH_TOKEN": "sandbox",
        f"ZNS_{middle}_APP_ID": _APP_ID,
        f"ZNS_{middle}_APP_SECRET": "of-the-practice-application",
    }
    (folder / "home").mkdir(mode=0o700)
    (folder / _LISTS).mkdir(mode=0o700)
    try:
        # A template that is pulled goes into the folder in which the program runs.
        with chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)
