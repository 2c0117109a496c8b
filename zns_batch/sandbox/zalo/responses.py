"""Zalo's answers: its words for each code, and the shape of an error and of a success."""

from collections.abc import Mapping
from typing import Any

from zns_batch.sandbox.responses import RefusedError, SandboxReply, in_json

WORDS: Mapping[int, str] = {
    -32: "Your OA reached limit call api",
    -100: "Unknown error",
    -101: "Application invalid",
    -105: "Application not link to any OA",
    -106: "Method unsupported",
    -107: "Message ID invalid",
    -108: "Phone number invalid",
    -109: "Invalid template id",
    -110: "Zalo version unsupported",
    -111: "Template data empty",
    -112: "Template data invalid",
    -1121: "template data is break max length",
    -1122: "template data missing parameter",
    -1124: "template data has invalid format",
    -114: (
        "User is inactive, or reject the message, or using an outdated Zalo version, "
        "or other internal errors"
    ),
    -115: "Out of quota",
    -116: "Text invalid",
    -117: "OA or App does not have permission to access this template",
    -118: "Zalo account not existed",
    -119: "Account can not receive message",
    -120: "OA does not have permission to use this feature",
    -121: "Body data empty",
    -122: "Body format invalid",
    -124: "Access token is invalid",
    -1241: "appsecret_proof invalid",
    -126: "Out of quota (development mode)",
    -127: "Test template messages can only be sent to admin",
    -131: "ZNS template not approved",
    -132: "Parameter invalid",
    -133: "This ZNS template is not allowed to send at night (from 22h-6h)",
    -135: "OA does not have permission to send ZNS",
    -136: "ZCA association required",
    -137: "ZCA charge failure",
    -138: "App does not have permission to access this feature",
    -139: "User refused to receive this type of ZNS",
    -140: "OA does not have permission to send follow-up ZNS to this user",
    -141: "User refused to receive ZNS from Official Account",
    -144: "ZNS daily quota exceeded",
    -1441: "Monthly promotion quota exceeded",
    -145: "OA does not have permission to send this type of ZNS",
    -146: "Template disabled due to low quality",
    -147: "Template daily quota exceeded",
    -1471: "Monthly follow-up limit of this user exceeded",
    -1472: "Daily promotion limit of this user exceeded",
    -148: "Journey token is missing",
    -149: "Journey token is invalid",
    -1491: "Journey token type is incompatible with this template",
    -150: "Journey token is expired",
    -161: "Sending mode is not allowed",
    -162: "Sending mode is not supported for this template tag",
    -201: "user_id is invalid!",
    -216: "Access token is invalid",
    -220: "access_token is expired or removed",
    -234: "This message type cannot be sent from 22:00 to 06:00",
    -249: "Template does not support sending by UID",
}
"""What Zalo says with each code, from its ZNS error table and from answers that people have seen."""


def error(code: int, words: str | None = None) -> SandboxReply:
    """Return an error as Zalo gives it: HTTP 200 with a negative number."""
    return in_json({"error": code, "message": words or WORDS.get(code, "Error")})


def refusal(code: int, words: str | None = None) -> RefusedError:
    """Return the refusal of a message with a code, to be raised."""
    return RefusedError(str(code), error(code, words))


def success(data: Any, **beside: Any) -> SandboxReply:
    """Return an answer to a question; `message` is in lower case there."""
    return in_json({"error": 0, "message": "success", "data": data, **beside})
