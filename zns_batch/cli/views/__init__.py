"""What commands show: mapping, preflight, results, schedules."""
