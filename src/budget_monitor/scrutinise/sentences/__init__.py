"""The arithmetic of sentences: shares, changes, sums."""
