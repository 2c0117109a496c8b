"""What the pages cost, in five parts; nothing is asserted.

- `pages`: answers over a ledger of an agency's size (`web_pages.py`).
- `lists`: the check, the plan and the pages of an uploaded list (`web_lists.py`).
- `workbook`: the results workbook by the pages and by `report` (`web_workbook.py`).
- `process`: start, memory and webhook of the program's own `serve` (`web_served.py`).
- `sending`: how fast `serve` sends with and without five pages that poll (`web_served.py`).
"""

import argparse
import gzip
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from web_ledgers import DATABASES
from web_lists import lists
from web_pages import pages
from web_served import process, sending
from web_workbook import workbook

STATIC = Path(__file__).parents[2] / "zns_batch" / "web" / "static"


def files() -> None:
    """Print how large our own styles and scripts are."""
    for kind in ("css", "js"):
        found = sorted(STATIC.glob(f"*.{kind}"))
        sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in found}
        words = ", ".join(f"{name} {size / 1024:.1f}" for name, size in sizes.items())
        print(f"{kind}, KB compressed: {words}")


def _pages(asked: argparse.Namespace) -> None:
    for database in [asked.database] if asked.database else DATABASES:
        kept = asked.ledger if asked.database else None
        pages(asked.campaigns, asked.rows, asked.asks, database, kept)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["pages", "lists", "workbook", "process", "sending"])
    parser.add_argument("--campaigns", type=int, default=500)
    parser.add_argument("--rows", type=int, default=4_000, help="of each campaign")
    parser.add_argument("--database", choices=DATABASES, help="of the pages; both by themselves")
    parser.add_argument(
        "--ledger",
        type=Path,
        help="keep the filled ledger here, and use it again: a file, or a folder for PostgreSQL",
    )
    parser.add_argument("--asks", type=int, default=200)
    parser.add_argument("--list", type=int, default=100_000, help="rows of the uploaded list")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--upload", type=int, nargs="*", default=[100, 500], help="in MB")
    parser.add_argument("--messages", type=int, default=8_000)
    parser.add_argument("--rounds", type=int, default=12)
    asked = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "pages": lambda: _pages(asked),
        "lists": lambda: lists(asked.list, asked.runs, asked.asks),
        "workbook": lambda: workbook(asked.list, asked.runs),
        "process": lambda: process(asked.upload, asked.runs),
        "sending": lambda: sending(asked.messages, asked.rounds),
    }
    files()
    for name, part in parts.items():
        if asked.only in {None, name}:
            part()


if __name__ == "__main__":
    main()
