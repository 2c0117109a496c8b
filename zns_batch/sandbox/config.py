"""How a stand-in behaves: everything a rehearsal or a test can ask of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from zns_batch.sandbox.faults import FAULTS
from zns_batch.sandbox.templates import EXAMPLES, TAGS, SandboxTemplate
from zns_batch.sandbox.token_faults import TOKEN_FAULTS
from zns_batch.sandbox.webhooks import WebhookTarget

ANSWERS = ("2026", "2025", "sparse")
"""The message object with `response_data`, with `sms`, and without whatever is empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EtelecomConfig:
    """How eTelecom's stand-in behaves. Without arguments: an OA in good order.

    Attributes:
        oa_id: The one OA there is; `None` takes any number.
        connected: Whether the OA is connected.
        consent_until: When its consent ends; `None` for 90 days from now.
        get_shop_oa: Whether there is a GetShopOA, which a white label may lack.
        answers: Which message object, one of `ANSWERS`.
        numbers: Whether 64-bit ids are numbers and not text.
        capitals: Whether the words of an enum begin with a capital, as the documents' tables have it.
        quota_lag: Seconds for which a reported quota is reported again.
        list_lag: Seconds after which a message stands in the list.
        page: The most items of a page.

    Raises:
        ValueError: A value that makes no sense; the text names the field.

    """

    oa_id: str | None = None
    connected: bool = True
    consent_until: datetime | None = None
    get_shop_oa: bool = True
    answers: str = "2026"
    numbers: bool = False
    capitals: bool = False
    quota_lag: float = 0.0
    list_lag: float = 0.0
    page: int = 50

    def __post_init__(self) -> None:
        if self.answers not in ANSWERS:
            raise ValueError(f"etelecom: answers is one of {', '.join(ANSWERS)}")
        if self.page < 1:
            raise ValueError(f"etelecom: page is at least 1, not {self.page}")
        if self.consent_until is not None and self.consent_until.tzinfo is None:
            raise ValueError("etelecom: consent_until needs a time zone")


Seconds = float | tuple[float, float]
"""A fixed time, or the least and the most of one that varies."""

_header_name = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch

LimitAnswer = Literal["-32", "http-429"]
KEY_HEADER = "X-API-KEY"
"""The stand-in's own word: GobySend's pages say that a header carries the key, and not which one."""

QUALITIES = ("HIGH", "MEDIUM", "LOW", "UNDEFINED")


