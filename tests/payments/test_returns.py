"""A return is filled in a bit at a time, and sent once it is declared and meets to the penny (R15.1, R15.12, b5)."""

from datetime import date
from decimal import Decimal

import pytest

from audit.acts import NotAllowed
from clocks.models import Clock
from documents.models import Document
from payments.actions import returns
from payments.actions.instalments import fail
from payments.models import Instalment, QuarterlyReturn, SpendLine
from people.roles import Basis
from policy import Refused
from tests.factories.documents import PDF, upload
from tests.factories.payments import (
    accept,
    fill_in,
    make_approver,
    make_finance_officer,
    make_open_return,
    make_sent_return,
    parent_of,
)
from tests.factories.people import make_family, make_officer, make_team

ON = date(2027, 1, 11)
pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """Give the open return of a quarter in which £1,800.00 was paid."""
    return make_open_return()


def save(found, **answers):
    return returns.save(found, on=ON, by=parent_of(found), **answers)


def submit(found, **given):
    return returns.submit(found, on=ON, by=parent_of(found), **given)


def test_what_is_filled_in_is_kept_and_the_rest_stays(found):
    save(found, closing=Decimal("900.00"))
    again = save(found, help_wanted=" Yes, with the statement. ")
    assert (again.closing, again.help_wanted) == (Decimal("900.00"), "Yes, with the statement.")
    assert (again.state, again.saved_at is not None) == ("open", True)


def test_its_use_is_told_once_it_was_said_and_not_by_another_part(found):
    assert save(found, closing=Decimal("900.00")).use_said_on is None
    assert save(found, under_use="").use_said_on == ON


def test_what_the_council_paid_is_not_the_familys_to_say(found):
    for name in ("paid_in", "advance", "state", "threshold"):
        with pytest.raises(TypeError):
            save(found, **{name: Decimal("1.00")})
    assert save(found).paid_in == Decimal("1800.00")


def test_a_payment_that_came_back_is_not_money_that_came_in(found):
    last = Instalment.objects.filter(state="released").order_by("-number").first()
    fail(last, words="Account closed", on=ON, by=make_finance_officer())
    assert save(found).paid_in == Decimal("1200.00")


@pytest.mark.parametrize(
    "wrong",
    [
        {"closing": Decimal("0.001")},
        {"closing": Decimal("NaN")},
        {"closing": Decimal("1e9")},
        {"closing": Decimal("-1000000.00")},
        {"other_in": Decimal("1000000.00")},
        {"other_in": Decimal("-1.00")},
        {"under_use": "boredom"},
    ],
)
def test_answers_that_cannot_be_are_refused(found, wrong):
    with pytest.raises(Refused):
        save(found, **wrong)


def test_who_fills_it_in_and_sends_it(found):
    nominee = make_family(found.child, basis=Basis.NOMINEE)
    others = [make_family(make_open_return().child), make_officer(team=make_team()), make_finance_officer()]
    for user in [nominee, *others, make_approver(), None]:
        with pytest.raises(NotAllowed):
            returns.save(found, on=ON, by=user, closing=Decimal("1.00"))
        with pytest.raises(NotAllowed):
            returns.submit(found, on=ON, by=user)
    other_parent = make_family(found.child)
    returns.save(found, on=ON, by=other_parent, closing=Decimal("1.00"))
    found.agreement.recipient = nominee.person
    found.agreement.save()
    returns.save(found, on=ON, by=nominee, closing=Decimal("2.00"))


def test_it_is_sent_and_finance_owes_its_check(found):
    sent = submit(fill_in(found, closing="900.00"))
    assert (sent.state, sent.submitted_on, sent.declared_on, sent.submitted_by) == (
        "submitted",
        ON,
        ON,
        parent_of(found),
    )
    assert Clock.objects.get(duty="quarterly_return").met_on == ON
    check = Clock.objects.get(duty="return_check")
    assert (check.started_on, check.due_on, check.owed_by) == (ON, date(2027, 1, 25), "council")
    assert check.label == "Check the return for 5 October to 31 December 2026"


@pytest.mark.parametrize(
    ("answers", "rule", "words"),
    [
        ({"closing": Decimal("900.01")}, "R15.1", "£0.01 too much"),
        ({"statement": Decimal("899.99")}, "R15.12", "explain the other £0.01"),
        ({"opening": Decimal("5.00")}, "R15.1", "too little"),
        ({"statement": None}, "R15.1", "Enter the balance on the statement."),
        ({"closing": None}, "R15.1", "Enter the closing balance."),
        ({"reconciliation": Decimal("12.40"), "statement": Decimal("912.40")}, "R15.12", "Say what"),
        ({"under_use": "other"}, "R15.10", "Say in words"),
    ],
)
def test_what_does_not_meet_is_not_sent(found, answers, rule, words):
    fill_in(found, closing="900.00")
    save(found, **answers)
    with pytest.raises(Refused) as refused:
        submit(found)
    assert refused.value.rule == rule
    assert words in refused.value.words
    found.refresh_from_db()
    assert found.state == "open"


