"""What can be asked of a campaign: defaults, limits, and what the ledger stores of it."""

from pathlib import Path
from typing import Any

import pytest

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.template import Template
from zns_batch.errors import UsageError
from zns_batch.sending.hours import SendingHours
from zns_batch.services.campaigns.options import (
    CampaignRequest,
    DeliveryOptions,
    RunOptions,
    stored_options,
)
from zns_batch.services.campaigns.run_context import send_limits
from zns_batch.services.schedules.saved_request import SavedRequest
from zns_batch.settings.accounts import AccountSettings
from zns_batch.validation.validator import DuplicatePolicy

SHOP = AccountSettings(
    name="shop-2", rate=5.0, concurrency=3, quota_reserve=7, window="08:00-21:30"
)
REQUEST = CampaignRequest(file=Path("a.xlsx"), template="t")


def test_what_is_asked_for_comes_before_what_the_account_says() -> None:
    """The command line wins over the settings, also with a nought, and nothing asked is nothing."""
    run = RunOptions(concurrency=9, quota_reserve=0).for_account(SHOP)
    assert {
        "rate": 5.0,
        "concurrency": 9,
        "quota_reserve": 0,
        "window": "08:00-21:30",
    } == run.pace()


def test_a_campaign_keeps_its_pace_until_told_otherwise() -> None:
    """`resume` goes on as the campaign began, except for what is asked for now."""
    kept = RunOptions().for_account(SHOP).pace()
    assert kept == RunOptions().over(kept).pace()
    assert kept | {"rate": 1.0} == RunOptions(rate=1.0).over(kept).pace()


def test_options_become_limits() -> None:
    """Numbers and the window are understood once, for the whole run."""
    limits = send_limits(RunOptions().for_account(SHOP))
    assert (5.0, 3, 7, SendingHours.parse("08:00-21:30")) == (
        limits.rate,
        limits.concurrency,
        limits.quota_reserve,
        limits.window,
    )
    assert send_limits(RunOptions().for_account(AccountSettings(name="a"))).window is None


@pytest.mark.parametrize(
    "run, key",
    [
        (RunOptions(rate=0.0), "cli.bad-rate"),
        (RunOptions(rate=10_001), "cli.bad-rate"),
        (RunOptions(rate=float("nan")), "cli.bad-rate"),
        (RunOptions(concurrency=0), "cli.bad-concurrency"),
        (RunOptions(concurrency=1_001), "cli.bad-concurrency"),
    ],
)
def test_a_pace_that_no_lane_can_keep_is_refused_whoever_asks(run: RunOptions, key: str) -> None:
    """A program that asks for a million a second hears the bounds, as `--rate` tells them."""
    with pytest.raises(UsageError) as refusal:
        run.refuse_out_of_bounds()
    assert key == refusal.value.key
    assert str(refusal.value.params["most"]) in refusal.value.text("vi").replace(".", "")
    RunOptions(rate=10_000, concurrency=1_000).refuse_out_of_bounds()


def test_a_window_that_makes_no_sense_is_told() -> None:
    """A wrong window of the settings is found before anything leaves."""
    with pytest.raises(UsageError):
        send_limits(RunOptions(window="morning").for_account(SHOP))


def test_a_campaign_left_to_workers_stores_what_they_need() -> None:
    """A worker finds language, workbook, addresses and canary with the campaign; a person's run needs none."""
    run = RunOptions(
        detach=True, lang="en", emails=("a@b.vn", "c@d.vn"), out=Path("/data/k.xlsx"), canary=5
    )
    stored = {"lang": "en", "emails": "a@b.vn;c@d.vn", "report": "/data/k.xlsx", "canary": 5}
    assert stored == {
        name: value for name, value in stored_options(REQUEST, run).items() if name in stored
    }
    assert set() == stored.keys() & stored_options(REQUEST, RunOptions(canary=5)).keys()


