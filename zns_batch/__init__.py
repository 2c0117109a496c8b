"""zns-batch: send a campaign of Zalo notifications (ZNS) from a spreadsheet."""

# Type checkers know this name; importing `typing` for it would cost `--version` a quarter of its time.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from zns_batch.api import App, CampaignHandle, Check, Draft
    from zns_batch.domain.planned_row import Problem
    from zns_batch.errors import ZnsBatchError
    from zns_batch.services.campaigns.forecast import Forecast
    from zns_batch.services.campaigns.options import DeliveryOptions

__all__ = [
    "App",
    "CampaignHandle",
    "Check",
    "DeliveryOptions",
    "Draft",
    "Forecast",
    "Problem",
    "ZnsBatchError",
    "__version__",
]

__version__ = "0.1.0"

_MODULES = {
    "App": "zns_batch.api",
    "CampaignHandle": "zns_batch.api",
    "Check": "zns_batch.api",
    "DeliveryOptions": "zns_batch.services.campaigns.options",
    "Draft": "zns_batch.api",
    "Forecast": "zns_batch.services.campaigns.forecast",
    "Problem": "zns_batch.domain.planned_row",
    "ZnsBatchError": "zns_batch.errors",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: `zns-batch --version` loads nothing."""
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)
