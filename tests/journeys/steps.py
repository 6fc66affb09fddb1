"""What the journeys along the whole road share: the invented council, its people at their browsers, the days."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ehcp.roster import import_roster
from letters.models import Letter
from letters.tasks import deliver_letters, make_pdf
from people.models import Child, Person, User
from people.roles import Basis, Role
from policy.plain import long_date
from portal.demo.make_roster import FILE
from portal.demo.shifting import Shift, read, shifted
from portal.demo.sign_ins import SIGN_INS, make_sign_ins
from tests.factories.people import make_user, sign_in
from tests.journeys.browsing import Browsing

# The family of the demonstration's parent, and the rows of its roster up to the next ones.
CHILD, PARENT, CHILD_NAME = "WC00001", "WP00001", "Merryn Thistlewood"
ROWS = 10
THERAPY, MENTORING = "hours a week of speech and language therapy", "hours a week of mentoring"
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
PATIENCE = 180_000
WHY = "The speech therapist’s report of this autumn shows what {} makes possible for Merryn, and nothing else does."
WHY_NOT = (
    "The school’s own mentor already meets Merryn each morning, so a second one would not help this child."
)
AGAIN = (
    "The mentor at school has agreed to two more mornings since, and Merryn’s own words speak of her warmly."
)
SECURED = "The council, through the mentor who is at the school."


class Walker(Browsing):
    """A person at a browser, patient with a busy machine; each kind of page is checked the first time."""

    def __init__(self, page, root, known):
        super().__init__(page, root)
        self.known = known
        page.set_default_timeout(PATIENCE)

    def checked(self):
        """Check a kind of page once for accessibility, and that it fits a phone."""
        path = IDS.sub("*", self.page.url.removeprefix(self.root))
        kind = path, self.page.locator(".govuk-error-summary").count()
        if kind not in self.known:
            self.known.add(kind)
            super().checked()
        return self

    def go(self, name, *args, **kwargs):
        """Go to a page of the service by its name."""
        self.open(reverse(name, args=args, kwargs=kwargs))
        return self

    def follow(self, name):
        """Follow a link by its words, and wait for the page."""
        return self._onward(self.page.get_by_role("link", name=name).first)

    def press(self, name):
        """Press a button by its words, and wait for the page."""
        return self._onward(self.page.get_by_role("button", name=name).first)

    def decide(self, title):
        """Go to decide one line of an item, by some words of its title."""
        return self.press(re.compile(f"^Decide this line.*{re.escape(title[:60])}"))

    def _onward(self, pressed):
        with self.page.expect_navigation(wait_until="load"):
            pressed.click()
        return self.checked()

    def sends(self, name):
        """Press the button of a form that is in order: no error comes back."""
        self.press(name)
        wrong = self.page.locator(".govuk-error-summary")
        assert not wrong.count(), f"{self.page.url}: {wrong.first.inner_text()}"
        return self

    def write(self, label, words):
        """Type into a control, by the beginning of its label or any part of it."""
        self.page.get_by_label(label).first.fill(str(words))
        return self

    def choose(self, question, answer):
        """Choose a radio button or a checkbox under a question."""
        group = self.page.get_by_role("group", name=question).first
        group.get_by_label(answer, exact=True).first.check()
        return self

    def date(self, question, day):
        """Type a date under a question."""
        group = self.page.get_by_role("group", name=question).first
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(value))
        return self

    def mark(self, name, value):
        """Choose among radio buttons whose question comes several times on a page, by its name in the form."""
        self.page.locator(f"input[name={name}][value={value}]").check()
        return self

    def sees(self, *words):
        """Require that the page shows some words, each of them."""
        for each in words:
            super().sees(each)
        return self

    def sign_in_as(self, entry):
        """Sign in by the form, with password and code."""
        self.open("/account/sign-in/")
        self.page.get_by_label("Email address").first.fill(entry.email)
        self.page.get_by_label("Password", exact=True).fill(entry.password)
        self.press("Sign in")
        if "second-step" in self.page.url:
            self.page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(entry.code)
            self.press(re.compile("Continue|Sign in"))
        assert "sign-in" not in self.page.url, self.page.inner_text("body")
        return self


class Town:
    """The invented council with its people, each at a browser of their own, and its days, which only go forward."""

    def __init__(self, root, new_context, travel):
        self.root, self.new_context, self.travel = root, new_context, travel
        self.known, self.seats, self.seated_on = set(), {}, {}
        self.move_to(next_monday())
        self._load()

    @property
    def today(self):
        """Give the day it is."""
        return timezone.localdate()

    def move_to(self, day):
        """Let the days pass until a day; by then everybody has been signed out."""
        assert not self.seats or day >= self.today, f"{day} is over"
        if not self.seats or day > self.today:
            self.travel.move_to(datetime.combine(day, time(10), UTC), tick=True)

    def _load(self):
        self.rows = read(FILE)[:ROWS]
        self.rows = [row for row in self.rows if row["child_ref"] in (CHILD, "WC00003", "WC00004")]
        self.shift = Shift.to(self.today)
        with demonstration():
            make_sign_ins(self.today)
            self.take_in(self.rows)
            family = Person.objects.get(roster_ref=PARENT), Child.objects.get(reference=CHILD)
            make_sign_ins(self.today, {Basis.PARENT: family})
        self.entries = {entry.role: entry for entry in SIGN_INS}
        emails = {role: entry.email for role, entry in self.entries.items()}
        self.people = {role: User.objects.get(email=emails[role]) for role in (*Role.values, Basis.PARENT)}
        self.members = [
            self.people[Role.BOARD_MEMBER], *(make_user(role=Role.BOARD_MEMBER) for _ in range(2))
        ]  # fmt: skip
        self.child = family[1]

    def take_in(self, rows):
        """Take in the roster as the council's own system sends it."""
        report = import_roster(shifted(rows, self.shift), on=self.today)
        assert not report.problems, report.problems

    def at(self, role):
        """Give the browser of somebody in a role, signed in today."""
        if role not in self.seats:
            self.seats[role] = Walker(self.new_context().new_page(), self.root, self.known)
        if self.seated_on.get(role) != self.today:
            cookie = sign_in(Client(), self.people[role]).cookies[settings.SESSION_COOKIE_NAME]
            given = {"name": cookie.key, "value": cookie.value, "url": self.root}
            self.seats[role].page.context.add_cookies([given])
            self.seated_on[role] = self.today
        return self.seats[role]

    def by_form(self, role):
        """Give the browser of somebody in a role, who signs in by the form with password and code."""
        page = self.new_context().new_page()
        self.seats[role] = Walker(page, self.root, self.known).sign_in_as(self.entries[role])
        self.seated_on[role] = self.today
        return self.seats[role]

    def read_pdf(self, kind):
        """Let the newest letter of a kind reach the parent, who opens it and its PDF; give the letter and its text."""
        deliver_letters()
        letter = Letter.objects.filter(child_id=self.child.pk, kind=kind).order_by("-id").first()
        make_pdf(letter.pk)
        home = self.at(Basis.PARENT)
        home.go("letters").follow(letter.title)
        with home.page.expect_download() as download:
            home.page.get_by_role("link", name="Download this letter as a PDF").click()
        pages = PdfReader(download.value.path()).pages
        return letter, " ".join(" ".join(page.extract_text() for page in pages).split())


