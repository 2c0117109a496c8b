"""eTelecom, a reseller of ZNS."""
