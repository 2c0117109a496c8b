"""What programs ask for: Zalo's events, whether we live, figures for Prometheus."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from zns_batch import __version__
from zns_batch.core.network import is_loopback
from zns_batch.ledger.maintenance.stats import ledger_stats
from zns_batch.metrics.ledger_poller import LedgerPoller
from zns_batch.metrics.registry import MetricsRegistry
from zns_batch.receipts.webhook.handler import WebhookHandler
from zns_batch.web.dependencies import anybody
from zns_batch.web.errors import PageError
from zns_batch.web.runtime import WebApp


def machine_routes(web: WebApp, receiver: WebhookHandler) -> APIRouter:
    """Return the routes: `/webhook/zalo/<account>`, `/health`, `/metrics`."""
    router = APIRouter(dependencies=[Depends(anybody)])
    poller = LedgerPoller(lambda now: ledger_stats(web.ledger, now=now), web.clock)
    registry = MetricsRegistry(poller, web.clock, is_ready=lambda: True, version=__version__)

    @router.post("/webhook/zalo/{account}")
    async def zalo_event(request: Request, account: str) -> Response:
        """An event of Zalo."""
        return await receiver.receive(request, account)

    @router.api_route("/health", methods=["GET", "HEAD"])
    async def health() -> Response:
        """Say that the program runs."""
        return PlainTextResponse("ok")

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        """The figures of the ledger, for who is on this machine."""
        from prometheus_client.exposition import choose_encoder

        client = request.client.host if request.client else ""
        if not is_loopback(client) or "x-forwarded-for" in request.headers:
            raise PageError(404)
        await web.run_in_thread(poller.look_once)
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry.registry), media_type=content_type)

    return router
