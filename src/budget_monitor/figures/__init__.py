"""The one grammar of figures: from text as people write it to exact decimals, and what to say where it fits none."""
