"""The Python library; `docs/python.md` shows it at work."""

from zns_batch.api.app import App
from zns_batch.api.objects import CampaignHandle, Check, Draft

__all__ = ["App", "CampaignHandle", "Check", "Draft"]
