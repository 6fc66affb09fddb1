"""The pages of two people who erase the words of a child's record: one proposes, another approves (R24.2)."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from audit import actions
from audit.models import Disposal
from govuk.forms import GovukForm, Text
from govuk.pager import paged
from govuk.tables import Column, Table
from people.models import Child, User
from portal.pages.shared import attempt, posted, staff_only, today

State = Disposal.State


class ProposeForm(GovukForm):
    """Whose words may be erased, and why."""

    button = "Propose to erase"

    reference = forms.CharField(label="Child’s reference", max_length=40, widget=Text(width=10))
    reasons = forms.CharField(
        label="Why the words may be erased", max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_reference(self):
        """Find the child."""
        child = Child.objects.filter(reference=self.cleaned_data["reference"].strip()).first()
        if child is None:
            raise forms.ValidationError("There is no child with this reference.")
        return child


def _orders(user):
    orders = Disposal.objects.all()
    if not user.has_perm("audit.propose_disposal"):
        orders = orders.filter(child_id__in=Child.objects.visible_to(user, on=today()).values("pk"))
    return orders


@staff_only("audit.see_disposals")
def disposals(request: HttpRequest) -> HttpResponse:
    """List the orders: every one to an administrator, those of the team's children to a case manager."""
    page = paged(_orders(request.user), request, by=("-id",))
    references = dict(
        Child.objects.filter(pk__in={each.child_id for each in page}).values_list("pk", "reference")
    )
    columns = [
        Column("Child", lambda order: references.get(order.child_id), href=lambda order: f"{order.pk}/"),
        Column("State", lambda order: order.get_state_display()),
        Column("Proposed on", lambda order: order.proposed_on),
    ]
    table = Table("Newest first", columns, page, empty="Nothing was proposed.")
    return render(request, "staff/disposals.html", {"table": table})


@staff_only("audit.propose_disposal")
def propose(request: HttpRequest) -> HttpResponse:
    """Propose to erase the words of a child's record."""
    form = ProposeForm(posted(request))

    def act(given):
        child = given["reference"]
        return actions.propose_disposal(child.pk, on=today(), by=request.user, reasons=given["reasons"])

    if request.method == "POST" and (order := attempt(form, act)):
        messages.success(request, "Proposed. A case manager of the child’s team must approve it.")
        return redirect("disposal", disposal=order.pk)
    return render(request, "staff/disposal_propose.html", {"form": form})


ACTS = {
    State.PROPOSED: ("audit.approve_disposal", "Approve", actions.approve_disposal),
    State.APPROVED: ("audit.carry_out_disposal", "Erase the words", actions.carry_out_disposal),
}


@staff_only("audit.see_disposals")
def disposal(request: HttpRequest, disposal: int) -> HttpResponse:
    """Show an order, and let whoever comes next approve it or carry it out."""
    order = _orders(request.user).filter(pk=disposal).first()
    if order is None:
        raise Http404
    perm, button, act = ACTS.get(order.state, ("", "", None))
    form = None
    if perm and request.user.has_perm(perm, order):
        form = GovukForm(posted(request))
        form.button = button
        if request.method == "POST" and attempt(form, lambda given: act(order, on=today(), by=request.user)):
            messages.success(request, "Recorded.")
            return redirect("disposal", disposal=order.pk)
    people = User.objects.select_related("person").in_bulk(
        {order.proposed_by_id, order.approved_by_id} - {None}
    )
    names = {pk: user.person.name for pk, user in people.items()}
    shown = {
        "order": order,
        "form": form,
        "reference": Child.objects.values_list("reference", flat=True).filter(pk=order.child_id).first(),
        "proposed_by": names.get(order.proposed_by_id),
        "approved_by": names.get(order.approved_by_id),
    }
    return render(request, "staff/disposal.html", shown)
