"""References a family can read out, and nobody can guess."""

import secrets

from people.joining import ALPHABET


def new_reference(model, prefix):
    """Give a reference no record of a model has yet, such as PB-7KQ2-M4XD."""
    while True:
        signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
        reference = f"{prefix}-{signs[:4]}-{signs[4:]}"
        if not model.objects.filter(reference=reference).exists():
            return reference
