"""The state machine that people read is the one that the program goes by."""

import re

from docs_text import ROOT

from zns_batch.domain.states import TRANSITIONS, RowState

_LINE = re.compile(r"^\| `(\w+)` \| `(\w+)` \|", re.MULTILINE)


def test_the_promise_shows_the_state_machine_of_the_code() -> None:
    """What a row may become, as the promise tells it, is what the program lets it become."""
    page = (ROOT / "docs" / "promise.md").read_text("utf-8")
    life = page.partition("\n## A row's life\n")[2].partition("\n## ")[0]
    told = [(RowState(before), RowState(after)) for before, after in _LINE.findall(life)]
    allowed = {(before, after) for before, all_after in TRANSITIONS.items() for after in all_after}
    assert allowed == set(told)
    assert len(allowed) == len(told)
