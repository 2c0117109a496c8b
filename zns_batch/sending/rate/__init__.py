"""Rate limiting: even spacing of requests, and the search for the highest safe rate."""
