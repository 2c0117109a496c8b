"""Campaigns that run in a worker, unattended."""
