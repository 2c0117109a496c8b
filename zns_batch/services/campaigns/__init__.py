"""Use cases around a campaign: prepare, check, plan, run, control, report."""
