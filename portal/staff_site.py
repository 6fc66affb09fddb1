"""The one AdminSite: Today first, and only for staff whose second factor is proved."""

from django.contrib.admin import AdminSite


class StaffSite(AdminSite):
    """The case officers' tool. Signing in is the portal's own sign-in, second factor included."""

    site_header = site_title = "Personal budgets"
    index_title = "Records"
    enable_nav_sidebar = False

    def has_permission(self, request):
        """Let in active staff; the second factor is asked of every request by `people.middleware`."""
        return request.user.is_authenticated and request.user.is_active and request.user.is_staff
