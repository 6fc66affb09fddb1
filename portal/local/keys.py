"""Secrets of one machine: made once, kept in its data folder, never in the code."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.fernet import Fernet


@dataclass(frozen=True)
class Keys:
    """The secrets a local portal needs."""

    secret_key: str
    sealing_keys: str
    database_admin: str
    database_owner: str
    database_app: str
    redis: str


def fresh() -> Keys:
    """Make new secrets; passwords hold only letters an address can carry."""
    words = [secrets.token_hex(20) for _ in range(4)]
    return Keys(secrets.token_urlsafe(50), Fernet.generate_key().decode(), *words)


def kept(path: Path) -> Keys:
    """Read the secrets, or make them on the first start."""
    if path.exists():
        return Keys(**json.loads(path.read_text()))
    keys = fresh()
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(keys), file, indent=1)
    part.rename(path)
    return keys
