"""The staff site: the case officers' tool."""

from django.contrib.admin.apps import AdminConfig


class StaffConfig(AdminConfig):
    """The Django admin, served by the portal's own site."""

    default_site = "portal.staff_site.StaffSite"
