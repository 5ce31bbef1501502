"""Counts of a table's rows that a sentence tells."""
