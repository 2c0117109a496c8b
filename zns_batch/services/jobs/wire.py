"""How errors travel from a child process to the one that shows them: as JSON, never as code."""

from collections.abc import Mapping
from typing import Any

from zns_batch import errors
from zns_batch.errors import InternalError, ZnsBatchError
from zns_batch.i18n import has_translation
from zns_batch.ledger.db.sentence_codec import dump_params, load_params

_OWN_SHAPE = frozenset({"BrokenOffError", "RefusalError"})
"""Errors that are made of more than a key and its values: their general kind takes their place."""


def dump_error(error: ZnsBatchError) -> dict[str, Any]:
    """Return an error as JSON can hold it."""
    return {"class": type(error).__name__, "key": error.key, "params": dump_params(error.params)}


def load_error(dumped: Mapping[str, Any]) -> ZnsBatchError:
    """Return the error that a child told of."""
    name, key = str(dumped.get("class")), str(dumped.get("key"))
    if not has_translation(key):
        return InternalError("run.internal", what=name)
    kind = getattr(errors, name, ZnsBatchError)
    if name in _OWN_SHAPE or not (isinstance(kind, type) and issubclass(kind, ZnsBatchError)):
        kind = ZnsBatchError
    loaded: ZnsBatchError = kind(key, **load_params(dumped.get("params", {})))
    return loaded
