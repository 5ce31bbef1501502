"""A mapping: which file, sheet and range feed which ledger, where a table is not laid out as a ledger is."""
