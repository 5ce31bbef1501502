"""Workbooks: opened within bounds, and read as the sheets show their figures."""
