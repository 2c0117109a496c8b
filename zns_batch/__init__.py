"""zns-batch: send a campaign of Zalo notifications (ZNS) from a spreadsheet."""

__version__ = "0.1.0"
