"""The first administrator comes by a command, once; everybody after them by an administrator."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from people.models import User
from people.roles import Role
from tests.factories.people import make_user
from tests.portal.signing import is_signed_in, type_password

pytestmark = pytest.mark.django_db
WHO = ("Reed", "Copperfield", "Reed@wealdshire.example")


def test_the_first_administrator_chooses_a_password_and_then_a_second_factor(client):
    said = StringIO()
    call_command("make_administrator", *WHO, stdout=said)
    user = User.objects.get(email="reed@wealdshire.example")
    assert user.roles == [Role.ADMINISTRATOR] and not user.has_usable_password()
    form = client.get(urlsplit(said.getvalue().splitlines()[-1]).path).url
    client.post(form, {"password1": "three other words"})
    type_password(client, user.email, "three other words")
    assert client.get("/staff/people/sign-ins/").url == "/account/second-step/app/"
    assert not is_signed_in(client)


def test_there_is_no_second_one_this_way():
    make_user(role=Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="an administrator already"):
        call_command("make_administrator", *WHO)
    assert User.objects.count() == 1


def test_a_closed_administrator_locks_nobody_out():
    make_user(role=Role.ADMINISTRATOR, is_active=False)
    call_command("make_administrator", *WHO, stdout=StringIO())
    assert User.objects.filter(is_active=True).count() == 1


def test_a_wrong_address_makes_nothing():
    with pytest.raises(CommandError, match="not an email address"):
        call_command("make_administrator", "Reed", "Copperfield", "reed")
    assert not User.objects.exists()
