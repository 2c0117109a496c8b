"""Use cases around scheduled campaigns."""
