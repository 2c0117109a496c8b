"""What whoever watches a campaign is shown: how it stands, what came of it, what can be done."""
