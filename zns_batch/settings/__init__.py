"""Settings: accounts, secrets, notifications and folders."""
