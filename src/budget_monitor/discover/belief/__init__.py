"""What a gap may be: a slip, rounding, or no sum at all; and how far what nearly adds up is believed."""
