"""From cells to typed tables: headings, columns, kinds of row, and where long tables are kept."""
