"""Sign-in mail goes through the outbox like every letter, and its words are not kept once it is sent."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.bell import ring_on_commit
from letters.kinds import AccountMail
from letters.models import Delivery
from letters.writing import DELIVER, Writing, deliveries_of, letter_of
from people.accounts import PlainAdapter
from people.actions import join
from people.models import JoinCode, User
from policy import Refused, council

LINKS = ("activate_url", "password_reset_url", "signup_url")
KEY = "join_code_id"


class AccountAdapter(PlainAdapter):
    """An allauth adapter whose mail goes to the outbox, and whose sign-up needs a code the council sent."""

    def send_mail(self, template_prefix, email, context):
        """Write a mail about a sign-in to the outbox; an address nobody signs in with gets none."""
        user = context.get("user") or _user_of(email)
        if user is None or not user.person_id:
            return
        ours = {name: _at_our_address(context[name]) for name in LINKS if name in context}
        body = council(timezone.localdate())
        message = self.render_mail(template_prefix, email, {**context, **ours, "council": body})
        _post(AccountMail(subject=message.subject, body=message.body), user.person, email)

    def is_open_for_signup(self, request):
        """Let in whoever has typed a code the council sent, for as long as their session lasts."""
        return bool(request.session.get(KEY))

    def save_user(self, request, user, form, commit=True):
        """Make the sign-in of the person the code was sent to; the code is spent."""
        user = super().save_user(request, user, form, commit=False)
        code = JoinCode.objects.filter(pk=request.session.get(KEY)).first()
        if code is None:
            raise Refused("join", "Type the code we sent you first.")
        user = join(code, user, on=timezone.localdate())
        del request.session[KEY]
        return user


def _user_of(email):
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return proved.user if proved else User.objects.filter(email=email.lower()).first()


def _at_our_address(link):
    # The address a visitor's browser claims to have asked is not to be trusted with a secret link.
    parts = urlsplit(link)
    return settings.BASE_URL + parts.path + (f"?{parts.query}" if parts.query else "")


@transaction.atomic
def _post(kind, person, email):
    writing = Writing(kind=kind, child=None, to=person)
    letter = letter_of(writing, on=timezone.localdate(), by=None, render=True)
    letter.save()
    Delivery.objects.bulk_create(deliveries_of(letter, writing, address=email))
    ring_on_commit(DELIVER)
