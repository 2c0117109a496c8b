"""Stars, notes, reasons and quick replies: asked for or told, beside each row, once."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from crash_help import on_both
from openpyxl import load_workbook
from program_help import HEADERS, Program, counts, orders, program_in, read_page, until
from webhook_help import APP, KEY, OA, serving, with_key

from zns_batch.sandbox import RunningSandbox, SandboxConfig, WebhookTarget, sandbox
from zns_batch.sandbox.customer_answers import NOTES, REPLIES

_COLUMNS = ("Stars given", "Customer's note", "Customer's reasons", "Customer's reply")


def _answered(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    return [line for line in lines if any(line[name] is not None for name in _COLUMNS)]


@on_both
def test_answers_are_asked_for_and_stand_beside_their_rows(
    program: Program, zalo: RunningSandbox
) -> None:
    """Without a public address for a webhook, `receipts` brings home what customers answered."""
    zalo.change(ratings=1.0, replies=0.5, delivery=0.0)
    # Which half presses a reply is drawn anew in each run: enough rows for both halves.
    program.write("list.csv", orders(50))
    assert {"accepted": 50} == counts(program.send("list.csv").object())
    time.sleep(1.1)  # customers take a second here

    asked = program.run("receipts", "latest", "--lang", "en", "--rate", "500")
    assert 0 == asked.code, asked.text
    again = program.run("receipts", "latest", "--lang", "en", "--rate", "500")
    assert "New answers" in asked.err
    assert "New answers" not in again.err

    out = program.folder / "result.xlsx"
    assert 0 == program.run("report", "latest", "-o", out, "--lang", "en").code
    lines = read_page(out)
    assert 50 == len(_answered(lines))
    assert {1, 2, 3, 4, 5} >= {line["Stars given"] for line in lines}
    assert set(NOTES) | {None} >= {line["Customer's note"] for line in lines}
    replies = [line["Customer's reply"] for line in lines if line["Customer's reply"]]
    assert 0 < len(replies) < 50
    assert set(REPLIES) >= set(replies)

    told = program.run("show", "latest", "--json").object()["answers"]
    assert (50, len(replies)) == (sum(told["stars"].values()), sum(told["replies"].values()))
    assert "Stars:" in program.run("show", "latest", "--lang", "en").out
    # Fed back in, our columns are left aside in either language.
    checked = program.run("check", out, "--template", "don-hang", "--json").object()
    assert list(HEADERS) == [name for name in checked["headers"] if name in HEADERS]
    assert 50 == checked["rows"]["total"]


def test_a_note_that_looks_like_a_formula_is_text(program: Program, zalo: RunningSandbox) -> None:
    """What a stranger writes into a note is never run by somebody's Excel."""
    zalo.change(ratings=1.0, delivery=0.0)
    # One customer in five writes it, drawn anew in each run: so many rows that somebody does.
    program.write("list.csv", orders(200))
    program.send("list.csv")
    time.sleep(1.1)
    program.run("receipts", "latest", "--rate", "500")
    out = program.folder / "result.xlsx"
    program.run("report", "latest", "-o", out, "--lang", "en")
    sheet = load_workbook(out).worksheets[0]
    notes = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert notes
    assert {"s"} == {cell.data_type for cell in notes}


def test_a_list_without_answers_has_no_columns_for_them(program: Program) -> None:
    """Most templates ask customers for nothing, and their workbooks stay as they are."""
    program.write("list.csv", orders(2))
    program.send("list.csv")
    assert 0 == program.run("receipts", "latest").code
    out = program.folder / "result.xlsx"
    program.run("report", "latest", "-o", out, "--lang", "en")
    assert not set(_COLUMNS) & set(read_page(out)[0])
    assert "answers" not in program.run("show", "latest", "--json").object()


def test_what_the_webhook_told_is_not_counted_again(program: Program) -> None:
    """A rating that comes by webhook and is asked for as well is one rating."""
    shop = with_key(program)
    with serving(shop) as (_, url):
        webhook = WebhookTarget(url=url, key=KEY, app_id=APP, oa_id=OA)
        config = SandboxConfig(ratings=1.0, replies=1.0, delivery=0.0, webhook=webhook)
        with sandbox(config) as zalo:
            sender = with_key(replace(program, env={**program.env, "ZNS_BASE_URL": zalo.url}))
            sender.write("list.csv", orders(5))
            sender.send("list.csv")

            def told() -> dict[str, dict[str, int]]:
                found = sender.run("show", "latest", "--json").json().get("answers")
                return {"stars": {}, "replies": {}} if found is None else dict(found)

            until(lambda: 5 == sum(told()["stars"].values()) == sum(told()["replies"].values()))
            before = told()
            asked = sender.run("receipts", "latest", "--lang", "en")
            assert "New answers" not in asked.err
            assert before == told()


@pytest.mark.parametrize("answers", ["2026", "2025"])
def test_etelecoms_ratings_are_told_too(tmp_path: Path, answers: str) -> None:
    """A reseller's own fields for the same thing end in the same columns."""
    with sandbox(
        SandboxConfig(ratings=1.0, replies=1.0, delivery=0.0), provider="etelecom"
    ) as etelecom:
        etelecom.change(etelecom={"answers": answers})
        env = {"ZNS_PROVIDER": "etelecom", "ZNS_OA_ID": "123", "ZNS_API_KEY": "key-of-the-shop"}
        shop = program_in(tmp_path, etelecom.url, **env)
        shop.write("list.csv", orders(4))
        assert {"accepted": 4} == counts(shop.send("list.csv").object())
        time.sleep(2.1)
        assert 0 == shop.run("receipts", "latest").code
        told = shop.run("show", "latest", "--json").object()["answers"]
    assert 4 == sum(told["stars"].values())
    assert (4 if answers == "2026" else 0) == sum(told["replies"].values())
