"""Names of files as we keep and show them: what a person called it, without what could mislead or harm."""

import re
import unicodedata

LONGEST = 100
# Signs the officers' computers do not allow in the name of a file.
_FORBIDDEN = re.compile(r'[<>:"|?*%]')


def clean_name(given):
    """Give a file's name without folders, needless length, and signs nobody sees or that turn it round.

    The ending is kept, in lower case; a name of which nothing is left is called "file".
    """
    name = re.split(r"[/\\]", given)[-1]
    name = unicodedata.normalize("NFC", "".join(sign for sign in name if _is_seen(sign)))
    name = " ".join(_FORBIDDEN.sub("-", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    ending = ending.lower()[:10]
    stem = stem.strip(". ")[: LONGEST - len(ending) - 1] or "file"
    return f"{stem}.{ending}" if ending else stem


def ending_of(name):
    """Give the ending of a cleaned name, without its dot."""
    return name.rpartition(".")[2] if "." in name else ""


def _is_seen(sign):
    # Cc: control, Cf: format (among them the marks that turn the writing round), Cs: half a pair,
    # Co and Cn: private and unassigned, Zl and Zp: line and paragraph ends. Tabs and newlines become spaces.
    return sign in "\t\n\r " or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
