"""Changes that are told with what changed, and words of more or less: how they are worded, and whether they hold."""
