"""One entry for several: by reference, of a day, by sum; and entries that cancel each other."""
