"""Blame in a workbook whose formulas are known: formulas work out what follows, and people type what is wrong."""
