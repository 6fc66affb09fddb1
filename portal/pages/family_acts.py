"""The case officers' pages about a child's family: who is tied to the child, how to reach them, their sign-ins."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect

from documents import actions as documents
from people import actions as people
from people import family
from people.family import CONTACT
from people.forms import ReasonsForm
from people.mfa import has_second_factor
from people.models import Link, User
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

    def tie_person(given):
        file, who = given.pop("file"), {"on": today(), "by": request.user}
        received = documents.receive(file, child=child, **who) if file else None
        with transaction.atomic():
            link = family.tie_person(child, **given, **who)
            if received:
                documents.file_received(received, child=child, about=link, **who)
        return link

    return _answer(request, child, form, tie_person, "Added.", "staff/tie_person.html")


@child_page
@staff_only("people.list_children")
def contact(request, child, link):
    """Change how a person is reached; whoever has joined gets our e-mails where they sign in."""
    found = _link(child, link)
    person = found.person
    form = ContactForm(posted(request), initial={name: getattr(person, name) for name in CONTACT})

    def change(given):
        return family.change_contact(child, person, on=today(), by=request.user, **given)

    proved = (
        EmailAddress.objects.filter(user__person=person, verified=True).order_by("-primary", "id").first()
    )
    context = {"person": person, "link": found, "proved": proved}
    return _answer(request, child, form, change, "Saved.", "staff/change_contact.html", **context)


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


def _sign_in(child, link):
    """Give a person tied to the child and their open sign-in; the sign-ins of staff are not an officer's."""
    person = _link(child, link).person
    user = User.objects.filter(person=person, roles=[], is_active=True).first()
    if user is None:
        raise Http404
    return {"person": person, "family_user": user, "link": link}


@child_page
@staff_only("people.list_children")
def sign_in(request, child, link):
    """Show how a family member signs in, and what can be done about it."""
    found = _sign_in(child, link)
    found["has_factor"] = has_second_factor(found["family_user"])
    return show(request, "staff/family_sign_in.html", child, "case", **found)


@child_page
@staff_only("people.list_children")
def close_sign_in(request, child, link):
    """Close a family member's sign-in, with reasons; a new code may be sent afterwards."""
    found = _sign_in(child, link)
    form = ReasonsForm(posted(request), button="Close this sign-in", label="Why it is closed")

    def close(given):
        return people.close_sign_in(found["family_user"], **given, on=today(), by=request.user)

    done = "The sign-in is closed. To let them join again, send a code."
    return _answer(request, child, form, close, done, "staff/close_family_sign_in.html", **found)


@child_page
@staff_only("people.list_children")
def reset_second_step(request, child, link):
    """Take away the second step of a family member who lost theirs, with reasons."""
    found = _sign_in(child, link)
    form = ReasonsForm(posted(request), button="Reset the second step", label="How you know it is them")

    def reset(given):
        return people.reset_second_factor(found["family_user"], **given, on=today(), by=request.user)

    done = "The second step is reset, and they have been signed out. Their password is enough now."
    return _answer(request, child, form, reset, done, "staff/reset_family_second_step.html", **found)
