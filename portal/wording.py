"""What things are called on a page: events, streams of money, answers of the catalogue."""

from policy.catalogue import catalogue
from policy.payment_tests import Stream

EVENTS = {
    "audit.disposal_approved": "Erasing of words approved",
    "audit.disposal_carried_out": "Words erased",
    "audit.disposal_proposed": "Erasing of words proposed",
    "budgets.account_verified": "Account for the payments approved",
    "budgets.agreement_active": "First payment released: agreement active",
    "budgets.agreement_called_off": "Agreement called off: nothing of it is agreed any more",
    "budgets.agreement_changed": "Agreement changed by what was agreed on review",
    "budgets.agreement_closed": "Agreement closed",
    "budgets.agreement_declined": "Agreement declined",
    "budgets.agreement_ended": "Agreement ended",
    "budgets.agreement_ended_after_death": "Agreement ended after a death",
    "budgets.agreement_opened": "Agreement opened",
    "budgets.agreement_prepared": "Agreement prepared",
    "budgets.agreement_ready": "Agreement ready",
    "budgets.agreement_replaced": "Agreement ended: another one took its place",
    "budgets.agreement_signed": "Agreement signed for the council",
    "budgets.amount_raised": "More agreed under an agreement: notice of it sent",
    "budgets.arrangement_begun": "Arrangement begun",
    "budgets.care_assessed": "Social care assessment recorded",
    "budgets.change_needs_notice": "A review changed what was agreed: a new notice is needed",
    "budgets.changed_while_ending": "A review changed what was agreed under an agreement that is ending",
    "budgets.consent_given": "Consent to the agreement given",
    "budgets.consent_recorded": "Answer of a school or college recorded",
    "budgets.consent_withdrawn": "Consent to the payments taken back",
    "budgets.cost_checked": "Cost of a line checked",
    "budgets.decision_released": "Decision sent to the family",
    "budgets.decision_sent_back": "Decision given back to the Board",
    "budgets.draft_discarded": "Unsent request deleted",
    "budgets.draft_saved": "Part of an unsent request saved",
    "budgets.draft_started": "Request begun",
    "budgets.ending_completed": "Ending carried out",
    "budgets.ending_decided": "Ending decided by the Board",
    "budgets.ending_dropped": "Ending does not go ahead",
    "budgets.ending_held": "Payments go on while the ending is reviewed",
    "budgets.ending_proposed": "Ending proposed",
    "budgets.ending_put_on_agenda": "Ending put on the Board’s agenda",
    "budgets.ending_released": "Ending goes on after its review",
    "budgets.ending_sent_back": "Decision on an ending sent back",
    "budgets.ending_taken_off_agenda": "Ending taken off the Board’s agenda",
    "budgets.last_day_moved": "Last day moved: the notice arrived late",
    "budgets.line_left_out": "Line taken out of a request",
    "budgets.line_settled": "Outcome of a line sent to the family",
    "budgets.more_asked_for": "More information asked for",
    "budgets.notice_issued": "Notice of the agreement sent",
    "budgets.notice_revised": "Another version of the notice begun",
    "budgets.on_site_settled": "Whether support is possible at the school or college settled",
    "budgets.outcomes_recorded": "Annual review: outcome of each line recorded",
    "budgets.outside_window_settled": "Request made outside a window settled",
    "budgets.payment_review_recorded": "Review of the payments recorded",
    "budgets.put_on_agenda": "Put on the Board’s agenda",
    "budgets.question_settled": "Information received, or no longer needed",
    "budgets.recipient_checked": "Person to be paid checked",
    "budgets.request_amended": "Request changed",
    "budgets.request_concluded": "Request concluded",
    "budgets.request_decided": "Request decided by the Board",
    "budgets.request_logged": "Request logged for the family",
    "budgets.request_not_needed": "Request no longer needed",
    "budgets.request_ready": "Request ready for the Board",
    "budgets.request_sent": "Request sent",
    "budgets.request_withdrawn": "Request withdrawn",
    "budgets.review_answered": "Outcome of a review sent to the family",
    "budgets.review_begun": "Decision under review",
    "budgets.secured_another_way": "Support arranged another way",
    "budgets.setting_asked": "School or college asked for its consent",
    "budgets.stop_notice_given": "Notice of an ending given",
    "budgets.taken_off_agenda": "Taken off the Board’s agenda",
    "budgets.views_recorded": "Views of the child or young person recorded",
    "clocks.message_answered": "Message answered outside the portal",
    "decisions.late_review_refused": "Late request for a review refused",
    "decisions.late_review_taken": "Late request for a review taken",
    "decisions.meeting_offered": "Meeting with the Board offered",
    "decisions.meeting_settled": "Meeting with the Board held, declined or not answered",
    "decisions.representation_added": "Something added to a review",
    "decisions.representation_considered": "What the family sent considered",
    "decisions.review_answered": "Review answered",
    "decisions.review_asked_for": "Review asked for",
    "decisions.attendance_recorded": "Who came to the Board recorded",
    "decisions.checked": "Decision checked by a second person",
    "decisions.concluded": "Decision closed: nobody asked for a review",
    "decisions.deferred": "Decision put off by the Board",
    "decisions.ending_decided": "Ending decided by a member of the Board",
    "decisions.item_moved": "Moved to another meeting of the Board",
    "decisions.line_decided": "Line decided by a member of the Board",
    "decisions.meeting_cancelled": "Meeting of the Board cancelled",
    "decisions.meeting_closed": "Meeting of the Board closed",
    "decisions.meeting_set": "Meeting of the Board set",
    "decisions.put_on_agenda": "Put on the agenda of the Board",
    "decisions.recorded": "Decision of the Board recorded",
    "decisions.recused": "Member of the Board stepped aside",
    "decisions.released": "Decision released to the family",
    "decisions.sent_back": "Decision sent back to the Board",
    "decisions.taken_off": "Taken off the agenda of the Board",
    "documents.infected": "File with a virus kept closed",
    "documents.opened": "File opened",
    "documents.scanned": "File checked for viruses",
    "documents.stored": "File received",
    "documents.unreadable": "File that could not be checked kept closed",
    "ehcp.information_asked_for": "Family asked about personal budgets",
    "ehcp.information_given": "Family told about personal budgets",
    "ehcp.meeting_closed": "Record of the annual review meeting closed",
    "ehcp.meeting_recorded": "Annual review meeting recorded",
    "ehcp.plan_circulated": "Updated plan sent to those who came",
    "ehcp.roster_child_changed": "Record changed by the roster",
    "ehcp.roster_child_loaded": "Record loaded from the roster",
    "ehcp.roster_imported": "Roster loaded",
    "letters.delivered": "Letter delivered",
    "letters.doubt_settled": "Whether a letter arrived was settled",
    "letters.handed_over": "Letter handed over",
    "letters.posted": "Letter posted",
    "letters.printed": "Letter printed",
    "letters.returned": "Letter came back",
    "letters.sent_again": "Letter sent again",
    "letters.sent_another_way": "Letter sent another way",
    "letters.withdrawn": "Letter withdrawn",
    "letters.message_written": "Message written",
    "letters.written": "Letter written",
    "payments.account_recorded": "Account for payments recorded",
    "payments.account_verified": "Account for payments approved",
    "payments.approved": "Payment approved",
    "payments.cancelled": "Payment cancelled",
    "payments.cut_to_the_end": "Payment cut to the last day of its agreement",
    "payments.deduction_settled": "Deduction from a return settled",
    "payments.failed": "Payment came back from the bank",
    "payments.question_answered": "Question about a return answered",
    "payments.released": "Payment released",
    "payments.return_accepted": "Return accepted",
    "payments.return_queried": "Question asked about a return",
    "payments.return_saved": "Return filled in",
    "payments.return_submitted": "Return sent",
    "payments.schedule_made": "Payments planned",
    "people.contact_changed": "Contact details changed",
    "people.person_tied": "Person tied to the child",
    "people.joined": "Family member joined",
    "people.link_ended": "Link to the child ended",
    "people.officer_assigned": "Case officer changed",
    "people.join_code_made": "Code to join made",
    "people.roles_changed": "Roles of a member of staff changed",
    "people.second_factor_reset": "Second step of a sign-in reset",
    "people.sign_in_closed": "Sign-in closed",
    "people.team_made": "Team made",
    "people.staff_user_made": "Sign-in of a member of staff made",
    "people.unproved_sign_in_removed": "Sign-in with an unconfirmed address removed",
}


