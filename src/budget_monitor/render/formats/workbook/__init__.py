"""The sheets of the workbook that `--format xlsx` writes."""
