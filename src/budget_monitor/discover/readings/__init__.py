"""What a table is taken for: how it lies, and the rules that can be inferred from it."""
