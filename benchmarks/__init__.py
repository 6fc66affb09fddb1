"""Measurements of the service at the size of a whole country's plans; apart from the tests, run by `make bench`."""
