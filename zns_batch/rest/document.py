"""The API's own description: an OpenAPI document, made once of the calls and their models."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from zns_batch import __version__
from zns_batch.rest.models.common import ProblemAnswer

_DESCRIPTION = """\
For programs that have a list: a shop's back office, an ERP, a CRM. The same services as the pages and
the command line stand behind it: the same checks, the same promise that nothing is sent twice.

* **Keys.** `zns-batch token create NAME --account A --role sender` prints one, once. It is sent as
  `Authorization: Bearer zns_…`.
* **Refusals** are problem documents (RFC 9457). A program decides by `code`; `detail` is a sentence in
  the language of `Accept-Language` (`vi` or `en`).
* **Repeating.** What starts or changes something takes an `Idempotency-Key`: the same key with the same
  request gets the first answer again, also after a crash.
* **Asking again.** What is polled has an `ETag`; `If-None-Match` saves sending it again, and
  `Retry-After` says when it is worth asking.
* **Times** are in UTC with their offset; **phones** are texts.
"""


def document(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application's calls."""
    made = get_openapi(
        title="zns-batch",
        version=__version__,
        summary="Campaigns of Zalo notifications from a spreadsheet.",
        description=_DESCRIPTION,
        routes=app.routes,
        tags=[
            {"name": "lists", "description": "Upload a list, check it, see what it would send."},
            {"name": "campaigns", "description": "Start, follow and drive campaigns."},
            {"name": "accounts and templates", "description": "What can be sent, and by whom."},
            {"name": "schedules", "description": "Campaigns that come by themselves."},
            {"name": "suppressed", "description": "Numbers that nothing is ever sent to."},
            {"name": "events", "description": "The signed webhooks of a campaign."},
        ],
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    schema = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    definitions: dict[str, Any] = schema.pop("$defs", {})
    schemas: dict[str, Any] = made.setdefault("components", {}).setdefault("schemas", {})
    for name, one in {**definitions, ProblemAnswer.__name__: schema}.items():
        schemas.setdefault(name, one)
    return made


def kept_document(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application's calls, made once: it takes a quarter of a second."""
    made: dict[str, Any] | None = getattr(app.state, "document", None)
    if made is None:
        made = app.state.document = document(app)
    return made
