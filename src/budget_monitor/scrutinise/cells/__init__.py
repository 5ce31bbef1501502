"""The figures of tables, and what the text says of them."""
