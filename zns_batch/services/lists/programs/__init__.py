"""Uploaded lists as programs deal with them: what came of a check, and a campaign in one step."""
