"""The pages of sender accounts."""