@contextmanager
def demonstration():
    """Switch the demonstration on while its sign-ins are made."""
    settings.DEMO, before = True, settings.DEMO
    try:
        yield
    finally:
        settings.DEMO = before


def next_monday():
    """Give the first Monday after the real day: the journey begins with a week before it."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def hold_board(town, meeting, reference=CHILD):
    """Let the days pass until a meeting of the Board, and let the manager record who came."""
    town.move_to(meeting.meets_on)
    desk = town.at(Role.CASE_MANAGER).go("board_meeting", meeting.key)
    desk.press("Record who came")
    for member, body in zip(town.members, ("Education", "Health", "Social care"), strict=True):
        desk.choose("Who came", member.person.name)
        desk.choose(f"{member.person.name} speaks for", body)
    desk.page.get_by_label("Who is in the chair").select_option(label=town.members[0].person.name)
    desk.sends("Record who came")
    return town.at(Role.BOARD_MEMBER).go("board_meeting", meeting.key).follow(reference)


def put_on_agenda(town, meeting, kind, words):
    """Let the manager put what is ready on the agenda of a meeting."""
    desk = town.at(Role.CASE_MANAGER).go("board_meeting", meeting.key)
    desk.press("Put something on the agenda")
    if kind != "Requests":
        desk.follow(kind)
    desk.page.get_by_label(words).first.check()
    if meeting.papers_on < town.today:
        desk.write("Why it goes on although the papers are locked", "The law’s own limit comes sooner.")
    desk.sends("Put on the agenda").sees("1 item put on the agenda.")


def record_decision(board):
    """Let the member record that the Board has decided the whole item."""
    board.press("Record that the Board has decided").sends("Record that the Board has decided")
    board.sees("A second person now checks it")


def check_and_release(town, *words):
    """Let the second checker read what goes out, pass it and release it."""
    desk = town.at(Role.SECOND_CHECKER).go("checks").follow(CHILD)
    desk.sees(*words)
    desk.sends("Pass it for release").sends("Release the letter").sees("Released.")
    return desk


def with_dates(*days):
    """Give days as letters print them."""
    return [long_date(day) for day in days]
