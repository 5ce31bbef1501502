"""Where cells come from: CSV, Parquet and database files, opened, and their cells with the lines they stand on."""
