"""Accounts, secrets and folders: what is set up around a campaign."""
