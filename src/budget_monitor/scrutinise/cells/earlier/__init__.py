"""What is as it was in the report before, or should be: its figures in tables, its sentences carried over."""
