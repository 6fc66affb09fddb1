"""What a family is told about personal budgets: the contents of letter L0, from policy (reg 3, R3.1)."""

from ehcp.windows import window
from letters.kinds import InformationAboutPersonalBudgets
from policy import council
from policy.catalogue import MERITS_NOTE, SCOPE_NOTE, catalogue
from policy.eligibility import CONDITIONS
from policy.mechanisms import WAYS
from policy.payment_tests import TESTS
from policy.rights import NO_RIGHT_TO_PAYMENT
from policy.windows import Window

HOW_TO_ASK = (
    "Tell us what you would like the money to pay for and why. Any words will do. "
    "Write to your case officer in this service, by e-mail or by post, or phone them."
)
WHEN_TO_ASK = "You can ask at any time while the plan is being drafted, reviewed or re-assessed."
NOW = "At the moment {words}, so you can ask now."
NOT_NOW = (
    "At the moment {words}. You can still write to us: we will record what you ask, and tell you whether we "
    "can look at it now, at the next annual review, or at a review held early."
)


def information_for(plan, *, on):
    """Give the letter about personal budgets for a plan, by the policy and the contacts of a day."""
    body = council(on)
    now = window(plan, on)
    return InformationAboutPersonalBudgets(
        provision=tuple(_in_words(line) for line in catalogue(on) if line.in_budget != "no"),
        mechanisms=tuple((way.title, way.words) for way in WAYS),
        conditions=tuple(condition.question for condition in CONDITIONS)
        + tuple(test.question for test in TESTS if not test.is_local)
        + (NO_RIGHT_TO_PAYMENT,),
        how_to_ask=f"{HOW_TO_ASK} {MERITS_NOTE} {SCOPE_NOTE}",
        when_to_ask=f"{WHEN_TO_ASK} {(NOT_NOW if now is Window.OUTSIDE else NOW).format(words=now.words)}",
        organisations=(body.ias, *body.advice),
        policy_name=body.policy_name,
        policy_link=body.policy_url or body.website,
    )


def _in_words(line):
    examples = f", for example {', '.join(line.examples)}" if line.examples else ""
    return f"{line.title}{examples}.{f' {line.condition}' if line.condition else ''}"
