"""What can be done with a campaign, as the command line and the pages do it."""
