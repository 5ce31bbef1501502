"""The order of a document: its years, codes, numbers, references, and what was left open in it."""
