"""The money on the road of one case: an agreement to consent to, payments to make, returns to send and to check."""

from datetime import date
from functools import cached_property

from payments.actions import returns
from payments.models import Instalment
from tests.factories.agreements import Cast, make_issued
from tests.factories.documents import make_document
from tests.factories.payments import (
    fill_in,
    make_active_agreement,
    make_open_return,
    make_sent_return,
)
from tests.factories.people import make_manager, make_user

ASKED_ON = date(2027, 1, 20)
# Which record of the money the key in an address is of.
KEYS = {
    **dict.fromkeys(("agreement", "agreement_withdraw", "agreement_account"), "agreement"),
    **dict.fromkeys(("agreement_consent", "agreement_decline"), "offered"),
    **dict.fromkeys(
        (
            *("return", "return_spending", "return_spend", "return_spend_remove", "return_balances"),
            *("return_use", "return_owe", "return_owe_remove", "return_files", "return_send"),
        ),
        "open_return",
    ),
    "return_answer": "asked_return",
    **dict.fromkeys(("finance_account", "finance_account_record"), "agreement"),
    **dict.fromkeys(("finance_payment", "finance_approve", "finance_release", "finance_cancel"), "to_pay"),
    "finance_came_back": "paid",
    **dict.fromkeys(
        (
            *("finance_return", "finance_deduction", "finance_return_query", "finance_return_accept"),
            *("finance_return_file", "return_file"),
        ),
        "sent_return",
    ),
}


class MoneyRoad:
    """What is agreed, paid and returned for one child."""

    # What the other parameters of its addresses stand for.
    values_of_money = {
        "liability": lambda road: road.sent_return.liabilities.get().pk,
        "file": lambda road: road.evidence.key,
        "spent": lambda road: road.open_return.spending.get().key,
        "owed": lambda road: road.open_return.liabilities.get().key,
    }

    @cached_property
    def cast(self):
        """The council's staff of the case."""
        team = self.officer.team
        return Cast(
            officer=self.officer,
            manager=make_manager(team=team),
            checker=make_user(role="second_checker"),
            board=make_user(role="board_member"),
            finance=make_user(role="finance_officer"),
            approver=make_user(role="finance_approver"),
            child=self.child,
            parent=self.parent,
        )

    @cached_property
    def offered(self):
        """An agreement whose notice the parent is to consent to."""
        return make_issued(self.cast)

    @cached_property
    def agreement(self):
        """An agreement that pays the parent, with payments made and to come."""
        return make_active_agreement(self.child, parent=self.parent, paid=3)

    @cached_property
    def to_pay(self):
        """A payment that is planned."""
        return self._instalments("planned").order_by("number").first()

    @cached_property
    def paid(self):
        """A payment that was made."""
        return self._instalments("released").order_by("number").first()

    def _instalments(self, state):
        return Instalment.objects.filter(schedule__agreement=self.agreement, state=state)

    @cached_property
    def open_return(self):
        """A return the parent is filling in, with something spent and something owed."""
        return fill_in(make_open_return(self.agreement), closing="900.00", owed=[("invoice", "80.00")])

    @cached_property
    def sent_return(self):
        """A return that waits to be checked, under another agreement."""
        other = make_active_agreement(self.child, parent=self.parent, paid=3)
        return make_sent_return(make_open_return(other), owed=[("wages", "120.00")])

    @cached_property
    def asked_return(self):
        """A return finance asked about, under a third agreement."""
        other = make_active_agreement(self.child, parent=self.parent, paid=3)
        sent = make_sent_return(make_open_return(other))
        words = "Who is Sam Lane?"
        return returns.query(sent, words=words, on=ASKED_ON, by=self.cast.finance).quarterly_return

    @cached_property
    def evidence(self):
        """A paper that came with the return, found clean."""
        about = {"about_type": "payments.quarterlyreturn", "about_id": self.sent_return.pk}
        return make_document(self.child, uploaded_by=self.parent, **about)
