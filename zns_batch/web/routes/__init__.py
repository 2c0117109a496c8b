"""The pages, one module a group: each asks a service and shows what it says."""
