"""Marked copies of documents in their own form: one file per form. Nothing of the document changes besides."""
