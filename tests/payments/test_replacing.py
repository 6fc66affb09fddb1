"""Payments of an agreement whose place another takes: what is for later days is paid once, under the later (b3)."""

from datetime import date
from decimal import Decimal

import pytest

from payments.actions.instalments import cancel_after_end
from payments.actions.opening import final_returns
from payments.models import Instalment, QuarterlyReturn
from tests.factories.payments import make_active_agreement, make_ready_agreement, pay

# Four weeks are paid every fourth Monday from 5 October: the payment of 30 November is for days to 27 December.
FROM_ON, LAST_DAY, ON = date(2026, 12, 21), date(2026, 12, 20), date(2026, 12, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier():
    """Give an agreement of £150.00 a week, and one asked for later, for £200.00 a week, that has begun."""
    earlier = make_active_agreement(paid=2)
    later = make_ready_agreement(
        earlier.child, parent=earlier.recipient.user, yearly=Decimal("10400.00"), from_on=FROM_ON
    )
    line = later.current_version.provision.get().line
    line.provision = earlier.current_version.provision.get().line.provision
    line.save()
    pay(later)
    earlier.refresh_from_db()
    return earlier


def test_each_day_is_paid_once(earlier):
    assert (earlier.state, earlier.ended_on) == ("ended", LAST_DAY)
    assert cancel_after_end(ON)["cancelled"] == 11
    mine = Instalment.objects.filter(schedule__agreement=earlier).exclude(state="cancelled")
    rows = list(mine.order_by("from_on").values_list("from_on", "to_on", "amount"))
    assert rows[-1] == (date(2026, 11, 30), LAST_DAY, Decimal("450.00"))
    assert sum(amount for _, _, amount in rows) == Decimal("1650.00")


def test_the_last_return_is_opened_to_the_last_day(earlier):
    assert final_returns(LAST_DAY) == {}
    assert final_returns(ON) == {"opened": 1}
    final = QuarterlyReturn.objects.get(is_final=True)
    assert (final.agreement, final.to_on, final.paid_in) == (earlier, LAST_DAY, Decimal("1200.00"))
