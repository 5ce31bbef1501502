"""The JSON of a report: its shapes, and how they are filled."""
