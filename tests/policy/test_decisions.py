"""A line is decided with everything the law asks for, or not at all (R6, R7.2, R25.5)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from policy.aggregate_sums import AggregateSum, Limb
from policy.decisions import Outcome, ProposedDecision, bars_to_deciding_line, local_questions_left
from policy.eligibility import RecipientKind
from policy.mechanisms import Mechanism
from policy.payment_tests import LOCAL_QUESTIONS, Answer, Answered, Stream

DP, THIRD, HELD, SCHOOL = (
    Mechanism.DIRECT_PAYMENT,
    Mechanism.THIRD_PARTY,
    Mechanism.NOTIONAL_COUNCIL,
    Mechanism.NOTIONAL_SETTING,
)
WHY = "The therapist's report of 3 March shows what this child needs."
MET, NOT_MET = Answered(Answer.MET, WHY), Answered(Answer.NOT_MET, WHY)
ALL_MET = dict.fromkeys("abcd", MET)
NONE_HELD = {"mechanism_asked": HELD, "recipient": None, "answers": {}}
AGREED = ProposedDecision(
    stream=Stream.EDUCATION,
    mechanism_asked=DP,
    mechanism_decided=DP,
    outcome=Outcome.AGREED,
    amount_asked=D("2470.00"),
    amount_decided=D("2470.00"),
    from_on=date(2027, 1, 4),
    recipient=RecipientKind.PARENT,
    answers=ALL_MET,
    reasons="It is needed.",
    in_plan=True,
    consents_given=True,
    received_on=date(2026, 12, 1),
    decided_on=date(2026, 12, 10),
)
PART = replace(
    AGREED, outcome=Outcome.AGREED_IN_PART, amount_decided=D("1300.00"), reasons=WHY, secured_by="The school."
)
REFUSED = replace(
    AGREED,
    outcome=Outcome.REFUSED,
    mechanism_decided=None,
    amount_decided=None,
    from_on=None,
    answers=ALL_MET | {"d": NOT_MET},
    reasons=WHY,
    secured_by="The council buys it from its own service.",
)
NOT_PAID = replace(
    REFUSED, outcome=Outcome.IDENTIFIED_NOT_PAID, amount_decided=D("2470.00"), mechanism_decided=HELD
)
WHOLE = AggregateSum(
    "Therapies contract", True, Limb.INEFFICIENT, "Taking out one place costs more than it frees."
)


def rules(proposed, **change):
    """Give the rules that bar a proposed decision."""
    return [bar.rule for bar in bars_to_deciding_line(replace(proposed, **change))]


@pytest.mark.parametrize("proposed", [AGREED, PART, REFUSED, NOT_PAID], ids=lambda one: one.outcome.value)
def test_a_decision_with_everything_may_be_taken(proposed):
    assert rules(proposed) == []


@pytest.mark.parametrize("proposed", [AGREED, PART, REFUSED, NOT_PAID], ids=lambda one: one.outcome.value)
@pytest.mark.parametrize(
    ("what", "change", "rule"),
    [
        ("a day before the request", {"decided_on": date(2026, 11, 30)}, "R25.5"),
        ("no reasons", {"reasons": "  "}, "R6.8"),
        ("a ground there is none of", {"grounds": ["too dear"]}, "R6.6"),
        (
            "an end before its beginning",
            {"from_on": date(2027, 1, 4), "to_on": date(2027, 1, 3)},
            "R25.3",
        ),
    ],
)
def test_what_bars_whatever_is_decided(what, change, rule, proposed):
    assert set(rules(proposed, **change)) == {rule}


@pytest.mark.parametrize("proposed", [AGREED, PART, REFUSED, NOT_PAID], ids=lambda one: one.outcome.value)
@pytest.mark.parametrize("row", "abcd")
def test_each_test_is_answered_with_reasons_whatever_is_decided(row, proposed):
    left = {key: value for key, value in proposed.answers.items() if key != row}
    assert "R6.6" in rules(proposed, answers=left)
    assert "R6.8" in rules(proposed, answers=left | {row: Answered(left.get(row, MET).answer, "yes")})


@pytest.mark.parametrize("proposed", [AGREED, PART], ids=lambda one: one.outcome.value)
@pytest.mark.parametrize(("row", "rule"), [("a", "R6.2"), ("b", "R6.3"), ("c", "R6.4"), ("d", "R6.5")])
def test_nothing_is_paid_over_with_a_test_not_met(row, rule, proposed):
    assert rules(proposed, answers=ALL_MET | {row: NOT_MET}) == [rule]


def test_a_decision_on_the_day_of_the_request_is_in_order():
    assert rules(AGREED, decided_on=AGREED.received_on) == []


@pytest.mark.parametrize("proposed", [AGREED, PART], ids=lambda one: one.outcome.value)
@pytest.mark.parametrize(
    ("what", "change", "rule"),
    [
        ("no first day", {"from_on": None}, "R25.3"),
        ("no consent of the school", {"consents_given": False}, "R9.1"),
        ("a school place", {"is_school_place": True}, "R4A.3"),
        ("nobody to receive it", {"recipient": None}, "R5.1"),
    ],
)
def test_what_an_agreement_to_pay_needs(what, change, rule, proposed):
    assert rules(proposed, **change) == [rule]


@pytest.mark.parametrize("amount", [None, D("0.00"), D("-1.00")])
def test_what_is_agreed_has_an_amount(amount):
    assert rules(PART, amount_decided=amount) == ["R1.2"]


def test_what_is_agreed_says_how_it_is_held():
    assert rules(PART, mechanism_decided=None) == ["R1.7"]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a penny less", {"amount_decided": D("2469.99")}),
        ("a penny more", {"amount_decided": D("2470.01")}),
        ("another way of paying", {"mechanism_decided": THIRD}),
    ],
)
def test_agreed_means_all_of_it_as_it_was_asked(what, change):
    assert rules(AGREED, **change) == ["R7.2"]
    assert rules(PART, **change) == []


def test_another_period_may_be_agreed_in_part_with_the_amount_and_the_way_as_asked():
    assert rules(PART, amount_decided=AGREED.amount_asked, to_on=date(2027, 3, 31)) == []


def test_a_payment_that_becomes_an_arrangement_is_refused_on_a_test_or_a_ground():
    change = {"mechanism_decided": HELD, "recipient": None}
    assert rules(PART, **change) == ["R6.6"]
    assert rules(PART, **change, answers=ALL_MET | {"a": NOT_MET}) == []
    assert rules(PART, **change, grounds=["recipient"]) == []
    assert rules(PART, **change, answers={}, grounds=["recipient"]) == ["R6.6"] * 4


def test_money_is_paid_over_only_where_that_was_asked_for():
    assert rules(PART, mechanism_asked=HELD) == ["R6.1"]
    assert rules(PART, mechanism_asked=THIRD) == []


def test_a_school_place_may_be_held_by_the_council_and_not_paid_over():
    assert rules(AGREED, **NONE_HELD, mechanism_decided=HELD, is_school_place=True) == []


def test_a_line_agreed_as_asked_has_no_ground_for_refusing():
    assert rules(AGREED, grounds=["recipient"]) == ["R6.6"]


@pytest.mark.parametrize("proposed", [PART, REFUSED, NOT_PAID], ids=lambda one: one.outcome.value)
def test_whatever_refuses_something_gives_full_reasons_and_says_who_secures_it(proposed):
    assert rules(proposed, reasons="x" * 19) == ["R7.1"]
    assert rules(proposed, reasons="x" * 20) == []
    assert rules(proposed, secured_by=" ") == ["R1.5"]
    assert rules(AGREED, reasons="x", secured_by="") == []


@pytest.mark.parametrize("proposed", [REFUSED, NOT_PAID], ids=lambda one: one.outcome.value)
def test_a_refusal_has_a_test_not_met_or_a_ground(proposed):
    assert rules(proposed, answers=ALL_MET) == ["R6.6"]
    assert rules(proposed, answers=ALL_MET, grounds=["recipient"]) == []


def test_a_local_question_is_no_ground():
    local = {question.row: "No." for question in LOCAL_QUESTIONS}
    assert rules(REFUSED, answers=ALL_MET, local=local) == ["R6.6"]


def test_what_is_refused_has_no_amount_and_no_way_of_being_held():
    assert rules(REFUSED, amount_decided=D("1.00")) == ["R7.1"]
    assert rules(REFUSED, mechanism_decided=HELD) == ["R7.1"]
    assert rules(REFUSED, amount_decided=D("0.00")) == []


@pytest.mark.parametrize(
    ("what", "change", "rule"),
    [
        ("no amount", {"amount_decided": None}, "R1.3"),
        ("nothing", {"amount_decided": D("0.00")}, "R1.3"),
        ("held as a payment", {"mechanism_decided": DP}, "R1.3"),
        ("no budget is left: not in the plan", {"grounds": ["not_in_plan"], "in_plan": False}, "R1.2"),
        ("no budget is left: one sum", {"grounds": ["aggregate_sum"], "aggregate": WHOLE}, "R4A.1"),
    ],
)
def test_a_budget_that_is_identified_and_not_paid(what, change, rule):
    assert rules(NOT_PAID, **change) == [rule]
    assert rules(NOT_PAID, mechanism_decided=None) == []


def test_only_a_payment_that_was_asked_for_can_be_identified_and_not_paid():
    assert "R1.3" in rules(NOT_PAID, mechanism_asked=HELD)


@pytest.mark.parametrize("proposed", [REFUSED, NOT_PAID, PART], ids=lambda one: one.outcome.value)
def test_provision_in_force_in_the_plan_is_never_refused_as_not_in_it(proposed):
    bars = bars_to_deciding_line(replace(proposed, grounds=["not_in_plan"]))
    assert "R1.2" in [bar.rule for bar in bars]
    assert any("provision in the plan in force" in bar.words for bar in bars)


def test_what_is_not_in_the_plan_in_force_may_be_refused_as_that():
    assert rules(REFUSED, answers=ALL_MET, grounds=["not_in_plan"], in_plan=False) == []


@pytest.mark.parametrize(
    ("aggregate", "many"),
    [(WHOLE, 0), (None, 4), (replace(WHOLE, evidence="Block contract."), 1), (replace(WHOLE, limb=None), 1)],
)
def test_one_sum_for_many_is_a_ground_only_with_its_limb_and_its_evidence(aggregate, many):
    change = {"answers": ALL_MET, "grounds": ["aggregate_sum"], "aggregate": aggregate}
    assert rules(REFUSED, **change) == ["R4A.1"] * many
    assert rules(REFUSED, aggregate=None) == []


@pytest.mark.parametrize(
    ("ground", "change", "rule"),
    [
        ("tests", {"answers": ALL_MET}, "R6.6"),
        ("school_place", {"is_school_place": False}, "R4A.3"),
        ("no_setting_consent", {"consents_given": True}, "R9.1"),
    ],
)
def test_a_ground_stands_on_its_fact(ground, change, rule):
    assert rules(REFUSED, grounds=[ground], **change) == [rule]


@pytest.mark.parametrize(
    ("ground", "change"),
    [
        ("tests", {}),
        ("school_place", {"is_school_place": True}),
        ("no_setting_consent", {"consents_given": False}),
        ("recipient", {}),
    ],
)
def test_a_ground_with_its_fact_refuses_a_payment_and_may_leave_the_budget(ground, change):
    for proposed in (REFUSED, NOT_PAID):
        assert rules(proposed, grounds=[ground], **change) == []


@pytest.mark.parametrize(
    ("ground", "rule"), [("tests", "R6.6"), ("school_place", "R4A.3"), ("recipient", "R5.1")]
)
def test_a_ground_about_payments_refuses_no_arrangement(ground, rule):
    assert rules(REFUSED, **NONE_HELD, grounds=[ground], is_school_place=True) == [rule]


def test_an_arrangement_answers_no_tests_and_is_refused_only_on_a_ground():
    assert rules(AGREED, **NONE_HELD, mechanism_decided=HELD) == []
    assert rules(AGREED, **NONE_HELD, mechanism_decided=SCHOOL) == ["R7.2"]
    assert rules(REFUSED, **NONE_HELD) == ["R6.6"]
    assert rules(REFUSED, **NONE_HELD, grounds=["aggregate_sum"], aggregate=WHOLE) == []


def test_an_arrangement_needs_the_schools_consent_to_use_its_own_money():
    assert rules(AGREED, **NONE_HELD, mechanism_decided=HELD, consents_given=False) == ["R9.1"]


@pytest.mark.parametrize("how", [DP, THIRD])
def test_both_ways_of_paying_over_answer_the_tests(how):
    assert rules(AGREED, mechanism_asked=how, mechanism_decided=how, answers={}) == ["R6.6"] * 4


def test_social_care_money_answers_two_local_questions():
    care = replace(AGREED, stream=Stream.SOCIAL_CARE, answers={"a": MET, "b": MET})
    assert rules(care) == []
    assert rules(care, answers={"a": MET, "b": NOT_MET}) == ["R21.1"]
    assert rules(care, answers={"a": MET}) == ["R6.6"]


def test_a_young_person_who_receives_answers_no_test_of_somebody_elses_good_faith():
    own = replace(AGREED, recipient=RecipientKind.YOUNG_PERSON, answers=dict.fromkeys("acd", MET))
    assert rules(own) == []
    assert rules(own, recipient=RecipientKind.NOMINEE) == ["R6.6"]


def test_health_money_has_the_commissioners_own_tests():
    assert rules(AGREED, stream=Stream.HEALTH, answers={}) == []
    assert rules(REFUSED, stream=Stream.HEALTH, answers={}) == []


def test_what_need_not_be_in_the_plan_is_decided_by_local_policy_alone():
    travel = {"is_non_plan": True, "in_plan": False, "answers": {}}
    assert rules(AGREED, **travel) == []
    assert rules(REFUSED, **travel) == []
    assert rules(REFUSED, **travel, grounds=["not_in_plan"]) == ["R1.2"]
    assert rules(REFUSED, **travel, reasons="No.") == ["R7.1"]


def test_every_bar_is_said_at_once():
    nothing = ProposedDecision(
        stream=Stream.EDUCATION,
        mechanism_asked=DP,
        mechanism_decided=None,
        outcome=Outcome.REFUSED,
        amount_asked=D("1.00"),
        amount_decided=None,
        in_plan=True,
        consents_given=True,
        received_on=date(2026, 12, 2),
        decided_on=date(2026, 12, 1),
    )
    assert rules(nothing) == ["R25.5", *["R6.6"] * 4, "R6.6", "R6.8", "R1.5"]


def test_the_local_questions_left_are_named_and_refuse_nothing():
    assert local_questions_left(AGREED) == LOCAL_QUESTIONS
    answered = replace(
        AGREED, local={"council_service": "Asked in May; there is a wait of a year.", "need": " "}
    )
    assert [one.row for one in local_questions_left(answered)] == ["need", "outcome", "allocated", "cost"]


def test_what_is_agreed_and_what_refuses_something():
    assert [one.is_agreed for one in Outcome] == [True, True, False, False]
    assert [one.refuses_something for one in Outcome] == [False, True, True, True]
