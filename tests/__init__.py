"""Claims about budget-monitor, in folders named like its rooms; what they share is in `support`."""
