"""The values of a sentence as JSON, so that it can be said later and in the language of who reads it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.i18n import SentenceValue

_READERS: dict[str, Callable[[str], SentenceValue]] = {
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "campaign": CampaignState,
    "row": RowState,
}


def dump_params(params: Mapping[str, SentenceValue]) -> dict[str, Any]:
    """Return the values of a sentence as JSON can hold them."""
    return {name: _dumped(value) for name, value in params.items()}


def load_params(dumped: Mapping[str, Any]) -> dict[str, SentenceValue]:
    """Return the values of a sentence that `dump_params` made ready for JSON.

    Raises:
        KeyError: A later version has written a value of a kind that this one doesn't know.

    """
    return {
        name: _READERS[value[0]](value[1]) if isinstance(value, list) else value
        for name, value in dumped.items()
    }


def _dumped(value: SentenceValue) -> object:
    # The order matters: a moment is a date too, and a state is a text.
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, CampaignState):
        return ["campaign", value.value]
    if isinstance(value, RowState):
        return ["row", value.value]
    return value
