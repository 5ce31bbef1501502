"""What is found: outcomes, corrections, and what is told, kept and accepted of them."""
