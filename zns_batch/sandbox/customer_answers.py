"""What customers answer to messages here: stars with a note and reasons, and quick replies.

Which message is answered, and how, is drawn from the seed and the message alone, so that all who ask, and
the webhook, are told the same.
"""

from dataclasses import dataclass

from zns_batch.sandbox.randomness import SeededRandom
from zns_batch.sandbox.webhooks import WebhookTarget, event, ms

NOTES = ("", "Giao hàng nhanh, cảm ơn shop", "Chờ hơi lâu", "=1+1", "Nhân viên nhiệt tình 👍")
REASONS = ("Thái độ phục vụ", "Thời gian giao hàng", "Chất lượng sản phẩm")
REPLIES = ("Xác nhận", "Đổi lịch", "Hủy hẹn")

_AFTER = 1.0
"""Seconds from a message's arrival to its answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenRating:
    """One customer's rating of one message.

    Attributes:
        stars: One to five.
        note: What the customer wrote, empty for nothing.
        reasons: What the customer chose.
        at: When, in seconds since 1970.

    """

    stars: int
    note: str
    reasons: tuple[str, ...]
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenReply:
    """A quick reply that a customer pressed.

    Attributes:
        text: What stands on it.
        at: When, in seconds since 1970.

    """

    text: str
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerAnswers:
    """Draws the answers of a stand-in's customers.

    Attributes:
        random: The seed.
        ratings: The share of delivered messages that are rated.
        replies: The share of delivered messages of which a quick reply is pressed.

    """

    random: SeededRandom
    ratings: float
    replies: float

    def rating(self, key: str, delivered_at: float | None) -> GivenRating | None:
        """Return the rating of a message; `None` without one.

        Args:
            key: Its tracking id, or its phone without one.
            delivered_at: When it reached the phone; one that never does is not rated.

        """
        if delivered_at is None or self.random.share("rating", key, 0) >= self.ratings:
            return None
        note = NOTES[int(self.random.share("note", key, 0) * len(NOTES))]
        reasons = int(self.random.share("reasons", key, 0) * (len(REASONS) + 1))
        return GivenRating(
            stars=1 + int(self.random.share("stars", key, 0) * 5),
            note=note,
            reasons=REASONS[:reasons],
            at=delivered_at + _AFTER,
        )

    def reply(self, key: str, delivered_at: float | None) -> GivenReply | None:
        """Return the quick reply that was pressed of a message; `None` without one."""
        if delivered_at is None or self.random.share("reply", key, 0) >= self.replies:
            return None
        text = REPLIES[int(self.random.share("reply-text", key, 0) * len(REPLIES))]
        return GivenReply(text=text, at=delivered_at + _AFTER)


def rated(webhook: WebhookTarget, msg_id: str, tracking_id: str, rating: GivenRating) -> bytes:
    """Write the event that a customer has rated a message."""
    message = {
        "note": rating.note,
        "rate": rating.stars,
        "submit_time": ms(rating.at),
        "msg_id": msg_id,
        "feedbacks": list(rating.reasons),
        "tracking_id": tracking_id,
    }
    fields = {"oa_id": webhook.oa_id, "message": message}
    return event(webhook, "user_feedback", fields, now=rating.at)


def replied(webhook: WebhookTarget, msg_id: str, tracking_id: str, reply: GivenReply) -> bytes:
    """Write the event that a customer has pressed a quick reply."""
    message = {
        "submit_time": ms(reply.at),
        "button_type": "response",
        "data": reply.text,
        "tracking_id": tracking_id,
    }
    fields = {"msg_id": msg_id, "oa_id": webhook.oa_id, "message": message}
    return event(webhook, "user_click_response_button", fields, now=reply.at)
