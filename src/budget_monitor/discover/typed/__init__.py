"""What a typed table promises by its words, what a slip of the pen in it looks like, and what is left in doubt."""
