"""Documents read into blocks, one file per form; the pieces of a zip and of its XML are read in bounds."""
