"""Logs are read by many and kept long: no link of a letter, no surname, nowhere a visitor came from."""

import json
import logging
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from portal.local import run
from portal.logs import AccessLog

BROWSER = "Mozilla/5.0 (X11)"
SECRETS = ["3f-d1x2k9-5e0a77", "MTI:1v9Xyz:0aB-c_D"]


def line(path, capsys, *, query="", raw=None, form=None):
    """Give the line a request writes."""
    environ = {
        "REMOTE_ADDR": "192.0.2.7",
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": raw or f"{path}?{query}",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": "https://budgets.wealdshire.example/account/password/choose/3f-d1x2k9-5e0a77/?q=Marsh",
        "HTTP_USER_AGENT": BROWSER,
    }
    headers = [("REFERER", environ["HTTP_REFERER"]), ("COOKIE", "session=abc")]
    config = Config()
    config.set("accesslog", "-")
    if form:
        config.set("access_log_format", form)
    answer = SimpleNamespace(status="200 OK", sent=512, headers=[])
    request = SimpleNamespace(headers=headers)
    AccessLog(config).access(answer, request, environ, timedelta(milliseconds=20))
    return capsys.readouterr().out.strip()


def test_a_line_says_what_was_asked_and_what_was_answered(capsys):
    said = line("/home/", capsys)
    assert said.startswith("192.0.2.7 - - [") and said.endswith(
        f'"GET /home/ HTTP/1.1" 200 512 "-" "{BROWSER}"'
    )


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/account/password/choose/{SECRETS[0]}/", "/account/password/choose/***"),
        (f"/account/password/choose/{SECRETS[0]}", "/account/password/choose/***"),
        (f"/account/confirm-email/{SECRETS[1]}/", "/account/confirm-email/***"),
        ("/account/confirm-email/", "/account/confirm-email/"),
        ("/account/password/chosen/", "/account/password/chosen/"),
        ("/staff/people/child/", "/staff/people/child/"),
        ("/a b\n192.0.2.8 - -/", "/a%20b%0A192.0.2.8%20-%20-/"),
    ],
)
def test_the_secrets_of_an_address_are_hidden(capsys, path, shown):
    assert f'"GET {shown} HTTP/1.1"' in line(path, capsys, raw=path.replace("account", "%61ccount"))


EVERYTHING = "%(r)s %(U)s %(q)s %(f)s %({referer}i)s %({cookie}i)s %({raw_uri}e)s %({query_string}e)s %(u)s"


@pytest.mark.parametrize("form", [None, EVERYTHING])
def test_no_format_brings_back_query_referrer_or_cookie(capsys, form):
    said = line(f"/account/password/choose/{SECRETS[0]}/", capsys, query="q=Marsh", form=form)
    assert "/account/password/choose/***" in said
    assert not [word for word in ("Marsh", "q=", *SECRETS, "wealdshire", "session") if word in said]


def test_what_django_says_of_a_failed_request_is_masked():
    handler = next(one for one in logging.getLogger().handlers if one.filters)
    path = f"/account/confirm-email/{SECRETS[1]}/"
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Failed: %s", (path,), None)
    assert handler.filter(record)
    assert handler.format(record).endswith("Failed: /account/confirm-email/***")


def test_the_web_process_writes_this_log_everywhere(repository, monkeypatch, tmp_path):
    image = json.loads(
        re.search(r"^CMD (\[.*\])", (repository / "Dockerfile").read_text(), re.M | re.S)[1].replace(
            "\\\n", ""
        )
    )
    started = {}
    monkeypatch.setattr(run, "start", lambda name, command, **options: started.setdefault(name, command))
    run.start_portal({}, tmp_path, [])
    for command in (image, started["The web process"]):
        assert "--logger-class=portal.logs.AccessLog" in command and "--access-logfile=-" in command
