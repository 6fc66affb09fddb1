"""Pages for everybody: what can be funded, rights, decisions, every number, and the statements we owe."""

from django.conf import settings
from django.shortcuts import render

import policy
from policy import catalogue, decision_path, mechanisms, payment_tests, rights
from policy.numbers import EVIDENCE
from policy.plain import count_words
from portal.pages.shared import today
from portal.wording import catalogue_rows

DAY = 24 * 60 * 60


def start(request):
    """Show where the service begins (R1.4, R3)."""
    return render(
        request, "public/start.html", {"rights": rights.RIGHTS, "no_right": rights.NO_RIGHT_TO_PAYMENT}
    )


def what_can_be_funded(request):
    """Show what a budget may pay for, line by line (R4A.4)."""
    return render(
        request,
        "public/what_can_be_funded.html",
        {"streams": catalogue_rows(today()), "merits": catalogue.MERITS_NOTE, "scope": catalogue.SCOPE_NOTE},
    )


def your_rights(request):
    """Show the four rights (R1.4)."""
    return render(
        request, "public/rights.html", {"rights": rights.RIGHTS, "no_right": rights.NO_RIGHT_TO_PAYMENT}
    )


def ways_to_hold(request):
    """Show the four ways to hold a budget (R1.7)."""
    return render(request, "public/ways_to_hold.html", {"ways": mechanisms.WAYS})


def how_decided(request):
    """Show how decisions are made: the steps and the tests (R6, R25)."""
    on = today()
    return render(
        request,
        "public/how_decided.html",
        {
            "steps": decision_path.STEPS,
            "tests": payment_tests.TESTS,
            "local_questions": payment_tests.LOCAL_QUESTIONS,
            "review_request": policy.number("review_request_window", on=on),
            "review_outcome": policy.number("review_outcome_limit", on=on),
        },
    )


def numbers(request):
    """Show every number the service counts with, and who says so."""
    return render(
        request,
        "public/numbers.html",
        {"rows": [(setting, EVIDENCE[setting.evidence]) for setting in policy.settings(today())]},
    )


def advice(request):
    """Show who gives independent advice (R3.1)."""
    return render(request, "public/advice.html")


def accessibility(request):
    """Show the accessibility statement (R24.6)."""
    return render(request, "public/accessibility.html")


def privacy(request):
    """Show the privacy notice (R24.1)."""
    keys = ("retention_case", "retention_fin")
    shown = {key: policy.number(key, on=today()) for key in keys}
    sar = policy.number("sar", on=today())
    return render(
        request,
        "public/privacy.html",
        shown | {"sar_time": count_words(sar.value, sar.unit.removesuffix("s"))},
    )


def cookies(request):
    """Show the cookies we set."""
    lasts = count_words(settings.CSRF_COOKIE_AGE // DAY, "day")
    return render(request, "public/cookies.html", {"csrf_lasts": lasts})
