"""The stand-in for Zalo itself: `business.openapi.zalo.me`, and the tokens of `oauth.zaloapp.com`."""

from zns_batch.sandbox.responses import page
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo import oauth
from zns_batch.sandbox.zalo.endpoints import queries
from zns_batch.sandbox.zalo.journeys import journeys
from zns_batch.sandbox.zalo.request import by_hash, by_phone, by_user
from zns_batch.sandbox.zalo.responses import error
from zns_batch.sandbox.zalo.send_message import ZaloSendMessage

WRONG_METHOD = error(-106)
WRONG_PATH = page(404)


def routes(world: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        ("POST", "/message/template"): ZaloSendMessage(world, by_phone),
        ("POST", "/message/template/hashphone"): ZaloSendMessage(world, by_hash),
        ("POST", "/v3.0/oa/message/template"): ZaloSendMessage(world, by_user),
        ("GET", oauth.CONSENT_PATH): counted(world, oauth.ConsentEndpoint(world)),
        ("POST", oauth.PATH): counted(world, oauth.TokenRefreshEndpoint(world)),
        **queries(world),
        **journeys(world),
    }
