"""What the API takes and gives, as its document describes it."""
