"""Addresses of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from govuk.views import brand_css, parts
from portal.pages import (
    agreements,
    disposals,
    family,
    files,
    health,
    joining,
    public,
    record,
    requests,
    reviews,
    teams,
)
from portal.pages.asking import drafts

handler500 = "portal.pages.errors.failed"

urlpatterns = [
    path("", public.start, name="start"),
    path("what-can-be-funded/", public.what_can_be_funded, name="what_can_be_funded"),
    path("your-rights/", public.your_rights, name="rights"),
    path("ways-to-hold-a-budget/", public.ways_to_hold, name="ways_to_hold"),
    path("how-decisions-are-made/", public.how_decided, name="how_decided"),
    path("numbers/", public.numbers, name="numbers"),
    path("advice/", public.advice, name="advice"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
    path("cookies/", public.cookies, name="cookies"),
    path("brand.css", brand_css, name="brand-css"),
    path("healthz/", health.alive, name="alive"),
    path("healthz/ready/", health.ready, name="ready"),
    path("home/", family.home, name="home"),
    path("letters/", family.letters, name="letters"),
    path("letters/<uuid:key>/", files.letter, name="letter"),
    path("letters/<uuid:key>/pdf/", files.letter_pdf, name="letter_pdf"),
    path("documents/<uuid:key>/", files.document, name="document"),
    path("children/<uuid:key>/", family.child, name="child"),
    path("children/<uuid:key>/requests/", family.requests_of_child, name="child_requests"),
    path("children/<uuid:key>/messages/", family.conversation, name="conversation"),
    path("children/<uuid:key>/ask-for-information/", family.ask_for_information, name="ask_for_information"),
    path("children/<uuid:key>/request/", drafts.start, name="request_start"),
    path("drafts/", include("portal.asking_urls")),
    path("requests/<uuid:key>/", requests.status, name="request_status"),
    path("requests/<uuid:key>/sent/", requests.sent, name="request_sent"),
    path("requests/<uuid:key>/change/", requests.amend, name="request_amend"),
    path("requests/<uuid:key>/withdraw/", requests.withdraw, name="request_withdraw"),
    path("requests/<uuid:key>/review/", reviews.ask, name="review_ask"),
    path("endings/<uuid:key>/review/", reviews.ask_about_ending, name="review_ask_ending"),
    path("reviews/<uuid:key>/", reviews.review, name="review"),
    path("reviews/<uuid:key>/sent/", reviews.sent, name="review_sent"),
    path("reviews/<uuid:key>/add/", reviews.add, name="review_add"),
    path("agreements/<uuid:key>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:key>/consent/", agreements.consent, name="agreement_consent"),
    path("agreements/<uuid:key>/decline/", agreements.decline, name="agreement_decline"),
    path("agreements/<uuid:key>/withdraw/", agreements.withdraw_consent, name="agreement_withdraw"),
    path("agreements/<uuid:key>/account/", agreements.account, name="agreement_account"),
    path("returns/<uuid:key>/", include("portal.return_urls")),
    path("finance/", include("portal.finance_urls")),
    path("join/", joining.join, name="join"),
    path("board/", include("portal.board_urls")),
    path("account/", include("portal.account_urls")),
    path("staff/record/", record.record_of_acts, name="record"),
    path("staff/record/looks/", record.looks, name="looks"),
    path("staff/record/disposals/", disposals.disposals, name="disposals"),
    path("staff/record/disposals/propose/", disposals.propose, name="disposal_propose"),
    path("staff/record/disposals/<int:disposal>/", disposals.disposal, name="disposal"),
    path("staff/people/teams/", teams.team_list, name="team_list"),
    path("staff/people/teams/make/", teams.team_make, name="team_make"),
    path("staff/people/sign-ins/", include("portal.staff_user_urls")),
    path("staff/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("portal.demo.urls")))
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("developers/parts/", parts, name="parts"))
