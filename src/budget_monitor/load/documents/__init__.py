"""Documents read into blocks, one file or room per form."""
