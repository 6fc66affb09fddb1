"""Dates as the rule book's tables write them."""

from datetime import datetime


def day(text):
    """Read "Thu 26 Nov 2026", and fail when the weekday written is not that day's."""
    found = datetime.strptime(text, "%a %d %b %Y").date()
    assert found.strftime("%a") == text[:3], text
    return found
