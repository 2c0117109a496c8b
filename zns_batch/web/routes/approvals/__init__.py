"""Four eyes: the pages on which campaigns and schedules are approved."""
