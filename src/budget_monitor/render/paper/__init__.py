"""The paper for a committee: a Word document with the position, what was found, and what a member may ask."""
