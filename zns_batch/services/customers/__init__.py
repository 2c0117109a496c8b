"""Use cases about customers across campaigns: never-send list, history, answers, who is unreached."""