@dataclass(frozen=True, kw_only=True)
class SandboxConfig:
    """How the stand-in behaves. Without arguments: an account in good order.

    Attributes:
        quota: Messages a day, `None` for no limit. The default is Zalo's first rung for a new OA.
        used: How many of today's quota another system has used.
        others: Beside which share of our messages another system sends one at the same moment: as
            often just before the answer, which tells of it, as just after.
        limit: The most messages taken up in any one second; `None` for no limit.
        limit_answer: What a message above the limit gets: error `-32`, or HTTP 429.
        latency: Seconds until an answer.
        faults: Name of a fault to the share of messages that it strikes; together at most 1.
        by_suffix: Whether the last three digits of a phone select a fault.
        seed: Another seed draws other messages for `faults` and other times for `latency`.
        strict_phones: Whether only `84…` and `+84…` are phones; otherwise also `0…` and the nine
            digits without it.
        token: The access token that is valid; `None` takes any that is not empty.
        token_valid: `False` refuses every token, as after it has expired.
        token_life: Seconds that an access token from a renewal is valid.
        refresh_token: The refresh token that may be used, once; `None` takes any that is not
            empty, the first time.
        app_id: The application's id, for renewals; `None` takes any that is not empty.
        app_secret: The application's secret, with which `appsecret_proof` and renewals are
            checked; `None` checks none.
        consent_oa: The id of the OA whose administrator is asked on a page how the consent ends;
            `None` consents at once, for the OA `1`.
        proof_required: Whether a request without `appsecret_proof` is refused.
        night: Whether it is night for a template that may not be sent at night; `None` goes by
            the clock.
        clock: The time it is for the stand-in when it starts or when this is set; `None` leaves
            the machine's. It runs on from there.
        balance: VND in the account's wallet; `None` for no limit.
        price: VND for a message of a template that is not in `templates`.
        admins: The phones that get test sends (`mode: development`), as `84…`; `None` for all.
        templates: The account's templates by id; when empty, any template with any parameters.
        described: The templates that are listed and described when `templates` is empty; messages
            are not held to them.
        delivery: Seconds from acceptance to the customer's phone; `None` never arrives.
        renewal_faults: The faults of the next requests for tokens, one each, by name.
        query_fault: The address of a question that gets a broken gateway's page; `None` for none.
        quality: The OA's quality, one of HIGH, MEDIUM, LOW and UNDEFINED.
        tags: What the account may send, of TRANSACTION, CUSTOMER_CARE and PROMOTION.
        api_key: The key that is valid, where a provider has one; `None` takes any that is not empty.
        key_header: The header that carries GobySend's key.
        quota_as_text: Whether GobySend tells the quota as text and not as numbers.
        quota_in_answer: Whether GobySend's answer to a message tells what Zalo's does, the quota
            and the moment of sending, and not the message's id alone.
        etelecom: What of it is eTelecom's alone.
        webhook: Where it tells of messages that have arrived; `None` tells nobody.
        ratings: The share of delivered messages that their customers rate.
        replies: The share of delivered messages of which their customers press a quick reply.

    Raises:
        ValueError: A value that makes no sense; the text names the field and what it takes.

    """

    quota: int | None = 20_000
    used: int = 0
    others: float = 0.0
    limit: int | None = None
    limit_answer: LimitAnswer = "-32"
    latency: Seconds = 0.0
    faults: Mapping[str, float] = field(default_factory=dict)
    by_suffix: bool = True
    seed: int = 0
    strict_phones: bool = False
    token: str | None = None
    token_valid: bool = True
    token_life: float = 90_000.0
    refresh_token: str | None = None
    app_id: str | None = None
    app_secret: str | None = None
    consent_oa: str | None = None
    proof_required: bool = False
    night: bool | None = None
    clock: datetime | None = None
    balance: int | None = None
    price: int = 200
    admins: tuple[str, ...] | None = None
    templates: Mapping[str, SandboxTemplate] = field(default_factory=dict)
    described: Mapping[str, SandboxTemplate] = field(default_factory=lambda: EXAMPLES)
    delivery: Seconds | None = 1.0
    renewal_faults: tuple[str, ...] = ()
    query_fault: str | None = None
    quality: str = "HIGH"
    tags: tuple[str, ...] = TAGS
    etelecom: EtelecomConfig = field(default_factory=EtelecomConfig)
    api_key: str | None = None
    key_header: str = KEY_HEADER
    quota_as_text: bool = False
    quota_in_answer: bool = False
    webhook: WebhookTarget | None = None
    ratings: float = 0.0
    replies: float = 0.0

    @property
    def listed(self) -> Mapping[str, SandboxTemplate]:
        """The templates that the account tells of."""
        return self.templates or self.described

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_shares()
        self._check_names()
        if self.clock is not None and self.clock.tzinfo is None:
            raise ValueError("clock: needs a time zone, such as 2026-11-22T08:00:00+07:00")
        if self.proof_required and not self.app_secret:
            raise ValueError("proof_required: needs app_secret to check a proof with")

    def _check_shares(self) -> None:
        for name in ("others", "ratings", "replies"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}: a share from 0 to 1, not {getattr(self, name)}")

    def _check_numbers(self) -> None:
        for name, least in {"quota": 0, "used": 0, "limit": 1, "balance": 0, "price": 0}.items():
            value: int | None = getattr(self, name)
            if value is not None and value < least:
                raise ValueError(f"{name}: at least {least}, not {value}")
        for name in ("latency", "delivery", "token_life"):
            seconds: Seconds | None = getattr(self, name)
            low, high = seconds if isinstance(seconds, tuple) else (seconds or 0.0, seconds or 0.0)
            if not 0 <= low <= high < float("inf"):
                raise ValueError(f"{name}: seconds from 0, the lower first, not {seconds}")
        for name, share in self.faults.items():
            if name not in FAULTS:
                known = ", ".join(FAULTS)
                raise ValueError(f"faults: no fault is called {name}; there are {known}")
            if not 0 <= share <= 1:
                raise ValueError(f"faults: the share of {name} is from 0 to 1, not {share}")
        # Ten shares of 0.1 make a hair more than 1.
        total = sum(self.faults.values())
        if total > 1.000001:
            raise ValueError(f"faults: all shares together are at most 1, not {total}")

    def _check_names(self) -> None:
        if self.limit_answer not in {"-32", "http-429"}:
            raise ValueError(f"limit_answer: -32 or http-429, not {self.limit_answer}")
        if self.quality not in QUALITIES:
            raise ValueError(f"quality: one of {', '.join(QUALITIES)}, not {self.quality}")
        if not set(self.tags) <= set(TAGS):
            raise ValueError(f"tags: of {', '.join(TAGS)}, not {', '.join(self.tags)}")
        if not _header_name(self.key_header):
            raise ValueError(f"key_header: the name of a header, not {self.key_header!r}")
        for name in self.renewal_faults:
            if name not in TOKEN_FAULTS:
                known = ", ".join(TOKEN_FAULTS)
                raise ValueError(f"renewal_faults: none is called {name}; there are {known}")
