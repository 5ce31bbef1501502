"""What every page of HTML has: one frame, one style, one way of escaping, and what it may load."""
