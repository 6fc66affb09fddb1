"""Forms of the portal's own pages: they check and clean, and decide nothing."""

from django import forms
from django.utils import timezone

from ehcp.models import InformationGiven
from govuk.forms import CharacterCount, Checkboxes, DateField, GovukForm, Radios, Text
from letters.models import Channel, Delivery
from people.models import Person, User
from people.roles import Basis
from policy.plain import long_date


class SeenForm(GovukForm):
    """A form about what its page shows: it sends the sign of what was read, so that nothing else is confirmed.

    Shown again, it carries the sign of what the page shows by then.
    """

    def __init__(self, *args, shown, **kwargs):
        super().__init__(*args, **kwargs)
        seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=shown)
        self.shown, self.fields["seen"] = str(shown), seen

    def clean(self):
        """Need the sign that was sent; from here on the page carries the present one."""
        given = super().clean()
        self.data = self.data.copy()
        self.data["seen"] = self.shown
        if not given.get("seen"):
            self.add_error(None, "Read this page first, then confirm it")
        return given


class MessageForm(GovukForm):
    """A message, perhaps with a file."""

    button = "Send message"

    words = forms.CharField(label="Your message", max_length=5000, widget=CharacterCount)
    file = forms.FileField(
        label="Add a file (optional)",
        required=False,
        help_text="A PDF, Word document or picture of up to 15 MB.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


class AskForInformationForm(GovukForm):
    """A wish to be told about personal budgets: nothing to fill in."""

    button = "Ask for information"


class ReplyForm(GovukForm):
    """What an officer writes to a family member, and the newest message that was on the page."""

    button = "Send message"

    words = forms.CharField(label="Your message", max_length=5000, widget=CharacterCount)
    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)


class AnsweredForm(GovukForm):
    """How a message was answered outside the portal (R27.1)."""

    button = "Record the answer"

    how = forms.CharField(
        label="How it was answered",
        max_length=300,
        help_text="For example: called back and spoke about the review.",
    )
    on = DateField(label="Date of the answer")


class PersonChoice(forms.ModelMultipleChoiceField):
    """People by name; the choices are one child's family, never everybody."""

    widget = Checkboxes

    def label_from_instance(self, person):
        """Show a name, and how a letter reaches the person."""
        return person.name


class GiveInformationForm(GovukForm):
    """Who was told about personal budgets, why now, how and when (R3.2)."""

    button = "Record and send the letter"

    people = PersonChoice(queryset=Person.objects.none(), label="Who was told")
    trigger = forms.ChoiceField(label="Why now", choices=InformationGiven.Trigger, widget=Radios)
    how = forms.ChoiceField(label="How they were told", choices=InformationGiven.How, widget=Radios)
    on = DateField(label="Date they were told")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


class ContactForm(GovukForm):
    """How a person is reached."""

    button = "Save"

    email = forms.EmailField(label="Email address (optional)", required=False, max_length=254)
    phone = forms.CharField(label="Telephone number (optional)", required=False, max_length=40, widget=Text)
    address = forms.CharField(
        label="Postal address, without the postcode (optional)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    postcode = forms.CharField(
        label="Postcode (optional)", required=False, max_length=10, widget=Text(width=10)
    )
    prefers_post = forms.BooleanField(label="Send letters by post as well", required=False)
    needs = forms.CharField(
        label="How to reach this person (optional)",
        required=False,
        max_length=500,
        help_text="For example: language, interpreter, large print.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TieForm(ContactForm):
    """Who is tied to a child from now on, on what basis and evidence (R4.4)."""

    button = "Add this person"

    first_name = forms.CharField(label="First name", max_length=100, widget=Text)
    last_name = forms.CharField(label="Last name", max_length=100, widget=Text)
    basis = forms.ChoiceField(label="On what basis they act", choices=Basis, widget=Radios)
    evidence = forms.CharField(
        label="What shows that they may act (optional)",
        required=False,
        max_length=1000,
        help_text="Needed for a representative and for a nominee. Say who has seen it, and when.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(label="The document itself (optional)", required=False)
    from_on = DateField(label="From which day")
    field_order = ("first_name", "last_name", "basis", "evidence", "file", "from_on")


class EndLinkForm(GovukForm):
    """When and why a person's tie to a child ends."""

    button = "End their link"

    on = DateField(label="The last day on which they may see the record")
    reasons = forms.CharField(label="Why it ends", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class InviteForm(GovukForm):
    """Which family member gets a code to join with."""

    button = "Send the code"

    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label="Who should get a code", widget=Radios, empty_label=None
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class AssignForm(GovukForm):
    """Which officer looks after a child from now on (R27.2)."""

    button = "Change case officer"

    officer = forms.ModelChoiceField(queryset=User.objects.none(), label="New case officer")

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers


class PrintForm(GovukForm):
    """Which of the letters on the page are meant; the ones printed before are not ticked.

    A letter that left the queue meanwhile is still one the page listed, so it may be sent.
    """

    letters = forms.ModelMultipleChoiceField(
        queryset=Delivery.objects.none(),
        label="Letters",
        error_messages={"required": "Select the letters to print"},
    )

    def __init__(self, *args, queryset, listed, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["letters"]
        field.queryset = queryset
        field.widget = Checkboxes(hints={str(each.pk): _printed(each) for each in listed if each.printed_at})
        field.widget.choices = [
            (each.pk, f"{each.letter.title}, to {each.person.name} ({each.letter.reference})")
            for each in listed
        ]
        self.initial["letters"] = [each.pk for each in listed if not each.printed_at]


def _printed(delivery):
    on = long_date(timezone.localdate(delivery.printed_at))
    return f"Printed on {on} by {delivery.printed_by.person.name}"


class PostedForm(PrintForm):
    """Which letters went into the post, and when."""

    button = "Record as posted"

    on = DateField(label="Date they were posted")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["letters"].error_messages["required"] = "Select the letters you posted"


class SettleForm(GovukForm):
    """What is done about a letter that did not arrive, or may not have."""

    button = "Continue"

    act = forms.ChoiceField(label="What happens now", widget=Radios(reveals={"other": "channel"}))
    channel = forms.ChoiceField(
        label="Which other way",
        choices=[(each, each.label) for each in (Channel.EMAIL, Channel.POST)],
        widget=Radios,
        required=False,
    )
    words = forms.CharField(label="What you know", max_length=300, required=False, widget=Text)

    def __init__(self, *args, acts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = acts

    def clean(self):
        """Need the other way of whoever chose to send it another way."""
        given = super().clean()
        if given.get("act") == "other" and not given.get("channel"):
            self.add_error("channel", "Select which other way to send it")
        return given
