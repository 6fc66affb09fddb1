"""Writing letters: what is kept, which way they go, and what no envelope or mailbox shows."""

import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.models import Event
from letters import addresses, mail, outbox
from letters.actions import write, write_many
from letters.kinds import FAMILY, KINDS, ChangeOfOfficer, InvitationToJoin, MessageAlert
from letters.models import Channel, Delivery, Letter
from letters.rendering import words_of
from letters.writing import Writing
from people.models import Child, Person
from policy import Organisation, Refused, council
from tests.factories.people import make_child, make_link, make_person
from tests.letters.examples import EXAMPLES, example

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
State = Delivery.State


def write_one(case, kind=ChangeOfOfficer, *, to=None, **more):
    """Write an example letter."""
    [letter] = write(example(kind), child=case.child, to=[to or case.parent], by=case.officer, on=ON, **more)
    return letter


def test_each_addressee_gets_a_letter_of_their_own(case):
    letters = write(
        example(ChangeOfOfficer),
        child=case.child,
        to=[case.parent, case.carer, case.parent],
        by=case.officer,
        on=ON,
    )
    assert [letter.addressee for letter in letters] == [case.parent, case.carer]
    assert len({letter.reference for letter in letters}) == 2
    for letter in letters:
        assert re.fullmatch(r"L(-[0-9A-Z]{4}){3}", letter.reference)
        assert letter.addressee.name in letter.html
    written = Event.objects.filter(kind="letters.written", child_id=case.child.pk)
    assert [event.about_id for event in written.order_by("id")] == [letter.pk for letter in letters]


