"""Whether figures that are each within rounding can all be true together."""
