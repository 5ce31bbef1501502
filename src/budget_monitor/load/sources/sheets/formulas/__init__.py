"""What is odd among formulas: a typed total, a range that misses a row, a formula unlike its neighbours."""
