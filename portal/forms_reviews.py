"""Forms about the review of a decision: what the family asks, and what an officer records (R7.3-R7.7)."""

from django import forms

from budgets.choices import HowReceived
from budgets.models import RequestedProvision
from govuk.forms import CharacterCount, Checkboxes, DateField, GovukForm, Radios
from people.models import Person, User

YES_NO = (("yes", "Yes"), ("no", "No"))
FILE_HINT = "A PDF, Word document or picture of up to 15 MB."
OUTSIDE = [choice for choice in HowReceived.choices if choice[0] != HowReceived.PORTAL]
SETTLED = (
    ("held", "It was held"),
    ("declined", "The family does not want one"),
    ("no_reply", "The family has not replied"),
)


def _words(label, *, most=5000, rows=6, **more):
    return forms.CharField(label=label, max_length=most, widget=CharacterCount(rows=rows), **more)


def _yes_no(label, **more):
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda value: value == "yes", widget=Radios(inline=True), **more
    )


def doubtful(lines):
    """Give the lines a review is most likely about: all but those that were agreed as they were asked for."""
    return None if lines is None else lines.exclude(state=RequestedProvision.State.AGREED)


class LineChoice(forms.ModelMultipleChoiceField):
    """Lines of a request, each with what was decided."""

    widget = Checkboxes

    def label_from_instance(self, line):
        """Show what was asked for and what became of it."""
        return f"{line.title}: {line.get_state_display().lower()}"


class PersonChoice(forms.ModelChoiceField):
    """People by name: a child's family, or the members of the Board, never everybody."""

    widget = Radios

    def label_from_instance(self, found):
        """Show a name."""
        return getattr(found, "person", found).name


class LinesForm(GovukForm):
    """A form about some lines of a request; an ending is reviewed as a whole and asks for none."""

    lines = LineChoice(
        queryset=RequestedProvision.objects.none(),
        label="Which decisions should be looked at again?",
        error_messages={"required": "Select at least one decision"},
    )

    def __init__(self, *args, lines=None, **kwargs):
        super().__init__(*args, **kwargs)
        if lines is None:
            del self.fields["lines"]
        else:
            self.fields["lines"].queryset = lines


class AskForm(LinesForm):
    """What a family disagrees with, and why (R7.3, R7.5)."""

    button = "Ask for a review"

    words = _words(
        "What do you disagree with, and why?",
        help_text="In your own words. You can add more later.",
        error_messages={"required": "Say what you disagree with, and why"},
    )
    late_because = _words(
        "Why are you asking now? (optional)",
        required=False,
        rows=3,
        most=1000,
        help_text="The last day to ask has passed. We usually look at it all the same.",
    )
    wants_meeting = _yes_no(
        "Would you like to talk to somebody from the Governance Board first?",
        help_text="It decides again afterwards. You can bring somebody with you, and you can change your mind.",
        error_messages={"required": "Select whether you would like to talk to somebody from the Board"},
    )
    file = forms.FileField(label="Add a file (optional)", required=False, help_text=FILE_HINT)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, is_late=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["late_because"]


class LogForm(LinesForm):
    """A request for a review that reached the council another way, as an officer writes it down (R4.5, R7.5)."""

    button = "Log the request for a review"

    asked_by = PersonChoice(queryset=Person.objects.none(), label="Who asked?")
    how_received = forms.ChoiceField(label="How did they ask?", choices=OUTSIDE, widget=Radios)
    received_on = DateField(label="When did it reach the council?")
    words = _words("What do they disagree with, and why?", help_text="As they said or wrote it.")
    late_because = _words("Why they ask late, if they do (optional)", required=False, rows=3, most=1000)
    wants_meeting = forms.TypedChoiceField(
        label="Would they like to talk to somebody from the Governance Board first?",
        choices=(*YES_NO, ("", "They did not say")),
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=Radios,
    )
    file = forms.FileField(
        label="The letter or email itself (optional)",
        required=False,
        help_text=f"Needed when they asked by letter or email. {FILE_HINT}",
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("asked_by", "how_received", "received_on", "lines")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asked_by"].queryset = people


class AddForm(GovukForm):
    """Something more for a review: words, a file, or both (R7.3)."""

    button = "Add it to the review"

    words = _words("What would you like to add?", required=False, rows=5)
    file = forms.FileField(label="Add a file (optional)", required=False, help_text=FILE_HINT)


class AddForFamilyForm(AddForm):
    """Something the family sent or said elsewhere, with the day it came."""

    words = _words("What the family said or sent", required=False, rows=5)
    given_on = DateField(label="When did it reach the council?")
    field_order = ("words", "file", "given_on")


class LateForm(GovukForm):
    """Whether a late request is taken, and why; only a manager may refuse one (R7.5)."""

    button = "Record, and write to the family"

    accept = _yes_no("Do we look at the decision again?")
    words = _words("Why", help_text="The family reads this in its letter.", most=2000, rows=4)

    def __init__(self, *args, may_refuse, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_refuse:
            self.fields["accept"].choices = YES_NO[:1]
            self.fields["accept"].help_text = "Only a case manager may refuse one."


class ConsiderForm(GovukForm):
    """How something the family sent was considered (R7.3)."""

    button = "Mark as considered"

    words = _words("How was it considered?", most=2000, rows=4)


class OfferForm(GovukForm):
    """A meeting with a member of the Board, offered to whoever asked (R7.7)."""

    button = "Send the offer"

    with_whom = PersonChoice(queryset=User.objects.none(), label="With which member of the Board?")
    meeting_on = DateField(label="On which day? (optional)", required=False)
    words = _words("Where, when and how (optional)", required=False, rows=3, most=1000)

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["with_whom"].queryset = members


class SettleForm(GovukForm):
    """What became of the meeting with a member of the Board (R7.7)."""

    button = "Record"

    state = forms.ChoiceField(
        label="What became of the meeting?",
        choices=SETTLED,
        widget=Radios(reveals={"held": "held_on"}),
    )
    held_on = DateField(label="When was it?", required=False)
    with_whom = PersonChoice(
        queryset=User.objects.none(),
        label="Which member of the Board met them? (optional)",
        help_text="Needed when it was held.",
        required=False,
    )
    words = _words(
        "What was discussed, or how you know",
        help_text="If it was held, the family reads this in its letter.",
        most=2000,
        rows=4,
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["with_whom"].queryset = members
