"""The monitoring position as a person or a script reads it.

`view` lays it out once, in the shapes of `shapes` and with the sections of `sections`; `table` and `markdown` write
that; `json` writes the position itself.
"""
