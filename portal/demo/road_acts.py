"""The steps of a case in the demonstration, each by the act of whoever takes it, on a day that has passed."""

import io
import uuid
from datetime import date, timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from budgets.actions import agreements, requests, triage
from budgets.notices import statements_for
from decisions.actions import agenda, checking, deciding, meetings, releasing
from decisions.models import BoardMeeting
from documents import actions as documents
from ehcp.actions import give_information
from letters import actions as letters
from payments.actions import accounts, instalments, schedules
from people.models import Child, Person, User
from people.roles import FAMILY, Role
from policy.working_days import is_working_day
from portal.demo.road_words import KINDS, PLACE, SECURED, VIEWS, VIEWS_HOW, WHY, WHY_NOT
from portal.demo.sign_ins import SIGN_INS

BODIES = ("education", "health", "social_care")
SPACE = uuid.UUID("0f9a4f6e-54a5-4c8b-9d35-6f6d1d1b7d11")


class Road:
    """Everybody a case passes through, and the steps they take; days are counted back from today."""

    def __init__(self, on):
        self.on = on
        self.children = set()
        staff = [entry for entry in SIGN_INS if entry.is_staff]
        users = User.objects.select_related("person").in_bulk(
            [each.email for each in SIGN_INS], field_name="email"
        )
        self.by_role = {each.role: users[each.email] for each in reversed(staff)}
        self.members = [users[each.email] for each in staff if each.role == Role.BOARD_MEMBER]
        self.users = {each.role: users[each.email] for each in SIGN_INS if not each.is_staff}
        self.officer, self.manager = self.by_role[Role.CASE_OFFICER], self.by_role[Role.CASE_MANAGER]
        self.checker = self.by_role[Role.SECOND_CHECKER]
        self.finance, self.approver = self.by_role[Role.FINANCE_OFFICER], self.by_role[Role.FINANCE_APPROVER]

    def ago(self, days):
        """Give the day so many days ago."""
        return self.on - timedelta(days=days)

    def child(self, number):
        """Give a child of the roster by number."""
        child = Child.objects.select_related("plan").get(reference=f"WC{number:05}")
        self.children.add(child)
        return child

    def family(self, child, on=None):
        """Give the first of a child's family."""
        live = child.links.live(on=on or self.on).filter(basis__in=FAMILY)
        return Person.objects.filter(links__in=live).order_by("id").first()

    def line(self, child, which=0, **answers):
        """Give the answers about one line: an hour a week of something in Section F, at home."""
        provision = child.plan.provision.filter(section="F").order_by("id")[which]
        title, category = next(kind for word, *kind in KINDS if word in provision.words)
        own = {
            "id": str(uuid.uuid5(SPACE, f"{child.reference} {which} {len(answers)} {uuid.uuid4()}")),
            "provision": provision.pk, "catalogue_key": "", "outcome": provision.outcome_id,
            "outcome_words": "" if provision.outcome_id else "To join in at home as well as at school.",
            "title": title, "stream": "education", "category": category, "funding_source": "top_up",
            "mechanism": "direct_payment", "delivered_at": "home", "setting": "", "why": WHY,
            "provider": "Riverbank Therapies (invented)", "provider_type": "self_employed", "relationship": "",
            "unit_cost": "65.00", "units_a_week": "1", "funded_weeks": 38, "on_costs": "", "one_off": "",
            "equipment_professional": "", "transport_entitled": None, "transport_cheaper": None,
        }  # fmt: skip
        return own | answers

    def answers(self, child, *lines, recipient=None, kind="parent", **sections):
        """Give the answers of a whole request; who asks receives the payments unless somebody else is given."""
        person = recipient or self.family(child)
        born = child.born_on if kind == "young_person" else date(1985, 3, 2)
        own = {
            "about": {"kind": "new", "how_heard": "officer", "educated_elsewhere": False},
            "lines": list(lines),
            "recipient": {
                "kind": kind, "name": person.name, "is_organisation": False, "born_on": born.isoformat(),
                "manages": "alone", "help_wanted": "", "schedule_answer": "no", "employs": False,
            },
            "views": {"words": VIEWS, "how": VIEWS_HOW},
            "reaching": {"needs": "", "share_with_school": True, "share_with_health": False, "share_with_advice": True},
            "declaration": {"agreed": True},
        }  # fmt: skip
        return own | sections

    def log(self, child, answers, *, days, how="phone"):
        """Let the officer write down what a family asked."""
        on = self.ago(days)
        self.tell(child, days=days + 7)
        return requests.log(
            child, answers=answers, requester=self.family(child, on), received_on=on, how_received=how,
            token=uuid.uuid4(), on=on, by=self.officer,
        )  # fmt: skip

    def tell(self, child, *, days):
        """Tell a family about personal budgets before it asks, unless somebody has."""
        if not child.plan.information_given.exists():
            told = {"people": [self.family(child)], "trigger": "asked", "how": "visit"}
            give_information(child.plan, **told, on=self.ago(days), by=self.officer)

    def draft(self, user, child, answers):
        """Let somebody of the family write a request in the portal."""
        draft = requests.start_draft(child, by=user)
        for section, given in answers.items():
            draft = requests.save_section(draft, section, given, by=user)
        return draft

    def ask(self, user, child, answers, *, days):
        """Let somebody of the family send a request in the portal."""
        return requests.submit(self.draft(user, child, answers), on=self.ago(days), by=user)

    def prepare(self, request, *, days, nominated=False):
        """Let the officer find what the Board needs, and call the request ready."""
        on, by = self.ago(days), self.officer
        if request.window == "outside":
            words = "Much has changed since the last review of the plan, so we consider it now."
            triage.dispose(request, disposition="accept_early", words=words, on=on, by=by)
        if request.recipient_kind:
            triage.check_recipient(
                request, nominated_in_writing=nominated, can_manage=True, help_considered=True, has_capacity=True,
                is_in_schedule=False, words="Talked through by phone: can manage it.", on=on, by=by,
            )  # fmt: skip
        for line in request.lines.order_by("position"):
            words = "The council’s own service costs as much."
            triage.check_cost(line, council_cost=line.yearly, words=words, on=on, by=by)
        return triage.make_ready(request, on=on, by=by)

    def sitting(self, days):
        """Give the sitting of a day, or of the working day before it, with all three services; set the first time."""
        on = self.ago(days)
        while days and not is_working_day(on):
            on -= timedelta(days=1)
        meeting = BoardMeeting.objects.filter(meets_on=on).first()
        if meeting is None:
            meeting = meetings.set_extra(meets_on=on, place=PLACE, on=self.ago(days + 28), by=self.manager)
            came = [
                (member, body, body == BODIES[0]) for member, body in zip(self.members, BODIES, strict=True)
            ]
            meetings.record_attendance(meeting, members=came, on=on, by=self.manager)
        return meeting

    def listed(self, subject, *, days):
        """Put a subject on the agenda of the sitting of a day, on the day its papers were locked."""
        meeting = self.sitting(days)
        return agenda.put_on_agenda(subject, meeting, on=meeting.papers_on, by=self.manager)

    def list_for(self, subject, meeting):
        """Put a subject on the agenda of a meeting to come, today."""
        return agenda.put_on_agenda(subject, meeting, on=self.on, by=self.manager)

    def decided(self, request, *, days, refuse=(), from_on=None):
        """Let the Board decide each line; those at the places in `refuse` are refused."""
        item, by = self.listed(request, days=days), self.members[0]
        on = item.meeting.meets_on
        for place, line in enumerate(item.request.lines.order_by("position")):
            said = refused() if place in refuse else agreed(line, from_on or self.ago(days - 14))
            deciding.decide_line(item, line, on=on, by=by, **said)
        return deciding.record_decision(item, on=on, by=by)

    def released(self, request, *, days, after=4, **decided):
        """Let the Board decide, a second person check, and the family be told some days after."""
        item = self.decided(request, days=days, **decided)
        item = checking.pass_check(item, on=self.ago(days - 1), by=self.checker)
        releasing.release(item, on=self.ago(days - after), by=self.checker)
        request.refresh_from_db()
        return request

    def noticed(self, request, *, days, first_on=None):
        """Prepare the agreement of a request and send its notice."""
        agreement = request.agreements.get()
        version, on, paid = agreement.current_version, self.ago(days), agreement.is_paid_over
        agreement = agreements.prepare(
            agreement, from_on=version.from_on, rhythm="monthly" if paid else "", in_advance=True,
            first_payment_on=(first_on or on) if paid else None,
            conditions=version.conditions, recipient=agreement.recipient, recipient_kind=agreement.recipient_kind,
            holder=agreement.holder, section_j="The support is paid for as this agreement says.",
            on=on, by=self.officer,
        )  # fmt: skip
        return agreements.issue_notice(agreement, on=on, by=self.officer)

    def consented(self, agreement, *, days, kind="recipient", person=None):
        """Record consent that came on paper."""
        on, child = self.ago(days), agreement.child
        person = person or agreement.recipient
        paper = documents.store(
            a_paper("Signed agreement (invented).pdf"), child=child, by=self.officer, on=on
        )
        is_paid = agreement.is_paid_over and kind == "recipient"
        return agreements.consent(
            agreement, seen=agreement.current_version.number, signed_name=person.name,
            statements=dict.fromkeys(statements_for(agreement, kind), True),
            schedule_answer="no" if is_paid else "", kind=kind, how="paper", document=paper, person=person,
            on=on, by=self.officer,
        )  # fmt: skip

    def account(self, agreement, *, days):
        """Let finance record the account that the recipient named."""
        return accounts.record_account(
            agreement, kind="bank", holder=agreement.recipient.name, sort_code="00-00-00", number="00012345",
            only_for_payments=True, on=self.ago(days), by=self.finance,
        )  # fmt: skip

    def ready(self, request, *, days, first_on):
        """Take a request's agreement to where it can be paid, and plan its payments."""
        agreement = self.noticed(request, days=days, first_on=first_on)
        agreement = self.consented(agreement, days=days - 3)
        agreements.sign(agreement, on=self.ago(days - 4), by=self.manager)
        account = self.account(agreement, days=days - 4)
        words = "The name is the recipient’s, and the account is for this money only."
        accounts.verify_account(account, words=words, on=self.ago(days - 5), by=self.approver)
        agreement.refresh_from_db()
        schedules.make_schedule(agreement, on=self.ago(days - 5), by=self.finance)
        return agreement

    def pay(self, agreement, *, until):
        """Pay what falls due until a day, each payment on its day, by two people."""
        for instalment in agreement.schedules.get().instalments.filter(due_on__lte=until).order_by("number"):
            instalments.approve(instalment, on=instalment.due_on, by=self.finance)
            instalments.release(instalment, on=instalment.due_on, by=self.approver)
        agreement.refresh_from_db()
        return agreement

    def close_meetings(self):
        """Close the meetings of earlier days, at which everything was decided."""
        for meeting in BoardMeeting.objects.filter(meets_on__lt=self.on, state="planned").order_by(
            "meets_on"
        ):
            meetings.close_meeting(meeting, on=meeting.meets_on, by=self.manager)

    def let_letters_arrive(self):
        """Count what was written on earlier days as sent then; what is written today is the worker's to send."""
        for child in sorted(self.children, key=lambda each: each.pk):
            letters.let_arrive(child, before=self.on, by=child.case_officer)


def agreed(line, from_on):
    """Give the answers that agree a line as it was asked for."""
    return {
        "outcome": "agreed", "amount": line.yearly, "weeks": line.funded_weeks, "mechanism": line.mechanism,
        "from_on": from_on, "tests": {row: {"answer": "met", "reasons": WHY} for row in "abcd"}, "reasons": WHY,
    }  # fmt: skip


def refused():
    """Give the answers that refuse a line, because it would be no efficient use of the money."""
    tests = {row: {"answer": "met", "reasons": WHY} for row in "abc"}
    return {
        "outcome": "refused", "tests": tests | {"d": {"answer": "not_met", "reasons": WHY_NOT}},
        "grounds": ["tests"], "reasons": WHY_NOT, "secured_by": SECURED,
    }  # fmt: skip


def a_paper(name):
    """Make a page of PDF."""
    page, content = pikepdf.new(), io.BytesIO()
    page.add_blank_page(page_size=(595, 842))
    page.save(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")
