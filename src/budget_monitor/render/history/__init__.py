"""Recorded runs and what changed between them."""
