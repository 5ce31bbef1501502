"""How fast the check is, and how it grows: generated ledgers, measurements, and the table of docs/benchmarks.md."""
