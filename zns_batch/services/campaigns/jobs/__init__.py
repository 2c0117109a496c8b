"""Long work on a campaign that runs in child processes: workbooks, asking for receipts."""