def test_the_worker_is_woken_only_when_the_act_is_committed(
    case, silent_bell, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        write_one(case)
        assert silent_bell == []
    assert silent_bell


def test_a_letter_says_what_every_letter_says(case):
    letter, body = write_one(case), council(ON)
    for each in (
        body.name,
        body.service_name,
        case.child.reference,
        "20 November 2026",
        case.parent.name,
        case.officer.person.name,
        case.officer.email,
        "another format or another language",
        body.ias.name,
        "How we use your information",
        letter.reference,
        "change_of_officer 1",
    ):
        assert each in letter.html, each
    assert letter.policy_version and letter.written_by == case.officer


def test_information_says_that_it_is_optional(case):
    [kind] = [each for each in KINDS.values() if each.code == "information"]
    html = write_one(case, kind).html
    assert "You do not have to have a personal budget" in html
    for each in ("Speech therapy.", "A combination", "Helping Hands", "https://wealdshire.example/policy"):
        assert each in html


def test_hostile_words_are_escaped(case):
    words = '<script>alert(1)</script><img src="file:///etc/passwd"> & "quoted"'
    kind = example(MessageAlert, words=words)
    [letter] = write(kind, child=case.child, to=[case.parent], by=case.officer, on=ON)
    assert "<script>" not in letter.html and "<img" not in letter.html
    assert "&lt;script&gt;" in letter.html


def test_a_letter_needs_a_transaction_somebody_to_write_to_and_a_child(case):
    with pytest.raises(Refused):
        write(example(ChangeOfOfficer), child=case.child, to=[], by=case.officer, on=ON)
    with pytest.raises(ValueError, match="about a child"):
        write(example(ChangeOfOfficer), child=None, to=[case.parent], by=case.officer, on=ON)


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_a_mistake(case):
    with pytest.raises(ImproperlyConfigured):
        write_one(case)
    with pytest.raises(ImproperlyConfigured):
        write_many([], on=ON)


def channels(letter):
    """Give the channels of a letter with their states."""
    return dict(letter.deliveries.values_list("channel", "state"))


def test_somebody_who_signs_in_gets_an_email(case):
    assert channels(write_one(case)) == {Channel.EMAIL: State.WAITING}


def test_somebody_who_prefers_post_gets_both(case):
    case.parent.prefers_post = True
    assert channels(write_one(case)) == {Channel.EMAIL: State.WAITING, Channel.POST: State.WAITING}


def test_somebody_without_a_sign_in_gets_post_too(case):
    assert channels(write_one(case, to=case.carer)) == {
        Channel.EMAIL: State.WAITING,
        Channel.POST: State.WAITING,
    }


def test_somebody_with_neither_address_is_an_officers_task_at_once(case):
    nowhere = make_person(email="", address="", postcode="")
    make_link(case.child, nowhere)
    letter = write_one(case, to=nowhere)
    assert channels(letter) == {Channel.POST: State.FAILED}
    assert list(Delivery.objects.needs_a_person().visible_to(case.officer, on=timezone.localdate())) == list(
        letter.deliveries.all()
    )
    assert letter.notified_on is None


def test_the_words_never_change(case):
    letter = write_one(case)
    for change in ({"html": "<p>Other</p>"}, {"parts": {}}, {"title": "Other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        letter.deliveries.all().delete()
        letter.delete()


def test_a_sweep_writes_set_wise_and_the_worker_renders_the_same_words(case, django_assert_max_num_queries):
    family = [make_person() for _ in range(40)]
    writings = [
        Writing(kind=example(ChangeOfOfficer), child=Child.objects.get(), to=Person.objects.get(pk=person.pk))
        for person in family
    ]
    with django_assert_max_num_queries(8):
        letters = write_many(writings, on=ON)
    assert {letter.html for letter in letters} == {None}
    own = write_many([Writing(kind=example(ChangeOfOfficer), child=case.child, to=case.parent)], on=ON)[0]
    own.refresh_from_db()
    assert words_of(own) == words_of(own)
    assert case.parent.name in words_of(own)
    assert channels(own) == {Channel.EMAIL: State.WAITING}


def test_a_secret_is_sealed_and_nowhere_else(case):
    letter = write_one(case, InvitationToJoin, to=case.carer)
    code = EXAMPLES[InvitationToJoin]["join_code"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM letters_letter l")
        kept = "".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT row_to_json(d)::text FROM letters_delivery d")
        kept += "".join(row[0] for row in cursor.fetchall())
    assert code not in kept
    assert "We do not keep it" in letter.html
    for delivery in letter.deliveries.all():
        assert outbox.secrets_of(delivery) == {"join_code": code}


CANARIES = ("Zephyrine", "Quillfeather", "Marsh", "canary")


def with_canaries(kind):
    """Fill a kind in with a canary in every content that is not meant for the mailbox."""

    def canary(value):
        if isinstance(value, str):
            return f"canary {value}"
        if isinstance(value, Organisation):
            return Organisation(name="canary", what="canary")
        if is_dataclass(value):
            return replace(value, **{each.name: canary(getattr(value, each.name)) for each in fields(value)})
        return tuple(map(canary, value)) if isinstance(value, tuple) else value

    own = {name: canary(value) for name, value in EXAMPLES[kind].items() if name not in kind.secret_fields}
    return example(kind, **own | ({"where": EXAMPLES[kind]["where"]} if "where" in own else {}))


FAMILY_KINDS = [kind for kind in KINDS.values() if kind.audience == FAMILY]


@pytest.mark.parametrize("kind", FAMILY_KINDS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("who", ["parent", "carer"])
def test_no_email_says_whom_or_what_it_is_about(case, kind, who):
    person = getattr(case, who)
    [letter] = write(with_canaries(kind), child=case.child, to=[person], by=case.officer, on=ON)
    delivery = addresses.look_up(letter.deliveries.get(channel=Channel.EMAIL).pk)
    message = mail.compose(delivery, "robin@family.example", outbox.secrets_of(delivery))
    seen = message.message().as_string() + message.body + message.subject
    for each in (*CANARIES, case.child.reference, letter.reference, person.name, case.officer.person.name):
        assert each not in seen, each
    assert kind.email_words in message.body and message.subject == kind.email_subject
    if not kind.is_secret():
        assert "http://testserver/" in message.body


def test_the_email_of_an_invitation_carries_its_code(case):
    letter = write_one(case, InvitationToJoin, to=case.carer)
    delivery = addresses.look_up(letter.deliveries.get(channel=Channel.EMAIL).pk)
    body = mail.compose(delivery, "robin@family.example", outbox.secrets_of(delivery)).body
    assert EXAMPLES[InvitationToJoin]["join_code"] in body and EXAMPLES[InvitationToJoin]["where"] in body


def test_a_letter_about_another_child_never_leaks_into_this_one(case):
    other = make_child(officer=case.officer, first_name="Ptolemy", last_name="Vandersloot")
    make_link(other, case.parent)
    letter = write_one(case)
    assert "Ptolemy" not in json.dumps(letter.parts) + letter.html
