"""What tests of signing in share: addresses, codes, and answers without what changes every time."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import URLPattern, URLResolver, get_resolver

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}


def code_now(secret=SECRET, *, steps=0):
    """Give the code an authenticator app shows, some steps of 30 seconds from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def type_password(client, email, password=PASSWORD):
    """Send the sign-in form."""
    return client.post("/account/sign-in/", {"login": email, "password": password})


def type_code(client, code):
    """Send the second step."""
    return client.post("/account/sign-in/second-step/", {"code": code})


def is_signed_in(client):
    """Say whether the account page opens."""
    return client.get("/account/").status_code == 200


def plain(response):
    """Give an answer without what is new in each: the script's nonce and the form's token."""
    text = response.content.decode()
    text = re.sub(r'nonce="[^"]*"', 'nonce=""', text)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


def addresses(patterns=None, prefix="", names=()):
    """Yield (name, address) for every address of the service, with samples in place of what varies."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = str(pattern.pattern)
        route = re.sub(r"\(\?P<uidb36>[^()]*\)", "1", re.sub(r"\(\?P<\w*key>[^()]*\)", "abc", route))
        for converter, sample in SAMPLES.items():
            route = re.sub(rf"<{converter}:\w+>", sample, route)
        route = re.sub(r"<(?:\w+:)?\w+>", "x", route).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + route, (*names, pattern.namespace or ""))
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield ":".join(filter(None, (*names, pattern.name))), f"/{prefix}{route}"
