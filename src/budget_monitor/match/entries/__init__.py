"""What entries say, as codes and words that can be compared, and pairs of entries that have something in common."""
