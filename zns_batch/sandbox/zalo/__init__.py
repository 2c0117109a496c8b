"""The stand-in for Zalo itself: `business.openapi.zalo.me`, and the tokens of `oauth.zaloapp.com`."""

from functools import partial

from zns_batch.sandbox.responses import page
from zns_batch.sandbox.routes import Routes
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.endpoints import queries
from zns_batch.sandbox.zalo.journeys import journeys
from zns_batch.sandbox.zalo.oauth import oauth
from zns_batch.sandbox.zalo.request import read_request
from zns_batch.sandbox.zalo.responses import error
from zns_batch.sandbox.zalo.send_message import ZaloSendMessage

WRONG_METHOD = error(-106)
WRONG_PATH = page(404)

_SEND_PATHS = {
    "/message/template": "phone",
    "/message/template/hashphone": "hash_phone",
    "/v3.0/oa/message/template": "user_id",
}
"""The field that names the recipient, by address."""


def routes(state: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        **{
            ("POST", path): ZaloSendMessage(state, partial(read_request, field))
            for path, field in _SEND_PATHS.items()
        },
        **oauth(state),
        **queries(state),
        **journeys(state),
    }
