"""`--canary N`: a few messages first, the rest only when all is well."""

from program_help import Program, counts, nothing_twice, order, orders, read_page, until
from worker_help import detached, shown, worker, workers_end

from zns_batch.sandbox import RunningSandbox


def test_a_good_trial_is_followed_by_the_rest(program: Program, zalo: RunningSandbox) -> None:
    """With --yes the other rows go out by themselves when every row of the trial was accepted."""
    program.write("list.csv", orders(12))
    done = program.send("list.csv", "--canary", "3")
    assert (0, {"accepted": 12}) == (done.code, counts(done.object()))
    assert "of the first 3 rows 3 were accepted" in done.err
    nothing_twice(zalo)


def test_a_bad_trial_holds_the_rest_back(program: Program, zalo: RunningSandbox) -> None:
    """One refusal in the trial, and nothing else leaves: exit 3, the reason, and `resume` at hand."""
    program.write("list.csv", [order(1), order(2, ending=918), *orders(10, start=3)])
    done = program.send("list.csv", "--canary", "3", "-o", "out.xlsx")
    found = done.object()
    assert (3, "paused", "failures") == (done.code, found["state"], found["reason"])
    assert {"accepted": 2, "rejected": 1, "pending": 9} == counts(found)
    assert 3 == zalo.counts().requests
    assert "-118" in done.err
    assert f"zns-batch resume {found['campaign']}" in done.err
    listed = [line["Status"] for line in read_page(program.folder / "out.xlsx")]
    assert ["accepted", "rejected", "accepted", *["pending"] * 9] == listed

    rest = program.run("resume", "latest", "--json")
    assert {"accepted": 11, "rejected": 1} == counts(rest.object())
    nothing_twice(zalo)


def test_a_trial_of_the_whole_list_asks_nothing(program: Program, zalo: RunningSandbox) -> None:
    """A list that is no longer than its trial is simply sent."""
    program.write("list.csv", orders(3))
    done = program.send("list.csv", "--canary", "5")
    assert (0, {"accepted": 3}) == (done.code, counts(done.object()))
    assert "of the first" not in done.err
    assert 3 == zalo.counts().accepted


def test_a_rehearsal_has_a_trial_too(program: Program, zalo: RunningSandbox) -> None:
    """`--dry-run --canary` goes the same way and sends nothing."""
    program.write("list.csv", orders(4))
    done = program.send("list.csv", "--dry-run", "--canary", "2")
    assert (0, {"accepted": 4}) == (done.code, counts(done.object()))
    assert 0 == zalo.counts().requests


def test_a_row_in_doubt_is_no_good_trial(program: Program, zalo: RunningSandbox) -> None:
    """A trial that nobody knows the outcome of does not let the rest go."""
    program.write("list.csv", [order(1, ending=951), *orders(6, start=2)])
    done = program.send("list.csv", "--canary", "2", ZNS_REQUEST_TIMEOUT="60")
    assert (3, {"accepted": 1, "unknown": 1, "pending": 5}) == (
        done.code,
        counts(done.object()),
    )
    assert 2 == zalo.counts().requests


def test_a_worker_holds_after_the_trial_until_a_person_lets_it_go_on(
    program: Program, zalo: RunningSandbox
) -> None:
    """`send --canary --detach`: a worker sends the trial and pauses; after `resume --detach` it sends the rest."""
    program.write("list.csv", orders(12))
    detached(program, "list.csv", "--canary", "3", "-o", "results.xlsx")
    with workers_end(worker(program)):
        until(lambda: "paused" == shown(program)["state"])
        until((program.folder / "results.xlsx").exists)
        assert (3, "person") == (zalo.counts().requests, shown(program)["reason"])
        done = program.run("resume", "latest", "--detach", "--yes")
        assert 0 == done.code, done.err
        until(lambda: "completed" == shown(program)["state"])
    assert 12 == zalo.counts().accepted
    nothing_twice(zalo)
