"""Long work in bounded child processes, with progress: checks, plans, workbooks."""
