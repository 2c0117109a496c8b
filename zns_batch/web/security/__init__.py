"""What keeps strangers out: hosts, cross-site requests, cookies, headers, tokens of forms, limits."""
