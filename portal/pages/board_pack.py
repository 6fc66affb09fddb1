"""What the Board reads about an item: its lines with costs, consents and what was decided before, and what it says."""

from dataclasses import dataclass, field

from django.db.models import F
from django.template.defaultfilters import linebreaksbr

from budgets.models import RequestedProvision
from decisions.models import AgendaItem, Decision
from decisions.states import decisions_of, lines_asked
from govuk.parts import pounds
from policy.aggregate_sums import Limb
from policy.costs import line_cost
from policy.payment_tests import LOCAL_QUESTIONS, TESTS
from policy.plain import long_date
from policy.refusal_grounds import BY_CODE
from portal.wording import HELD

State = AgendaItem.State
DECIDED = (State.RECORDED, State.CHECKED, State.RELEASED)
QUESTIONS = {test.row: test.question for test in (*TESTS, *LOCAL_QUESTIONS)}
ANSWERS = {"met": "Met", "not_met": "Not met", "not_applicable": "Does not apply"}


def kind_of(item):
    """Say what an item is about."""
    if item.review_id:
        return "Review"
    return "Request" if item.request_id else "Ending"


def request_of(item):
    """Give the request an item goes back to; None when it is about an ending."""
    return item.request or (item.review and item.review.request)


def ending_of(item):
    """Give the ending an item is about, or reviews; None when it is about a request."""
    return item.ending or (item.review and item.review.ending)


def words(text):
    """Show typed words with their line breaks, on a page or in a list."""
    return linebreaksbr(text) if text else ""


def _known(label):
    """Turn what a family says of itself into what is said of the family."""
    return label.replace("You do not know", "The family does not know").replace(
        "you would", "the family would"
    )


def filled(*rows):
    """Give the rows that say something."""
    return [(name, value) for name, value in rows if value not in (None, "", [])]


@dataclass(frozen=True)
class Said:
    """A decision as a person reads it: the outcome, then each test, question and ground in words."""

    decision: Decision

    @property
    def rows(self):
        """Give all that was decided and why, name by name, exactly as it is recorded."""
        made = self.decision
        return [
            ("Outcome", made.get_outcome_display()),
            *filled(
                ("On review", made.review_outcome and made.get_review_outcome_display()),
                ("Amount a year", pounds(made.amount)),
                ("Funded weeks", made.weeks),
                ("How it is held", HELD.get(made.mechanism)),
                ("From", made.from_on),
                ("Until", made.to_on),
                *(("Condition", each) for each in made.conditions),
            ),
            *self._answers(),
            *filled(
                ("Reasons", words(made.reasons)),
                ("Who secures it now", words(made.secured_by)),
                ("The time before", words(made.backdated_words)),
            ),
            ("Decided on", made.decided_on),
            ("Recorded by", made.recorded_by.person.name),
        ]

    def _answers(self):
        made = self.decision
        for row, said in made.tests.items():
            answer = ANSWERS.get(said.get("answer"), "Not answered")
            yield QUESTIONS.get(row, row), words(f"{answer}. {said.get('reasons', '')}")
        for row, said in made.local_questions.items():
            yield f"{QUESTIONS.get(row, row)} (local question)", words(said)
        for code in made.grounds:
            yield "Ground", BY_CODE[code].words
        if whole := made.aggregate_sum:
            yield "Contract or arrangement", whole.get("contract", "")
            yield "Why the amount cannot be taken out", Limb(whole["limb"]).words if whole.get("limb") else ""
            yield "Evidence for that", words(whole.get("evidence", ""))
            yield "Other ways to fit the support", words("\n".join(whole.get("other_ways", ())))

    @property
    def round_title(self):
        """Name the round it was decided in."""
        return f"What was decided in round {self.decision.round}, sent back by the second checker"


def said_of_ending(item):
    """Give what was decided of an ending in this round; None when nothing is yet."""
    return next((Said(each) for each in decisions_of(item) if each.line_id is None), None)


