"""Uploaded lists: received, checked in a child process, corrected, and handed to a campaign."""
