"""Agreements that pay, from their rows; what is paid and returned under them comes by the acts."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from budgets.models import (
    AgreedProvision,
    Agreement,
    AgreementVersion,
    PersonalBudgetRequest,
    RequestedProvision,
)
from ehcp.models import Plan
from payments.actions import instalments, returns, schedules
from payments.models import Account, Instalment, QuarterlyReturn
from people.roles import Role
from people.sealing import seal
from tests.factories.ehcp import make_plan, make_provision
from tests.factories.letters import make_letter
from tests.factories.people import make_child, make_family, make_officer, make_team, make_user

_numbers = count(1)
# Four weeks of £150.00 fall due every fourth Monday; the third payment ends before the year does.
FROM_ON = date(2026, 10, 5)
YEARLY, WEEKS = Decimal("7800.00"), 52


def make_finance_officer():
    """Make somebody who verifies accounts, approves payments and checks returns."""
    return make_user(role=Role.FINANCE_OFFICER)


def make_approver():
    """Make somebody who releases payments."""
    return make_user(role=Role.FINANCE_APPROVER)


def make_request_row(child, person, *, by, received_on=date(2026, 9, 1)):
    """Make a request as a row, long decided."""
    number = next(_numbers)
    now = timezone.now()
    return PersonalBudgetRequest.objects.create(
        reference=f"R{number:06}",
        token=f"00000000-0000-4000-8000-{number:012}",
        child=child,
        plan=Plan.objects.filter(child=child).first() or make_plan(child=child),
        kind="new",
        requester=person,
        submitted_by=by,
        submitted_at=now,
        received_on=received_on,
        received_at=now,
        how_received="portal",
        window="drafting",
        how_heard="plan",
        views="I like it when Sam comes.",
        views_how="In words",
    )


def make_agreed_line(request, *, yearly=YEARLY, weeks=WEEKS, from_on=FROM_ON, stream="education", **fields):
    """Make a line of a request that was agreed."""
    own = {
        "position": next(_numbers) % 30000,
        "state": RequestedProvision.State.AGREED,
        "title": "One to one tutoring",
        "category": "tutoring",
        "funding_source": "nothing_yet",
        "mechanism": "direct_payment",
        "delivered_at": "home",
        "provider_type": "self_employed",
        "unit_cost": Decimal("50.00"),
        "units_a_week": Decimal("3.00"),
        "agreed_mechanism": "direct_payment",
    }
    return RequestedProvision.objects.create(
        request=request,
        provision=make_provision(request.plan),
        stream=stream,
        yearly=yearly,
        funded_weeks=weeks,
        agreed_yearly=yearly,
        agreed_weeks=weeks,
        agreed_from=from_on,
        **own | fields,
    )


def make_ready_agreement(
    child=None,
    *,
    parent=None,
    yearly=YEARLY,
    weeks=WEEKS,
    from_on=FROM_ON,
    to_on=None,
    rhythm="weekly_4",
    in_advance=True,
    first_payment_on=None,
    with_account=True,
    streams=("education",),
    **fields,
):
    """Make an agreement for a direct payment to a parent that is signed and ready, with its approved account.

    With more than one stream, the first pays for twice as much as each other.
    """
    child = child or make_child(officer=make_officer(team=make_team()))
    parent = parent or make_family(child)
    request = make_request_row(child, parent.person, by=parent)
    ready_on = from_on - timedelta(days=10)
    own = {
        "mechanism": "direct_payment",
        "state": Agreement.State.READY,
        "recipient": parent.person,
        "recipient_kind": "parent",
        "section_j": "A direct payment of £7,800.00 a year pays for tutoring.",
        "signed_on": ready_on,
        "signed_by": child.case_officer,
        "account_verified_on": ready_on if with_account else None,
    }
    agreement = Agreement.objects.create(
        reference=f"A{next(_numbers):06}",
        child=child,
        plan=request.plan,
        request=request,
        opened_on=ready_on,
        **own | fields,
    )
    part = (yearly / (len(streams) + 1)).quantize(Decimal("0.01"))
    sums = [yearly - part * (len(streams) - 1), *[part] * (len(streams) - 1)]
    given = {"weeks": weeks, "from_on": from_on}
    version = make_version(
        agreement,
        lines=[
            make_agreed_line(request, yearly=each, stream=stream, **given)
            for stream, each in zip(streams, sums, strict=True)
        ],
        yearly=yearly,
        funded_weeks=weeks,
        from_on=from_on,
        to_on=to_on,
        rhythm=rhythm,
        in_advance=in_advance,
        first_payment_on=first_payment_on or from_on,
    )
    if with_account:
        make_account(agreement, recorded_by=parent, recorded_on=version.issued_on)
    return agreement


def make_version(agreement, *, line=None, lines=(), number=1, **fields):
    """Make a version of an agreement's notice that was issued, with the lines it pays for."""
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        conditions=["Spend it on the tutoring only."],
        threshold=Decimal("900.00"),
        policy_version="test",
        **fields,
    )
    for each in [line] if line else lines:
        AgreedProvision.objects.create(
            version=version,
            line=each,
            title=each.title,
            plan_reference="Section F, paragraph 1",
            quantity="Three hours a week",
            stream=each.stream,
            yearly=each.agreed_yearly,
            funded_weeks=version.funded_weeks,
            outcome_words="To read on their own.",
        )
    version.issued_on, version.issued_by = agreement.opened_on, agreement.child.case_officer
    version.letter = make_letter(agreement.child, agreement.recipient, written_on=version.issued_on)
    version.save()
    return version


