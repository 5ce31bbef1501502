"""The rule book, the ledgers and the settings, for people to look up."""
