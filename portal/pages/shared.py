"""What pages share: whose record may be opened, and how a refused act comes back to its form."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from audit.acts import look
from people.models import Child, Link, Person
from people.roles import FAMILY
from people.rules import today
from policy import Refused


def find(queryset, user, **wanted):
    """Give the one record a person may open; somebody else's is answered like one that is missing."""
    found = queryset.visible_to(user, on=today()).filter(**wanted).first()
    if found is None:
        raise Http404
    return found


def child_page(view):
    """Open a child's page only to those who may see the child, and log the look (R24.8)."""

    @wraps(view)
    @login_required
    def guarded(request, key, **kwargs):
        children = Child.objects.select_related("case_officer__person", "team", "plan")
        child = find(children, request.user, key=key)
        if request.method == "GET":
            look(by=request.user, what=request.resolver_match.url_name, about=child)
        return view(request, child, **kwargs)

    return guarded


def family_of(child):
    """Give the people tied to a child today who may deal with the whole record."""
    links = Link.objects.live(on=today()).filter(child=child, basis__in=FAMILY)
    return Person.objects.filter(links__in=links).distinct().order_by("id")


def plan_of(child):
    """Give a child's plan; what needs a plan does not exist without one."""
    if not hasattr(child, "plan"):
        raise Http404
    return child.plan


def family_only(view):
    """Keep a page for families; staff have their own."""

    @wraps(view)
    @login_required
    def guarded(request, *args, **kwargs):
        if request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def staff_only(perm):
    """Keep a page for staff who may; to everybody else it does not exist."""

    def guard(view):
        @wraps(view)
        @login_required
        def guarded(request, *args, **kwargs):
            if not request.user.is_staff or not request.user.has_perm(perm):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def attempt(form, act, *, whole=True):
    """Do what a valid form asks; a refusal comes back as the form's errors, and what was typed stays.

    Gives the act's result, or None when the form or the rules refused. With `whole=False` the form need not be
    filled in yet.
    """
    if not form.is_valid() and whole:
        return None
    try:
        return act(form.cleaned_data)
    except Refused as refused:
        for words in refused.each:
            form.add_error(None, words)
        return None


def posted(request):
    """Give what was sent, also when it is empty; None when nothing was."""
    return request.POST if request.method == "POST" else None


def files_of(request):
    """Give the files that were sent; None when nothing was."""
    return request.FILES if request.method == "POST" else None
