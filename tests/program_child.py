"""The program inside a process that was forked with libraries and most of the program already loaded.

Nearly all that a short command takes is spent on loading. Where processes can be forked, the tests pay
for that once: a server has everything loaded, and each command is a process of its own that begins
there. Nothing but loading was done before: no module looks at the environment while it is loaded. What
a command loads, and when, is tested with `Program.fresh`.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from program_worker import READY_WORKER, keep_worker_ready

LIBRARIES = (
    "aiohttp",
    "alembic.command",
    "alembic.config",
    "click.shell_completion",
    "httpx",
    "httpx_aiohttp",
    "keyring",
    "openpyxl",
    "phonenumbers",
    "psutil",
    "python_calamine",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.orm",
    "structlog",
    "tenacity",
    "tqdm",
    "xlsxwriter",
)
"""What the program loads sooner or later."""

PROGRAM = (
    "zns_batch.__main__",
    "zns_batch.cli.app",
    "zns_batch.cli.flows.campaigns",
    "zns_batch.ledger.db.migrate",
    "zns_batch.reports.results",
    "zns_batch.rest.mounted",
    "zns_batch.services.campaigns.launch",
    "zns_batch.services.campaigns.runner",
    "zns_batch.services.unattended.campaign_worker",
    "zns_batch.sheets",
    "zns_batch.web.app",
    "zns_batch.web.machine_routes",
    "zns_batch.web.server",
    "program_templates",
)
"""Modules of the program that load most of the others, and ours that compiles the pages' templates.

None loads a command: its help is written in the language of the moment in which it is loaded.
"""


def be_the_program(
    words: Sequence[str], folder: str, env: Mapping[str, str], out: str, err: str
) -> None:
    """Become the program with a command line, a working folder and an environment.

    Args:
        words: The words after the program's name.
        folder: The working folder.
        env: The whole environment.
        out: The file to which standard output goes.
        err: The file to which standard error goes.

    """
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    for number, path, mode in ((0, os.devnull, os.O_RDONLY), (1, out, _NEW), (2, err, _NEW)):
        opened = os.open(path, mode)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    sys.argv = ["zns-batch", *words]
    if os.environ.pop(READY_WORKER, None):
        keep_worker_ready()

    from zns_batch.__main__ import main

    main()


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
