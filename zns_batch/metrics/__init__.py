"""Prometheus metrics and health endpoints of a worker.

Nothing here counts rows: a scrape must cost the same on a ledger of any size.
"""
