"""Forms with which members of the Board record what was decided: they check and clean, and decide nothing."""

import hashlib

from django import forms

from budgets.choices import PAID_OVER
from decisions.models import Decision
from govuk.forms import CharacterCount, Checkboxes, DateField, GovukForm, Number, PoundsField, Radios, Text
from policy.aggregate_sums import Limb
from policy.payment_tests import LOCAL_QUESTIONS, Answer
from policy.refusal_grounds import GROUNDS
from portal.wording import HELD

Outcome = Decision.Outcome
LINE_OUTCOMES = (Outcome.AGREED, Outcome.AGREED_IN_PART, Outcome.IDENTIFIED_NOT_PAID, Outcome.REFUSED)
LOCAL = "Local question, never a reason on its own"
MET = ((Answer.MET.value, "Met"), (Answer.NOT_MET.value, "Not met"))
YES_NO = (("yes", "Yes"), ("no", "No"))
WHAT_WAS_AGREED = ("amount", "weeks", "mechanism", "from_on", "to_on")


def needed(field):
    """Give a field that the law asks for in some cases only: the Board's own bars say when."""
    field.required, field.say_optional = False, False
    return field


def long(label, *, most=5000, rows=5, **more):
    """Give a field for reasons."""
    return needed(forms.CharField(label=label, max_length=most, widget=CharacterCount(rows=rows), **more))


class WarnedForm(GovukForm):
    """A form whose warnings are read and confirmed before it is taken.

    A tick counts for the warnings that were shown, and for no others.
    """

    warnings = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shown"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
        self.fields["confirmed"] = needed(
            forms.BooleanField(label="I have read the warnings, and this is the decision")
        )

    def warn(self, warnings):
        """Show warnings; give whether they are confirmed already, or there are none."""
        self.warnings = tuple(warnings)
        digest = hashlib.sha256("\n".join(self.warnings).encode()).hexdigest()
        self.initial["shown"] = digest
        if not self.is_bound or not self.warnings:
            return True
        if self.data.get("shown") == digest and self.cleaned_data.get("confirmed"):
            return True
        self.data = self.data.copy()
        self.data["shown"] = digest
        self.data.pop("confirmed", None)
        self.add_error("confirmed", "Read the warnings, and confirm that this is the decision")
        return False


