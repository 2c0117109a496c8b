"""How errors travel from a child process to the one that shows them: as JSON, never as code."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zns_batch import errors
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import InternalError, ZnsBatchError
from zns_batch.i18n import has_translation

_KINDS = {"moment": datetime.fromisoformat, "campaign": CampaignState, "row": RowState}
_OWN_SHAPE = frozenset({"BrokenOffError", "RefusalError"})
"""Errors that are made of more than a key and its values: their general kind takes their place."""


def dump_error(error: ZnsBatchError) -> dict[str, Any]:
    """Return an error as JSON can hold it."""
    params: dict[str, Any] = {}
    for name, value in error.params.items():
        if isinstance(value, datetime):
            params[name] = ["moment", value.isoformat()]
        elif isinstance(value, CampaignState):
            params[name] = ["campaign", value.value]
        elif isinstance(value, RowState):
            params[name] = ["row", value.value]
        else:
            params[name] = value
    return {"class": type(error).__name__, "key": error.key, "params": params}


def load_error(dumped: Mapping[str, Any]) -> ZnsBatchError:
    """Return the error that a child told of."""
    name, key = str(dumped.get("class")), str(dumped.get("key"))
    if not has_translation(key):
        return InternalError("run.internal", what=name)
    kind = getattr(errors, name, ZnsBatchError)
    if name in _OWN_SHAPE or not (isinstance(kind, type) and issubclass(kind, ZnsBatchError)):
        kind = ZnsBatchError
    params: dict[str, Any] = {
        word: _KINDS[value[0]](value[1]) if isinstance(value, list) else value
        for word, value in dumped.get("params", {}).items()
    }
    loaded: ZnsBatchError = kind(key, **params)
    return loaded
