"""What a visitor reads when the database is away, and when something else goes wrong."""

import pytest
from django.conf import settings
from django.db import InterfaceError, connection
from django.test import Client
from django.urls import reverse


@pytest.fixture
def visitor(client):
    """Give a browser that gets the page a fault makes, and holds the cookie of a session."""
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    return client


@pytest.fixture
def dead_database(transactional_db, monkeypatch):
    """Leave the portal without its database."""
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        patch.setitem(connection.settings_dict, "PORT", "1")
        yield


@pytest.mark.parametrize("address", ["/", "/home/", "/account/login/", "/healthz/ready/"])
def test_without_its_database_the_service_says_it_is_away(visitor, dead_database, address):
    answer = visitor.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "Sorry, the service is unavailable" in answer.content.decode()


def test_it_says_so_to_somebody_without_a_session_too(visitor, dead_database):
    visitor.cookies.clear()
    assert visitor.get("/healthz/ready/").status_code == 503
    assert visitor.get("/healthz/").status_code == 200


@pytest.mark.parametrize(
    ("fault", "status"), [(InterfaceError("closed"), 503), (ValueError("a family"), 500)]
)
def test_a_fault_of_another_kind_is_not_taken_for_it(visitor, db, monkeypatch, fault, status):
    def fail(*args):
        raise fault

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)
    answer = visitor.get("/home/")
    assert answer.status_code == status
    assert answer.has_header("Retry-After") is (status == 503)
    assert "a family" not in answer.content.decode()


def test_a_page_open_too_long_says_how_to_keep_what_was_typed(db):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(reverse("account_login"), {"login": "ash@family.example"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your page was open too long" in page and "Copy what you typed" in page
    assert 'class="govuk-template"' in page and "CSRF" not in page
