"""The tour of the practice mode: five hints that follow the first campaign, until somebody closes them."""

import re
from threading import Lock

HINTS = 5

_PLACES = (
    (1, re.compile(r"/")),
    (2, re.compile(r"/new|/lists/[^/]+(?:/sheet)?")),
    (3, re.compile(r"/lists/[^/]+/(?:columns|problems)")),
    (4, re.compile(r"/lists/[^/]+/(?:preview|send|confirm|test)")),
    (5, re.compile(r"/campaigns/[^/]+")),
)


def hint_for(path: str) -> int:
    """Return which of the hints belongs to a page; zero for none."""
    return next((number for number, place in _PLACES if place.fullmatch(path)), 0)


class PracticeTour:
    """Who has closed the hints. It is known as long as the practice lasts: in memory."""

    def __init__(self) -> None:
        self._closed: set[str] = set()
        self._lock = Lock()

    def set_open(self, user_id: str, *, is_open: bool) -> None:
        """Show the hints to somebody, or leave them out from now on."""
        with self._lock:
            if is_open:
                self._closed.discard(user_id)
            else:
                self._closed.add(user_id)

    def is_open(self, user_id: str) -> bool:
        """Tell whether somebody is shown the hints."""
        with self._lock:
            return user_id not in self._closed
