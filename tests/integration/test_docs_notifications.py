"""What the pages about notifications show is true: the JSON, the letter, the lines that check a signature."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from docs_text import ROOT, Block, blocks
from notices_help import HASTY, notice, receiver

from zns_batch.notifications.notification import NotificationKind, RequiredAction
from zns_batch.notifications.payload import as_object, as_variables
from zns_batch.notifications.text import subject, text_body
from zns_batch.notifications.webhook import WebhookChannel

BOTH = ("notifications.md", "notifications.vi.md")


def shown(page: str, language: str) -> list[str]:
    """Return the blocks of a language that a page shows."""
    found: list[Block] = blocks(ROOT / "docs" / page)
    return [block.text for block in found if block.language == language]


@pytest.mark.parametrize("page", BOTH)
def test_the_json_of_the_page_is_what_is_told(page: str) -> None:
    """A program written from the page gets what the page shows, key by key in this order."""
    (text,) = shown(page, "json")
    told = json.dumps(as_object(notice()), ensure_ascii=False, indent=2)
    assert told.replace("\\\\", "/") == text.strip()


def test_the_letter_of_the_page_is_what_is_sent() -> None:
    """The letters that the pages show are those that the program writes."""
    (vietnamese,) = shown(BOTH[1], "text")
    (english,) = shown(BOTH[0], "text")
    need = RequiredAction(
        reason="This phone has no Zalo account.", rows=17, remedy="Call or text the customer."
    )
    other = notice(
        lang="en",
        name="Reminders of December",
        schedule="Reminders",
        sum_line="1,000 rows = 503 pending + 480 accepted + 17 rejected",
        needs=(need,),
        report=Path("reports/Reminders 2026-12-01 0800.xlsx"),
    )
    for text, told in ((vietnamese, notice()), (english, other)):
        made = f"Subject: {subject(told)}\n\n{text_body(told)}"
        assert made.replace("\\", "/") == text


@pytest.mark.parametrize("page", BOTH)
@pytest.mark.parametrize(
    "secret", ["C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
)
def test_the_lines_that_check_a_signature_do(page: str, secret: str) -> None:
    """Copied from the page, they take a true notice and no changed, foreign or old one."""
    (code,) = shown(page, "python")
    names: dict[str, Any] = {}
    exec(code, names)
    is_genuine = cast("Callable[[dict[str, str], bytes, str], bool]", names["is_genuine"])
    with receiver(200) as server:
        WebhookChannel(url=server.url, secret=secret, retry=HASTY).send(notice())
        old = time.time() - 3600
        WebhookChannel(url=server.url, secret=secret, retry=HASTY, now=lambda: old).send(notice())
    new, late = server.posts
    assert is_genuine(new.headers, new.body, secret)
    assert not is_genuine(new.headers, new.body + b" ", secret)
    assert not is_genuine(new.headers, new.body, "another")
    assert not is_genuine(late.headers, late.body, secret)


@pytest.mark.parametrize("page", BOTH)
def test_every_kind_and_every_variable_is_explained(page: str) -> None:
    """The page names each thing that can be told, and each variable that a command sees."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert [] == [kind for kind in NotificationKind if f"\n| `{kind}` |" not in text]
    assert [] == [name for name in as_variables(notice()) if f"`{name}`" not in text]
