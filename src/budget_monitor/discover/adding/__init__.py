"""Sums of lines: rows that add up from rows, by where they stand, by their codes, and once more."""
