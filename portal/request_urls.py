"""Addresses of a request on the staff site, below its own."""

from django.urls import path

from portal.pages import triage, triage_acts

urlpatterns = [
    path("", triage.case_request, name="case_request"),
    path("change/", triage_acts.amend, name="request_amend"),
    path("outside-a-window/", triage_acts.dispose, name="request_dispose"),
    path("ask-for-more/", triage_acts.ask_for_more, name="request_ask_for_more"),
    path("what-came/", triage_acts.settle_question, name="request_settle_question"),
    path("recipient/", triage_acts.check_recipient, name="request_check_recipient"),
    path("views/", triage_acts.record_views, name="request_record_views"),
    path("lines/<uuid:line>/cost/", triage_acts.check_cost, name="request_check_cost"),
    path("lines/<uuid:line>/assessment/", triage_acts.assess_care, name="request_assess_care"),
    path("lines/<uuid:line>/place/", triage_acts.set_on_site, name="request_set_on_site"),
    path("lines/<uuid:line>/ask-the-setting/", triage_acts.ask_setting, name="request_ask_setting"),
    path("consents/<int:consent>/", triage_acts.record_consent, name="request_record_consent"),
    path("ready/", triage_acts.make_ready, name="request_make_ready"),
    path("close/", triage_acts.close, name="request_close"),
]
