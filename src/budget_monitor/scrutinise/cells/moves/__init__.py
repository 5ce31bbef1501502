"""Changes that a sentence tells of a row of a table, of which it need not give both ends."""
