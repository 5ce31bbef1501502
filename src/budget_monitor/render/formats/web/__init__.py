"""What an HTML page is made of, besides its templates."""
