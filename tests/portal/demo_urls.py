"""The addresses of a demonstration: the service's own and the demonstration's."""

from django.urls import include, path

from portal import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include("portal.demo.urls"))]
