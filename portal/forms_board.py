"""Forms about the Board's meetings, agenda and second check: they check and clean, and decide nothing."""

from django import forms

from decisions.models.meeting import BoardMeeting, Body
from govuk.forms import CharacterCount, Checkboxes, DateField, GovukForm, Radios, Text
from people.models import User
from policy.plain import date_with_weekday
from portal.forms import SeenForm


def words_of(label, *, most=2000, rows=4, **more):
    """Give a field for a few sentences."""
    return forms.CharField(label=label, max_length=most, widget=CharacterCount(rows=rows), **more)


class SeriesForm(GovukForm):
    """Between which days the Board's usual meetings are set (R25.2)."""

    button = "Set these meetings"

    from_on = DateField(label="First day")
    until_on = DateField(label="Last day")


class ExtraForm(GovukForm):
    """When an extra sitting is, and where (R7.7)."""

    button = "Set an extra sitting"

    meets_on = DateField(label="Day of the sitting")
    place = forms.CharField(label="Place (optional)", required=False, max_length=200, widget=Text)


class BecauseForm(GovukForm):
    """Why something is done, in words."""

    because = words_of("Why")

    def __init__(self, *args, label, button, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].label = label
        self.fields["because"].error_messages["required"] = "Say why, in words"
        self.button = button


class ConfirmForm(GovukForm):
    """Nothing to fill in: a press of the button does it."""

    def __init__(self, *args, button, **kwargs):
        super().__init__(*args, **kwargs)
        self.button = button


class PassForm(SeenForm):
    """The sign of the decisions that were read: no others are passed (R25.1)."""

    button = "Pass it for release"


class AttendanceForm(GovukForm):
    """Who came to a meeting, for whom each speaks, and who is in the chair (R25.1).

    `usual` holds the body each member last spoke for.
    """

    button = "Record who came"

    def __init__(self, *args, members, usual, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(each.pk): each for each in members}
        names = [(key, each.person.name) for key, each in self.members.items()]
        self.fields["members"] = forms.MultipleChoiceField(
            label="Who came",
            choices=names,
            widget=Checkboxes(reveals={key: f"body_{key}" for key in self.members}),
            error_messages={"required": "Select who came"},
        )
        for key, member in self.members.items():
            self.fields[f"body_{key}"] = forms.ChoiceField(
                label=f"{member.person.name} speaks for",
                choices=Body,
                widget=Radios(inline=True, small=True),
                initial=usual.get(member.pk, ""),
                error_messages={"required": f"Select for whom {member.person.name} speaks"},
            )
        self.fields["chair"] = forms.ChoiceField(
            label="Who is in the chair",
            choices=[("", "Choose an option"), *names],
            error_messages={"required": "Select who is in the chair"},
        )

    def clean(self):
        """Need the chair to be one of those who came."""
        given = super().clean()
        if given.get("chair") and given["chair"] not in given.get("members", ()):
            self.add_error("chair", "Whoever is in the chair must be among those who came")
        return given

    def came(self):
        """Give (member, body, is in the chair) of everybody who came."""
        given = self.cleaned_data
        return [(self.members[key], given[f"body_{key}"], key == given["chair"]) for key in given["members"]]


class AgendaForm(GovukForm):
    """Which ready cases go on an agenda; those on the page are listed, and any ready one may be sent."""

    button = "Put on the agenda"

    subjects = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        to_field_name="key",
        label="What is ready",
        widget=Checkboxes,
        error_messages={"required": "Select what goes on the agenda"},
    )
    waiver = words_of("Why it goes on although the papers are locked")

    def __init__(self, *args, ready, listed, is_locked, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["subjects"]
        field.queryset = ready
        field.widget.choices = [(str(each.subject.key), each.title) for each in listed]
        field.widget.hints = {str(each.subject.key): each.hint for each in listed}
        if not is_locked:
            del self.fields["waiver"]


class MeetingChoice(forms.ModelChoiceField):
    """Meetings to come, the soonest first."""

    widget = Radios

    def label_from_instance(self, meeting):
        """Show the day, and what kind of meeting it is."""
        return date_with_weekday(meeting.meets_on) + (", an extra sitting" if meeting.is_extra else "")


class MoveForm(GovukForm):
    """To which meeting an item goes."""

    button = "Move it"

    meeting = MeetingChoice(
        queryset=BoardMeeting.objects.none(),
        to_field_name="key",
        label="Which meeting",
        empty_label=None,
        error_messages={"required": "Select a meeting"},
    )
    waiver = words_of(
        "Why it goes on although the papers are locked",
        required=False,
        help_text="Needed only when the papers of that meeting are locked already.",
    )

    def __init__(self, *args, meetings, locked_on, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        field.queryset = meetings
        field.widget.hints = {
            str(each.key): "Its papers are locked" for each in meetings if each.papers_on < locked_on
        }
        if not field.widget.hints:
            del self.fields["waiver"]


class DeferForm(MoveForm):
    """Why an item is put off, and until when (R7.8)."""

    button = "Put it off"

    because = words_of("Why it is put off")
    field_order = ("because", "meeting", "waiver")

    def __init__(self, *args, family_is_told, **kwargs):
        super().__init__(*args, **kwargs)
        meeting, waits = self.fields["meeting"], "If you choose none, it waits for a later agenda"
        meeting.label, meeting.required, meeting.help_text = "When it comes back", False, f"{waits}."
        if family_is_told:
            self.fields[
                "because"
            ].help_text = "The family is sent these words, with the day of the next meeting."
            meeting.help_text = f"{waits}, and the family is told the Board’s next day."


class RecuseForm(GovukForm):
    """Who takes no part in an item, and why (R25.4)."""

    button = "Record who takes no part"

    member = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who takes no part", error_messages={"required": "Select who"}
    )
    reasons = words_of("Why", help_text="For example: they know the family, or work at the school.")

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        if members is None:
            del self.fields["member"]
        else:
            self.fields["member"].queryset = members


class SendBackForm(BecauseForm):
    """What the second checker found wrong."""

    def __init__(self, *args, **kwargs):
        label = "What is wrong"
        super().__init__(*args, label=label, button="Send it back to the Board", **kwargs)


class ReleaseForm(GovukForm):
    """Words of one's own above the decisions in the letter, or a later last day of a budget that ends."""

    button = "Release the letter"

    covering_note = words_of(
        "A covering note (optional)",
        required=False,
        help_text="The decisions, reasons and rights are in the letter already, word for word.",
    )
    ends_on = DateField(
        label="Last day of the budget (optional)",
        required=False,
        help_text="Leave this empty for the first day that the notice allows.",
    )

    def __init__(self, *args, has_note, has_end, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_note:
            del self.fields["covering_note"]
        if not has_end:
            del self.fields["ends_on"]
