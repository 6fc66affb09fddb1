"""What the Board is about to decide on a line, read as policy reads it, with all that stands in its way (R6, R7)."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from budgets.choices import Category, Mechanism
from budgets.states import has_consents
from decisions.models import Decision
from policy import InputError, Refused, mechanisms, payment_tests
from policy.aggregate_sums import AggregateSum, Limb
from policy.bars import Bar
from policy.deadlines import EARLIEST, LATEST
from policy.decisions import ProposedDecision, bars_to_deciding_line, bars_to_deciding_review
from policy.eligibility import ProposedRecipient, RecipientKind, bars_to_receiving
from policy.money import check_pounds
from policy.outcomes import Outcome, ReviewOutcome
from policy.surplus import check_weeks

TERMS = ("outcome", "amount", "weeks", "mechanism", "from_on", "to_on", "conditions")


@dataclass(frozen=True, kw_only=True)
class LineDecision:
    """A decision on one line as the Board says it, in the words and values of its record.

    `tests` are {row: {"answer": met|not_met, "reasons": words}}, `local_questions` {row: words}, `grounds` codes
    of policy, `aggregate_sum` {contract, is_paid_by_aggregate_sum, limb, evidence, other_ways: [words]}.
    """

    outcome: str
    amount: Decimal | None = None
    weeks: int | None = None
    mechanism: str = ""
    from_on: date | None = None
    to_on: date | None = None
    conditions: list = field(default_factory=list)
    tests: dict = field(default_factory=dict)
    local_questions: dict = field(default_factory=dict)
    grounds: list = field(default_factory=list)
    aggregate_sum: dict = field(default_factory=dict)
    reasons: str = ""
    secured_by: str = ""
    review_outcome: str = ""
    backdated_words: str = ""


def read(**answers):
    """Read what a form or a test gives, without what is blank; error: Refused for what means nothing."""
    given = {name: value for name, value in answers.items() if value is not None}
    said = LineDecision(**{"outcome": ""} | given)
    outcome = _one_of(Outcome, said.outcome, "R7.2", "Say agreed, agreed in part, or refused.")
    if not outcome.is_agreed:
        said = replace(said, from_on=None, to_on=None, conditions=[])
    if outcome is Outcome.REFUSED:
        said = replace(said, weeks=None)
    _refuse_unlikely(said.from_on, said.to_on)
    aggregate = dict(said.aggregate_sum)
    if aggregate:
        aggregate["other_ways"] = _lines(aggregate.get("other_ways", ()))
    return replace(
        said,
        outcome=outcome.value,
        amount=None if said.amount is None else _checked(check_pounds, said.amount, "amount"),
        weeks=None if said.weeks is None else _checked(check_weeks, said.weeks),
        mechanism=_mechanism(said.mechanism),
        conditions=_lines(said.conditions),
        grounds=sorted(set(said.grounds)),
        tests={row: _answer(row, said.tests[row]) for row in sorted(said.tests)},
        local_questions={row: str(words).strip() for row, words in sorted(said.local_questions.items())},
        aggregate_sum=aggregate,
        reasons=said.reasons.strip(),
        secured_by=said.secured_by.strip(),
        backdated_words=said.backdated_words.strip(),
    )


def standing(line):
    """Give the decision of a line that was last released to the family; None before the first."""
    told = Decision.objects.filter(line=line, item__state="released")
    return told.order_by("-item__released_on", "-item__id", "-round").first()


def upheld(said, earlier):
    """Give the earlier decision again, for the reasons of today: what is upheld changes nothing (R7.4)."""
    kept = {each.name: getattr(earlier, each.name) for each in fields(LineDecision)}
    own = {name: getattr(said, name) for name in ("reasons", "review_outcome", "backdated_words")}
    return replace(said, **kept | own | {"secured_by": said.secured_by or earlier.secured_by})


def without_review(said):
    """Give a decision that reviews none: how a review came out is not said of it."""
    return replace(said, review_outcome="")


def record_of(said, line):
    """Give what is stored of a decision: only the tests that apply, and only a sum that was left out."""
    rows = {test.row for test in _proposed(said, line, date.max).rows}
    local = {test.row for test in payment_tests.LOCAL_QUESTIONS}
    return asdict(said) | {
        "tests": {row: answer for row, answer in said.tests.items() if row in rows},
        "local_questions": {
            row: words for row, words in said.local_questions.items() if row in local and words
        },
        "aggregate_sum": said.aggregate_sum if "aggregate_sum" in said.grounds else {},
    }


def bars_to(said, line, *, decided_on):
    """List why a line may not be decided as said: by the law and the policy, and by what is known of the case."""
    proposed = _proposed(said, line, decided_on)
    return (
        *bars_to_deciding_line(proposed),
        *_recipient_bars(proposed, line, decided_on),
        *_own_bars(proposed, said),
    )


def bars_on_review(said, line, review, *, decided_on):
    """List why a line may not be decided so on review: what is changed differs, and the time gone is answered."""
    outcome = _one_of(
        ReviewOutcome, said.review_outcome, "R7.4", "Say upheld, changed in part, or changed as asked."
    )
    earlier = standing(line)
    alike = earlier is not None and all(getattr(said, name) == getattr(earlier, name) for name in TERMS)
    checks = (
        (
            not (outcome.changes_something and alike),
            "This is what was decided before: say that it is upheld, or what changes.",
        ),
        (
            outcome is not ReviewOutcome.OVERTURNED or said.outcome == Outcome.AGREED.value,
            "Changed as asked means that all of it is agreed: otherwise say changed in part.",
        ),
    )
    return (
        *bars_to_deciding_review(
            outcome,
            reasons=said.reasons,
            all_considered=not review.representations.filter(considered_on=None).exists(),
            backdated_answered=bool(said.backdated_words),
            decided_on=decided_on,
            received_on=review.received_on,
        ),
        *(Bar("R7.4", words) for met, words in checks if not met),
    )


def _proposed(said, line, decided_on):
    request, outcome = line.request, Outcome(said.outcome)
    decided = mechanisms.Mechanism(said.mechanism) if said.mechanism else None
    asked = mechanisms.Mechanism(line.mechanism)
    return ProposedDecision(
        stream=payment_tests.Stream(line.stream),
        mechanism_asked=asked,
        mechanism_decided=decided,
        outcome=outcome,
        amount_asked=line.yearly,
        amount_decided=said.amount,
        from_on=said.from_on,
        to_on=said.to_on,
        recipient=RecipientKind(request.recipient_kind) if request.recipient_kind else None,
        answers={
            row: payment_tests.Answered(payment_tests.Answer(each["answer"]), each["reasons"])
            for row, each in said.tests.items()
        },
        local=said.local_questions,
        grounds=said.grounds,
        aggregate=_aggregate(said.aggregate_sum),
        reasons=said.reasons,
        secured_by=said.secured_by,
        in_plan=_is_in_plan(line),
        is_non_plan=line.is_non_plan,
        consents_given=has_consents(line, (decided if outcome.is_agreed and decided else asked).value),
        is_school_place=line.category == Category.SCHOOL_PLACE,
        received_on=request.received_on,
        decided_on=decided_on,
    )


def _is_in_plan(line):
    """Tell whether the line is linked to provision that is in the plan now (s.49(2), R1.2)."""
    provision = line.provision
    return (
        provision is not None
        and provision.missing_from_roster_on is None
        and provision.plan.stage != "ceased"
    )


def _recipient_bars(proposed, line, decided_on):
    """Check who would be paid: agreed only when nothing bars them, refused for it only when something does (R5)."""
    if proposed.recipient is None or proposed.stream is payment_tests.Stream.HEALTH:
        return ()
    request = line.request
    young = proposed.recipient is RecipientKind.YOUNG_PERSON
    who = ProposedRecipient(
        kind=proposed.recipient,
        is_organisation=request.recipient_is_organisation,
        born_on=request.recipient_born_on or (request.child.born_on if young else None),
        nominated_in_writing=request.nominated_in_writing,
        can_manage=request.can_manage,
        help_considered=request.help_considered,
        has_capacity=request.has_capacity,
        is_in_schedule=request.is_in_schedule,
    )
    bars = bars_to_receiving(who, on=decided_on)
    if proposed.outcome.is_agreed and proposed.is_paid_over:
        return bars
    if "recipient" in proposed.grounds and proposed.is_asked_as_payment and not bars:
        return (Bar("R5.1", "Nothing bars the person named from being paid: take this ground off."),)
    return ()


def _own_bars(proposed, said):
    agreed, left_out = proposed.outcome.is_agreed, "aggregate_sum" in said.grounds
    checks = (
        (not agreed or said.weeks, "R7.2", "Say for how many weeks a year it is agreed."),
        (
            not left_out or said.aggregate_sum.get("other_ways"),
            "R4A.2",
            "Say how the support can be fitted to this child in other ways.",
        ),
    )
    return tuple(Bar(rule, words) for met, rule, words in checks if not met)


def _aggregate(given):
    if not given:
        return None
    return AggregateSum(
        contract=given.get("contract", ""),
        is_paid_by_aggregate_sum=given.get("is_paid_by_aggregate_sum"),
        limb=_one_of(Limb, given["limb"], "R4A.1", "Choose why the sum cannot be taken apart.")
        if given.get("limb")
        else None,
        evidence=given.get("evidence", ""),
    )


def _answer(row, given):
    words = "Say whether the test is met, and why."
    answer = _one_of(payment_tests.Answer, given.get("answer"), "R6.6", f"Test {row}: {words}")
    return {"answer": answer.value, "reasons": str(given.get("reasons", "")).strip()}


def _mechanism(given):
    if given and given not in Mechanism.values:
        raise Refused("R1.7", "Say how the budget is held.")
    return str(given)


def _one_of(choices, given, rule, words):
    try:
        return choices(given)
    except ValueError:
        raise Refused(rule, words) from None


def _refuse_unlikely(*days):
    """Refuse days nothing can be reckoned with."""
    if any(day and not EARLIEST <= day <= LATEST for day in days):
        raise Refused("R25.3", f"Give days from {EARLIEST.year} to {LATEST.year}.")


def _checked(check, *given):
    try:
        return check(*given)
    except InputError as problem:
        words = str(problem)
        raise Refused("R7.2", f"{words[:1].upper()}{words[1:]}.") from None


def _lines(given):
    return [str(each).strip() for each in given if str(each).strip()]
