"""Acts about plans: telling families about personal budgets, and the clocks that see to it (reg 3, R3.2)."""

from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.acts import authorise, hold, record
from clocks import actions as clocks
from clocks.models import Clock
from ehcp.information import information_for
from ehcp.models import InformationGiven, Plan
from ehcp.windows import began_on, told_since
from letters import actions as letters
from people.roles import FAMILY
from policy import InputError, Refused
from policy.deadlines.making import check_date
from policy.plain import list_words, long_date

DUTY = "information_given"
ABOUT = Plan._meta.label_lower
LABEL = "Information about personal budgets"
AT_ONCE = 2000


@transaction.atomic
def give_information(plan, *, people, trigger, how, on, by):
    """Record that people were told about personal budgets and send each the letter that says so (R3.2)."""
    plan = hold(plan)
    authorise("ehcp.give_information", plan, by=by)
    today = timezone.localdate()
    _refuse_wrong_day(plan, on, today)
    _refuse_unlikely(trigger, how, on, today)
    _refuse_strangers(plan, people, on, today)
    written = letters.write(information_for(plan, on=today), child=plan.child, to=people, by=by, on=today)
    given = [
        InformationGiven.objects.create(
            plan=plan, person=person, trigger=trigger, how=how, given_on=on, letter=letter, recorded_by=by
        )
        for person, letter in zip(people, written, strict=True)
    ]
    clocks.meet(DUTY, about=plan, on=on)
    for each in given:
        words = {"why": each.get_trigger_display(), "how": each.get_how_display(), "who": each.person.name}
        record("ehcp.information_given", by=by, about=each, on=on, letter=each.letter.reference, **words)
    return given


@transaction.atomic
def ask_for_information(plan, *, on, by):
    """Start the clock on telling a family about personal budgets, because they asked, and give it (R3.1).

    While an earlier start is still owed that clock stands: asking again never moves the day.
    """
    plan = hold(plan)
    authorise("ehcp.ask_for_information", plan, by=by)
    _refuse_wrong_day(plan, on, timezone.localdate())
    owed = Clock.objects.open().of(plan, DUTY).filter(started_on__lte=on).order_by("due_on").first()
    clock = owed or clocks.start(DUTY, child=plan.child, about=plan, label=LABEL, started_on=on)
    record("ehcp.information_asked_for", by=by, about=plan, on=on)
    return clock


def open_information_clocks(plan_ids, on, *, failures=None):
    """Start the clock of each plan whose window is open and whose family was not told since; give how many.

    Set-wise, for the roster and the nightly job. A plan with a clock still owed gets no second one, one that
    ceased loses its clock, and a child somebody is at work on waits for the next night (R3.2). A plan with a
    date that cannot be reckoned with is added to `failures` and passed over.
    """
    ids, opened, failures = iter(plan_ids), 0, [] if failures is None else failures
    while batch := list(islice(ids, AT_ONCE)):
        opened += _open(batch, on, failures)
    return opened


@transaction.atomic
def _open(plan_ids, on, failures):
    held = clocks.hold_many(Plan.objects.filter(pk__in=plan_ids).values("child"))
    plans = Plan.objects.filter(pk__in=plan_ids, child__in=held).prefetch_related("annual_reviews")
    ceased = [plan.pk for plan in plans if plan.stage == Plan.Stage.CEASED]
    clocks.drop_all(DUTY, about_type=ABOUT, about_ids=ceased, on=on, because="The plan ceased.")
    untold = _untold(plans, on, failures)
    rows = [clocks.Start(plan.child_id, ABOUT, plan.pk, LABEL, since) for plan, since in untold]
    clocks.start_many(DUTY, rows)
    return len(rows)


def _untold(plans, on, failures):
    """Give the plans whose family was not told since their window opened nor is owed it, with that day."""
    ids = [plan.pk for plan in plans]
    given = InformationGiven.objects.filter(plan__in=ids).order_by().values_list("plan")
    told, owed, started = dict(given.annotate(Max("given_on"))), set(), set()
    of_plans = Clock.objects.filter(duty=DUTY, about_type=ABOUT, about_id__in=ids)
    for clock in of_plans.only("about_id", "started_on", "met_on", "dropped_on"):
        started.add((clock.about_id, clock.started_on))
        if clock.is_open:
            owed.add(clock.about_id)
    for plan in plans:
        try:
            since = told_since(plan, on)
            check_date(since or on)
        except InputError as problem:
            failures.append(f"plan {plan.pk}: {problem}")
            continue
        is_told = plan.pk in told and since and told[plan.pk] >= since
        if since and not is_told and plan.pk not in owed and (plan.pk, since) not in started:
            yield plan, since


def _refuse_wrong_day(plan, on, today):
    if plan.stage == Plan.Stage.CEASED:
        raise Refused("R3.1", f"The plan ceased on {long_date(plan.ceased_on)}.")
    if on > today:
        raise Refused("R3.2", "The date cannot be in the future.")
    began = began_on(plan)
    if began and on < began:
        raise Refused("R3.2", f"The plan began on {long_date(began)}: the date cannot be before that.")


def _refuse_unlikely(trigger, how, on, today):
    if trigger not in InformationGiven.Trigger.values or how not in InformationGiven.How.values:
        raise Refused("R3.2", "Choose why and how the family was told from the lists.")
    if how == InformationGiven.How.LETTER and on != today:
        raise Refused("R3.2", "The letter goes out today, so a family told by letter only is told today.")


def _refuse_strangers(plan, people, on, today):
    if not people:
        raise Refused("R3.2", "Choose who was told.")
    if len(set(people)) != len(people):
        raise Refused("R3.2", "Choose each person once.")
    family = plan.child.links.filter(basis__in=FAMILY)
    then, now = (set(family.live(on=day).values_list("person", flat=True)) for day in (on, today))
    strangers = [person.name for person in people if person.pk not in then & now]
    if strangers:
        raise Refused("R4.4", f"Not tied to the child both then and now: {list_words(strangers)}.")
