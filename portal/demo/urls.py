"""Addresses of the demonstration; `portal.urls` has them only where DEMO=1."""

from django.urls import path

from portal.pages import demo

urlpatterns = [
    path("", demo.sign_ins, name="demo_sign_ins"),
    path("sign-in/", demo.sign_in_as, name="demo_sign_in"),
]
