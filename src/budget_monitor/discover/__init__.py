"""What adds up in a table of which nothing is known: sums, differences, ratios and balances, and where they fail."""
