"""Use cases around ZNS Journey tokens."""
