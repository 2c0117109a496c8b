"""People who use the pages: added, let in, given rights, signed in and out."""
