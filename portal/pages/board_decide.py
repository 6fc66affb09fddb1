"""Pages on which members of the Board record what was decided: a line, an ending, and the item as a whole."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from audit.acts import NotAllowed
from decisions import proposals
from decisions.actions import deciding
from decisions.models import AgendaItem
from decisions.states import decisions_of, present_at
from people.roles import Role
from policy import Refused
from policy.eligibility import RecipientKind
from policy.mechanisms import Mechanism
from policy.payment_tests import Stream, rows_for
from policy.quorum import Body, bars_to_sitting
from portal import forms_board, forms_decide
from portal.pages.board_item import act_on, item_page
from portal.pages.board_pack import ending_of, kind_of, lines_of, said_of_ending
from portal.pages.shared import attempt, posted, today

State = AgendaItem.State
NOT_HERE = "You are not recorded as present at this meeting. Ask a case manager to record who came."
SETTLED = "What the Board decided here is recorded. It changes only when the second checker sends it back."


def deciding_page(view):
    """Keep a page for members of the Board; those who cannot decide now are told why.

    What is sent goes on to the act all the same, so that its refusal comes back beside what was typed.
    """

    @item_page
    def guarded(request, item, **kwargs):
        if not request.user.has_role(Role.BOARD_MEMBER):
            raise Http404
        words = "" if item.state == State.LISTED else SETTLED
        if not words and not request.user.has_perm("decisions.decide_line", item):
            words = NOT_HERE
        if words and request.method != "POST":
            return render(request, "board/cannot.html", {"item": item, "kind": kind_of(item), "words": words})
        return view(request, item, **kwargs)

    return guarded


def _as_member(act, *args, **given):
    """Do an act of the Board; who is no longer recorded as present is told so on the form."""
    try:
        return act(*args, on=today(), **given)
    except NotAllowed:
        raise Refused("R25.1", NOT_HERE) from None


def _already(request, item, decision):
    words = f"{decision.recorded_by.person.name} has recorded this already. {SETTLED}"
    return render(request, "board/cannot.html", {"item": item, "kind": kind_of(item), "words": words})


def rows_of(line):
    """Give the tests of a line, those of money paid over when it could be paid over (R6.6, R21.1)."""
    stream, asked = Stream(line.stream), Mechanism(line.mechanism)
    kind = line.request.recipient_kind
    if line.is_non_plan or not (asked.is_paid_over or stream is Stream.SOCIAL_CARE):
        return ()
    return rows_for(stream, RecipientKind(kind) if kind else RecipientKind.PARENT)


@deciding_page
def board_decide(request, item, line):
    """Record what the Board decided about one line, with each test, the reasons and who secures it (R6, R7.2)."""
    shown = next((each for each in lines_of(item) if each.line.key == line), None)
    if shown is None:
        raise Http404
    if shown.decision and request.method != "POST":
        return _already(request, item, shown.decision)
    form = _form_of(request, item, shown)
    done = _decided(
        request,
        item,
        shown.line,
        form,
        lambda given: _as_member(deciding.decide_line, item, shown.line, **form.decided(), by=request.user),
    )
    if done:
        return redirect("board_item", key=item.key)
    context = {"item": item, "kind": kind_of(item), "each": shown, "form": form, "bars": _quorum(item)}
    return render(request, "board/decide.html", context)


def _form_of(request, item, shown):
    """Give the form, filled in with what the last round said, what is reviewed, or else what was asked for."""
    told = proposals.standing(shown.line) if item.review_id else None
    asked = forms_decide.asked_of(shown.line)
    if shown.before:
        asked = forms_decide.initial_of(shown.before[-1].decision)
    elif told:
        # Reasons are given anew; the terms and tests of the decision that is reviewed are kept or changed.
        anew = dict.fromkeys(("outcome", "reasons", "review_outcome", "backdated_words"), "")
        asked |= {name: value for name, value in forms_decide.initial_of(told).items() if value} | anew
    return forms_decide.DecideForm(
        posted(request),
        rows=rows_of(shown.line),
        is_review=bool(item.review_id),
        upheld=told.outcome if told else "",
        initial=asked,
    )


def _decided(request, item, line, form, act):
    """Warn, and once the warnings are confirmed do the act; give its result, or None."""
    sent = request.method == "POST"
    if sent:
        form.is_valid()
    form.warn(deciding.warnings_for(item, line, str(form["reasons"].value() or "")))
    done = attempt(form, act) if sent else None
    if done:
        messages.success(request, f"Recorded: {done.get_outcome_display().lower()}.")
    return done


def _quorum(item):
    return bars_to_sitting([Body(each.body) for each in present_at(item)], on=item.meeting.meets_on)


@deciding_page
def board_decide_ending(request, item):
    """Record what the Board decided about an ending (R14.9), or about one that is reviewed (R7.4)."""
    ending = ending_of(item)
    if ending is None:
        raise Http404
    made = decisions_of(item)
    if made and request.method != "POST":
        return _already(request, item, made[0])
    before = list(item.decisions.all())
    initial = {"outcome": before[-1].outcome, "reasons": before[-1].reasons} if before else {}
    form = forms_decide.DecideEndingForm(posted(request), initial=initial)

    def act(given):
        said = {name: given[name] for name in ("outcome", "reasons")}
        return _as_member(deciding.decide_ending, item, **said, by=request.user)

    if _decided(request, item, None, form, act):
        return redirect("board_item", key=item.key)
    context = {"item": item, "kind": kind_of(item), "ending": ending, "form": form, "bars": _quorum(item)}
    return render(request, "board/decide_ending.html", context)


@deciding_page
def board_record(request, item):
    """Confirm that the Board has decided the whole item; from here a second person checks it (R7.8)."""
    form = forms_board.ConfirmForm(posted(request), button="Record that the Board has decided")

    def act(given):
        return _as_member(deciding.record_decision, item, by=request.user)

    return act_on(
        request,
        item,
        form,
        act,
        "Recorded. A second person now checks it, and then it is released to the family.",
        "board/record.html",
        lines=lines_of(item),
        said=said_of_ending(item),
        present=present_at(item),
        bars=_quorum(item),
    )
