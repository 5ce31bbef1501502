"""The engine of a run: which one there is memory for, started before the ledgers are read."""
