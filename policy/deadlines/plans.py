"""Deadlines of the EHC plan: assessment, draft, annual review, ending a budget, coming of age."""

from dataclasses import replace

from policy.deadlines.making import Reckoning, duty


@duty(
    title="Tell a family about personal budgets",
    date_means="the day the plan's window opened, or the family asked",
    owed_by="council",
    rule="R3.2",
    number="information_given_days",
    reminders="quick_reminders",
)
def information_given(begun: Reckoning) -> Reckoning:
    """Tell a family about personal budgets, and record how (reg 3, R3.2).

    Unit: working days after the window opens or the family asks; rounding: the limit stays, the target
    moves back.
    """
    return begun.after()


@duty(
    title="Decide whether to assess",
    date_means="the day the assessment was asked for",
    owed_by="council",
    rule="R18.1",
    number="ehc_6w",
    reminders="statutory_reminders",
    pauses="only the exceptions of SEND Regulations reg 10(4)",
)
def assess_decision(begun: Reckoning) -> Reckoning:
    """Decide whether to assess, and notify (SEND Regulations reg 5(3), R18.1).

    Unit: calendar days; rounding: the limit stays, the target moves back; edge: no working-day relief
    (T4).
    """
    return begun.after()


@duty(
    title="Say that no plan will be issued",
    date_means="the day the assessment was asked for",
    owed_by="council",
    rule="R18.2",
    number="ehc_16w",
    reminders="statutory_reminders",
    pauses="only the exceptions of SEND Regulations reg 10(4)",
)
def no_plan_decision(begun: Reckoning) -> Reckoning:
    """Notify that no plan will be issued (SEND Regulations reg 10, R18.2).

    Unit: calendar days; rounding: the limit stays, the target moves back; edge: no working-day relief
    (T4).
    """
    return begun.after()


@duty(
    title="Send the final plan",
    date_means="the day the assessment was asked for",
    owed_by="council",
    rule="R18.3",
    number="ehc_20w",
    reminders="statutory_reminders",
    pauses="only the exceptions of SEND Regulations reg 10(4)",
)
def plan_20_weeks(begun: Reckoning) -> Reckoning:
    """Send the final plan (SEND Regulations reg 13(2), R18.3).

    Unit: calendar days; rounding: the limit stays, the target moves back; edge: no working-day relief
    (T4).
    """
    return begun.after()


@duty(
    title="Give views on a draft plan",
    date_means="the day the draft plan was served",
    owed_by="family",
    rule="R18.5",
    number="draft_representation_days",
    reminders="family_reminders",
)
def draft_plan_views(begun: Reckoning) -> Reckoning:
    """Give views on a draft plan (SEND Regulations reg 13(1)(a), R18.5).

    Unit: calendar days, the day served being day 1 (T3); rounding: forward to a working day, beyond the
    law.
    """
    return begun.beginning_with()


@duty(
    title="Give views on proposed amendments to a plan",
    date_means="the day the amendment notice was served",
    owed_by="family",
    rule="R18.8",
    number="draft_representation_days",
    reminders="family_reminders",
)
def amended_plan_views(begun: Reckoning) -> Reckoning:
    """Give views on proposed amendments to a plan (SEND Regulations reg 22(2)(c), R18.8).

    Unit: calendar days, the day served being day 1 (T3); rounding: forward to a working day, beyond the
    law.
    """
    return begun.beginning_with()


@duty(
    title="Review the plan",
    date_means="the day the plan was made or last reviewed",
    owed_by="council",
    rule="R18.9",
    number="ar_every",
    reminders="long_reminders",
)
def annual_review(begun: Reckoning) -> Reckoning:
    """Review the plan within twelve months (Children and Families Act s.44, R18.9).

    Unit: months starting with that day, ending the day before the corresponding date; rounding: the limit
    stays, the target moves back.
    """
    return begun.period_of_months()


@duty(
    title="Invite people to the annual review meeting",
    date_means="the day of the meeting",
    owed_by="council",
    rule="R18.6",
    number="ar_invite",
    reminders="council_reminders",
)
def annual_review_invitation(begun: Reckoning) -> Reckoning:
    """Invite people to the annual review meeting (SEND Regulations reg 20(3), R18.6).

    Unit: calendar days back from the meeting; rounding: the limit stays, the target moves back.
    """
    return begun.before()


@duty(
    title="Send the report of the annual review meeting",
    date_means="the day of the meeting",
    owed_by="setting",
    rule="R18.6",
    number="ar_report",
    reminders="council_reminders",
)
def annual_review_report(begun: Reckoning) -> Reckoning:
    """Send the report of the annual review meeting (SEND Regulations reg 20, R18.6).

    Unit: calendar days after the meeting; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Notify the decision on the plan after its review",
    date_means="the day of the meeting",
    owed_by="council",
    rule="R18.7",
    number="ar_decision",
    reminders="statutory_reminders",
)
def annual_review_decision(begun: Reckoning) -> Reckoning:
    """Notify whether the plan is kept, amended or ceased (SEND Regulations reg 20(10), R18.7).

    Unit: calendar days after the meeting; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Give notice that a budget will end",
    date_means="the day of the annual review meeting",
    owed_by="council",
    rule="R14.9",
    number="budget_end_notice_limit",
    reminders="ending_reminders",
)
def budget_end_notice(begun: Reckoning) -> Reckoning:
    """Give notice, with reasons, that a budget will end (R14.9).

    Unit: calendar days after the meeting; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Send the final amended plan, counted from the amendment notice",
    date_means="the day the plan and amendment notice were sent",
    owed_by="council",
    rule="R18.8",
    number="ar_final_after_notice",
    reminders="statutory_reminders",
)
def final_plan_after_notice(begun: Reckoning) -> Reckoning:
    """Send the final amended plan, counted from the notice (SEND Regulations reg 22(3)-(4), R18.8).

    Unit: calendar days after the notice; rounding: the limit stays, the target moves back.
    """
    return begun.after()


@duty(
    title="Send the final amended plan, counted from the meeting",
    date_means="the day of the annual review meeting",
    owed_by="council",
    rule="R18.8",
    number="ar_final_after_notice",
    reminders="statutory_reminders",
)
def final_amended_plan(begun: Reckoning) -> Reckoning:
    """Send the final amended plan, counted from the meeting (SEND Regulations regs 20(10) and 22, R18.8).

    Unit: calendar days, the decision's and the notice's together; rounding: the limit stays, the target
    moves back; edge: an early notice makes it earlier.
    """
    decision = begun.policy["ar_decision"]
    made = begun.after(decision.amount + begun.setting.amount)
    return replace(
        made, setting=replace(made.setting, authority=f"{decision.authority}; {made.setting.authority}")
    )


@duty(
    title="Ask the young person for consent",
    date_means="the day compulsory school age ends",
    owed_by="council",
    rule="R16.2",
    number="yp_consent_months",
    reminders="consent_reminders",
)
def yp_consent(begun: Reckoning) -> Reckoning:
    """Begin to ask a young person whether they consent, before the rights become theirs (R16.2).

    Unit: months back from the end of compulsory school age; rounding: the limit stays, the target moves
    back.
    """
    return begun.before()


@duty(
    title="End a parent's own access after compulsory school age",
    date_means="the day compulsory school age ends",
    owed_by="council",
    rule="R16.3",
    number="access_grace_days",
    reminders="family_reminders",
)
def parent_access(begun: Reckoning) -> Reckoning:
    """Keep a parent's access open until the young person has said who may see the case (R16.3).

    Unit: calendar days; rounding: none; edge: access ends after the last day.
    """
    return begun.after()
