import re

PLAIN = "#1d70b8"
WHITE, BLACK = "#ffffff", "#0b0c0c"


def valid(colour):
    """Return a six-figure colour as it is, and the plain one in place of anything else."""
    found = isinstance(colour, str) and re.fullmatch("#[0-9A-Fa-f]{6}", colour)
    return colour.lower() if found else PLAIN


def words_on(colour):
    """Return the colour of words that can be read on a colour."""
    return WHITE if contrast(colour, WHITE) >= contrast(colour, BLACK) else BLACK


def contrast(one, other):
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    """Return a colour's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
