"""From the texts of a column to its values: figures, dates, years, periods, choices, and what is wrong with them."""
