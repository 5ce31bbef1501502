"""Two lists, or two versions of one, and how they agree."""
