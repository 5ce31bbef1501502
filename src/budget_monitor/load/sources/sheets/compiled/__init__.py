"""The compiled reader of workbooks, calamine: asked here for what it reads in proportion, and apart for other forms."""
