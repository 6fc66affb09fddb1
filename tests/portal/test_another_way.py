"""A no, consent taken back, a death: what the pages say is what happens, by the state the agreement is in (R1.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clocks.models import Clock
from letters.models import Letter
from policy.plain import long_date
from tests.factories.agreements import make_active, make_cast, make_issued, make_ready_agreement
from tests.factories.documents import upload
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
CHANGED = {"words": "I do not want it any more.", "provision_after": "The council’s tutors"}


@pytest.fixture
def cast():
    return make_cast()


def text_of(response):
    return response.content.decode()


def at(name, record):
    return reverse(name, args=[record.key])


def typed(day):
    return {"died_on-day": day.day, "died_on-month": day.month, "died_on-year": day.year}


@pytest.mark.parametrize(
    ("make", "tick"),
    [
        (make_active, "the payments stop today"),
        (make_ready_agreement, "no payment is made"),
        (
            lambda cast: make_ready_agreement(cast, mechanism="notional_council"),
            "the arrangement does not begin",
        ),
    ],
)
def test_a_family_ticks_what_follows_and_is_written_to(client, cast, make, tick):
    agreement = make(cast)
    sign_in(client, cast.parent)
    address = at("agreement_withdraw", agreement)
    assert f"I understand that {tick}" in text_of(client.get(address))
    assert f"Confirm that you understand that {tick}" in text_of(client.post(address, {"words": "I stop."}))
    before = Letter.objects.filter(addressee=cast.parent.person).count()
    answer = client.post(address, {"words": "I stop.", "sure": "on"}, follow=True)
    assert "We are writing to you to confirm it." in text_of(answer)
    assert Letter.objects.filter(addressee=cast.parent.person).count() == before + 1
    owed = Clock.objects.open().of(agreement).get(duty="another_way")
    assert long_date(owed.due_on) in text_of(answer)


def test_a_family_that_declines_sees_by_when_it_is_talked_to(client, cast):
    agreement = make_issued(cast)
    sign_in(client, cast.parent)
    answer = client.post(at("agreement_decline", agreement), {"because": "Too much work."}, follow=True)
    text = text_of(answer)
    assert "We will talk to you about another way." in text
    assert long_date(Clock.objects.open().of(agreement).get().due_on) in text
    assert "The council secures the provision in the plan." in text


def test_an_officer_records_how_it_is_arranged(client, cast):
    agreement = make_issued(cast)
    sign_in(client, cast.officer)
    button = "Record how the support is arranged now"
    assert button not in text_of(client.get(at("admin:case_agreement", agreement)))
    no = {"because": "Too much work", "provision_after": "The council"}
    client.post(at("admin:agreement_record_declined", agreement), no)
    assert button in text_of(client.get(at("admin:case_agreement", agreement)))
    address = at("admin:agreement_another_way", agreement)
    assert "There is a problem" in text_of(
        client.post(address, {"provision_after": "The school", "words": ""})
    )
    given = {"provision_after": "The school", "words": "By phone today."}
    assert client.post(address, given).status_code == 302
    agreement.refresh_from_db()
    assert agreement.provision_after == "The school"
    assert button not in text_of(client.get(at("admin:case_agreement", agreement)))
    assert "on record already" in text_of(client.post(address, given))


@pytest.mark.parametrize(
    ("make", "said"), [(make_active, "has ended"), (make_ready_agreement, "does not begin")]
)
def test_an_officer_is_told_what_became_of_it(client, cast, make, said):
    agreement = make(cast)
    sign_in(client, cast.officer)
    given = CHANGED | {"file": upload("signed.pdf")}
    answer = client.post(at("admin:agreement_record_withdrawal", agreement), given, follow=True)
    assert f"The agreement {said}, and the family is being told." in text_of(answer)


@pytest.mark.parametrize("make", [make_issued, make_ready_agreement, make_active])
def test_a_death_is_recorded_before_the_start_too_and_never_with_a_day_to_come(client, cast, make):
    agreement, on = make(cast), timezone.localdate()
    sign_in(client, cast.officer)
    address, words = at("admin:agreement_record_death", agreement), {"words": "The hospital told us."}
    assert address in text_of(client.get(at("admin:case_agreement", agreement)))
    text = text_of(client.post(address, words | typed(on + timedelta(days=1))))
    assert f"must be the same as or before {long_date(on)}" in text
    year_ago = words | typed(on - timedelta(days=365))
    assert "Check the day and its year" in text_of(client.post(address, year_ago))
    before = Letter.objects.count()
    assert client.post(address, year_ago | {"is_checked": "on"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.end_ground == "G8"
    assert Letter.objects.count() == before
    assert "over already" in text_of(client.post(address, words | typed(on)))
