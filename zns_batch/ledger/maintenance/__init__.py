"""Backup, purge of personal data, the move to PostgreSQL, and statistics."""
