"""The web face: pages, JSON API and webhook receiver in one ASGI application."""
