"""A whole campaign through eTelecom, by the program alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from program_help import Program, counts, nothing_twice, order, orders, program_in, read_page

from zns_batch.sandbox import EtelecomConfig, RunningSandbox, SandboxConfig, sandbox

KEY = "1153468297845643210:qWeRtYuIoPaSdFgHjKlZxCvBnM012345"
OA = "4097311281936189049"


@pytest.fixture
def etelecom() -> Iterator[RunningSandbox]:
    """A stand-in for eTelecom that takes one key and one OA."""
    behaviour = SandboxConfig(api_key=KEY, quota=200, etelecom=EtelecomConfig(oa_id=OA))
    with sandbox(behaviour, provider="etelecom") as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, etelecom: RunningSandbox) -> Program:
    """The program with an account at eTelecom in its environment, and nothing of Zalo's."""
    program = program_in(
        tmp_path,
        f"{etelecom.url}/v1/shop",
        ZNS_PROVIDER="etelecom",
        ZNS_API_KEY=KEY,
        ZNS_OA_ID=OA,
    )
    env = {name: value for name, value in program.env.items() if name != "ZNS_ACCESS_TOKEN"}
    return Program(folder=program.folder, env=env)


def test_a_campaign_goes_out_and_is_reported(shop: Program, etelecom: RunningSandbox) -> None:
    """Good rows are accepted once, a refused one is explained, and the quota is what is left."""
    shop.write("list.xlsx", [*orders(30), order(40, ending=918)])
    done = shop.send("list.xlsx")
    found = done.object()
    assert (1, "completed", {"accepted": 30, "rejected": 1}) == (
        done.code,
        found["state"],
        counts(found),
    )
    assert {"daily": 200, "remaining": 170} == found["quota"]
    assert (OA, "Sandbox OA") == (found["destination"]["oa_id"], found["destination"]["oa_name"])
    nothing_twice(etelecom)

    assert 0 == shop.run("report", "latest", "-o", "again.xlsx").code
    lines = read_page(shop.folder / "again.xlsx")
    ids = {line["Tracking ID"]: line["Message ID"] for line in lines if line["Message ID"]}
    assert {one.tracking_id: one.msg_id for one in etelecom.messages()} == ids
    (refused,) = [line for line in lines if line["Status"] == "rejected"]
    assert "-118" == refused["Error code"]
    assert "no Zalo account" in refused["Reason"]


def test_a_quota_that_ends_pauses_and_resume_goes_on(
    shop: Program, etelecom: RunningSandbox
) -> None:
    """Not one request goes beyond the quota that eTelecom told, and the next day the rest goes."""
    etelecom.change(quota=10, etelecom={"oa_id": OA, "quota_lag": 3600.0})
    shop.write("list.csv", orders(25))
    done = shop.send("list.csv")
    assert (3, "quota", {"pending": 15, "accepted": 10}) == (
        done.code,
        done.object()["reason"],
        counts(done.object()),
    )
    assert 0 == etelecom.counts().above_quota

    etelecom.change(quota=100, etelecom={"oa_id": OA})
    rest = shop.run("resume", "latest", "--json", "--rate", "500")
    assert (0, {"accepted": 25}) == (rest.code, counts(rest.object()))
    nothing_twice(etelecom)


def test_rows_that_failed_go_again_when_asked_for(shop: Program, etelecom: RunningSandbox) -> None:
    """`retry` sends the rejected rows anew and leaves the accepted ones alone."""
    etelecom.change(faults={"user-inactive": 1.0})
    shop.write("list.csv", orders(3))
    assert {"rejected": 3} == counts(shop.send("list.csv").object())
    etelecom.change(faults={})
    again = shop.run("retry", "latest", "--status", "rejected", "--json", "--yes")
    assert (0, {"accepted": 3}) == (again.code, counts(again.object()))
    nothing_twice(etelecom)


@pytest.mark.parametrize(
    "lang, advice",
    [("en", "connect it again at eTelecom"), ("vi", "kết nối lại OA trên trang quản trị eTelecom")],
)
def test_an_oa_that_is_cut_off_sends_nothing(
    shop: Program, etelecom: RunningSandbox, lang: str, advice: str
) -> None:
    """Before the first row the person is told who must connect the OA again."""
    etelecom.change(etelecom={"oa_id": OA, "connected": False})
    shop.write("list.csv", orders(3))
    done = shop.send("list.csv", ZNS_LANG=lang)
    assert (4, "authorisation", {"pending": 3}) == (
        done.code,
        done.object()["reason"],
        counts(done.object()),
    )
    assert advice in done.err
    assert 0 == etelecom.counts().requests


def test_a_wrong_key_is_told_by_doctor_and_send(shop: Program, etelecom: RunningSandbox) -> None:
    """A key that eTelecom does not take is one sentence, and the key itself stands nowhere."""
    assert 0 == shop.run("doctor").code
    wrong = "9999999999999999999:wRoNgWrOnGwRoNgWrOnG"
    looked = shop.run("doctor", ZNS_API_KEY=wrong)
    shop.write("list.csv", orders(2))
    done = shop.send("list.csv", ZNS_API_KEY=wrong)
    assert (True, 4) == (looked.code != 0, done.code)
    assert "did not accept the API key" in looked.text
    assert "did not accept the API key" in done.err
    assert wrong not in looked.text + done.text + shop.log
    assert KEY not in shop.log
    assert 0 == etelecom.counts().accepted


@pytest.mark.parametrize("name", ["ZNS_API_KEY", "ZNS_OA_ID"])
def test_what_is_missing_is_named(shop: Program, name: str) -> None:
    """Who forgot the key or the OA reads which variable to set."""
    shop.write("list.csv", orders(1))
    done = shop.run("send", "list.csv", "-t", "don-hang", "--yes", **{name: None})
    assert 2 == done.code
    assert name in done.text


def test_a_rehearsal_needs_nothing(shop: Program, etelecom: RunningSandbox) -> None:
    """A dry run of an account at eTelecom asks nobody."""
    shop.write("list.csv", orders(2))
    done = shop.send("list.csv", "--dry-run", ZNS_API_KEY=None)
    assert (0, True) == (done.code, done.object()["dry_run"])
    assert 0 == etelecom.counts().requests


def test_the_stand_in_starts_by_its_name(shop: Program) -> None:
    """`sandbox --provider etelecom` takes a campaign."""
    from program_help import until

    started = shop.start("sandbox", "--provider", "etelecom", "--port", "0")
    try:
        until(lambda: "http://" in started.answered())
        url = next(word for word in started.answered().split() if word.startswith("http://"))
        shop.write("list.csv", orders(2))
        done = shop.send("list.csv", ZNS_BASE_URL=url.rstrip(".,"))
    finally:
        started.kill()
    assert (0, {"accepted": 2}) == (done.code, counts(done.object()))
