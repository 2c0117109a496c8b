"""Progress while sending: a bar at a terminal, plain lines elsewhere."""

import sys
from collections import Counter
from contextlib import suppress
from shutil import get_terminal_size
from time import monotonic

from tqdm import tqdm

from zns_batch.cli.console import display_width, info_text, terminal_width
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.domain.message import Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.i18n import format_number
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.interfaces import ProgressObserver

BAR_SECONDS = 0.1
"""How often the bar moves."""

_LEAST_BAR = 4
"""Columns that are left for the bar itself."""

LINE_SECONDS = 10.0
"""How often a plain line is written where there is no terminal."""


class _Counts(ProgressObserver):
    """Counts for both kinds of progress display."""

    def __init__(self, *, dry_run: bool, practice: bool) -> None:
        self._dry_run = dry_run
        self._practice = practice
        self._done: Counter[OutcomeKind] = Counter()
        self._rate = 0.0
        self._quota = Quota()
        self._waiting: Reason | None = None
        self._began = monotonic()

    def on_outcome(self, row: DueRow, outcome: Outcome) -> None:  # noqa: ARG002 — the hook's signature
        """Count a row."""
        self._done[outcome.kind] += 1

    def on_progress(self, *, rate: float, quota: Quota, in_flight: int) -> None:  # noqa: ARG002 — the hook's signature
        """Note pace and quota, and show them."""
        self._rate, self._quota = rate, quota
        self.show()

    def on_wait(self, reason: Reason | None) -> None:
        """Note what the lane waits for, and show it."""
        self._waiting = reason
        self.show()

    def show(self) -> None:
        """Display the counts."""

    def close(self) -> None:
        """Display the final counts."""

    @property
    def _finished(self) -> int:
        return sum(count for kind, count in self._done.items() if kind is not OutcomeKind.NOT_SENT)

    def words(self, most: int | None = None) -> str:
        """Return the counts in words.

        Args:
            most: The columns there are; what matters least is left out until the words fit.

        """
        seconds = max(monotonic() - self._began, 0.001)
        # In a rehearsal nobody has accepted anything.
        words = tr(
            "cli.progress-dry-run" if self._dry_run else "cli.progress",
            accepted=self._done[OutcomeKind.ACCEPTED],
            rejected=self._done[OutcomeKind.REJECTED],
            unknown=self._done[OutcomeKind.UNKNOWN],
            speed=format_number(round(self._finished / seconds, 1), lang()),
        )
        mark = f"★ {tr('cli.practice')}: " if self._practice else ""
        waits = quota = ""
        if self._quota.remaining is not None:
            quota = ", " + tr("cli.progress-quota", n=self._quota.remaining)
        if self._waiting is not None:
            waits = ", " + tr("cli.progress-waits", what=tr(f"reason.{self._waiting}"))
        forms = [mark + words + quota + waits]
        if most is not None:
            counts = ("accepted", "rejected", "unknown")
            short = f"{self._done[OutcomeKind.ACCEPTED]}"
            if not self._dry_run:
                numbers = [self._done[OutcomeKind(name)] for name in counts]
                short = " ".join(f"{sign}{n}" for sign, n in zip("✓✗?", numbers, strict=True))
            star = "★ " if self._practice else ""
            forms += [mark + words + waits, mark + short + waits, star + short]
        return next((form for form in forms if display_width(form) <= (most or 10**9)), forms[-1])


class ProgressBar(_Counts):
    """A bar that moves.

    Args:
        total: How many rows wait to be sent.
        dry_run: Nothing is sent.
        practice: Messages go to a stand-in.

    """

    def __init__(self, total: int, *, dry_run: bool = False, practice: bool = False) -> None:
        super().__init__(dry_run=dry_run, practice=practice)
        self._shown_at = 0.0
        self._bar = tqdm(
            total=total,
            unit=tr("cli.unit"),
            # A terminal that does not tell its width gets a usual one.
            dynamic_ncols=get_terminal_size((0, 0)).columns > 0,
            ncols=None if get_terminal_size((0, 0)).columns > 0 else 100,
            bar_format="{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{remaining}{postfix}]",
        )

    def show(self) -> None:
        """Move the bar, a few times a second: eyes are no faster, and sending is."""
        if monotonic() - self._shown_at >= BAR_SECONDS:
            self._move()

    def _move(self) -> None:
        self._shown_at = monotonic()
        # A screen that is gone stops nothing.
        with suppress(OSError):
            done, total = self._finished, self._bar.total
            around = len(f"100%|{' ' * _LEAST_BAR}| {done}/{total} [00:00, ]")
            columns = terminal_width(sys.stderr)
            words = self.words(None if columns is None else max(columns - around - 1, 1))
            self._bar.set_postfix_str(words, refresh=False)
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Leave the bar as it stands."""
        self._move()
        with suppress(OSError):
            self._bar.refresh()
            self._bar.close()


class ProgressLines(_Counts):
    """A line now and then.

    Args:
        total: How many rows wait to be sent.
        dry_run: Nothing is sent.
        practice: Messages go to a stand-in.

    """

    def __init__(self, total: int, *, dry_run: bool = False, practice: bool = False) -> None:
        super().__init__(dry_run=dry_run, practice=practice)
        self._total = total
        self._said_at = monotonic()

    def show(self) -> None:
        """Write a line when the last one is old enough."""
        if monotonic() - self._said_at >= LINE_SECONDS:
            self._said_at = monotonic()
            self._say()

    def close(self) -> None:
        """Write the last line."""
        self._say()

    def _say(self) -> None:
        clock = f"{in_vietnam(SystemClock().now()):%H:%M:%S}"
        done, total = format_number(self._finished, lang()), format_number(self._total, lang())
        info_text(f"{clock}  {done}/{total}  {self.words()}")
