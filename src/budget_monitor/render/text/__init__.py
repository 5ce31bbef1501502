"""How text is laid out: the page, its width and colour, and figures in words."""
