"""Checks of uploaded lists in this process, for tests that look at what a check finds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zns_batch.domain.template import Template, to_dict
from zns_batch.services.lists.checking.check_job import CheckArguments, check_list
from zns_batch.services.lists.checking.check_reader import CheckReader, open_check
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.files import check_db_path


def check_file(
    folder: Path,
    file: Path,
    template: Template,
    *,
    run: str = "1",
    previous: str | None = None,
    choices: ListChoices | None = None,
    never_send: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Check a file as the check's own process does; return what it tells of it."""
    arguments = CheckArguments(
        folder=str(folder),
        file=str(file),
        name=file.name,
        run=run,
        previous=previous,
        account="default",
        provider="zalo",
        oa_id=None,
        template=to_dict(template),
        choices=(choices or ListChoices()).dump(),
        today="2026-11-30",
        never_send=never_send,
    )
    return check_list(asdict(arguments), lambda _: None)


@contextmanager
def checked(
    folder: Path, file: Path, template: Template, *, choices: ListChoices | None = None
) -> Iterator[CheckReader]:
    """Check a file, and open what was found."""
    check_file(folder, file, template, choices=choices)
    with open_check(check_db_path(folder, "1")) as reader:
        yield reader
