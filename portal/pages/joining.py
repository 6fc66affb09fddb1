"""How a family joins: by the code of our letter, never by a name and a birth date."""

from allauth.account.views import SignupView
from allauth.core import ratelimit
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from people.actions import find_join_code
from people.forms import JoinForm
from people.models import JoinCode
from policy import Refused

# One answer for a code that is wrong, used, withdrawn or too old: it tells a guesser nothing.
NOT_GOOD = "This code does not work. Check it against our letter, or ask us for a new one."


@never_cache
def join(request):
    """Ask for the code of our letter."""
    if request.user.is_authenticated:
        return redirect("home")
    form = JoinForm(request.POST or None)
    if request.method == "POST":
        if refused := ratelimit.consume_or_429(request, action="join"):
            return refused
        if form.is_valid():
            if found := find_join_code(form.cleaned_data["code"]):
                request.session["join_code_id"] = found.pk
                return redirect("account_signup")
            form.add_error("code", NOT_GOOD)
    return render(request, "people/join.html", {"form": form})


class CreateSignIn(SignupView):
    """Makes the sign-in of the person a code was sent to; without a code there is no such page."""

    @method_decorator(never_cache)
    def dispatch(self, request, *args, **kwargs):
        """Find the code that opened this page."""
        if "join_code_id" not in request.session:
            raise Http404
        codes = JoinCode.objects.select_related("person")
        self.join_code = codes.filter(pk=request.session["join_code_id"]).first()
        if self.join_code is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        """Suggest the address we have for the person."""
        return {"email": self.join_code.person.email}

    def get_context_data(self, **kwargs):
        """Say who is joining."""
        return super().get_context_data(**kwargs) | {"person": self.join_code.person}

    def form_valid(self, form):
        """Make the sign-in and spend its code, or say that the code is spent."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            # The address was taken a moment ago: answer as if it had been there all along.
            form.account_already_exists = True
            return super().form_valid(form)
        except Refused:
            self.request.session.pop("join_code_id", None)
            messages.error(self.request, NOT_GOOD)
            return redirect("join")


create_sign_in = CreateSignIn.as_view()
