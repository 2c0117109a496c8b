"""`user`: people are added, given rights, let in and shut out by who has the machine."""

from contextlib import closing

from program_help import Program

from zns_batch.ledger import audit
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.ledger.people import second_factors, users
from zns_batch.ledger.people.second_factors import RecoveryCodes, SecondFactor


def test_a_person_is_added_listed_and_shut_out(alone: Program) -> None:
    """From the first link to the last word about a person, at the command line."""
    added = alone.run("user", "add", "An.Nguyen", "--name", "Nguyễn Thị An", "--role", "preparer")
    assert 0 == added.code
    assert added.out.startswith("http://127.0.0.1:8484/welcome/")
    (person,) = alone.run("user", "list", "--json").json()["users"]
    assert ("an.nguyen", "Nguyễn Thị An", "invited", False, {"*": "preparer"}) == (
        person["login"],
        person["name"],
        person["state"],
        person["admin"],
        person["grants"],
    )
    assert 0 == alone.run("user", "grant", "an.nguyen", "default", "sender").code
    assert 0 == alone.run("user", "grant", "AN.NGUYEN", "all", "none").code
    listed = alone.run("user", "list")
    assert "default: Sender" in listed.out
    assert alone.run("user", "link", "an.nguyen").out.startswith("http://127.0.0.1:8484/welcome/")
    assert 0 == alone.run("user", "disable", "an.nguyen").code
    assert "disabled" in alone.run("user", "list").out
    assert (2, True) == (
        (refused := alone.run("user", "link", "an.nguyen")).code,
        "disabled" in refused.line(),
    )
    assert 0 == alone.run("user", "enable", "an.nguyen").code
    assert 0 == alone.run("user", "link", "an.nguyen", "--json").code


def test_what_can_not_be_is_one_line(alone: Program) -> None:
    """A login that is taken or can't be one, an unknown person, account or role."""
    assert 0 == alone.run("user", "add", "sep", "--admin").code
    for words in (
        ("add", "sep"),
        ("add", "có dấu cách"),
        ("link", "khong-co"),
        ("disable", "khong-co"),
        ("disable", "sep"),
        ("grant", "sep", "shop-9", "sender"),
        ("grant", "sep", "default", "king"),
    ):
        done = alone.run("user", *words)
        assert (2, 1) == (done.code, len(done.line().splitlines())), words


def test_an_address_of_the_settings_stands_in_the_link(alone: Program) -> None:
    """On a server the link that is handed over has the server's address."""
    (alone.folder / "zns-batch.toml").write_text(
        '[web]\nurl = "https://zns.example.vn"\n', encoding="utf-8"
    )
    added = alone.run("user", "add", "an")
    assert added.out.startswith("https://zns.example.vn/welcome/")


def test_who_lost_the_phone_is_let_in_by_who_has_the_machine(alone: Program) -> None:
    """A lone administrator without phone and recovery codes signs in again; the log says who did it."""
    assert 0 == alone.run("user", "add", "sep", "--admin").code
    none = alone.run("user", "reset-factor", "sep")
    assert (2, True) == (none.code, "sep" in none.line())
    unknown = alone.run("user", "reset-factor", "khong-co")
    assert (2, 1) == (unknown.code, len(unknown.line().splitlines()))
    with closing(open_ledger(alone.home / "ledger.db")) as ledger:
        (user,) = users.list_users(ledger)
        codes = RecoveryCodes(salt="00", hashes=("h",))
        with ledger.write() as connection:
            factor = SecondFactor(secret="JBSWY3DPEHPK3PXP", last_step=0, recovery=codes)
            second_factors.set_factor(connection, user.id, factor)
    done = alone.run("user", "reset-factor", "SEP")
    assert 0 == done.code, done.err
    with closing(open_ledger(alone.home / "ledger.db")) as ledger:
        with ledger.read() as connection:
            assert second_factors.find_factor(connection, user.id) is None
        (entry,) = audit.latest(ledger, limit=1)
        assert ("factor-reset", "cli", "sep") == (entry.act, entry.face, entry.object)
