"""The way back: what providers tell of messages that were sent, asked for or told by themselves."""
