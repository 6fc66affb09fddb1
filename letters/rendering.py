"""A letter's words, made from its parts alone, so they are the same whenever they are rendered."""

from dataclasses import asdict
from datetime import date

from django.template.loader import render_to_string

from letters.kinds import KINDS
from letters.models import Letter


def common_parts(kind, *, council, child, addressee, reference, on):
    """Give what every letter says: who writes, when, about which case, whom to ask, and who gives advice."""
    officer = child.case_officer if child else None
    contact = {"name": "", "phone": council.phone, "email": council.email}
    if officer:
        contact = {
            "name": officer.person.name,
            "phone": officer.person.phone or council.phone,
            "email": officer.email,
        }
    return {
        "council": council.name,
        "service": council.service_name,
        "council_phone": council.phone,
        "council_email": council.email,
        "privacy_url": council.privacy_url or council.website,
        "ias": asdict(council.ias),
        "complaints": asdict(council.complaints),
        "officer": contact,
        "case_reference": child.reference if child else "",
        "child": child.name if child else "",
        "addressee": addressee.name,
        "reference": reference,
        "written_on": on.isoformat(),
        "version": f"{kind.code} {kind.version}",
    }


def words_of(letter, secrets=None):
    """Render a letter's words; a secret is in them only when it is given, and then they must not be kept."""
    kind = KINDS[letter.kind]
    common = letter.parts["common"]
    context = kind.contents(letter.parts["says"] | (secrets or {})) | {
        **common,
        "written_on": date.fromisoformat(common["written_on"]),
    }
    return render_to_string(f"letters/{kind.template}", context)


def render(letter):
    """Give the letter's words, rendering and keeping them the first time."""
    if letter.html is None:
        words = words_of(letter)
        if not Letter.objects.filter(pk=letter.pk, html=None).update(html=words):
            words = Letter.objects.values_list("html", flat=True).get(pk=letter.pk)
        letter.html = words
    return letter.html
