"""Wholes and their parts, in sentences, over sentences and over lists."""
