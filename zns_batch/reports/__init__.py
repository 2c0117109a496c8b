"""Workbooks and summaries, written from the ledger."""
