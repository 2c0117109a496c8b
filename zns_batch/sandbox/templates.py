"""Templates that the stand-in knows and holds messages to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TIME = r"\d{2}:\d{2}(:\d{2})?"
_DATE = r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}"
_MOMENT = rf"{_TIME}|({_TIME} )?{_DATE}|(0[1-9]|1[0-2])/\d{{4}}"

FORMATS: Mapping[str, re.Pattern[str] | None] = {
    "text": None,
    "phone": None,
    "number": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "currency": re.compile(r"\d+", re.ASCII),
    # Zalo has one type for the three, and takes any of its forms for it.
    "date": re.compile(_MOMENT, re.ASCII),
    "time": re.compile(_MOMENT, re.ASCII),
    "datetime": re.compile(_MOMENT, re.ASCII),
    "month": re.compile(_MOMENT, re.ASCII),
    "payment": re.compile(r"\d+", re.ASCII),
    "qr": re.compile(r"[ -~]+"),
    "bin": re.compile(r"\d{6}", re.ASCII),
    "otp": None,
    "url": re.compile(r"[!-~]+"),
    "bank-note": re.compile(r"""[^@\[\]^_!"•#$%¥&'()*+,€\-./:;{|<}=~>?\\`]*"""),
}
"""How a parameter of each type must look (Zalo's list of parameter types); `None` is not checked."""

PAYMENT = range(2_000, 500_000_001)
"""The amounts in VND that a payment may have."""

LONGEST: Mapping[str, int] = {
    "text": 100,
    "phone": 15,
    "number": 20,
    "currency": 12,
    "date": 20,
    "time": 20,
    "datetime": 20,
    "month": 20,
    "payment": 12,
    "qr": 200,
    "bin": 6,
    "otp": 10,
    "url": 200,
    "bank-note": 90,
}
"""The most characters of a parameter of each type, unless its template says otherwise."""

STATUSES = ("ENABLE", "PENDING_REVIEW", "REJECT", "DISABLE", "DELETE")
"""The states of a template, in the order of the numbers by which the template list filters them."""

