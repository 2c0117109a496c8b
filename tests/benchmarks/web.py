"""What the pages cost: answers over a ledger of an agency's size, and sending while people watch.

Nothing is asserted. For the answers see `web_pages.py`. Sending with watchers is the program's own
`serve`, in turns with and without five pages that poll as a browser does, to a stand-in that answers
after 20 ms.
"""

import argparse
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import httpx
from program_help import Program, orders, program_in, until
from sending import server as stand_in
from sqlalchemy import func, select
from web_pages import pages
from worker_help import detached, ledger_of

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.schema import changes

STATIC = Path(__file__).parents[2] / "zns_batch" / "web" / "static"
WATCHERS = 5
POLL_SECONDS = 2.0
DELAY = 0.02


# ── sending while people watch ──


@contextmanager
def watchers_of(url: str, link: str, count: int) -> Iterator[Callable[[str], None]]:
    """Sign in and open some windows; yields what lets them poll a campaign, each every two seconds."""
    clients = [httpx.Client(base_url=url, verify=False) for _ in range(max(count, 1))]
    first = clients[0]
    token = re.search(r'name="token" value="([^"]+)"', first.get(link).text)
    assert token is not None
    headers = {"Origin": url, "Sec-Fetch-Site": "same-origin"}
    fields = {"token": token[1], "name": "An", "login": "an", "lang": "vi"}
    assert 303 == first.post(link, data=fields, headers=headers).status_code
    for client in clients[1:]:
        client.cookies = httpx.Cookies(first.cookies)
    ended, threads = threading.Event(), []

    def poll(client: httpx.Client, campaign: str) -> None:
        etag = ""
        while not ended.wait(POLL_SECONDS):
            head = {"If-None-Match": etag} if etag else {}
            answer = client.get(f"/campaigns/{campaign}/live", headers=head)
            assert answer.status_code in {200, 304}, answer.text
            etag = answer.headers.get("etag", etag)

    def begin(campaign: str) -> None:
        for client in clients[:count]:
            threads.append(threading.Thread(target=poll, args=(client, campaign)))
            threads[-1].start()

    try:
        yield begin
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        for client in clients:
            client.close()


def speed(program: Program, campaign: str) -> float:
    """Return the messages a second between the first answer and the last."""
    with ledger_of(program) as ledger, ledger.read() as connection:
        answers = select(func.min(changes.c.at), func.max(changes.c.at), func.count()).where(
            changes.c.campaign_id == campaign, changes.c.state == RowState.ACCEPTED.value
        )
        first, last, count = connection.execute(answers).one()
    return float((count - 1) / ((last - first) / 1000))


def sent_once(count: int, watchers: int) -> float:
    """Send a list by `serve` with some who watch; return its speed."""
    with tempfile.TemporaryDirectory() as folder, stand_in(DELAY) as port:
        program = program_in(Path(folder), f"http://127.0.0.1:{port}")
        found = program.write("list.csv", orders(count))
        started = program.fresh().start("serve", "--port", "0")
        try:
            until(lambda: "/welcome/" in started.answered() + started.told())
            link = re.search(r"http://\S+/welcome/\S+", started.answered() + started.told())
            assert link is not None
            words = ("--rate", "2000", "--concurrency", "50")
            url = link[0].partition("/welcome/")[0]
            with watchers_of(url, link[0], watchers) as begin:
                campaign = str(detached(program, str(found), *words)["campaign"])
                begin(campaign)
                _until_done(program, campaign)
            return speed(program, campaign)
        finally:
            started.signal(15)
            started.ended()


def _until_done(program: Program, campaign: str) -> None:
    while True:
        with ledger_of(program) as ledger:
            state = campaigns.get(ledger, campaign).state
        if state is CampaignState.COMPLETED:
            return
        assert state in {CampaignState.SCHEDULED, CampaignState.RUNNING}, state
        time.sleep(0.5)


def sending(count: int, rounds: int) -> None:
    """Print how fast a campaign is sent with and without watchers."""
    ratios = []
    print("| round | messages a second, nobody watches | five watch | ratio |")
    print("|---|---|---|---|")
    for place in range(rounds):
        order = (0, WATCHERS) if place % 2 == 0 else (WATCHERS, 0)
        found = {watchers: sent_once(count, watchers) for watchers in order}
        ratios.append(found[WATCHERS] / found[0])
        alone, seen = found[0], found[WATCHERS]
        print(f"| {place + 1} | {alone:,.0f} | {seen:,.0f} | {ratios[-1]:.2f} |", flush=True)
    print(f"median of the ratios: {statistics.median(ratios):.2f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["pages", "sending"])
    parser.add_argument("--campaigns", type=int, default=500)
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--asks", type=int, default=200)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    if asked.only != "sending":
        pages(asked.campaigns, asked.rows, asked.asks)
    if asked.only != "pages":
        sending(asked.messages, asked.rounds)


if __name__ == "__main__":
    main()
