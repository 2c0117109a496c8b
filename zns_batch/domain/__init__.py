"""Domain types shared by all packages: messages, outcomes, rows, states, templates, accounts."""
