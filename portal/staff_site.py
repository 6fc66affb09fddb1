"""The one AdminSite: Today first, the case page, the post; only for staff with a proved second factor."""

from django.contrib.admin import AdminSite
from django.urls import path


class StaffSite(AdminSite):
    """The case officers' tool. Signing in is the portal's own sign-in, second factor included."""

    site_header = site_title = "Personal budgets"
    index_title = "Records"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request):
        """Let in active staff; the second factor is asked of every request by `people.middleware`."""
        return request.user.is_authenticated and request.user.is_active and request.user.is_staff

    def index(self, request, extra_context=None):
        """Show Today: what is owed, soonest first."""
        from portal.pages import casework

        return casework.today(request)

    def get_urls(self):
        """Put the case pages and the post beside the records."""
        # Pages are read here, when addresses are made: the site itself is made before the apps are ready.
        from portal.pages import casework, casework_acts, post

        case = "children/<uuid:key>/"
        pages = [
            path(case, casework.case, name="case"),
            path(f"{case}plan/", casework.plan, name="case_plan"),
            path(f"{case}letters/", casework.letters, name="case_letters"),
            path(f"{case}messages/", casework.messages_of_child, name="case_messages"),
            path(f"{case}documents/", casework.documents, name="case_documents"),
            path(f"{case}history/", casework.history, name="case_history"),
            path(f"{case}give-information/", casework_acts.give_information, name="give_information"),
            path(
                f"{case}ask-for-information/",
                casework_acts.ask_for_information,
                name="log_ask_for_information",
            ),
            path(f"{case}invite/", casework_acts.invite, name="invite"),
            path(f"{case}assign-officer/", casework_acts.assign_officer, name="assign_officer"),
            path(f"{case}messages/<int:person>/", casework_acts.reply, name="reply"),
            path(f"{case}answered/<int:clock>/", casework_acts.answered, name="answered"),
            path("post/", post.print_queue, name="print_queue"),
            path("post/batch.pdf", post.print_batch, name="print_batch"),
            path("post/not-delivered/", post.not_delivered, name="not_delivered"),
            path("post/<int:delivery>/", post.settle, name="settle_delivery"),
        ]
        return pages + super().get_urls()
