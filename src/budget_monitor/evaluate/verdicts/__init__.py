"""Verdicts row by row, and the findings and constraints made of the rows that somebody must see."""
