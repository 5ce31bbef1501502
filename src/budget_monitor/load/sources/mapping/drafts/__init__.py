"""A first mapping of a table to a ledger, as far as the table tells."""
