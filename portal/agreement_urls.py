"""Addresses of agreements, their endings and annual review meetings on the staff site."""

from django.urls import include, path

from portal.pages import casework_agreement_acts as acts
from portal.pages import casework_agreements, casework_annual_reviews, casework_endings

AGREEMENT = [
    path("", casework_agreements.case_agreement, name="case_agreement"),
    path("prepare/", acts.prepare, name="agreement_prepare"),
    path("notice/", acts.issue_notice, name="agreement_notice"),
    path("change/", acts.revise, name="agreement_revise"),
    path("consent/<slug:kind>/", acts.record_consent, name="agreement_record_consent"),
    path("declined/", acts.record_declined, name="agreement_record_declined"),
    path("sign/", acts.sign, name="agreement_sign"),
    path("begin/", acts.begin, name="agreement_begin"),
    path("withdrawal/", acts.record_withdrawal, name="agreement_record_withdrawal"),
    path("another-way/", acts.record_another_way, name="agreement_another_way"),
    path("death/", acts.record_death, name="agreement_record_death"),
    path("payment-review/", acts.record_payment_review, name="record_payment_review"),
    path("end/", casework_endings.propose_ending, name="propose_ending"),
]
ENDING = [
    path("", casework_endings.case_ending, name="case_ending"),
    path("notice/", casework_endings.give_notice, name="ending_notice"),
    path("drop/", casework_endings.drop, name="ending_drop"),
]
ANNUAL_REVIEW = [
    path("", casework_annual_reviews.case_annual_review, name="case_annual_review"),
    path("meeting/", casework_annual_reviews.record_meeting, name="annual_review_meeting"),
    path("outcomes/", casework_annual_reviews.record_outcomes, name="annual_review_outcomes"),
    path("plan-sent/", casework_annual_reviews.circulate, name="annual_review_circulate"),
    path("close/", casework_annual_reviews.close, name="annual_review_close"),
]
urlpatterns = [
    path("agreements/<uuid:key>/", include(AGREEMENT)),
    path("endings/<uuid:key>/", include(ENDING)),
    path("children/<uuid:key>/annual-reviews/<int:review>/", include(ANNUAL_REVIEW)),
]
