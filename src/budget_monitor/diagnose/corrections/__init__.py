"""From the answers of the search to corrections: how sure each is, and what it says in words."""
