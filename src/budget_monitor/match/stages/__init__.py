"""The stages of the matching, each of which goes through what is still open."""
