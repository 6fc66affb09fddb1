"""Addresses of a child's case on the staff site, below the child's own."""

from django.urls import path

from portal.pages import casework, casework_acts, family_acts, triage

urlpatterns = [
    path("", casework.case, name="case"),
    path("plan/", casework.plan, name="case_plan"),
    path("requests/", triage.requests_of_child, name="case_requests"),
    path("letters/", casework.letters, name="case_letters"),
    path("messages/", casework.messages_of_child, name="case_messages"),
    path("documents/", casework.documents, name="case_documents"),
    path("history/", casework.history, name="case_history"),
    path("give-information/", casework_acts.give_information, name="give_information"),
    path(
        "ask-for-information/",
        casework_acts.ask_for_information,
        name="log_ask_for_information",
    ),
    path("invite/", casework_acts.invite, name="invite"),
    path("family/add/", family_acts.tie, name="tie_person"),
    path("family/<int:link>/contact/", family_acts.contact, name="change_contact"),
    path("family/<int:link>/end/", family_acts.end, name="end_link"),
    path("family/<int:link>/sign-in/", family_acts.sign_in, name="family_sign_in"),
    path(
        "family/<int:link>/sign-in/close/",
        family_acts.close_sign_in,
        name="close_family_sign_in",
    ),
    path(
        "family/<int:link>/sign-in/reset-second-step/",
        family_acts.reset_second_step,
        name="reset_family_second_step",
    ),
    path("assign-officer/", casework_acts.assign_officer, name="assign_officer"),
    path("messages/<int:person>/", casework_acts.reply, name="reply"),
    path("answered/<int:clock>/", casework_acts.answered, name="answered"),
]
