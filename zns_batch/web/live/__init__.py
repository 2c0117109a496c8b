"""Watching campaigns that run: one reader of the ledger for each, however many people watch."""
