"""Whether a condition holds: on the printed figures, and on the intervals they stand for."""
