"""Telling people what became of a campaign: a command, a webhook, an e-mail."""
