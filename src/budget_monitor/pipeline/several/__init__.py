"""The sets of several authorities checked in one run, and their reports put together."""
