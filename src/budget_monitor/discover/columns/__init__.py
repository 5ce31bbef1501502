"""Columns made of others in their own row, of the row before, or of a total."""