def event_words(event):
    """Name an event for people; a kind without words is shown by its own name."""
    return EVENTS.get(event.kind) or event.kind.partition(".")[2].replace("_", " ").capitalize()


LOOKS = {
    "child": "The family’s page",
    "conversation": "Messages",
    "ask_for_information": "Asking for information",
    "board_decide": "Deciding a line, at the Board",
    "board_decide_ending": "Deciding an ending, at the Board",
    "board_defer": "Putting off, at the Board",
    "board_item": "Item of the Board",
    "board_move": "Moving to another Board",
    "board_record": "Recording what the Board decided",
    "board_recuse": "Taking no part, at the Board",
    "board_take_off": "Taking off the agenda",
    "case": "Case page",
    "case_plan": "Plan",
    "case_letters": "Letters",
    "case_messages": "Messages",
    "case_documents": "Documents",
    "case_history": "History",
    "check_item": "Second check of a decision",
    "documents.opened": "File",
    "letter_pdf": "Letter, as a PDF",
    "looks": "Who looked at the record",
    "release_item": "Release of a decision",
}


# Pages in parts: what their names begin with.
LOOKS_IN_PARTS = {
    "agreement": "Agreement",
    "annual_review": "Annual review",
    "case_agreement": "Agreement, as staff see it",
    "case_annual_review": "Annual review",
    "case_ending": "Ending of an agreement",
    "case_request": "Request, as staff see it",
    "case_review": "Review of a decision, as staff see it",
    "draft": "Request being written",
    "ending": "Ending of an agreement",
    "finance": "Payments and returns, as finance sees them",
    "propose_ending": "Proposing an ending",
    "record_payment_review": "Review of payments",
    "request": "Request",
    "return": "Return",
    "review": "Review of a decision",
}


def look_words(what):
    """Name what somebody opened; a page without words is shown by its own name."""
    parts = next((words for begins, words in LOOKS_IN_PARTS.items() if what.startswith(begins)), "")
    return LOOKS.get(what) or parts or what.replace("_", " ").capitalize()


# To the council's own people a budget is not held for "you".
HELD = {
    "direct_payment": "A direct payment",
    "notional_council": "The council holds the money and arranges it",
    "notional_setting": "The school or college holds the money and arranges it",
    "third_party": "Paid to a person or organisation who manages it",
}
STREAMS = {Stream.EDUCATION: "Education", Stream.HEALTH: "Health", Stream.SOCIAL_CARE: "Social care"}
ANSWERS = {"yes": "Yes", "no": "No", "conditional": "It depends"}


def catalogue_rows(on):
    """Give the catalogue as the public page shows it: a heading and lines for each stream (R4A.4)."""
    return [
        {
            "title": title,
            "lines": [
                {
                    "line": line,
                    "in_budget": ANSWERS[line.in_budget],
                    "as_payment": ANSWERS[line.as_direct_payment],
                }
                for line in catalogue(on, stream)
            ],
        }
        for stream, title in STREAMS.items()
    ]
