"""What a typed table promises by its headings and totals, and what a slip of the pen in it looks like."""
