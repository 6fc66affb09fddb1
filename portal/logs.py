"""What the logs may hold: addresses without their secrets, and nothing of what visitors searched for."""

import logging
import re
from urllib.parse import quote

from gunicorn.glogging import Logger

# A link in a letter signs its holder in, or lets them choose the password.
SECRETS = re.compile(r"(/account/(?:confirm-email|password/choose)/)[^\s?\"']+")
KEPT = ("h", "t", "s", "b", "B", "a", "T", "D", "M", "L", "m", "H", "p")


def masked(words):
    """Hide the secrets of the addresses in a line."""
    return SECRETS.sub(r"\1***", words)


class AccessLog(Logger):
    """A log of requests that names no link of a letter, no query (it may be a surname) and no referrer."""

    def atoms(self, resp, req, environ, request_time):
        """Give what a line may be made of, whatever its format asks for."""
        atoms = super().atoms(resp, req, environ, request_time)
        path = masked(quote(environ["PATH_INFO"], encoding="latin-1"))
        request = f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}"
        return {name: atoms[name] for name in KEPT} | {"U": path, "r": request}


class Masked(logging.Filter):
    """A filter that hides the secrets in what Django says of a request that failed."""

    def filter(self, record):
        """Pass every record on, without its secrets."""
        record.msg, record.args = masked(record.getMessage()), ()
        return True
