"""The one AdminSite: Today first, the case page, the post; only for staff with a proved second factor."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.urls import path
from django.views.decorators.cache import never_cache

from govuk.admin import CaseAdmin


class StaffSite(AdminSite):
    """The case officers' tool. Signing in is the portal's own sign-in, second factor included."""

    site_header = site_title = "Personal budgets"
    index_title = "Records"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request):
        """Let in active staff; the second factor is asked of every request by `people.middleware`."""
        return request.user.is_authenticated and request.user.is_active and request.user.is_staff

    def admin_view(self, view, cacheable=False):
        """Send strangers to the portal's own sign-in; to those who are not staff the site does not exist."""

        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not self.has_permission(request):
                raise Http404
            return never_cache(view)(request, *args, **kwargs)

        return guarded

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take the lists made for officers only: a library's own admin would show and change what it likes."""
        if admin_class and issubclass(admin_class, CaseAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_app_list(self, request, app_label=None):
        """List no apps: the navigation of the service says where to go."""
        return []

    def index(self, request, extra_context=None):
        """Show Today: what is owed, soonest first."""
        from portal.pages import casework

        return casework.today(request)

    def get_urls(self):
        """Answer Today, the case pages, the post and the lists, and nothing else of Django's admin."""
        # Pages are read here, when addresses are made: the site itself is made before the apps are ready.
        from portal.pages import casework, casework_acts, family_acts, post

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
            path(f"{case}family/add/", family_acts.tie, name="tie_person"),
            path(f"{case}family/<int:link>/contact/", family_acts.contact, name="change_contact"),
            path(f"{case}family/<int:link>/end/", family_acts.end, name="end_link"),
            path(f"{case}family/<int:link>/sign-in/", family_acts.sign_in, name="family_sign_in"),
            path(
                f"{case}family/<int:link>/sign-in/close/",
                family_acts.close_sign_in,
                name="close_family_sign_in",
            ),
            path(
                f"{case}family/<int:link>/sign-in/reset-second-step/",
                family_acts.reset_second_step,
                name="reset_family_second_step",
            ),
            path(f"{case}assign-officer/", casework_acts.assign_officer, name="assign_officer"),
            path(f"{case}messages/<int:person>/", casework_acts.reply, name="reply"),
            path(f"{case}answered/<int:clock>/", casework_acts.answered, name="answered"),
            path("post/", post.print_queue, name="print_queue"),
            path("post/batch.pdf", post.print_batch, name="print_batch"),
            path("post/not-delivered/", post.not_delivered, name="not_delivered"),
            path("post/<int:delivery>/", post.settle, name="settle_delivery"),
        ]
        lists = [
            path(
                f"{model._meta.app_label}/{model._meta.model_name}/",
                self.admin_view(found.changelist_view),
                name=f"{_name(model)}_changelist",
            )
            for model, found in self._registry.items()
        ]
        return [path("", self.admin_view(self.index), name="index"), *pages, *lists]


def _name(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"
