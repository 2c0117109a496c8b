"""The program inside a process that was forked with the libraries already loaded.

Half a second of every command is spent on loading libraries. Where processes can be forked, the
tests pay for that once: a server has the libraries loaded, and each command is a process of its own
that begins there. None of the program's own modules is loaded beforehand.
"""

import os
import sys
from collections.abc import Mapping, Sequence

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

    from zns_batch.__main__ import main

    main()


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
