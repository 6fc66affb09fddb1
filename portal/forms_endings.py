"""Forms about annual review meetings, and with which officers propose that an agreement ends (R14)."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from budgets.models import BudgetOutcome
from govuk.forms import Checkboxes, DateField, GovukForm, Radios
from policy.plain import long_date
from policy.stopping import GROUNDS
from portal.forms_agreements_staff import in_words, lines_of, yes_or_no

# Consent that was taken back, and a death, end an agreement by an act of their own.
ELSEWHERE = ("G1", "G8")
MOST_ATTENDEES = 60
# What no record has as its number: the answer that there is none.
NONE = 0


def named_lines(text, what):
    """Give each line's two parts, before and after its first comma; errors name the lines that have none."""
    pairs, wrong = [], []
    for number, line in lines_of(text):
        first, _, second = (part.strip() for part in line.partition(","))
        pairs.append((number, first, second))
        if not first or not second:
            wrong.append(f"Line {number}: write {what}")
    if wrong:
        raise ValidationError(wrong[0])
    return pairs


class MeetingForm(GovukForm):
    """The meeting of an annual review as it was held (R14.9)."""

    button = "Record the meeting"

    held_on = DateField(label="Date of the meeting")
    attendees = in_words(
        "Who came, and on whose behalf, one person a line",
        rows=7,
        help_text="Write the name, a comma, and on whose behalf. For example: Jo Lane, the school",
        error_messages={"required": "Enter who came, one person a line"},
    )
    budget_discussed = yes_or_no(
        "Was the personal budget discussed?",
        help_text="It is on the agenda of every annual review. If it was not discussed, it cannot end here.",
        error_messages={"required": "Select yes if the personal budget was discussed"},
    )
    words = in_words(
        "What was said about the budget", required=False, help_text="Needed if the budget was discussed."
    )
    child_views = in_words(
        "The child’s or young person’s views",
        help_text="Or why they could not be given.",
        error_messages={"required": "Enter the child’s or young person’s views, or why there are none"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].say_optional = False

    def clean(self):
        """Need what was said when the budget was discussed."""
        given = super().clean()
        if given.get("budget_discussed") and not given.get("words") and "words" not in self.errors:
            self.add_error("words", "Enter what was said about the budget")
        return given

    def clean_attendees(self):
        """Give pairs of a name and a part; an error names the line."""
        what = "the name, a comma, and on whose behalf they came"
        came = named_lines(self.cleaned_data["attendees"], what)
        if len(came) > MOST_ATTENDEES:
            raise ValidationError(f"Enter {MOST_ATTENDEES} people or fewer")
        seen = {}
        for number, name, part in came:
            if len(name) + len(part) > 200:
                raise ValidationError(f"Line {number}: write it in 200 characters or fewer")
            if name in seen:
                raise ValidationError(f"Line {number}: {name} is on line {seen[name]} already")
            seen[name] = number
        return [(name, part) for _, name, part in came]


class OutcomesForm(GovukForm):
    """What the meeting came to about each line of the budget (R14.9)."""

    button = "Save"

    def __init__(self, *args, rows, said, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            before = said.get(row.line_id)
            self.fields[f"outcome_{row.line_id}"] = forms.ChoiceField(
                label=f"{row.title}: what did the meeting come to?",
                choices=BudgetOutcome.Outcome,
                initial=before and before.outcome,
                widget=Radios(inline=True),
                error_messages={"required": f"Select what the meeting came to about {row.title}"},
            )
            self.fields[f"words_{row.line_id}"] = in_words(
                f"{row.title}: why?",
                rows=2,
                most=2000,
                initial=before and before.words,
                error_messages={"required": f"Enter why, about {row.title}"},
            )

    def clean(self):
        """Give the outcome and the words of each line, by the line."""
        given = super().clean()
        return {
            "outcomes": {
                row.line_id: (given.get(f"outcome_{row.line_id}"), given.get(f"words_{row.line_id}"))
                for row in self.rows
            }
        }


class CirculateForm(GovukForm):
    """Which of those who came were sent the updated plan for comment, and when (R14.9)."""

    button = "Record that it was sent"

    attendees = forms.TypedMultipleChoiceField(
        label="Who was sent the updated plan?",
        coerce=int,
        widget=Checkboxes,
        error_messages={"required": "Select who was sent the updated plan"},
    )
    on = DateField(label="Date it was sent")

    def __init__(self, *args, attendees, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {each.pk: each for each in attendees}
        self.fields["attendees"].choices = [(each.pk, str(each)) for each in attendees]

    def clean_attendees(self):
        """Give those who were chosen."""
        return [self.by_id[pk] for pk in self.cleaned_data["attendees"]]


class ProposeForm(GovukForm):
    """The ground on which an agreement should end, with its reasons and evidence (R14.1-R14.9)."""

    button = "Propose the ending"

    ground = forms.ChoiceField(
        label="On which ground?",
        choices=[(each.code, each.words) for each in GROUNDS if each.code not in ELSEWHERE],
        widget=Radios(reveals={"G7": "attempts"}),
        error_messages={"required": "Select the ground"},
    )
    attempts = in_words(
        "When and how was the young person asked? One time a line",
        missing="when and how the young person was asked",
        most=2000,
        help_text="Write the day, a comma, and the way. For example: 3 March 2027, by phone",
    )
    meeting = forms.TypedChoiceField(
        label="Does it come from an annual review meeting?",
        coerce=int,
        widget=Radios,
        error_messages={"required": "Select the meeting it comes from, or no"},
    )
    payment_review = forms.TypedChoiceField(
        label="Is a review of the payments behind it?",
        coerce=int,
        widget=Radios,
        error_messages={"required": "Select the review behind it, or no"},
    )
    reasons = in_words("The reasons, for this family", help_text="They go into the letter, one a line.")
    evidence = in_words("The evidence", help_text="It goes into the letter, one thing a line.")
    provision_after = in_words(
        "Who secures the support afterwards?", most=2000, missing="who secures the support afterwards"
    )

    def __init__(self, *args, meetings, payment_reviews, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = {
            "meeting": {each.pk: each for each in meetings},
            "payment_review": {each.pk: each for each in payment_reviews},
        }
        held = [(each.pk, f"The meeting of {long_date(each.held_on)}") for each in meetings]
        self._offer("meeting", held, "No")
        reviews = [
            (each.pk, f"{long_date(each.held_on)}: {each.get_result_display().lower()}")
            for each in payment_reviews
        ]
        self._offer("payment_review", reviews, "No")

    def _offer(self, name, choices, none):
        if choices:
            self.fields[name].choices = [*choices, (NONE, none)]
        else:
            del self.fields[name]

    def clean_attempts(self):
        """Give pairs of a day and a way; an error names the line."""
        asked = []
        for number, day, how in named_lines(
            self.cleaned_data["attempts"], "the day, a comma, and how they were asked"
        ):
            try:
                made = DateField(latest=timezone.localdate()).clean(re.split(r"[\s/.-]+", day.strip()))
            except ValidationError as problem:
                raise ValidationError(f"Line {number}: {problem.messages[0]}") from None
            asked.append((made, how))
        return asked

    def clean(self):
        """Give the records that were chosen, none where there are none."""
        given = super().clean()
        for name, by_id in self.found.items():
            given[name] = by_id.get(given.get(name))
        given["attempts"] = given.get("attempts") or ()
        return given


class DropForm(GovukForm):
    """Why a proposed ending does not go ahead."""

    button = "It does not go ahead"

    because = in_words("Why does it not go ahead?", most=2000, missing="why it does not go ahead")


class EndingNoticeForm(GovukForm):
    """When the payments end, on a ground that leaves the Board no choice (R14.2, R14.12)."""

    button = "Send the notice"

    ends_on = DateField(label="Last day")
    plan_maintained_until = DateField(
        label="The plan is maintained until",
        help_text="Until the time to appeal has passed, or the appeal has ended.",
    )

    def __init__(self, *args, plan_ceased, **kwargs):
        super().__init__(*args, **kwargs)
        if not plan_ceased:
            del self.fields["plan_maintained_until"]
