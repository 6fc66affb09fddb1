"""Templates: no period typed by hand, nothing the content policy forbids, no unescaped text, no arithmetic."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt"))
NUMBER = r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|twenty-eight)"
PERIOD = re.compile(rf"\b{NUMBER}[ -](calendar |working )?(day|week|month|year)s?\b", re.IGNORECASE)
# The article of a letter was escaped when it was written, and is locked since.
WRITTEN_ONCE = {"family/letter.html": "letter.html|safe", "letters/print.html": "|safe"}


def name_of(path):
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_period_is_typed_by_hand(path):
    words = re.sub(r"{#.*?#}|{%.*?%}", "", path.read_text())
    assert PERIOD.search(words) is None, f"{name_of(path)}: {PERIOD.search(words)[0]}: read it from policy"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_the_content_security_policy_forbids(path):
    text = path.read_text()
    if path.suffix == ".html" and not name_of(path).startswith("letters/"):
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|javascript:", text)
        scripts = [tag for tag in re.findall(r"<script[^>]*>", text) if "application/json" not in tag]
        assert all("nonce=" in tag or "src=" in tag for tag in scripts)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_text_is_let_through_unescaped(path):
    text = path.read_text()
    allowed = WRITTEN_ONCE.get(name_of(path))
    for found in re.findall(r"[\w.]*\|safe\b|{% autoescape off %}", text):
        if path.suffix == ".txt" and found.startswith("{%"):
            continue
        assert allowed and allowed in found, f"{name_of(path)}: {found}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_arithmetic(path):
    assert not re.search(r"\|(add|divisibleby):", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_title_names_a_person(path):
    titles = re.findall(r"{% block (?:title|section) %}(.*?){% endblock %} ?", path.read_text())
    named = re.findall(r"[\w.]*\.name\b|\bheading\b", "".join(titles).replace("council.name", ""))
    assert named == [], "the history of a shared browser keeps titles"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_email_is_spelt_one_way(path):
    assert not re.search("e-mail", path.read_text(), re.IGNORECASE)


def test_words_in_the_code_spell_email_the_same_way():
    from letters.kinds import KINDS
    from letters.models import Channel

    read = [
        *Channel.labels,
        *(f"{kind.title} {kind.email_subject} {kind.email_words}" for kind in KINDS.values()),
    ]
    assert [words for words in read if "e-mail" in words.lower()] == []
