"""Join codes: made at random, written so a person can type them, kept as a digest."""

import hashlib
import secrets

# No letter or figure that is easily taken for another. 16 of 27 signs: 76 bits.
ALPHABET = "2345679ACDEFGHJKMNPQRTUVWXY"
LENGTH = 16


def new_code():
    """Give a new code, in groups of four: AB2C-DE3F-GH4J-KM5N."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def digest_of(code):
    """Give the digest a code is kept as; spaces, hyphens and case do not matter."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(signs.encode("utf-8", "replace")).hexdigest()
