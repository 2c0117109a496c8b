"""Reason codes as labels: few and short, whatever a provider answers."""

import re
import threading

OTHER = "other"
"""Stands for every code that is no word, or one too many."""

MOST = 100
"""Different codes of one process; each makes a time series of its own."""

_CODE = re.compile(r"-?[A-Za-z0-9_.:-]{1,40}", re.ASCII)
# Nine digits in a row may be a phone number.
_LONG_NUMBER = re.compile(r"\d{8}")


class Codes:
    """Lets the first codes through, as they come."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def label(self, code: str) -> str:
        """Return a code as a label; empty for none."""
        if not code or code in self._known:
            return code
        if not _CODE.fullmatch(code) or _LONG_NUMBER.search(code):
            return OTHER
        with self._lock:
            if len(self._known) >= MOST and code not in self._known:
                return OTHER
            self._known.add(code)
        return code