@pytest.mark.parametrize("run", [RunOptions(wait=True), RunOptions(dry_run=True)])
def test_what_needs_a_person_is_refused_when_workers_send(run: RunOptions) -> None:
    """Nobody leaves a campaign to workers with an option that they would silently ignore."""
    run.refuse_when_detached()
    with pytest.raises(UsageError, match="--"):
        RunOptions(wait=run.wait, dry_run=run.dry_run, detach=True).refuse_when_detached()


def test_a_schedule_of_an_earlier_version_is_still_read() -> None:
    """A ledger with schedules in it is used on after an update: the stored request means the same."""
    stored = {
        "mode": None,
        "again": True,
        "expires": "2h",
        "lang": "en",
        "emails": ["a@b.vn"],
        "options": {
            "rate": 4.0,
            "concurrency": 2,
            "quota_reserve": 0,
            "window": None,
            "address": "hash",
            "beyond_quota": True,
            "journey": "token_logistics_7",
            "sms_brandname": "SHOP",
            "sms_delay": 30,
            "lang": "en",
            "emails": "a@b.vn",
        },
        "template": {"template_id": "1", "name": "T", "key": "t", "params": []},
        "request": {
            "file": "/data/no-*.xlsx",
            "template": "don-hang",
            "account": "shop-2",
            "sheet": None,
            "phone": "SDT",
            "mapping": {"amount": "Tien"},
            "duplicates": "error",
            "suppress": "/data/stop.txt",
            "limit": 7,
            "split_phones": True,
            "users": False,
            "journey_column": None,
            "sms_brandname": "SHOP",
            "sms_text": "Chao",
            "sms_delay": 30,
        },
    }
    saved = SavedRequest.load(stored)
    assert RunOptions(
        rate=4.0,
        concurrency=2,
        quota_reserve=0,
        beyond_quota=True,
        again=True,
        expires="2h",
        lang="en",
        emails=("a@b.vn",),
        detach=True,
    ) == (saved.run)
    assert CampaignRequest(
        file=Path("/data/no-*.xlsx"),
        template="don-hang",
        account="shop-2",
        phone="SDT",
        mapping={"amount": "Tien"},
        duplicates=DuplicatePolicy.ERROR,
        suppress=Path("/data/stop.txt"),
        limit=7,
        split_phones=True,
        delivery=DeliveryOptions(
            hash_phone=True,
            journey=JourneyKind.LOGISTICS_7.value,
            sms_brandname="SHOP",
            sms_text="Chao",
            sms_delay=30,
        ),
    ) == (saved.request)
    assert stored["options"] == saved.dump()["options"]
    assert stored["request"] == {
        name: value for name, value in saved.dump()["request"].items() if name != "header_row"
    }


def test_a_saved_request_survives_the_ledger() -> None:
    """What was asked for at ten in the morning is what is sent at night."""
    saved = SavedRequest(
        request=REQUEST,
        template=Template(template_id="1", name="T", key="t", params={}),
        run=RunOptions(detach=True).for_account(SHOP),
    )
    assert saved == SavedRequest.load(saved.dump())


@pytest.mark.parametrize(
    "tag, options, expected",
    [
        ("PROMOTION", {}, ("07:00-22:00", "PROMOTION")),
        ("CUSTOMER_CARE", {}, ("07:00-22:00", "CUSTOMER_CARE")),
        ("TRANSACTION", {}, (None, None)),
        (None, {}, (None, None)),
        ("PROMOTION", {"window": "00:00-24:00"}, ("00:00-24:00", None)),
        ("PROMOTION", {"dry_run": True}, (None, None)),
        ("PROMOTION", {"rehearsal": "demo"}, (None, None)),
        ("PROMOTION", {"mode": "development"}, (None, None)),
    ],
)
def test_the_sending_hours_of_a_tag(
    tag: str | None, options: dict[str, Any], expected: tuple[str | None, str | None]
) -> None:
    """No customer gets a promotion at night because nobody thought of it, and a transaction waits for no morning."""
    run = RunOptions(**options).for_tag(tag)
    assert expected == (run.window, run.window_tag)
