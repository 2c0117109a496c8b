"""Progress while sending: a bar at a terminal, plain lines elsewhere."""

from collections import Counter
from contextlib import suppress
from shutil import get_terminal_size
from time import monotonic

from tqdm import tqdm

from zns_batch.cli.console import info_text
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.domain.message import Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.i18n import format_number
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.interfaces import ProgressObserver

BAR_SECONDS = 0.1
"""How often the bar moves."""

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

    def _words(self) -> str:
        seconds = max(monotonic() - self._began, 0.001)
        # In a rehearsal nobody has accepted anything.
        words = tr(
            "cli.progress-dry-run" if self._dry_run else "cli.progress",
            accepted=self._done[OutcomeKind.ACCEPTED],
            rejected=self._done[OutcomeKind.REJECTED],
            unknown=self._done[OutcomeKind.UNKNOWN],
            speed=format_number(round(self._finished / seconds, 1), lang()),
        )
        if self._quota.remaining is not None:
            words += ", " + tr("cli.progress-quota", n=self._quota.remaining)
        if self._waiting is not None:
            words += ", " + tr("cli.progress-waits", what=tr(f"reason.{self._waiting}"))
        return f"★ {tr('cli.practice')}: {words}" if self._practice else words


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
            self._bar.set_postfix_str(self._words(), refresh=False)
            self._bar.update(self._finished - self._bar.n)

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
        info_text(f"{clock}  {done}/{total}  {self._words()}")
