"""A page for one person on one computer: who may ask, what is answered, and the server between."""
