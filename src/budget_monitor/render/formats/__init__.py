"""A report on a check in each machine or office format: one file per format."""
