"""Delivery receipts: polled from providers, or received by webhook."""
