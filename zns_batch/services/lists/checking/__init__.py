"""Checks of uploaded lists: the process that does one, what it writes, and who reads that."""