class DecideForm(WarnedForm):
    """What the Board decided about one line, with everything it stands on (R6, R7.1, R7.2)."""

    button = "Record this decision"

    outcome = forms.ChoiceField(
        label="What was decided",
        choices=[(each.value, each.label) for each in LINE_OUTCOMES],
        widget=Radios(
            hints={
                Outcome.AGREED: "All that was asked for, held in the way that was asked for",
                Outcome.AGREED_IN_PART: "Less, or held in another way; the rest counts as refused",
                Outcome.IDENTIFIED_NOT_PAID: "There is a budget, but no direct payment",
                Outcome.REFUSED: "There is no budget for this; the council still secures the provision",
            }
        ),
    )
    amount = needed(PoundsField(label="Amount a year"))
    weeks = needed(
        forms.IntegerField(label="Funded weeks", min_value=1, max_value=53, widget=Number(width=2))
    )
    mechanism = needed(forms.ChoiceField(label="How it is held", choices=list(HELD.items()), widget=Radios))
    from_on = needed(DateField(label="From"))
    to_on = needed(DateField(label="Until, if it is for a set period"))
    conditions = long("Conditions, one a line", most=3000, rows=3)
    grounds = needed(
        forms.MultipleChoiceField(
            label="Grounds for refusing",
            choices=[(each.code, each.words) for each in GROUNDS],
            widget=Checkboxes(hints={each.code: each.authority for each in GROUNDS}),
            help_text="The family reads these words.",
        )
    )
    contract = needed(forms.CharField(label="Contract or arrangement", max_length=300, widget=Text))
    is_aggregate = needed(
        forms.ChoiceField(
            label="Is it paid by one sum that includes a notional amount for this provision?",
            choices=YES_NO,
            widget=Radios(inline=True),
        )
    )
    limb = needed(
        forms.ChoiceField(
            label="Why the amount cannot be taken out",
            choices=[(each.value, each.words[:1].upper() + each.words[1:]) for each in Limb],
            widget=Radios,
        )
    )
    evidence = long("Evidence for that", most=3000, rows=3)
    other_ways = long("Other ways to fit the support to this child, one a line", most=3000, rows=3)
    reasons = long("Reasons for this child", help_text="The family is sent these words.")
    secured_by = long("Who secures the provision now, and how", most=1000, rows=3)
    review_outcome = forms.ChoiceField(
        label="What the review comes to",
        choices=Decision.ReviewOutcome,
        widget=Radios(
            hints={
                Decision.ReviewOutcome.UPHELD: "What was decided before is kept as it was, for the reasons of today"
            }
        ),
    )
    backdated_words = long(
        "From when it holds, and what about the time before",
        most=2000,
        rows=3,
        help_text="Say whether what is agreed now is paid for the time already gone, and why.",
    )

    def __init__(self, *args, rows, is_review, upheld="", **kwargs):
        super().__init__(*args, **kwargs)
        self.rows, self.is_review, self.upheld = rows, is_review, upheld
        for test in rows:
            self.fields[f"test_{test.row}"] = needed(
                forms.ChoiceField(label=test.question, choices=MET, widget=Radios(inline=True))
            )
            self.fields[f"why_{test.row}"] = long(f"Reasons for test {test.row}", most=3000, rows=3)
        for question in LOCAL_QUESTIONS:
            asked = needed(
                forms.CharField(
                    label=question.question,
                    help_text=LOCAL,
                    max_length=2000,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
            )
            self.fields[f"local_{question.row}"] = asked
        if not is_review:
            del self.fields["review_outcome"], self.fields["backdated_words"]

    @property
    def tests(self):
        """Give each test with the fields of its answer and its reasons."""
        return [(test, self[f"test_{test.row}"], self[f"why_{test.row}"]) for test in self.rows]

    @property
    def questions(self):
        """Give the fields of the local questions."""
        return [self[f"local_{each.row}"] for each in LOCAL_QUESTIONS]

    def clean(self):
        """Leave out what the outcome has no place for: it was filled in with what was asked for."""
        given = super().clean()
        self._keep_upheld(given)
        if given.get("outcome") == Outcome.REFUSED:
            given |= {"amount": None, "weeks": None, "mechanism": "", "from_on": None, "to_on": None}
        if given.get("outcome") == Outcome.IDENTIFIED_NOT_PAID and given.get("mechanism") in PAID_OVER:
            given["mechanism"] = ""
        return given

    def _keep_upheld(self, given):
        """Need no outcome of whoever upholds what was decided: it is the outcome of then."""
        if given.get("review_outcome") == Decision.ReviewOutcome.UPHELD and self.upheld:
            self.errors.pop("outcome", None)
            given["outcome"] = self.upheld

    def decided(self):
        """Give the decision as the act takes it."""
        given = self.cleaned_data
        names = ("outcome", *WHAT_WAS_AGREED, "grounds", "reasons", "secured_by")
        said = {name: given[name] for name in names}
        said["conditions"] = given["conditions"].splitlines()
        said["tests"] = {
            test.row: {"answer": given[f"test_{test.row}"], "reasons": given[f"why_{test.row}"]}
            for test in self.rows
            if given[f"test_{test.row}"]
        }
        said["local_questions"] = {
            each.row: given[f"local_{each.row}"] for each in LOCAL_QUESTIONS if given[f"local_{each.row}"]
        }
        said["aggregate_sum"] = self._aggregate()
        if self.is_review:
            said |= {name: given[name] for name in ("review_outcome", "backdated_words")}
        return said

    def _aggregate(self):
        given = self.cleaned_data
        if "aggregate_sum" not in given["grounds"]:
            return {}
        said = {name: given[name] for name in ("contract", "limb", "evidence")}
        is_paid = {"yes": True, "no": False}.get(given["is_aggregate"])
        ways = given["other_ways"].splitlines()
        return said | {"is_paid_by_aggregate_sum": is_paid, "other_ways": ways}


class DecideEndingForm(WarnedForm):
    """What the Board decided about a proposed ending, or about one that is reviewed (R14.9, R7.4)."""

    button = "Record this decision"

    outcome = forms.ChoiceField(
        label="What was decided",
        choices=[(each.value, each.label) for each in (Outcome.END, Outcome.DO_NOT_END)],
        widget=Radios,
    )
    reasons = forms.CharField(
        label="Reasons for this child",
        max_length=5000,
        widget=CharacterCount,
        help_text="The family is sent these words.",
    )


def initial_of(decision):
    """Give what an earlier round decided, so that only what was wrong is typed again."""
    words = {name: getattr(decision, name) for name in ("outcome", *WHAT_WAS_AGREED, "grounds", "reasons")}
    words |= {name: getattr(decision, name) for name in ("secured_by", "review_outcome", "backdated_words")}
    words["conditions"] = "\n".join(decision.conditions)
    for row, said in decision.tests.items():
        words |= {f"test_{row}": said.get("answer", ""), f"why_{row}": said.get("reasons", "")}
    words |= {f"local_{row}": said for row, said in decision.local_questions.items()}
    whole = decision.aggregate_sum
    words |= {name: whole.get(name, "") for name in ("contract", "limb", "evidence")}
    words["other_ways"] = "\n".join(whole.get("other_ways", ()))
    words["is_aggregate"] = {True: "yes", False: "no"}.get(whole.get("is_paid_by_aggregate_sum"), "")
    return words


def asked_of(line):
    """Give what was asked for, as the decision's first filling."""
    return {"amount": line.yearly, "weeks": line.funded_weeks, "mechanism": line.mechanism}
