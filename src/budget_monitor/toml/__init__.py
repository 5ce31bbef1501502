"""TOML files with the places of what they say, and their text written back."""
