"""Slips that are one act however many figures they move: whole lines, two columns, a total row, what follows from a
root.
"""
