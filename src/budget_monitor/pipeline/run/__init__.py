"""One set of ledgers checked: its rules and settings, an engine, and every stage in turn."""
