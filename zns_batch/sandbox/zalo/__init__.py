"""The stand-in for Zalo itself: the addresses of `business.openapi.zalo.me`."""

from zns_batch.sandbox.routes import Routes
from zns_batch.sandbox.world import World
from zns_batch.sandbox.zalo.queries import queries
from zns_batch.sandbox.zalo.sending import Sending


def routes(world: World) -> Routes:
    """Return what answers at each address."""
    return {("POST", "/message/template"): Sending(world), **queries(world)}
