"""What the rest of a table that was typed proves: figures that are far off, and changes from row to row."""
