"""Asking for a review of a decision: taken down the same day, in time or late, and never hidden (R7.3, R7.5)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit.acts import authorise, hold, record
from budgets.actions import endings, moves
from budgets.choices import PAID_OVER, HowReceived
from budgets.models import Ending
from clocks import actions as clocks
from clocks.models import Clock
from clocks.notices import follow_notice, is_notified
from decisions.actions.reviewing.writing import acknowledgement, not_taken, readers
from decisions.models import DecisionReview, Representation
from documents import actions as documents
from documents.actions import Received
from letters import actions as letters
from letters.kinds import StopNotice
from people.models import Link, Person
from people.roles import FAMILY
from policy import Refused
from policy.deadlines import due
from policy.plain import long_date

DUTY, WINDOW = "review_outcome", "review_request"
LABEL = "Answer to a request for a review"
# A letter or an e-mail is itself the writing; what was said is written down by whoever heard it.
COMES_WITH_WRITING = (HowReceived.LETTER, HowReceived.EMAIL)
DECLINED = "Said no to a meeting when asking for the review."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asked for, as they sent it or as an officer wrote it down."""

    words: str
    asked_by: Person
    received_on: date
    lines: tuple = ()
    wants_meeting: bool | None = None
    late_because: str = ""
    how_received: str = HowReceived.PORTAL
    file: Received | None = None


@transaction.atomic
def ask_for_review(subject, *, token, on, by, received_on=None, **given):
    """Ask for a review of what was decided on a request, or of an ending (reg 7, R7.3, R7.5).

    In time it is taken at once; late it waits for a case officer. The token makes a form sent five times one
    review. What may be given is in `Asked`; `file` is what `documents.actions.receive` gave.
    """
    subject = hold(subject)
    authorise("decisions.ask_for_review", subject, by=by)
    earlier = DecisionReview.objects.filter(token=token).first()
    if earlier:
        return earlier
    asked = Asked(received_on=received_on or on, **given)
    _refuse_unfit(subject, asked, on=on, by=by)
    review = _review_of(subject, asked, token=token, by=by)
    review.save()
    review.lines.set(_lines_of(subject, asked))
    _take_what_was_sent(review, asked, on=on, by=by)
    clocks.start(DUTY, child=review.child, about=review, label=LABEL, started_on=review.received_on)
    # Refused as late it is closed by its last day, so that day has to be right before nothing moves it any more.
    follow_notice(subject, WINDOW, on=on)
    clocks.meet(WINDOW, about=subject, on=review.received_on)
    record("decisions.review_asked_for", by=by, about=review, on=on, words=review.words, late=review.is_late)
    return _set_aside(review, on=on, by=by) if review.is_late else _take(review, on=on, by=by)


def last_day_to_ask(subject):
    """Give the last day to ask for a review: by the notice as it arrived; None when nobody was told of one (R7.5)."""
    window = _window_of(subject)
    if window is None:
        return None
    came_later = Clock.objects.filter(pk=window.pk).moved().first()
    return max(window.due_on, due(WINDOW, came_later.notified_on).due_on) if came_later else window.due_on


def is_too_late(subject, *, on):
    """Tell whether a day is after the last one; a notice that is still to arrive keeps it open (R7.5, T9)."""
    last_day = last_day_to_ask(subject)
    return last_day is not None and last_day < on and is_notified(_window_of(subject))


def _window_of(subject):
    return Clock.objects.of(subject, WINDOW).order_by("-started_on", "-pk").first()


def notice_of(subject):
    """Give the letter that told of what may be reviewed: the newest; None before anything is released.

    An end the family itself asked for has a letter too, and nothing to review.
    """
    if isinstance(subject, Ending):
        return subject.letter if subject.letter and subject.letter.kind == StopNotice.code else None
    answered = subject.reviews.filter(state="released").order_by("-pk").first()
    return answered.outcome_letter if answered else subject.decision_letter


@transaction.atomic
def settle_late(review, *, accept, words, on, by):
    """Take a late request for a review, the usual answer, or refuse it in writing with reasons (R7.5)."""
    review = hold(review)
    review.late_words, review.late_settled_on, review.late_settled_by = words.strip(), on, by
    return _accept_late(review, on=on, by=by) if accept else _refuse_late(review, on=on, by=by)


def _accept_late(review, *, on, by):
    authorise("decisions.accept_late", review, by=by)
    review.accept_late()
    review.save()
    record("decisions.late_review_taken", by=by, about=review, on=on, words=review.late_words)
    return _take(review, on=on, by=by)


def _refuse_late(review, *, on, by):
    authorise("decisions.refuse_late", review, by=by)
    review.refuse_late()
    review.save()
    clocks.drop(
        DUTY, about=review, on=on, because="It came too late and was refused in writing, with reasons."
    )
    to = readers(review, on=on)
    if review.ending_id and review.ending.state == Ending.State.NOTICE_GIVEN:
        # The payments went on while it was open, so they end no sooner than the family knows that they do.
        told_on = clocks.expected_for(to, on=on)
        review.ending = endings.release_hold(review.ending, not_before=told_on, on=on, by=by)
    letters.write(not_taken(review, on=on), child=review.child, to=to, by=by, on=on, about=review)
    record("decisions.late_review_refused", by=by, about=review, on=on, words=review.late_words)
    return review


