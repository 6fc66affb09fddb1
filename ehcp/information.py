"""What a family is told about personal budgets: the contents of letter L0, from policy (reg 3, R3.1)."""

from ehcp.windows import window
from letters.kinds import InformationAboutPersonalBudgets
from policy import council
from policy.catalogue import MERITS_NOTE, SCOPE_NOTE, catalogue
from policy.mechanisms import WAYS
from policy.windows import Window

# Regs 5, 6, 8 and 9 as a family reads them; the tests themselves are policy's (R5, R6, R8, R9).
CONDITIONS = (
    "It goes to you, or to somebody you name in writing. Whoever receives it is over compulsory school age, "
    "can manage it, with help if need be, has capacity to agree to it, and is free of certain court orders.",
    "It is used properly, for the support we agreed, and in the best interests of the child or young person.",
    "It does no harm to other services we arrange for children and young people with plans, and makes good "
    "use of our resources.",
    "You agree to it in writing first. You can tell us at any time that you no longer want it.",
    "If the support is to be given at a school, a college or an early years setting, its head agrees.",
)
HOW_TO_ASK = (
    "Tell us what you would like the money to pay for and why. Any words will do. "
    "Write to your case officer in this service, by email or by post, or phone them."
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
        conditions=CONDITIONS,
        how_to_ask=f"{HOW_TO_ASK} {MERITS_NOTE} {SCOPE_NOTE}",
        when_to_ask=f"{WHEN_TO_ASK} {(NOT_NOW if now is Window.OUTSIDE else NOW).format(words=now.words)}",
        organisations=(body.ias, *body.advice),
        policy_name=body.policy_name,
        policy_link=body.policy_url or body.website,
    )


def _in_words(line):
    examples = f", for example {', '.join(line.examples)}" if line.examples else ""
    return f"{line.title}{examples}.{f' {line.condition}' if line.condition else ''}"
