"""A report's tables and sentences as rows of ledgers, by the words that the ledgers declare for their columns."""
