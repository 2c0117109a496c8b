"""The HTTP client shared by all providers, and how transport errors are classified."""
