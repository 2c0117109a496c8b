"""Four eyes: campaigns and schedules that another person must approve before anything is sent."""
