"""What a worker does, in figures for Prometheus, and whether it is well.

Nothing here counts rows: what is asked for often must cost the same on a ledger of any size.
"""
