"""`schedule`: what a person is told and shown, from the first question to the approved results."""

import pytest
from program_help import Line, Program, orders, until
from worker_help import shown, the_time_has_come, worker, workers_end

from zns_batch.sandbox import RunningSandbox

BAD: Line = ("An", "0912", "DH1", "22/11/2026", 5)
ADD = ("schedule", "add")
FOR = ("-t", "don-hang", "--yes", "--rate", "200", "--lang", "en")


def test_the_first_message_is_seen_before_a_list_is_scheduled(program: Program) -> None:
    """Whoever schedules a list sees what the first customer will read, the cost and the end."""
    file = program.write("list.csv", orders(3))
    said = program.run(*ADD, file, *FOR, "--at", "+2h").err
    assert "the first message (row 2, to 84" in said
    assert "cost: at most 600 VND" in said
    assert "done about" in said
    # What is left of today's quota says nothing of another day.
    assert "quota:" not in said


def test_held_rows_are_approved_and_the_results_lie_in_the_schedules_folder(
    program: Program, zalo: RunningSandbox
) -> None:
    """A list with bad rows waits, is told to wait, and once approved goes the schedule's way."""
    file = program.write("list.csv", [*orders(3), BAD])
    added = program.run(*ADD, file, *FOR, "--cron", "0 8 * * MON", "--folder", "out")
    assert 0 == added.code, added.err
    with workers_end(worker(program)):
        the_time_has_come(program)
        until(lambda: "waits for approval" in program.run("schedule", "list", "--lang", "en").out)
        assert 0 == zalo.counts().requests
        approved = program.run("resume", "latest", "--detach", "--lang", "en")
        assert 0 == approved.code, approved.err
        until(lambda: "completed" == shown(program)["state"])
        until(lambda: bool(list((program.folder / "out").glob("list *.xlsx"))))
    assert 3 == zalo.counts().accepted
    assert [] == list(program.folder.glob("*.xlsx"))
    listed = program.run("schedule", "list", "--lang", "en").out
    assert f"{shown(program)['campaign']} completed" in listed


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("--cron", "0 8 * * MON", "--yes", "-o", "out.xlsx"), "with --cron name their folder"),
        (("--at", "+2h"), "Add --yes to schedule it without asking"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_what_to_do(
    program: Program, words: tuple[str, ...], sentence: str
) -> None:
    """One workbook for many runs, and a question that nobody could answer, are refused in one line."""
    file = program.write("list.csv", orders(1))
    refused = program.run(*ADD, file, "-t", "don-hang", "--lang", "en", *words)
    assert 2 == refused.code
    assert sentence in refused.err.splitlines()[-1]
    assert "no schedules" in program.run("schedule", "list", "--lang", "en").out


def test_a_list_may_come_later(program: Program) -> None:
    """A recurring schedule can be added before its first file is there, and says so."""
    added = program.run(*ADD, "erp/no-*.csv", *FOR, "--cron", "0 8 5 * *")
    assert 0 == added.code
    assert "No file matches" in added.err
    assert "yet" in added.err
