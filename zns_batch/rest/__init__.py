"""The JSON API under `/api/v1`: parses requests of programs, asks services, and shows what they say."""
