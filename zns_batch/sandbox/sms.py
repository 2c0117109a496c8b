"""The SMS that a stand-in sends in place of messages, or by themselves."""

import secrets
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SmsText:
    """One SMS.

    Attributes:
        sms_id: The stand-in's own id.
        msg_id: The message in whose place it goes; empty for one that was requested by itself.
        tracking_id: The sender's reference.
        phone: `84` and nine digits.
        brandname: The sender's name; empty when none was given.
        content: Its text.
        due: When it goes, in seconds since 1970 by the stand-in's clock.

    """

    sms_id: str
    msg_id: str
    tracking_id: str
    phone: str
    brandname: str
    content: str
    due: float


class SmsLog:
    """The SMS that were requested, in order."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(6)
        self._texts: dict[str, SmsText] = {}
        self._in_place: dict[str, SmsText] = {}

    def add(
        self,
        *,
        phone: str,
        content: str,
        due: float,
        tracking_id: str,
        brandname: str = "",
        msg_id: str = "",
    ) -> SmsText:
        """Keep an SMS; what is left out is empty in `SmsText`."""
        text = SmsText(
            sms_id=f"sms-{self._run}{len(self._texts):08x}",
            msg_id=msg_id,
            tracking_id=tracking_id,
            phone=phone,
            brandname=brandname,
            content=content,
            due=due,
        )
        self._texts[text.sms_id] = text
        if msg_id:
            self._in_place[msg_id] = text
        return text

    def find(self, name: str) -> SmsText | None:
        """Return the SMS of an id, its own or that of the message in whose place it goes."""
        return self._texts.get(name) or self._in_place.get(name)

    def all(self) -> list[SmsText]:
        """Return all SMS, also those that are not due yet."""
        return list(self._texts.values())
