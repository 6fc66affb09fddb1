"""What a family is told of the Board's decision on its request: made from the locked record, line by line (R7.1)."""

from budgets.choices import PAID_OVER, Mechanism
from clocks import actions as clocks
from decisions.states import decisions_of
from letters.kinds import AggregateSumReason, BoardDecision, DecidedLine
from policy import Refused, number
from policy.aggregate_sums import Limb
from policy.deadlines import due
from policy.outcomes import Outcome
from policy.payment_tests import LOCAL_QUESTIONS, TESTS, Answer
from policy.plain import count_words, list_words, long_date, pounds
from policy.refusal_grounds import BY_CODE

MEETING = (
    "You can talk about the decision with somebody from the Governance Board before you ask for a review, or "
    "after. Tell your case officer which days suit you, and bring somebody with you if you like."
)
SECURED_UNTIL_THEN = "The council makes sure of it, as the plan says, until the budget begins."
SERVED = "What the plan says this support is for."
NOTICE = "We send you a written notice of each payment that is agreed. It says how much, when and for what."
CONSENT = "You agree to the notice in writing. No money is paid before that, and you can say no."
ACCOUNT = "You tell us the account for the payments, and we check it."
ARRANGEMENT = "We send you a plain agreement about what is held and arranged for you, and by whom."
LOCAL = "A question of our own policy. {question} {words}"


def board_decision(item, people, *, covering_note="", on):
    """Fill in the decision letter from the record of an item, with the last day to ask for a review (L4, L5, L5b).

    That day is reckoned from when the last of these people counts as notified of a letter written on the day.
    """
    if not people:
        raise Refused("R7.1", "There is nobody in the family to write to.")
    decided = [each for each in decisions_of(item) if each.line_id]
    agreed = [each for each in decided if Outcome(each.outcome).is_agreed]
    return BoardDecision(
        request_reference=item.request.reference,
        board_on=item.decided_on,
        lines=tuple(_line(each) for each in sorted(decided, key=lambda one: one.line.position)),
        review_by=due("review_request", clocks.expected_for(people, on=on)).due_on,
        answer_days=number("review_outcome_limit", on=on).amount,
        meeting_offer=MEETING,
        covering_note=covering_note.strip(),
        next_steps=_next_steps(agreed),
        payment_reviews=_payment_reviews(agreed, on),
    )


def _line(decision):
    line, outcome = decision.line, Outcome(decision.outcome)
    return DecidedLine(
        title=line.title,
        asked=f"{pounds(line.yearly)} a year. {Mechanism(line.mechanism).label}.",
        is_agreed=outcome.is_agreed,
        is_part=outcome is Outcome.AGREED_IN_PART or None,
        outcome=decision.get_outcome_display(),
        reasons=_reasons(decision),
        secured_by=decision.secured_by or SECURED_UNTIL_THEN,
        amount=f"{pounds(decision.amount)} a year" if decision.amount else "",
        period=_period(decision),
        mechanism=decision.get_mechanism_display() if decision.mechanism else "",
        outcomes=(_served(line),) if outcome.is_agreed else (),
        tests_not_met=_tests_not_met(decision),
        evidence=_evidence(decision) if outcome.refuses_something else (),
        conditions=tuple(decision.conditions),
        aggregate_sum=_aggregate_sum(decision),
    )


def _reasons(decision):
    """Give the Board's own reasons, and each ground in law in the words a family reads."""
    own = [words.strip() for words in decision.reasons.splitlines() if words.strip()]
    return (*own, *(f"{BY_CODE[code].words} ({BY_CODE[code].authority})" for code in decision.grounds))


def _period(decision):
    if decision.from_on is None:
        return ""
    until = f" to {long_date(decision.to_on)}" if decision.to_on else ", with no last day set"
    weeks = f", for {count_words(decision.weeks, 'week')} a year" if decision.weeks else ""
    return f"From {long_date(decision.from_on)}{until}{weeks}"


def _served(line):
    own = line.outcome.words if line.outcome else line.outcome_words
    return own.strip() or SERVED


def _tests_not_met(decision):
    questions = {test.row: test.question for test in TESTS}
    return tuple(
        (questions[row], said["reasons"])
        for row, said in decision.tests.items()
        if said["answer"] == Answer.NOT_MET.value
    )


def _evidence(decision):
    """Say what the Board looked at: the request, the plan, the child's views, and its answers to each question."""
    line, request = decision.line, decision.line.request
    plan = [f"The EHC plan, paragraph {line.provision.paragraph}."] if line.provision else []
    met = [
        f"{test.question} {decision.tests[test.row]['reasons']}"
        for test in TESTS
        if decision.tests.get(test.row, {}).get("answer") == Answer.MET.value
    ]
    local = [
        LOCAL.format(question=each.question, words=decision.local_questions[each.row])
        for each in LOCAL_QUESTIONS
        if decision.local_questions.get(each.row)
    ]
    asked = f"Your request {request.reference}, received on {long_date(request.received_on)}, and what came with it."
    return (asked, *plan, "The views of the child or young person.", *met, *local)


def _aggregate_sum(decision):
    said = decision.aggregate_sum
    if not said:
        return None
    return AggregateSumReason(
        arrangement=said["contract"],
        limb=Limb(said["limb"]).words,
        why=said["evidence"],
        other_ways=tuple(said["other_ways"]),
    )


def _next_steps(agreed):
    paid = [each for each in agreed if each.mechanism in PAID_OVER]
    steps = (NOTICE, CONSENT, ACCOUNT) if paid else ()
    return (*steps, *((ARRANGEMENT,) if len(paid) < len(agreed) else ()))


def _payment_reviews(agreed, on):
    """Say when direct payments are looked at together, by the policy of the day (R11.2, R11.6)."""
    if not any(each.mechanism in PAID_OVER for each in agreed):
        return ()
    *first, last = (count_words(months, "month") for months in number("dp_review_cadence", on=on).amounts)
    return (
        f"We look at the payments together with you within {list_words([*first, last])} of the first payment.",
        f"After that we look at them every {last}.",
    )
