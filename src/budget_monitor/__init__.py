"""Checks that a council's budget ledgers add up, and says which figure is wrong."""
