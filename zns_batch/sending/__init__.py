"""The lane of one account: pace, quota, window, retries, and the pool of workers."""
