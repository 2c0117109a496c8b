"""Pages about people's own security."""
