"""Building blocks of the workbooks: long tables, free-form sheets, styles."""
