"""Use cases around a sender account: login, diagnostics, construction of clients."""
