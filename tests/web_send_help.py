"""What tests of the last steps of a list on the pages share: upload, plan, the fields of the last page."""

import re
from pathlib import Path

import httpx
from program_help import HEADERS, Line, write_list
from web_help import Visitor, words_of

from zns_batch.ledger.uploads import UploadedList

HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


def uploaded_by(
    visitor: Visitor,
    folder: Path,
    lines: list[Line],
    *,
    leave: bool = False,
    name: str = "đơn hàng.xlsx",
    headers: tuple[str, ...] = HEADERS,
) -> UploadedList:
    """Upload a list through the service, and wait for its check."""
    lists = visitor.pages.web.lists
    content = write_list(folder / f"x-{name}", lines, headers).read_bytes()
    receiver = lists.begin(
        owner=visitor.user.id,
        account="default",
        template="don-hang",
        name=name,
        size=len(content),
    )
    receiver.write(content)
    uploaded = lists.wait(receiver.finish(), 120)
    if leave:
        answer = visitor.post(f"/lists/{uploaded.id}/problems", {"leave": "1"})
        assert 303 == answer.status_code
    return lists.find(uploaded.id)


def go(visitor: Visitor, uploaded: UploadedList, **fields: str) -> httpx.Response:
    """Press the button of the send page, and follow to the confirm page once the plan is made."""
    form = {"way": "now", "duplicates": "skip", "lang": "vi", "act": "go", **fields}
    answer = visitor.post(f"/lists/{uploaded.id}/send", form)
    assert 303 == answer.status_code, words_of(answer)
    visitor.pages.web.jobs.wait(f"plan:{uploaded.id}", 120)
    assert f"/lists/{uploaded.id}/confirm" == answer.headers["location"]
    return visitor.get(answer.headers["location"])


def shown(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of a confirm page's form."""
    found = dict(HIDDEN.findall(page.text))
    return {name: found[name] for name in ("draft", "fingerprint", "n")}