def make_account(agreement, *, recorded_by, recorded_on=FROM_ON, verified_by=None):
    """Make an account that somebody of finance approved."""
    return Account.objects.create(
        agreement=agreement,
        kind=Account.Kind.BANK,
        holder="R Marsh",
        sealed_numbers=seal("200000 12345678"),
        last_four="5678",
        only_for_payments=True,
        recorded_on=recorded_on,
        recorded_by=recorded_by,
        verified_on=recorded_on,
        verified_by=verified_by or make_finance_officer(),
        verified_words="The name is the recipient’s.",
    )


def pay(agreement, many=1, *, on=None):
    """Plan an agreement's payments and pay the next ones, each on its day unless one is given; give them."""
    schedule = schedules.make_schedule(agreement, on=agreement.opened_on, by=None)
    officer, approver = make_finance_officer(), make_approver()
    paid = []
    planned = schedule.instalments.filter(state=Instalment.State.PLANNED).order_by("number")
    for instalment in planned[:many]:
        day = on or instalment.due_on
        instalments.approve(instalment, on=day, by=officer)
        paid.append(instalments.release(instalment, on=day, by=approver))
    return paid


def make_active_agreement(child=None, *, paid=1, **fields):
    """Make an agreement that became active with its first payment, and perhaps was paid more often."""
    agreement = make_ready_agreement(child, **fields)
    pay(agreement, paid)
    agreement.refresh_from_db()
    return agreement


def make_open_return(agreement=None, *, on=date(2027, 1, 1), **fields):
    """Make the return of an agreement's last quarter, opened by the sweep on a day."""
    agreement = agreement or make_active_agreement(paid=3, **fields)
    returns.open_returns(on)
    return QuarterlyReturn.objects.filter(agreement=agreement).order_by("-to_on").first()


def parent_of(record):
    """Give the sign-in of whom an agreement of a record pays."""
    agreement = getattr(record, "agreement", record)
    return agreement.recipient.user


def fill_in(quarterly_return, *, closing, on=date(2027, 1, 11), owed=(), **answers):
    """Fill a return in so that it meets to the penny: what is not left was spent; a gap came in otherwise."""
    # Saved once before, so that what was paid since it was opened counts.
    who = {"on": on, "by": parent_of(quarterly_return)}
    each, closing = returns.save(quarterly_return, **who), Decimal(closing)
    for row in each.spending.all():
        returns.take_out_spending(each, key=row.key, **who)
    for row in each.liabilities.all():
        returns.take_out_owed(each, key=row.key, **who)
    opening = answers.pop("opening", each.opening or Decimal("0.00"))
    spent = opening + each.paid_in - closing
    provision = each.version.provision.first()
    line = {"spent_on": each.to_on, "payee": "Sam Lane", "provision": provision.pk, "amount": spent}
    given = {
        "opening": opening,
        "other_in": max(-spent, Decimal("0.00")),
        "closing": closing,
        "statement": closing,
        "nothing_spent": spent <= 0,
    }
    if spent > 0:
        returns.add_spending(each, token=uuid.uuid4(), **line, **who)
    for kind, amount in owed:
        bill = {"kind": kind, "amount": Decimal(amount), "words": "As on the bill"}
        returns.add_owed(each, token=uuid.uuid4(), **bill, **who)
    return returns.save(each, **who, **given | answers)


def make_sent_return(quarterly_return=None, *, closing="900.00", on=date(2027, 1, 11), owed=(), **answers):
    """Make a return that was filled in and sent."""
    quarterly_return = fill_in(
        quarterly_return or make_open_return(), closing=closing, on=on, owed=owed, **answers
    )
    return returns.submit(quarterly_return, on=on, by=parent_of(quarterly_return))


def accept(quarterly_return, *, on=date(2027, 1, 20), by=None):
    """Accept every deduction of a return, then the return."""
    by = by or make_finance_officer()
    for liability in quarterly_return.liabilities.order_by("pk"):
        returns.settle_deduction(liability, accepted=True, on=on, by=by)
    return returns.accept(quarterly_return, on=on, by=by)
