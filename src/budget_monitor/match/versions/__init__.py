"""Two versions of one table: rows of one key, cells that differ, keys that were renamed, and the sums of both."""
