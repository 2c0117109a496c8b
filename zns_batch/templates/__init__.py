"""Template files: found, parsed, rendered, and synchronised with the account."""
