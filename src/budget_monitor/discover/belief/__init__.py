"""Whether what adds up, or nearly does, is believed: slips, rounding, doubts, and what speaks for one another."""
