"""The pages of letters and of states: every kind, every move, and the rules of their guards."""

import pytest

from letters.kinds import KINDS, Kind
from portal.reference import DOCUMENTS
from portal.reference_pages import letters_page, states_page


def line_of(page, words):
    return next(line for line in page.splitlines() if words in line)


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_letter_has_its_line(code):
    line = line_of(letters_page(), f"| `{code}` |")
    assert KINDS[code].title in line
    assert line.endswith(f"| {KINDS[code].source} |")


def test_a_line_says_what_a_letter_must_hold_and_what_is_not_kept():
    line = line_of(letters_page(), "| `invitation_to_join` |")
    assert "| a family | no | join code, where, expires on | join code |" in line
    assert "| a member of staff |" in line_of(letters_page(), "| `work_reminder` |")


def test_a_legal_notice_is_marked(monkeypatch):
    notice = type(
        "Notice", (Kind,), {"code": "a_notice", "title": "A notice", "source": "R1.1", "legal_notice": True}
    )
    monkeypatch.setitem(KINDS, "a_notice", KINDS.pop("a_notice"))
    assert notice.is_secret() is False
    assert line_of(letters_page(), "`a_notice`").startswith("| `a_notice` | A notice | a family | yes |")


def test_each_move_is_drawn_with_the_rule_of_its_guard():
    page = states_page()
    assert "    [*] --> proposed" in page
    assert "    proposed --> approved: approve [R24.2]" in page
    assert "    approved --> carried_out: carry_out\n" in page
    assert "| `approve` | R24.2 | The person who proposed a disposal cannot approve it. |" in page
    assert "(`documents.Document`)" in page


def test_they_are_among_the_documents_that_must_be_fresh():
    assert DOCUMENTS["docs/reference/letters.md"] is letters_page
    assert DOCUMENTS["docs/reference/states.md"] is states_page
