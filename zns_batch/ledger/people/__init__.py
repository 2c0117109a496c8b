"""People who use the pages, as the ledger keeps them: rights, sessions, links, failed sign-ins."""
