"""What a ledger is: its schema, its cells and where they stand, amounts, periods and names."""
