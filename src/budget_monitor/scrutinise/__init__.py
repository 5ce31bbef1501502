"""What a document says of itself: figures in its text against its tables, its sentences' arithmetic, and its order."""
