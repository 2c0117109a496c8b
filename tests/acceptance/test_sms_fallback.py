"""The second channel as a person meets it: told before, sent once by a worker, told after."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from program_help import Program, counts, order, orders, program_in, until

from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox

_SETTINGS = """\
[accounts.shop]
provider = "zalo"
base_url = "{zalo}"
fallback = "sms"
fallback_text = "Don <order_code> đã nhận, cảm ơn"
fallback_after = "0m"

[accounts.sms]
provider = "gobysend"
base_url = "{goby}"
key_header = "X-API-KEY"
sms_price = 450
window = "00:00-24:00"
"""


@pytest.fixture
def goby() -> Iterator[RunningSandbox]:
    """A stand-in for GobySend, which sends the SMS."""
    with sandbox(SandboxConfig(), provider="gobysend") as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, zalo: RunningSandbox, goby: RunningSandbox) -> Program:
    """A shop with an account at Zalo and one for SMS."""
    program = program_in(tmp_path, zalo.url)
    env = {name: value for name, value in program.env.items() if name != "ZNS_BASE_URL"}
    env |= {"ZNS_SHOP_ACCESS_TOKEN": "token-of-the-shop", "ZNS_SMS_API_KEY": "key-of-the-shop"}
    settings = _SETTINGS.format(zalo=zalo.url, goby=goby.url)
    (program.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
    return replace(program, env=env)


def _sms_of(shop: Program) -> dict[str, object] | None:
    found = shop.run("show", "dot-1", "--json").json().get("second_channel")
    return None if found is None or found["campaign"] is None else dict(found)


def test_who_has_no_zalo_gets_an_sms_once(
    shop: Program, zalo: RunningSandbox, goby: RunningSandbox
) -> None:
    """The number without an account is reached all the same, once, and it is told what that costs."""
    lines = [*orders(2), order(3, ending=918), order(904, ending=918), order(905, ending=941)]
    shop.write("list.csv", lines)
    sent = shop.run(
        *("send", "list.csv", "--template", "don-hang", "--account", "shop", "--yes"),
        *("--name", "dot-1", "--lang", "en"),
    )
    assert "SMS by account sms" in sent.err
    assert "2,250 VND" in sent.err, "five at 450 at the most"
    assert "decided at" in shop.run("show", "dot-1", "--lang", "en").out

    worker = shop.start("worker", "--lang", "en")
    try:
        until(lambda: (_sms_of(shop) or {}).get("cost") == 900)
        until(lambda: 2 == len(goby.sms()))
    finally:
        worker.kill()
    told = _sms_of(shop)
    assert told is not None
    assert ("sms", 2) == (told["account"], counts(told)["accepted"])
    texts = sorted(sms.content for sms in goby.sms())
    assert ["Don DH00003 da nhan, cam on", "Don DH00904 da nhan, cam on"] == texts
    assert all(sms.tracking_id for sms in goby.sms())
    assert "2 of 2 accepted, at most 900 VND" in shop.run("show", "dot-1", "--lang", "en").out

    # Neither a second worker, nor the campaign once more, sends anybody another one.
    again = shop.run("retry", "dot-1", "--status", "rejected", "--code", "-118", "--yes")
    assert 1 == again.code
    second = shop.start("worker", "--lang", "en")
    try:
        until(lambda: "looking after" in second.told())
    finally:
        second.kill()
    assert 2 == len(goby.sms())


def test_a_second_channel_without_credit_waits_and_loses_nobody(
    shop: Program, goby: RunningSandbox
) -> None:
    """An empty wallet at the SMS provider is told, nothing is sent, and the rest goes when it is filled."""
    goby.change(balance=0)
    shop.write("list.csv", [order(3, ending=918), order(904, ending=918)])
    words = ("send", "list.csv", "--template", "don-hang", "--account", "shop", "--yes")
    shop.run(*words, "--name", "dot-1")
    worker = shop.start("worker")
    try:
        until(lambda: _sms_of(shop) is not None)
        sms = str((_sms_of(shop) or {})["campaign"])
        until(lambda: "balance" == shop.run("show", sms, "--json").json()["reason"])
    finally:
        worker.kill()
    stopped = shop.run("show", sms, "--json").object()
    assert ("balance", {"pending": 2}, []) == (stopped["reason"], counts(stopped), goby.sms())

    goby.change(balance=100_000)
    resumed = shop.run("resume", sms, "--yes", "--json")
    assert {"accepted": 2} == counts(resumed.object()), resumed.text
    assert 2 == len(goby.sms())


@pytest.mark.parametrize(
    "wrong, said",
    [
        (('fallback = "sms"', 'fallback = "nobody"'), "nobody"),
        (('fallback = "sms"', 'fallback = "shop"'), "no SMS"),
        (("<order_code>", "<nothing>"), "nothing"),
        (('fallback_after = "0m"', 'fallback_after = "soon"'), "fallback_after"),
    ],
)
def test_a_second_channel_that_cant_work_is_told_before_anything_leaves(
    shop: Program, zalo: RunningSandbox, wrong: tuple[str, str], said: str
) -> None:
    """A slip in the settings is one line, and nobody has got half of anything."""
    file = shop.folder / "zns-batch.toml"
    file.write_text(file.read_text("utf-8").replace(*wrong), encoding="utf-8")
    shop.write("list.csv", orders(2))
    words = ("send", "list.csv", "--template", "don-hang", "--account", "shop", "--yes")
    done = shop.run(*words, "--lang", "en")
    assert 2 == done.code
    assert said in done.err.splitlines()[-1]
    assert [] == zalo.messages()
