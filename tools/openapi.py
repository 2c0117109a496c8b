"""Writes `docs/openapi.json`: what the JSON API says of itself, so that a change of it is seen."""

import json
from pathlib import Path

from fastapi import FastAPI

from zns_batch.rest.app import ROUTERS
from zns_batch.rest.document import document
from zns_batch.rest.runtime import PREFIX

TARGET = Path(__file__).parent.parent / "docs" / "openapi.json"


def written() -> str:
    """Return the document as it is kept."""
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    return json.dumps(document(app), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
