"""The one AdminSite: Today first, the case page, the post; only for staff with a proved second factor."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.urls import include, path
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
        from portal.pages import casework_reviews, post, triage

        pages = [
            path("children/<uuid:key>/", include("portal.case_urls")),
            path("requests/", triage.queue, name="triage"),
            path("requests/<uuid:key>/", include("portal.request_urls")),
            path("requests/<uuid:key>/log-review/", casework_reviews.log, name="review_log"),
            path(
                "endings/<uuid:key>/log-review/", casework_reviews.log_about_ending, name="review_log_ending"
            ),
            path("reviews/<uuid:key>/", include("portal.review_urls")),
            path("", include("portal.agreement_urls")),
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
