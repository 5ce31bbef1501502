"""`budget-monitor.toml`: what may be set, how each setting is read, and what is in force."""
