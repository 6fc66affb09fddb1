"""The private store of evidence and files."""
