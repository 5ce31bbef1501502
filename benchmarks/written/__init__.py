"""Documents written by hand, and how well they are scrutinised."""
