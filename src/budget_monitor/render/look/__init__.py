"""What a file holds, as text and as JSON."""
