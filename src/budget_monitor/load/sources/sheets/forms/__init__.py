"""What workbooks in the forms of ods and xls say besides their values: formats, errors, hidden rows, formulas."""
