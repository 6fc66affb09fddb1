"""The case officers' pages about a child's family: who is tied to the child, and how to reach them."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect

from documents import actions as documents
from people import actions as people
from people import family
from people.family import CONTACT
from people.models import Link
from portal.forms import ContactForm, EndLinkForm, TieForm
from portal.pages.casework import show
from portal.pages.shared import attempt, child_page, files_of, posted, staff_only, today


def _link(child, pk):
    found = Link.objects.live(on=today()).filter(child=child, pk=pk).select_related("person").first()
    if found is None:
        raise Http404
    return found


def _answer(request, child, form, act, done, template, **context):
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        return redirect("admin:case", key=child.key)
    return show(request, template, child, "case", form=form, **context)


@child_page
@staff_only("people.list_children")
def tie(request, child):
    """Tie a person to the child, with the document that shows they may act (R4.4)."""
    form = TieForm(posted(request), files_of(request), initial={"from_on": today()})

    @transaction.atomic
    def tie_person(given):
        file = given.pop("file")
        link = family.tie_person(child, on=today(), by=request.user, **given)
        if file:
            documents.store(file, child=child, about=link, on=today(), by=request.user)
        return link

    return _answer(request, child, form, tie_person, "Added.", "staff/tie_person.html")


@child_page
@staff_only("people.list_children")
def contact(request, child, link):
    """Change how a person is reached."""
    person = _link(child, link).person
    form = ContactForm(posted(request), initial={name: getattr(person, name) for name in CONTACT})

    def change(given):
        return family.change_contact(child, person, on=today(), by=request.user, **given)

    return _answer(request, child, form, change, "Saved.", "staff/change_contact.html", person=person)


@child_page
@staff_only("people.list_children")
def end(request, child, link):
    """End a person's tie to the child: after that day they see nothing of it."""
    found = _link(child, link)
    form = EndLinkForm(posted(request), initial={"on": today()})

    def end_link(given):
        return people.end_link(found, on=given["on"], reasons=given["reasons"], by=request.user)

    return _answer(
        request, child, form, end_link, "The link has ended.", "staff/end_link.html", person=found.person
    )
