"""Reading any spreadsheet as rows with its own row numbers, and writing cells safely."""
