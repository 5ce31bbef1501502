"""The values every stage speaks in: no input or output, and nothing heavy to import."""