TAGS = ("TRANSACTION", "CUSTOMER_CARE", "PROMOTION")
"""Zalo's tags 1, 2 and 3."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SandboxParam:
    """One parameter that a template asks for.

    Attributes:
        required: Whether a message without it, or with an empty one, is refused.
        max_length: The most characters, counted as code points; `None` for no limit.
        type: A key of `FORMATS`.
        min_length: The fewest of a value that is not empty.
        accept_empty: Whether an empty value will do although it is required.

    Raises:
        ValueError: No such type, or a length below 1.

    """

    required: bool = True
    max_length: int | None = None
    type: str = "text"
    min_length: int = 0
    accept_empty: bool = False

    @property
    def longest(self) -> int:
        """The most characters, as the account tells it."""
        return self.max_length or LONGEST[self.type]

    def __post_init__(self) -> None:
        if self.type not in FORMATS:
            raise ValueError(f"type: one of {', '.join(FORMATS)}, not {self.type!r}")
        if self.max_length is not None and self.max_length < 1:
            raise ValueError(f"max_length: at least 1, not {self.max_length}")


@dataclass(frozen=True, kw_only=True, slots=True)
class SandboxTemplate:
    """One template of the account.

    Attributes:
        params: What it asks for, by name.
        name: What people call it.
        text: The message, with `<name>` for each parameter.
        status: One of `STATUSES`.
        tag: One of `TAGS`; `None` when it makes no difference.
        price: VND a message.
        sample: An example value for each parameter.
        timeout: Seconds after which a message that arrives is not charged.
        quota: Messages of this template a day; `None` for no limit of its own.
        journey: The kinds of journey token it is sent with, by their beginning, such as
            `token_logistics`; `None` for a template outside of journeys.
        buttons: Its buttons' contents, such as the address that one opens.
        to_users: Whether it can be sent to a user's id.
        at_night: `True` may always be sent, `False` never from 22:00 to 05:59 in Viet Nam, and
            `None` except when the config says outright that it is night.

    Raises:
        ValueError: No such status or tag, or a price below 0.

    """

    params: Mapping[str, SandboxParam] = field(default_factory=dict)
    name: str = "Sandbox template"
    text: str = ""
    status: str = "ENABLE"
    tag: str | None = None
    price: int = 200
    at_night: bool | None = None
    sample: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 7_200.0
    quota: int | None = None
    journey: str | None = None
    buttons: tuple[str, ...] = ()
    to_users: bool = True

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status: one of {', '.join(STATUSES)}, not {self.status!r}")
        if self.tag is not None and self.tag not in TAGS:
            raise ValueError(f"tag: one of {', '.join(TAGS)}, not {self.tag!r}")
        if self.price < 0:
            raise ValueError(f"price: at least 0, not {self.price}")


EXAMPLES: Mapping[str, SandboxTemplate] = {
    "217489": SandboxTemplate(
        name="Xác nhận đơn hàng",
        tag="TRANSACTION",
        text="Cảm ơn <customer_name> đã mua hàng tại Tiệm Nhà Sen.\n"
        "Đơn hàng <order_code> đặt ngày <order_date>, tổng tiền <amount>đ, đã được xác nhận.\n"
        "Địa chỉ giao hàng: <address>.",
        params={
            "customer_name": SandboxParam(max_length=30),
            "order_code": SandboxParam(max_length=30),
            "order_date": SandboxParam(max_length=20, type="date"),
            "amount": SandboxParam(max_length=12, type="currency"),
            "address": SandboxParam(max_length=80, required=False),
        },
        sample={
            "customer_name": "Nguyễn Văn A",
            "order_code": "DH00042",
            "order_date": "22/11/2026",
            "amount": "150000",
            "address": "12 Lê Lợi, Quận 1",
        },
    ),
    "248812": SandboxTemplate(
        name="Thông báo học phí",
        tag="TRANSACTION",
        price=300,
        text="Trường Tiểu học Hoa Mai kính gửi phụ huynh em <student_name>, lớp <class_name>.\n"
        "Học phí <period>: <amount>đ, hạn nộp <due_date>.\n"
        "Nội dung chuyển khoản: <transfer_note>",
        params={
            "student_name": SandboxParam(max_length=30),
            "class_name": SandboxParam(max_length=30),
            "period": SandboxParam(max_length=30),
            "amount": SandboxParam(max_length=12, type="currency"),
            "due_date": SandboxParam(max_length=20, type="date"),
            "transfer_note": SandboxParam(max_length=90, type="bank-note"),
        },
        sample={
            "student_name": "Trần Thị B",
            "class_name": "3A",
            "period": "Học kỳ 1",
            "amount": "1500000",
            "due_date": "15/12/2026",
            "transfer_note": "Tran Thi B lop 3A hoc phi",
        },
    ),
    "260377": SandboxTemplate(
        name="Ưu đãi khách hàng thân thiết",
        tag="PROMOTION",
        price=300,
        text="Tiệm Nhà Sen cảm ơn <customer_name> đã luôn đồng hành.\n"
        "Quý khách có <points> điểm và mã ưu đãi <voucher_code>, dùng đến hết <expiry>.\n"
        "Xem ưu đãi: https://nhasen.example/<link>",
        params={
            "customer_name": SandboxParam(max_length=30, required=False),
            "points": SandboxParam(max_length=20, type="number"),
            "voucher_code": SandboxParam(max_length=25),
            "expiry": SandboxParam(max_length=20, type="date"),
            "link": SandboxParam(max_length=200, type="url"),
        },
        sample={
            "customer_name": "Nguyễn Văn A",
            "points": "1250",
            "voucher_code": "SEN2026",
            "expiry": "31/12/2026",
            "link": "uu-dai",
        },
    ),
    "231045": SandboxTemplate(
        name="Nhắc lịch hẹn khám",
        tag="CUSTOMER_CARE",
        text="Phòng khám An Tâm kính chào <patient_name>.\n"
        "Lịch khám của Quý khách: <appointment>, <doctor>, khoa <department>.\n"
        "Vui lòng đến trước 15 phút. Cần đổi lịch, xin gọi <hotline>.",
        params={
            "patient_name": SandboxParam(max_length=30),
            "appointment": SandboxParam(max_length=20, type="datetime"),
            "doctor": SandboxParam(max_length=30, required=False),
            "department": SandboxParam(max_length=50),
            "hotline": SandboxParam(max_length=15, type="phone", required=False),
        },
        sample={
            "patient_name": "Lê Thị C",
            "appointment": "08:30 22/11/2026",
            "doctor": "BS. Phạm Văn D",
            "department": "Tai mũi họng",
            "hotline": "1900 0000",
        },
    ),
}
"""The templates of the program's own samples, which an account without others describes."""
