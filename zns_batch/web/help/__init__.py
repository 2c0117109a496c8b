"""The documentation that is shipped, as pages of help."""
