"""Documents that are pages with words at places: PDF."""
