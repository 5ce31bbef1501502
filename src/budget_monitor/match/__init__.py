"""Two lists that must agree: which entries belong together, stage by stage, and only where nothing else would do."""
