"""Addresses of the administrator's pages about sign-ins of staff."""

from django.urls import path

from portal.pages import staff_users

urlpatterns = [
    path("", staff_users.staff_user_list, name="staff_user_list"),
    path("make/", staff_users.staff_user_make, name="staff_user_make"),
    path("<int:pk>/", staff_users.staff_user, name="staff_user"),
    path("<int:pk>/change-roles/", staff_users.staff_user_change_roles, name="staff_user_change_roles"),
    path("<int:pk>/close/", staff_users.staff_user_close, name="staff_user_close"),
    path(
        "<int:pk>/reset-second-factor/",
        staff_users.staff_user_reset_second_factor,
        name="staff_user_reset_second_factor",
    ),
]
