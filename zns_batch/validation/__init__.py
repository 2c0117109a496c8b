"""A sheet and a template become checked rows: phones, values, columns, problems."""
