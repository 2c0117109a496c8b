"""Schedules: campaigns that are sent at a time, or again and again."""
