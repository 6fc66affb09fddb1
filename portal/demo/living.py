"""Some weeks in the life of the invented council, made by the acts that officers and families make."""

import io
import uuid
from datetime import timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from clocks.contact import reply, send_message
from clocks.models import Clock
from ehcp.actions import DUTY, give_information
from ehcp.models import InformationGiven, Plan
from people.models import Child, Person, User
from people.roles import FAMILY, Role
from portal.demo.sign_ins import SIGN_INS

Trigger, How = InformationGiven.Trigger, InformationGiven.How
SPACE = uuid.UUID("5e4d0c1e-9a53-4a3e-8b39-2f2f6c1d7a10")
PARENT, YOUNG_PERSON, _, _, OFFICER, *_ = (entry.email for entry in SIGN_INS)
# Plan, why then, how, and how many days ago. A letter alone goes out today. The eleventh family wants post, the
# twentieth has no address of any kind, so its letter cannot be delivered and waits for the officer.
TOLD = (
    ("WPL00001", Trigger.ANNUAL_REVIEW, How.MEETING, 14),
    ("WPL00002", Trigger.REASSESSMENT, How.VISIT, 20),
    ("WPL00005", Trigger.ASKED, How.PHONE, 9),
    ("WPL00011", Trigger.ASKED, How.LETTER, 0),
    ("WPL00014", Trigger.ASKED, How.MEETING, 3),
    ("WPL00020", Trigger.ASKED, How.LETTER, 0),
)
# A council at work is not behind with everybody: in the team whose sign-ins are printed this many are left to tell for
# each officer, those whose window opened last; the others were told some weeks after it opened.
LEFT_TO_TELL = 5
WHY = {
    Plan.Stage.DRAFTING: Trigger.TO_PREPARE,
    Plan.Stage.FINAL: Trigger.ANNUAL_REVIEW,
    Plan.Stage.REASSESSING: Trigger.REASSESSMENT,
}
# Child, who writes, how many days ago, and the words.
MESSAGES = (
    ("WC00001", PARENT, 34, "Could a personal budget pay for the music therapy Merryn has on Thursdays?"),
    ("WC00001", OFFICER, 31, "Thank you for writing. It may, if it is for something in Section F. I will bring the "
     "list to our meeting, and our letter says how to ask."),
    ("WC00001", PARENT, 26, "Thank you. The therapist has sent us her prices for the year: I have put them with this "
     "message. Is there anything else you need before the review?"),
    ("WC00002", YOUNG_PERSON, 1, "Can I come to the meeting by video? I would like to say myself what helps me."),
)  # fmt: skip


def live_a_little(on):
    """Tell some families about personal budgets and let some write; what happened before does not happen again."""
    officer = User.objects.get(email=OFFICER)
    for reference, trigger, how, days in TOLD:
        plan = Plan.objects.select_related("child").get(reference=reference)
        if not plan.information_given.exists():
            people = _family(plan.child, on)
            day = on - timedelta(days=days)
            give_information(plan, people=people, trigger=trigger, how=how, on=day, by=officer)
    for colleague in User.objects.filter(team=officer.team, roles__contains=[Role.CASE_OFFICER]).order_by(
        "id"
    ):
        _tell_most(colleague, on)
    for number, (reference, email, days, words) in enumerate(MESSAGES):
        child = Child.objects.get(reference=reference)
        writer = User.objects.select_related("person").get(email=email)
        _write(number, child, writer, officer, words, on - timedelta(days=days))


def _tell_most(officer, on):
    owed = Clock.objects.open().filter(owner=officer, duty=DUTY).order_by("-due_on", "-id")
    plans = Plan.objects.select_related("child").in_bulk([clock.about_id for clock in owed])
    for number, clock in enumerate(owed[LEFT_TO_TELL:]):
        plan = plans[clock.about_id]
        day = min(on, clock.started_on + timedelta(weeks=1 + number % 3))
        people = _family(plan.child, day)
        if people and plan.stage in WHY:
            why = WHY[plan.stage]
            give_information(plan, people=people, trigger=why, how=How.MEETING, on=day, by=officer)


def _family(child, on):
    live = child.links.live(on=on).filter(basis__in=FAMILY)
    return list(Person.objects.filter(links__in=live).order_by("id"))


def _write(number, child, writer, officer, words, on):
    token = uuid.uuid5(SPACE, str(number))
    if writer == officer:
        parent = Person.objects.get(user__email=PARENT)
        seen = child.messages.filter(person=parent).latest("id").pk
        reply(child, parent, by=officer, words=words, on=on, token=token, seen=seen)
    else:
        files = [_prices()] if "prices" in words else []
        send_message(child, by=writer, words=words, on=on, token=token, files=files)


def _prices():
    """Make a page of PDF."""
    page, content = pikepdf.new(), io.BytesIO()
    page.add_blank_page(page_size=(595, 842))
    page.save(content)
    return SimpleUploadedFile("Prices of music therapy.pdf", content.getvalue(), "application/pdf")