@dataclass
class Line:
    """A line of a request with all that was found out about it, as the Board reads it."""

    line: RequestedProvision
    decision: Decision | None = None
    before: list = field(default_factory=list)
    # Earlier requests for the same provision, each with what was decided (C17).
    earlier: list = field(default_factory=list)

    @property
    def held(self):
        """Say how it would be held."""
        return HELD[self.line.mechanism]

    @property
    def said(self):
        """Give what was decided, in words; None when nothing is yet."""
        return Said(self.decision) if self.decision else None

    @property
    def rows(self):
        """Give what is asked for and what was found out about it, name by name."""
        line, outcome = self.line, self.line.outcome or (self.line.provision and self.line.provision.outcome)
        return [
            ("In the plan", self._in_plan()),
            ("Outcome it serves", words(outcome.words if outcome else line.outcome_words)),
            ("Why what happens now is not enough", words(line.why)),
            ("Which money", line.get_stream_display()),
            ("What pays for it now", _known(line.get_funding_source_display())),
            ("How it would be held", HELD[line.mechanism]),
            ("Where", ", ".join(filter(None, (line.get_delivered_at_display(), line.setting)))),
            ("Who would provide it", self._provider()),
            ("What it costs", words("\n".join(self._steps()))),
            ("What it costs the council", f"{pounds(line.council_cost)} a year" if line.council_cost else ""),
            ("How the costs compare", words(line.cost_words)),
            *filled(("Consent of the school or college", self._consents()), ("Care assessed", self._care())),
        ]

    def _in_plan(self):
        provision = self.line.provision
        if provision is None:
            return "It need not be: the council’s policy decides about it"
        gone = provision.missing_from_roster_on
        left = f"\nNo longer in the plan since {long_date(gone)}" if gone else ""
        return words(f"{provision.get_section_display()}, {provision.paragraph}: {provision.words}{left}")

    def _provider(self):
        line = self.line
        related = f"Related to the family: {line.relationship}" if line.relationship else ""
        return ", ".join(
            filter(None, (line.provider, _known(line.get_provider_type_display()).lower(), related))
        )

    def _steps(self):
        """Say how its cost is made up (R10.1)."""
        line = self.line
        weekly = (line.unit_cost, line.units_a_week, line.funded_weeks)
        return line_cost(*weekly, on_costs=line.on_costs, one_off=line.one_off, unit="").steps

    def _consents(self):
        line = self.line
        asked = [
            f"{each.get_kind_display()}, {each.setting}: {each.get_state_display().lower()}. {each.words}"
            for each in line.consents.all()
            if each.lapsed_on is None
        ]
        missing = [] if line.has_its_consents else ["Not every consent that is needed was given."]
        off_site = ["It cannot be on the premises of the school or college."] if line.not_on_site else []
        return words("\n".join((*asked, *missing, *off_site)))

    def _care(self):
        line = self.line
        return (
            f"{long_date(line.care_assessed_on)}, by {line.care_assessed_by}" if line.care_assessed_on else ""
        )


def lines_of(item):
    """Give the lines an item decides, with the decisions about them and about the same provision before."""
    asked = lines_asked(item)
    if asked is None:
        return []
    found = asked.select_related("provision__outcome", "outcome", "request").prefetch_related("consents")
    lines = [Line(line) for line in found]
    _add_decisions(item, lines)
    _add_earlier(item, lines)
    return lines


def _add_decisions(item, lines):
    by_line = {}
    for decision in item.decisions.all():
        by_line.setdefault(decision.line_id, []).append(decision)
    for each in lines:
        made = by_line.get(each.line.pk, [])
        each.decision = next((one for one in made if one.round == item.round), None)
        each.before = [Said(one) for one in made if one.round != item.round]


def _add_earlier(item, lines):
    """Put what was asked and decided before about the same provision beside each line, newest first (C17)."""
    asked = RequestedProvision.objects.filter(request__child=item.child_id).select_related("request")
    every = list(asked.order_by("-request__received_on", "-pk"))
    made = Decision.objects.filter(item__child=item.child_id, round=F("item__round"), item__state__in=DECIDED)
    decided = {}
    for decision in made.exclude(item=item).order_by("-decided_on", "-pk"):
        decided.setdefault(decision.line_id, []).append(decision)
    for each in lines:
        for one in every:
            if one.pk == each.line.pk:
                each.earlier += [(Line(one), decision) for decision in decided.get(one.pk, [])]
            elif one.request_id != each.line.request_id and _is_same(one, each.line):
                each.earlier += [(Line(one), decision) for decision in decided.get(one.pk, [None])]


def _is_same(one, other):
    """Tell whether two lines ask for the same provision."""
    if other.provision_id:
        return one.provision_id == other.provision_id
    return one.provision_id is None and one.catalogue_key == other.catalogue_key
