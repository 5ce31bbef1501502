"""What should stand in a suspected cell: the range that its checks leave, the value that fits best, what to type."""
