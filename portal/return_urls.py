"""Addresses of a quarterly return."""

from django.urls import path

from portal.pages import returns

urlpatterns = [
    path("", returns.quarterly_return, name="return"),
    path("spending/", returns.spending, name="return_spending"),
    path("spending/add/", returns.spend, name="return_spend"),
    path("spending/<uuid:spent>/remove/", returns.spend_remove, name="return_spend_remove"),
    path("balances/", returns.balances, name="return_balances"),
    path("use/", returns.use, name="return_use"),
    path("owed/add/", returns.owe, name="return_owe"),
    path("owed/<uuid:owed>/remove/", returns.owe_remove, name="return_owe_remove"),
    path("files/", returns.files, name="return_files"),
    path("files/<uuid:file>/", returns.file, name="return_file"),
    path("send/", returns.send, name="return_send"),
    path("answer/", returns.answer, name="return_answer"),
]
