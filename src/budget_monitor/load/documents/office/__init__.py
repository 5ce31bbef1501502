"""Documents of office programs, which are zipped parts of XML."""
