"""What commands share: the streams, where outputs go, progress, the rules that are read."""
