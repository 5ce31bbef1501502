"""Which figures are to blame for the checks that failed, what they should be, and how the slip happened."""
