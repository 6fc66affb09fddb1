"""The post: letters to print, and letters that did not arrive."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from documents.serving import attachment
from govuk.pager import paged
from letters import actions
from letters.models import Channel, Delivery
from letters.printing import print_batch as print_letters
from portal.forms import PostedForm, PrintForm, SettleForm
from portal.pages.shared import attempt, find, posted, staff_only, today

BATCH = 100


def _queue_form(form, request, **more):
    """Make a form over the post: it shows the queue, and takes also what has left it since it was shown."""
    seen = Delivery.objects.visible_to(request.user, on=today()).select_related("letter__child", "person")
    queue = seen.to_print().select_related("letter", "person", "printed_by__person").order_by("id")
    by_post = seen.filter(channel=Channel.POST)
    return form(posted(request), queryset=by_post, listed=list(queue[:BATCH]), **more)


@staff_only("people.list_children")
def print_queue(request):
    """Show the letters to print, and record the day a batch was posted (T9)."""
    form = _queue_form(PostedForm, request, initial={"on": today()})

    def post(given):
        return actions.mark_posted(given["letters"], on=given["on"], by=request.user)

    marked = attempt(form, post) if request.method == "POST" else None
    if marked is None:
        return render(request, "staff/print_queue.html", {"form": form})
    if marked:
        messages.success(request, "Recorded as posted.")
    else:
        messages.info(request, "They are already recorded as posted.")
    return redirect("admin:print_queue")


@staff_only("people.list_children")
@require_POST
def print_batch(request):
    """Give the letters ticked on the page as one PDF; that each was printed is recorded."""
    form = _queue_form(PrintForm, request)
    printed = attempt(form, lambda given: print_letters(given["letters"], by=request.user))
    if printed is None:
        for problems in form.errors.values():
            messages.error(request, problems[0])
        return redirect("admin:print_queue")
    return attachment(HttpResponse(printed, content_type="application/pdf"), f"letters-{today()}.pdf")


@staff_only("letters.list_deliveries")
def not_delivered(request):
    """List what did not arrive, or may not have: each waits for an officer, or an administrator."""
    waiting = Delivery.objects.needs_a_person().visible_to(request.user, on=today())
    page = paged(waiting.select_related("letter__child", "person"), request, by=("id",))
    return render(request, "staff/not_delivered.html", {"page": page})


ACTS = {
    Delivery.State.FAILED: (
        ("again", "Try the same way again"),
        ("other", "Send it another way"),
        ("hand", "I gave it to them by hand"),
    ),
    Delivery.State.DOUBTFUL: (("arrived", "It arrived"), ("lost", "It did not arrive: send it again")),
    Delivery.State.SENT: (("returned", "It came back, or they say it did not arrive"),),
}
LEAVE = ("leave", "Send no more of it: they can ask for a new one")
ABOUT_NO_CHILD = {
    Delivery.State.FAILED: (("again", "Try again"), LEAVE),
    Delivery.State.DOUBTFUL: (*ACTS[Delivery.State.DOUBTFUL], LEAVE),
}
NEED_ITS_WORDS = {"again", "other", "lost"}


def _acts_on(delivery):
    acts = (ACTS if delivery.letter.child_id else ABOUT_NO_CHILD).get(delivery.state, ())
    return [each for each in acts if each[0] not in NEED_ITS_WORDS or actions.can_go_again(delivery)]


@staff_only("letters.list_deliveries")
def settle(request, delivery):
    """Let somebody say what happens with a letter that did not arrive (T9)."""
    found = find(Delivery.objects.select_related("letter__child", "person"), request.user, pk=delivery)
    form = SettleForm(posted(request), acts=_acts_on(found))
    if request.method == "POST" and attempt(form, lambda given: _settle(found, given, by=request.user)):
        messages.success(request, "Recorded.")
        return redirect("admin:not_delivered")
    return render(request, "staff/settle.html", {"delivery": found, "form": form})


def _settle(delivery, given, *, by):
    on, words = today(), given["words"]
    acts = {
        "again": lambda: actions.try_again(delivery, on=on, by=by),
        "other": lambda: actions.send_by_other_channel(delivery, given["channel"], on=on, by=by),
        "hand": lambda: actions.record_by_hand(delivery, on=on, by=by, words=words),
        "leave": lambda: actions.leave_unsent(delivery, on=on, by=by),
        "arrived": lambda: actions.settle_doubt(delivery, arrived=True, on=on, by=by),
        "lost": lambda: actions.settle_doubt(delivery, arrived=False, on=on, by=by),
        "returned": lambda: actions.record_returned(delivery, on=on, by=by, words=words),
    }
    return acts[given["act"]]()
