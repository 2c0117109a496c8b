"""The folders of which recurring schedules may take their lists: named in the settings, never by a person.

A page offers the folders; a person adds the name of a file in one of them, or a pattern of names.
What is taken at each run is looked at again: a link in a folder leads nowhere else.
"""

from dataclasses import dataclass
from pathlib import Path

from zns_batch.errors import UsageError

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt")
"""The kinds of files that a list may be."""

_LONGEST_NAME = 120
_LEADING_ELSEWHERE = frozenset('/\\:<>|"')
"""Signs that separate folders, name a drive, or stand in no name of a file on Windows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListFolders:
    """The folders that the settings allow."""

    folders: tuple[Path, ...]

    def existing(self) -> tuple[Path, ...]:
        """Return the folders that are there now."""
        return tuple(folder for folder in self.folders if folder.is_dir())

    def folder(self, choice: str) -> Path:
        """Return the folder that a person chose.

        Raises:
            UsageError: It is none of those that the settings allow, or is not there.

        """
        for folder in self.existing():
            if str(folder) == choice:
                return folder.resolve()
        raise UsageError("schedule.outside")

    def pattern(self, choice: str, name: str) -> str:
        """Return the list of a schedule: the path of a file of a folder, or a pattern of such paths.

        Args:
            choice: The folder that a person chose.
            name: The name of a file, or a pattern such as `don-hang-*.xlsx`.

        Raises:
            UsageError: The folder is not allowed, or the name is none of a list in it.

        """
        folder = self.folder(choice)
        is_plain = name.isprintable() and not _LEADING_ELSEWHERE & set(name)
        if not is_plain or len(name) > _LONGEST_NAME or name.startswith((".", "~")) or "**" in name:
            raise UsageError("schedule.bad-name", name=name[:_LONGEST_NAME])
        if not name.lower().endswith(ENDINGS):
            raise UsageError("schedule.bad-ending", endings=", ".join(ENDINGS))
        return str(folder / name)
