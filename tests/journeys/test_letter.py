"""The one letter, end to end: from the roster to a parent who reads it, on the real stack."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from audit.verifying import broken_links
from clocks.models import Clock
from documents.models import Document
from ehcp.models import InformationGiven
from ehcp.roster.columns import NAMES
from letters.models import Delivery, Letter
from people.models import Child, Person
from tests.factories.people import give_second_factor, make_officer, make_team
from tests.journeys.browsing import PASSWORD, Browsing, mail_to, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER, PARENT = "officer@wealdshire.example", "marlow.reed@family.example"
NOT_IN_MAIL = ("Juniper", "Reed", "C-7001", "P-7001")


@pytest.fixture
def officer():
    officer = make_officer(team=make_team(), email=OFFICER, password=PASSWORD)
    give_second_factor(officer)
    return officer


@pytest.fixture
def roster(tmp_path, officer):
    """Load one child whose plan is being drafted, from a file as a council sends it."""
    today = timezone.localdate()
    row = dict.fromkeys(NAMES, "") | {
        "child_ref": "C-7001", "first_name": "Juniper", "last_name": "Reed", "born_on": "2017-05-14",
        "case_officer": OFFICER, "plan_ref": "P-7001", "stage": "drafting",
        "requested_on": str(today - timedelta(days=120)), "to_prepare_on": str(today - timedelta(days=3)),
        "parent_1_ref": "A-1", "parent_1_first_name": "Marlow", "parent_1_last_name": "Reed",
        "parent_1_basis": "parent", "parent_1_email": PARENT, "parent_1_address": "3 Mill Lane, Wealdbridge",
        "parent_1_postcode": "WX1 1AA", "outcome_ref": "E1", "outcome_words": "To ask for help in words.",
        "paragraph": "F1", "section": "F", "words": "An hour of speech and language therapy a week.",
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES)
    writer.writeheader()
    writer.writerow(row)
    file = tmp_path / "roster.csv"
    file.write_text(text.getvalue())
    call_command("import_roster", str(file))
    return Child.objects.get(reference="C-7001")


@pytest.fixture
def stack(live_server, settings, smtp_server, celery_worker_process, celery_beat_process):
    """Run the worker and its timetable beside the service, with a real mail server."""
    settings.BASE_URL = live_server.url
    celery_worker_process(EMAIL_URL=smtp_server.url, BASE_URL=live_server.url)
    celery_beat_process(EMAIL_URL=smtp_server.url, BASE_URL=live_server.url)
    return live_server


@pytest.fixture
def somebody(new_context, stack):
    """Give a function that seats a person at a browser of their own."""
    return lambda: Browsing(new_context().new_page(), stack.url)


def tell_the_family(desk):
    desk.sign_in(OFFICER)
    desk.sees("What is owed, soonest first")
    desk.follow("Juniper Reed").press("Record that the family was told")
    desk.tick("Marlow Reed").tick("We confirmed that a plan will be prepared").tick("By letter only")
    desk.press("Record and send the letter")
    desk.sees("Recorded. The letter is on its way.")


def check_the_letter_went(smtp_server, child):
    mail = mail_to(smtp_server, PARENT, "personal budgets")
    assert not any(word in mail for word in NOT_IN_MAIL)
    letter = Letter.objects.get(kind="information")
    by_email, by_post = letter.deliveries.get(channel="email"), letter.deliveries.get(channel="post")
    wait_for(lambda: Delivery.objects.filter(pk=by_email.pk, state="sent").exists())
    wait_for(lambda: Delivery.objects.filter(pk=by_post.pk, state="to_print").exists())
    assert InformationGiven.objects.get().letter == letter
    assert Clock.objects.get(child=child, duty="information_given").met_on == timezone.localdate()
    assert Event.objects.filter(child_id=child.pk, kind="ehcp.information_given").exists()
    return letter


def print_and_post(desk):
    desk.follow("Post")
    with desk.page.expect_download() as printed:
        desk.page.get_by_role("button", name="Get one PDF").click()
    assert "Marlow Reed" in PdfReader(printed.value.path()).pages[0].extract_text()
    desk.press("Record as posted")
    desk.sees("Recorded as posted.")


def send_a_code(desk):
    desk.open("/staff/").open(f"/staff/children/{Child.objects.get(reference='C-7001').key}/")
    desk.press("Send a code to join").tick("Marlow Reed").press("Send the code")
    desk.sees("The code is on its way.")


def join(home, smtp_server):
    mail = mail_to(smtp_server, PARENT, "code to join")
    code = re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", mail)[0]
    home.open("/").follow("join with your code")
    home.page.get_by_label("Code").first.fill(code.lower().replace("-", " "))
    home.press("Continue")
    home.page.get_by_label("Password", exact=True).fill(PASSWORD)

    home.press(re.compile("Create|Continue"))
    link = re.search(r"http://\S+/confirm-email/\S+", mail_to(smtp_server, PARENT, "prove"))[0]
    home.page.goto(link)
    home.checked().press("Yes, confirm")
    if "sign-in" in home.page.url:
        home.sign_in(PARENT)


def read_the_letter(home, letter):
    home.open("/home/").follow("Juniper Reed")
    home.sees("you have the right to ask for a personal budget")
    home.follow(letter.title)
    home.sees("Marlow Reed")
    with home.page.expect_download() as download:
        home.page.get_by_role("link", name="Download this letter as a PDF").click()
    text = "".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert "Marlow Reed" in text
    assert letter.reference in text


def write_with_a_file(home, tmp_path):
    file = tmp_path / "report.pdf"
    from tests.factories.documents import PDF

    file.write_bytes(PDF)
    home.open("/home/").follow("Juniper Reed").follow("Read messages, or write one")
    home.type(Your_message="When is the meeting?")
    home.page.get_by_label("Add a file (optional)").set_input_files(file)
    home.press("Send message")
    home.sees("We have your message.")
    home.sees("Answer due")


def answer(desk):
    desk.open("/staff/")
    desk.sees("Reply to a message")
    desk.follow("Juniper Reed").follow("Messages").follow("Reply")
    desk.type(Your_message="It is on Tuesday.").press("Send message")
    desk.sees("Your message is sent.")


def test_a_family_is_told_joins_reads_and_is_answered(roster, somebody, smtp_server, tmp_path, officer):
    child = roster
    clock = Clock.objects.get(child=child, duty="information_given")
    assert clock.met_on is None
    desk, home = somebody(), somebody()
    tell_the_family(desk)
    letter = check_the_letter_went(smtp_server, child)
    print_and_post(desk)
    send_a_code(desk)
    join(home, smtp_server)
    assert Person.objects.get(roster_ref="A-1").user.email == PARENT
    read_the_letter(home, letter)
    write_with_a_file(home, tmp_path)
    wait_for(lambda: Document.objects.filter(state="clean").exists())
    answer(desk)
    home.open("/home/").follow("Juniper Reed").follow("Read messages, or write one")
    home.sees("It is on Tuesday.")
    home.sees("Done in time")
    desk.follow("History")
    desk.sees("Family told about personal budgets")
    assert broken_links() == []
