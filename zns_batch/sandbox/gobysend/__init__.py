"""The stand-in for GobySend: `zns.api.gobysend.com`."""

from zns_batch.sandbox.gobysend.endpoints import queries
from zns_batch.sandbox.gobysend.send_message import GobySendSendMessage
from zns_batch.sandbox.gobysend.sms import sms_routes
from zns_batch.sandbox.responses import page
from zns_batch.sandbox.routes import Routes
from zns_batch.sandbox.state import SandboxState

WRONG_METHOD = page(405)
WRONG_PATH = page(404)


def routes(state: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        ("POST", "/api/message/send"): GobySendSendMessage(state),
        **queries(state),
        **sms_routes(state),
    }
