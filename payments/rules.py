"""Who may record an account, plan, approve and release payments, and send and check returns (b4, b5)."""

import rules

from audit.rules import is_the_service
from budgets.rules import is_family_of_its_child, is_officer_of_its_child, is_recipient
from people.roles import Role
from people.rules import has_role

is_finance_officer = has_role(Role.FINANCE_OFFICER)
is_finance_approver = has_role(Role.FINANCE_APPROVER)
is_finance = is_finance_officer | is_finance_approver

# An officer writes down what came on paper (R4.5).
answers_for_return = is_family_of_its_child | is_recipient | is_officer_of_its_child

rules.add_perm("payments.record_account", is_recipient | is_finance_officer)
rules.add_perm("payments.verify_account", is_finance)
rules.add_perm("payments.make_schedule", is_finance_officer | is_the_service)
rules.add_perm("payments.approve", is_finance_officer)
rules.add_perm("payments.release", is_finance_approver)
rules.add_perm("payments.fail", is_finance)
rules.add_perm("payments.cancel", is_finance | is_the_service)
rules.add_perm("payments.list_payments", is_finance)
rules.add_perm("payments.save_return", answers_for_return)
rules.add_perm("payments.submit", answers_for_return)
rules.add_perm("payments.answer_question", answers_for_return)
rules.add_perm("payments.add_evidence", answers_for_return)
rules.add_perm("payments.see_evidence", answers_for_return | is_finance)
rules.add_perm("payments.query", is_finance_officer)
rules.add_perm("payments.settle_deduction", is_finance_officer)
rules.add_perm("payments.accept", is_finance_officer)
