"""The review of findings: which are accepted, which are too small to matter, and which acceptances no longer hold."""
