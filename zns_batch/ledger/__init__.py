"""The only truth: every row, every state change, in one database."""