def test_pending_at_the_bank_is_explained(found):
    fill_in(found, closing="900.00")
    save(
        found,
        reconciliation=Decimal("12.40"),
        statement=Decimal("912.40"),
        reconciliation_words="A card payment",
    )
    assert submit(found).state == "submitted"


def test_it_is_declared(found):
    fill_in(found, closing="900.00")
    with pytest.raises(Refused) as refused:
        submit(found, declared=False)
    assert refused.value.rule == "R15.12"


def test_sums_too_large_to_be_added_up_say_so(found):
    fill_in(found, closing="900.00")
    SpendLine.objects.filter(quarterly_return=found).update(amount=Decimal("99999999.99"))
    QuarterlyReturn.objects.filter(pk=found.pk).update(other_in=Decimal("99999999.99"))
    with pytest.raises(Refused, match="too large to be right"):
        submit(found)


def test_a_question_is_answered_before_and_says_so_in_its_own_words():
    sent = make_sent_return()
    returns.query(sent, words="Who is Sam Lane?", on=ON, by=make_finance_officer())
    with pytest.raises(Refused, match="Answer our question first"):
        submit(sent)


def test_a_quarter_without_spending_says_so(found):
    with pytest.raises(Refused, match="line by line"):
        submit(fill_in(found, closing="1800.00", nothing_spent=False))
    assert submit(fill_in(found, closing="1800.00", under_use="vacancy")).nothing_spent


def test_it_opens_with_what_the_last_one_closed_with_or_says_why():
    first = make_sent_return(closing="900.00")
    returns.open_returns(date(2027, 4, 1))
    found = first.agreement.returns.order_by("-to_on").first()
    fill_in(found, closing="100.00", opening=Decimal("890.00"), on=date(2027, 4, 6))
    with pytest.raises(Refused) as refused:
        submit(found)
    assert "£10.00" in refused.value.words
    save(found, opening_words="The bank took a fee on the last day.")
    assert submit(found).state == "submitted"


def test_once_sent_it_is_not_changed_or_sent_again():
    sent = make_sent_return()
    with pytest.raises(Refused):
        save(sent, closing=Decimal("1.00"))
    with pytest.raises(Refused) as refused:
        submit(sent)
    assert refused.value.rule == "state:submit"


def test_evidence_is_given_with_it_and_read_by_who_checks_it(found):
    nominee = make_family(found.child, basis=Basis.NOMINEE)
    found.agreement.recipient = nominee.person
    found.agreement.save()
    file = returns.add_evidence(found, upload(), on=ON, by=nominee)
    assert list(Document.objects.about(found)) == [file]
    assert returns.add_evidence(found, upload(), on=ON, by=nominee) == file, "the button was pressed twice"
    Document.objects.filter(pk=file.pk).delete()
    from tests.factories.documents import make_document

    clean = make_document(
        found.child, uploaded_by=nominee, about_type=found._meta.label_lower, about_id=found.pk
    )
    for user in (nominee, make_finance_officer(), make_approver(), found.child.case_officer):
        assert bytes(returns.read_evidence(found, clean, by=user)[0]) == PDF
    stranger = make_family(make_open_return().child)
    with pytest.raises(NotAllowed):
        returns.read_evidence(found, clean, by=stranger)
    with pytest.raises(NotAllowed):
        returns.add_evidence(found, upload(), on=ON, by=stranger)
    other = make_document(found.child, uploaded_by=nominee)
    with pytest.raises(Refused):
        returns.read_evidence(found, other, by=make_finance_officer())


def test_an_accepted_return_takes_no_more_papers():
    done = accept(make_sent_return())
    with pytest.raises(Refused) as refused:
        returns.add_evidence(done, upload(), on=ON, by=parent_of(done))
    assert refused.value.rule == "R15.12"


def test_who_sees_returns(found):
    seen = QuarterlyReturn.objects.visible_to
    for user in (parent_of(found), found.child.case_officer, make_finance_officer(), make_approver()):
        assert found in seen(user, on=ON)
    assert found not in seen(make_family(make_open_return().child), on=ON)
