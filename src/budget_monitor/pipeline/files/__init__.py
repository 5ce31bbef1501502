"""What a file holds, before it is checked: looked at, and mapped to a ledger."""
