"""One module per spreadsheet format, and the registry that chooses among them."""
