"""Which cell is blamed for a slip in workbooks of formulas."""
