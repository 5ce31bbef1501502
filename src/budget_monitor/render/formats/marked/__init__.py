"""A copy of the officer's own workbook with the wrong cells marked: its parts are patched, and nothing else changes."""
