"""What the sheets of one file take over from one another."""
