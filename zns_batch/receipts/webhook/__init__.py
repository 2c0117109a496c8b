"""The webhook receiver: verified, stored on disk, then answered."""
