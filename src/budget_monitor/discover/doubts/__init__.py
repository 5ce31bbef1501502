"""Failures that are no slips: what a table is rounded to, whose signs go by the row, what else makes its figures."""
