"""Zalo's OpenAPI."""
