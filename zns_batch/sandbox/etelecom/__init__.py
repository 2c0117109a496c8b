"""The stand-in for eTelecom: `api.etelecom.vn`, for a shop's key and for a partner's."""

from zns_batch.sandbox.etelecom.auth import error
from zns_batch.sandbox.etelecom.endpoints import queries
from zns_batch.sandbox.etelecom.journeys import journeys
from zns_batch.sandbox.etelecom.lists import lists
from zns_batch.sandbox.etelecom.send_message import EtelecomSendMessage
from zns_batch.sandbox.routes import Handler, Routes
from zns_batch.sandbox.state import SandboxState

BASES = ("/v1/shop", "/v1/partner")
"""Where the two kinds of accounts call; a method is joined to it by a dot, `.Zalo/SendZNS`."""

WRONG_METHOD = error("bad_route", "unsupported method (only POST is allowed)")
WRONG_PATH = error("bad_route", "no handler for path")


def routes(state: SandboxState) -> Routes:
    """Return what answers at each address."""
    methods: dict[str, Handler] = {
        "SendZNS": EtelecomSendMessage(state),
        "SendZNSJourney": EtelecomSendMessage(state, journey=True),
        **queries(state),
        **lists(state),
        **journeys(state),
    }
    return {
        ("POST", f"{base}.Zalo/{name}"): handler
        for base in BASES
        for name, handler in methods.items()
    }