def _set_aside(review, *, on, by):
    """Let a late request wait for an officer; the end it is about waits with it (R7.5, R14.10)."""
    authorise("decisions.set_aside", review, by=by)
    review.set_aside()
    review.save()
    _hold_ending(review, on=on, by=by)
    return review


def _hold_ending(review, *, on, by):
    if review.ending_id and review.ending.state == Ending.State.NOTICE_GIVEN:
        endings.hold_for_review(review.ending, on=on, by=by)


def _take(review, *, on, by):
    """Begin the review: what is reviewed waits for it, and the family is told by when it is answered (R7.7)."""
    if review.request_id:
        moves.review(review.request, by=by)
    _hold_ending(review, on=on, by=by)
    # The letter invites them to a meeting; somebody who has said no already need not say so again.
    review.meeting_state, review.meeting_offered_on = DecisionReview.Meeting.OFFERED, on
    if review.wants_meeting is False:
        review.meeting_state, review.meeting_words = DecisionReview.Meeting.DECLINED, DECLINED
    kind, to = acknowledgement(review, on=on), readers(review, on=on)
    review.letter_received = letters.write(kind, child=review.child, to=to, by=by, on=on, about=review)[0]
    review.save()
    return review


def _review_of(subject, asked, *, token, by):
    return DecisionReview(
        token=token,
        child=subject.agreement.child if isinstance(subject, Ending) else subject.child,
        of_notice=notice_of(subject),
        kind=_kind_of(subject, asked),
        request=None if isinstance(subject, Ending) else subject,
        ending=subject if isinstance(subject, Ending) else None,
        asked_by=asked.asked_by,
        received_on=asked.received_on,
        how_received=asked.how_received,
        logged_by=by,
        words=asked.words.strip(),
        last_day_was=last_day_to_ask(subject),
        is_late=is_too_late(subject, on=asked.received_on),
        late_because=asked.late_because.strip(),
        wants_meeting=asked.wants_meeting,
    )


def _kind_of(subject, asked):
    """Say what is reviewed (R7.10): a sum that cannot be named refuses the budget, not the way it is paid."""
    if isinstance(subject, Ending):
        return DecisionReview.Kind.STOP
    lines = _lines_of(subject, asked)
    no_sum = {line.pk for line in lines if any(each.aggregate_sum for each in line.decisions.all())}
    if any(line.state == "not_paid" or _is_refused_payment(line, no_sum) for line in lines):
        return DecisionReview.Kind.DP_REFUSAL
    refused = any(line.state == "refused" for line in lines)
    return DecisionReview.Kind.BUDGET_REFUSAL if refused else DecisionReview.Kind.OTHER_OUTCOME


def _is_refused_payment(line, no_sum):
    return line.state == "refused" and line.mechanism in PAID_OVER and line.pk not in no_sum


def _lines_of(subject, asked):
    """Give the lines to review, fresh; an ending has none, it is reviewed as a whole."""
    if isinstance(subject, Ending):
        return []
    chosen = {line.pk for line in asked.lines}
    standing = subject.lines.exclude(state="withdrawn").prefetch_related("decisions")
    return [line for line in standing.order_by("position") if line.pk in chosen]


def _take_what_was_sent(review, asked, *, on, by):
    document = None
    if asked.file:
        document = documents.file_received(asked.file, child=review.child, about=review, on=on, by=by)
    Representation.objects.create(
        review=review, words=review.words, document=document, given_on=review.received_on, given_by=by
    )


def _refuse_unfit(subject, asked, *, on, by):
    notice = notice_of(subject)
    if notice is None:
        raise Refused("R7.5", "Nothing has been released yet that could be reviewed.")
    if not notice.written_on <= asked.received_on <= on:
        raise Refused("R7.5", f"Give a day from {long_date(notice.written_on)}, when we wrote, to today.")
    if not asked.words.strip():
        raise Refused("R7.5", "Say what you disagree with, and why.")
    if not isinstance(subject, Ending) and not _lines_of(subject, asked):
        raise Refused("R7.3", "Choose at least one of the decisions.")
    _refuse_unwritten(asked, by)
    _refuse_stranger(subject, asked, on, by)
    _refuse_second(subject)


def _refuse_unwritten(asked, by):
    if asked.how_received not in HowReceived.values:
        raise Refused("R4.5", "Choose how it was received.")
    if by.is_staff == (asked.how_received == HowReceived.PORTAL):
        raise Refused("R4.5", "Say how it reached the council: only the family itself asks in this service.")
    if asked.how_received in COMES_WITH_WRITING and asked.file is None:
        raise Refused("R4.5", "Add the letter or email in which the family asked.")


def _refuse_stranger(subject, asked, on, by):
    child = subject.agreement.child if isinstance(subject, Ending) else subject.child
    if not by.is_staff and by.person_id != asked.asked_by.pk:
        raise Refused("R4.4", "Ask in your own name.")
    if not Link.objects.live(on=on).filter(child=child, person=asked.asked_by, basis__in=FAMILY).exists():
        raise Refused("R4.4", f"{asked.asked_by.name} cannot ask for this child.")


def _refuse_second(subject):
    if subject.reviews.unanswered().exists():
        raise Refused("R7.3", "A review is open already: add to that one what is new.")
    if isinstance(subject, Ending) and subject.reviews.exclude(state="refused_late").exists():
        raise Refused("R14.8", "This was reconsidered already; that is done once.")
