"""Makers of rows for tests: plain functions, invented people, nothing done that the name does not say."""
