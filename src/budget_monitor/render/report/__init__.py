"""The parts of a report on a check, as text."""
