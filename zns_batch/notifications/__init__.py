"""Notifications about campaigns: a command, a webhook, an e-mail."""
