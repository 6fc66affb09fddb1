"""The words of a record are erased by an administrator and a case manager of the child's team (R24.2)."""

import pytest
from django.test import Client
from django.utils import timezone

from audit.actions import approve_disposal, propose_disposal
from audit.acts import NotAllowed, record
from audit.models import Disposal, EventDetail
from people.roles import Role
from tests.factories.people import make_child, make_manager, make_officer, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
LIST = "/staff/record/disposals/"


@pytest.fixture
def child():
    child = make_child(officer=make_officer(team=make_team()))
    record("people.officer_assigned", by=None, about=child, said="Private.")
    return child


@pytest.fixture
def administrator():
    return sign_in(Client(), make_user(role=Role.ADMINISTRATOR))


@pytest.fixture
def manager(child):
    return sign_in(Client(), make_manager(team=child.team))


def propose(own, child):
    own.post(f"{LIST}propose/", {"reference": child.reference, "reasons": "Kept long enough"})
    return Disposal.objects.get(child_id=child.pk)


def state_of(order):
    return Disposal.objects.values_list("state", flat=True).get(pk=order.pk)


def test_it_takes_an_administrator_and_the_teams_manager(child, administrator, manager):
    order = propose(administrator, child)
    assert child.reference in manager.get(LIST).content.decode()
    assert "Kept long enough" in manager.get(f"{LIST}{order.pk}/").content.decode()
    administrator.post(f"{LIST}{order.pk}/")
    assert state_of(order) == "proposed"
    assert manager.post(f"{LIST}{order.pk}/").status_code == 302
    manager.post(f"{LIST}{order.pk}/")
    assert state_of(order) == "approved"
    assert administrator.post(f"{LIST}{order.pk}/").status_code == 302
    assert state_of(order) == "carried_out"
    assert not EventDetail.objects.filter(words__contains="Private").exists()


def test_another_teams_manager_neither_sees_nor_approves_it(child, administrator):
    order, far = propose(administrator, child), make_manager(team=make_team())
    own = sign_in(Client(), far)
    assert child.reference not in own.get(LIST).content.decode()
    assert own.post(f"{LIST}{order.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        approve_disposal(order, on=timezone.localdate(), by=far)
    assert state_of(order) == "proposed"


def test_nobody_approves_their_own_through_two_roles(child):
    both = make_user(roles=[Role.ADMINISTRATOR, Role.CASE_MANAGER], team=child.team)
    order = propose_disposal(child.pk, on=timezone.localdate(), by=both, reasons="Kept long enough")
    text = sign_in(Client(), both).post(f"{LIST}{order.pk}/").content.decode()
    assert "The person who proposed a disposal cannot approve it." in text
    assert state_of(order) == "proposed"


def test_an_unknown_child_is_told_so_and_a_manager_proposes_nothing(child, administrator, manager):
    page = administrator.post(f"{LIST}propose/", {"reference": "none", "reasons": "Kept long enough"})
    assert "There is no child with this reference." in page.content.decode()
    assert manager.post(f"{LIST}propose/", {"reference": child.reference, "reasons": "x"}).status_code == 404
    assert not Disposal.objects.exists()
