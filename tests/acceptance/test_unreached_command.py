"""`report --unreached` as a person uses it: a list for another channel."""

from program_help import Program, order, orders, read_page

from zns_batch.sandbox import RunningSandbox


def test_whom_zalo_does_not_know_stand_in_a_list_of_their_own(
    program: Program, zalo: RunningSandbox
) -> None:
    """Numbers without a Zalo account get their news by SMS or a call, from a list that is ready."""
    program.write("list.csv", [*orders(2), order(3, ending=918), order(904, ending=941)])
    program.send("list.csv")
    out = program.folder / "sms.xlsx"
    done = program.run(
        *("report", "latest", "--unreached", out, "--unreached-text", "Đơn <order_code> đã nhận"),
        *("--plain", "--lang", "en"),
    )
    assert (0, True) == (done.code, "could not reach: 1" in done.out), done.text
    assert "receipts" in done.err, "of two nobody knows yet whether they arrived"
    (line,) = read_page(out)
    assert (f"84{order(3, ending=918)[1][1:]}", "Don DH00003 da nhan", "-118") == (
        line["Phone"],
        line["Text"],
        line["Code"],
    )


def test_a_list_that_cant_be_written_is_told(program: Program) -> None:
    """A slip in the name, or in the text, writes nothing and says why."""
    program.write("list.csv", orders(1))
    program.send("list.csv")
    wrong = program.run("report", "latest", "--unreached", "list.txt", "--lang", "en")
    assert (2, True) == (wrong.code, ".xlsx" in wrong.line())
    words = ("report", "latest", "--unreached", "list.xlsx", "--unreached-text", "<nothing>")
    unknown = program.run(*words, "--lang", "en")
    assert (2, True) == (unknown.code, "nothing" in unknown.line())
