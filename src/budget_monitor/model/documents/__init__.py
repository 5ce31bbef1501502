"""A report that is a document, and what is found in it."""
