"""Campaigns that run in a worker, with nobody watching."""
