"""A notice: what it says, what it never says, and how a repeat is recognised."""

import json
import re
from pathlib import Path

import pytest
from notices_help import WHEN, notice, well

from zns_batch.core.logging import redact_secret
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.i18n import LANGS, Lang
from zns_batch.notifications.command import child_environment
from zns_batch.notifications.email import message
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.notifications.payload import as_bytes, as_object, as_variables
from zns_batch.notifications.redact import one_line, path_text
from zns_batch.notifications.text import html_body, subject, summary, text_body

HOSTILE = (
    "Tháng 12\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script> $(rm -rf /) `id` ; "
    "<!channel> @all \x00\x1b[31m\u202egnp\u2028 0912 345 678 +84 912-345-679 84912345670 ０９１２３４５６７１ "
    "access_token=tok-abcdef postgresql://zns:db-pass-word@db.example/zns hidden-secret-77"
)
SECRETS = ("tok-abcdef", "db-pass-word", "hidden-secret-77")


@pytest.fixture
def hostile() -> Notification:
    """A notice in which every text is hostile."""
    redact_secret("hidden-secret-77")
    return notice(
        name=HOSTILE,
        schedule=HOSTILE,
        account=HOSTILE,
        campaign=HOSTILE,
        reason=HOSTILE,
        sum_line=HOSTILE,
        needs=(RequiredAction(reason=HOSTILE, rows=2, remedy=HOSTILE),),
        report=Path("x") / "khách 0912345678.xlsx",
    )


def everywhere(told: Notification) -> list[str]:
    """Every form in which a notice leaves the machine."""
    mail = message(told, sender="a@shop.example", receivers=["b@shop.example"], attach=False)
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return [
        as_bytes(told).decode(),
        *as_variables(told).values(),
        *child_environment(told, {}).values(),
        summary(told),
        subject(told),
        text_body(told),
        html_body(told),
        *(str(value) for value in mail.values()),
        *parts,
        mail.as_string(),
    ]


def test_no_phone_and_no_secret_is_told(hostile: Notification) -> None:
    """Whatever people wrote into names and reasons, no whole phone and no secret leaves the machine."""
    for text in everywhere(hostile):
        digits = re.sub(r"[^0-9a-zA-Z]", "", text)
        assert [] == [one for one in SECRETS if one in text]
        assert [] == [one for one in ("912345678", "912345679", "912345670") if one in digits]
        assert "345671" not in digits
    assert "84****670" in as_object(hostile)["text"]


def test_no_header_and_no_recipient_is_smuggled_in(hostile: Notification) -> None:
    """A line break in a name adds no header to an e-mail and nobody to its receivers."""
    mail = message(hostile, sender="a@shop.example", receivers=["b@shop.example"], attach=False)
    assert ["b@shop.example"] == mail.get_all("To")
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert "\nBcc" not in mail.as_string()


def test_no_text_can_act(hostile: Notification) -> None:
    """No tag is a tag on a page, nobody is called in a chat room, and no terminal is painted."""
    assert "<script" not in html_body(hostile)
    assert "&lt;script&gt;" in html_body(hostile)
    assert [] == [sign for sign in "<>@" if sign in as_object(hostile)["text"]]
    assert [] == [sign for text in everywhere(hostile) for sign in "\0\x1b\u202e" if sign in text]
    assert all("\n" not in value for value in as_variables(hostile).values())


