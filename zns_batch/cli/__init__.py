"""The command line: parse, ask, show. No rule lives here."""
