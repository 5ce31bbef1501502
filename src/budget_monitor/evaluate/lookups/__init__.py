"""What a check looks up in other rows: sums by group, single rows, earlier periods."""