@pytest.mark.parametrize(
    "text, shown",
    [
        ("Nhắc nợ 2026-11-22", "Nhắc nợ 2026-11-22"),
        ("20261122", "20261122"),
        ("Đợt 2026-01-02 0803 (10)", "Đợt 2026-01-02 0803 (10)"),
        ("01-02-2026 08:00", "01-02-2026 08:00"),
        ("300.000.000 đ", "300.000.000 đ"),
        ("1.000.000 dòng = 1.000.000 đã nhận", "1.000.000 dòng = 1.000.000 đã nhận"),
        ("OA 1234567890123456789", "OA 1234567890123456789"),
        ("z261201hhvpde-17", "z261201hhvpde-17"),
        ("gọi 0912.345.678 nhé", "gọi 09****678 nhé"),
        ("(091) 234 5678", "(09****678"),
        ("+84-912-345-678", "84****678"),
        ("912345678", "91****678"),
        ("024 3825 1234", "02****234"),
        ("+1 650 253 0000", "16****000"),
        ("a\t\tb\u00a0 c", "a b c"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_phones_are_masked_and_dates_are_not(text: str, shown: str) -> None:
    """A phone is masked however it is grouped, and names with dates and amounts stay as they are."""
    assert shown == one_line(text)


def test_a_path_stays_usable() -> None:
    """The path of a workbook is told as it is, but for a phone in it."""
    path = Path("/srv/zns/Nhắc nợ 2026-12-01 0800 (2).xlsx")
    assert str(path) == path_text(path)
    assert "0912345678" not in path_text("/srv/0912345678/a.xlsx")


def test_a_repeat_has_the_same_id() -> None:
    """The same thing told twice is recognised, and anything else has an id of its own."""
    assert notice().id == notice(sum_line="other words", when=WHEN.replace(minute=59)).id
    others = [
        notice(turn="2"),
        notice(campaign="z261201other"),
        notice(schedule=None),
        notice(kind=NotificationKind.COMPLETED),
    ]
    assert 5 == len({notice().id, *(one.id for one in others)})
    assert re.fullmatch(r"zns_[0-9a-f]{32}", notice(turn="\r\nX: y").id)


@pytest.mark.parametrize(
    "told, trouble",
    [
        (well(), False),
        (notice(kind=NotificationKind.COMPLETED, rows={RowState.ACCEPTED: 2}), False),
        (notice(kind=NotificationKind.COMPLETED, rows={RowState.UNKNOWN: 1}), True),
        (notice(kind=NotificationKind.COMPLETED, rows={RowState.INVALID: 1}), True),
        (notice(kind=NotificationKind.COMPLETED, rows={RowState.SENDING: 1}), True),
        (notice(kind=NotificationKind.TEST), False),
        *(
            (notice(kind=kind, rows={}), True)
            for kind in NotificationKind
            if kind not in {NotificationKind.COMPLETED, NotificationKind.TEST}
        ),
    ],
)
def test_trouble_is_all_that_is_not_well(told: Notification, trouble: bool) -> None:
    """Whoever wants to hear of trouble only hears of everything but a campaign that went well."""
    assert trouble == told.is_trouble


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", NotificationKind)
def test_every_kind_can_be_told(kind: NotificationKind, lang: Lang) -> None:
    """Whatever happened, there is a subject, a line and a letter for it in both languages."""
    bare = Notification(kind=kind, turn="1", when=WHEN, lang=lang)
    full = notice(kind=kind, lang=lang)
    for told in (bare, full):
        assert subject(told).startswith("[ZNS] ")
        assert "\n" not in summary(told)
        assert "{" not in text_body(told)
    assert full.name in subject(full)


def test_a_letter_says_what_a_person_needs() -> None:
    """A letter has what happened, the sum line, why, until when, what to do and where the workbook is."""
    text = text_body(notice())
    for part in (
        "Kính gửi Anh/Chị,",
        "Tạm dừng.",
        "Chiến dịch: Nhắc nợ tháng 12 (z261201hhvpde)",
        "Kết quả: 1.000 dòng = 503 chờ gửi + 480 đã nhận + 17 bị từ chối",
        "Lý do: đã hết hạn mức gửi trong ngày",
        "Tự gửi tiếp từ 00:05 02/12/2026 (giờ Việt Nam)",
        "– 17 dòng: Số này không có tài khoản Zalo. Gọi điện hoặc nhắn SMS cho khách.",
        f"Tệp kết quả: {Path('reports/Nhắc nợ 2026-12-01 0800.xlsx')}",
        "Thời điểm: 08:00 01/12/2026 (giờ Việt Nam)",
    ):
        assert part in text
    assert "[ZNS] Đã gửi xong, có dòng chưa được nhận: Nhắc nợ tháng 12" == subject(
        notice(kind=NotificationKind.COMPLETED)
    )


def test_one_row_is_one_row() -> None:
    """English says `1 row`, and what is about the whole run has no number of rows."""
    needs = (RequiredAction(reason="A.", rows=1, remedy="B."), RequiredAction(reason="Token."))
    text = text_body(notice(lang="en", needs=needs))
    assert "– 1 row: A. B.\n– Token." in text


def test_a_long_list_of_needs_is_cut() -> None:
    """An e-mail stays an e-mail: the most important needs stand in it, and the workbook has the rest."""
    needs = tuple(RequiredAction(reason=f"r{number}") for number in range(100))
    assert needs[:20] == notice(needs=needs).needs


def test_the_json_is_whole_and_counts_add_up() -> None:
    """A program gets every key at every time, the states as words, and counts that add up."""
    found = json.loads(as_bytes(notice(rows={RowState.SENDING: 1, RowState.PENDING: 2})))
    bare = json.loads(as_bytes(Notification(kind=NotificationKind.NO_FILE, turn="1", when=WHEN)))
    assert [list(found), list(found["data"])] == [list(bare), list(bare["data"])]
    assert (3, 3) == (found["data"]["rows"]["total"], found["data"]["rows"]["pending"])
    assert ("notice.no-file", None, None) == (
        bare["type"],
        bare["data"]["state"],
        bare["data"]["report"],
    )
    assert ("2026-12-01T08:00:30+07:00", CampaignState.PAUSED) == (
        found["timestamp"],
        found["data"]["state"],
    )


def test_a_command_sees_the_facts_and_no_secret_of_ours() -> None:
    """A hook's environment has the person's own variables and the facts, and none of our secrets."""
    ours = {
        "PATH": "/bin",
        "AWS_SECRET_ACCESS_KEY": "theirs",
        "ZNS_HOME": "/srv",
        "ZNS_LANG": "vi",
        **dict.fromkeys(
            (
                "ZNS_ACCESS_TOKEN",
                "ZNS_SHOP_2_REFRESH_TOKEN",
                "ZNS_APP_SECRET",
                "ZNS_OA_SECRET_KEY",
                "zns_api_key",
                "ZNS_SMTP_PASSWORD",
                "ZNS_NOTIFY_SECRET",
                "ZNS_NOTIFY_URL",
                "ZNS_CODE_VERIFIER",
                "ZNS_DATABASE_URL",
                "DBOS_SYSTEM_DATABASE_URL",
                "PGPASSWORD",
            ),
            "never-shown",
        ),
    }
    found = child_environment(notice(), ours)
    assert "never-shown" not in found.values()
    assert {"PATH", "AWS_SECRET_ACCESS_KEY", "ZNS_HOME", "ZNS_LANG"} <= found.keys()
    assert ("paused", "z261201hhvpde", "1", "quota", "2026-12-02T00:05:00+07:00") == tuple(
        found[f"ZNS_NOTICE_{name}"]
        for name in ("KIND", "CAMPAIGN", "TROUBLE", "REASON", "RESUME_AFTER")
    )
