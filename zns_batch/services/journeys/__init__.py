"""Journey tokens: created on request, and for the messages of a campaign."""
