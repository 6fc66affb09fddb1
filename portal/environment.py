"""The environment the portal reads, each variable with what it must look like."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

import policy


@dataclass(frozen=True)
class Variable:
    """A variable of the environment: its name, what it is for, and whether the service needs it."""

    name: str
    meaning: str
    required: bool = False
    default: str = ""


VARIABLES = (
    Variable("SECRET_KEY", "signs sessions and links: 50 random characters", required=True),
    Variable("SEALING_KEYS", "seal secrets at rest: Fernet keys, newest first, with commas", required=True),
    Variable("DATABASE_URL", "postgres://user:password@host:port/name of the application role", True),
    Variable("DATABASE_OWNER_URL", "the same for the owner role, which runs migrations and nothing else"),
    Variable("REDIS_URL", "redis://host:port/0, Celery's broker", required=True),
    Variable("ALLOWED_HOSTS", "host names of the service, with commas", required=True),
    Variable("BASE_URL", "address of the service as families type it", default="http://127.0.0.1:8000"),
    Variable("EMAIL_URL", "console:, or smtp, smtps or smtp+tls://user:password@host:port", default="console:"),
    Variable("EMAIL_FROM", "the address letters by e-mail come from", default="no-reply@localhost"),
    Variable("DOCUMENTS_URL", "file:///folder or s3://key:secret@host/bucket, the private store of documents",
             default="file:./var/documents"),
    Variable("CLAMD_URL", "unix:///path or tcp://host:port of the virus scanner", required=True),
    Variable("COUNCIL_POLICY", "the council's own policy file (docs/examples/council.toml)"),
    Variable("STATIC_ROOT", "where collectstatic gathers files", default="./var/static"),
    Variable("SECURE", "1 behind TLS (always in production), 0 on one machine", default="1"),
    Variable("PROXIES", "how many proxies of the council's own stand before the service", default="0"),
    Variable("DEBUG", "1 shows technical error pages: never in production", default="0"),
    Variable("DEMO", "1 shows one-click sign-in for invented people: only on loopback", default="0"),
)  # fmt: skip
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_BY_NAME = {variable.name: variable for variable in VARIABLES}


def text(name):
    """Give a variable's text, or its default."""
    return os.environ.get(name, "").strip() or _BY_NAME[name].default


def flag(name):
    """Give a yes-or-no variable; anything but 0 or 1 stops the start."""
    value = text(name)
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def number(name):
    """Give a whole number, none below nought; anything else stops the start."""
    value = text(name)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def words(name):
    """Give a list of words written with commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def missing():
    """Name the required variables that are not set."""
    return [variable.name for variable in VARIABLES if variable.required and not text(variable.name)]


def unsafe():
    """Name the switches that are on though the service can be reached from elsewhere than this machine."""
    elsewhere = [host for host in words("ALLOWED_HOSTS") if host.lower() not in LOOPBACK]
    return [name for name in ("DEMO", "DEBUG") if flag(name) and (elsewhere or not words("ALLOWED_HOSTS"))]


def wrong_policy():
    """Give the line that says what is wrong with the council's policy file, or an empty text."""
    try:
        policy.check(datetime.now(UTC).date())
    except policy.PolicyError as wrong:
        return f"COUNCIL_POLICY: {wrong}"
    return ""


def demand():
    """Stop the start of a server when a variable is missing, a switch unsafe, or the council's file wrong."""
    names = missing()
    if names:
        raise ImproperlyConfigured(f"Not set in the environment: {', '.join(names)}. See .env.example.")
    if unsafe():
        raise ImproperlyConfigured(
            f"{' and '.join(unsafe())} must be 0 unless ALLOWED_HOSTS names only {', '.join(LOOPBACK)}."
        )
    if wrong := wrong_policy():
        raise ImproperlyConfigured(wrong)


def _split(name, *schemes):
    url = urlsplit(text(name))
    if url.scheme not in schemes:
        expected = " or ".join(f"{scheme}:" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must begin with {expected} ({_BY_NAME[name].meaning})")
    try:
        _ = url.port
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} has a port that is not a number") from problem
    return url


def database(name):
    """Give Django's settings for a PostgreSQL address; the dummy engine when it is not set."""
    if not text(name):
        return {"ENGINE": "django.db.backends.dummy"}
    url = _split(name, "postgres", "postgresql")
    options = {key: values[-1] for key, values in parse_qs(url.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", "") or url.hostname or "",
        "PORT": str(url.port or options.pop("port", "") or ""),
        "OPTIONS": options,
    }


def email():
    """Give Django's e-mail settings for EMAIL_URL."""
    url = _split("EMAIL_URL", "console", "smtp", "smtps", "smtp+tls")
    backend = "console" if url.scheme == "console" else "smtp"
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or {"smtps": 465, "smtp+tls": 587}.get(url.scheme, 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
    }


def documents():
    """Give Django's storage settings for DOCUMENTS_URL."""
    url = _split("DOCUMENTS_URL", "file", "s3")
    if url.scheme == "file":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": url.path,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    return {
        "BACKEND": "documents.stores.S3Store",
        "OPTIONS": {
            "endpoint": f"https://{url.hostname}" + (f":{url.port}" if url.port else ""),
            "bucket": url.path.strip("/"),
            "key": unquote(url.username or ""),
            "secret": unquote(url.password or ""),
        },
    }
