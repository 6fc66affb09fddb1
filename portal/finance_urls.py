"""Addresses of finance: payments, accounts and returns."""

from django.urls import path

from portal.pages import finance, finance_accounts, finance_payments, finance_returns

urlpatterns = [
    path("", finance.home, name="finance"),
    path("payments/", finance_payments.payments, name="finance_payments"),
    path("payments/<uuid:key>/", finance_payments.payment, name="finance_payment"),
    path("payments/<uuid:key>/approve/", finance_payments.approve, name="finance_approve"),
    path("payments/<uuid:key>/release/", finance_payments.release, name="finance_release"),
    path("payments/<uuid:key>/cancel/", finance_payments.cancel, name="finance_cancel"),
    path("payments/<uuid:key>/came-back/", finance_payments.came_back, name="finance_came_back"),
    path("accounts/", finance_accounts.accounts, name="finance_accounts"),
    path("accounts/<uuid:key>/", finance_accounts.account, name="finance_account"),
    path("accounts/<uuid:key>/record/", finance_accounts.record, name="finance_account_record"),
    path("returns/", finance_returns.returns_to_check, name="finance_returns"),
    path("returns/<uuid:key>/", finance_returns.finance_return, name="finance_return"),
    path(
        "returns/<uuid:key>/deductions/<int:liability>/", finance_returns.deduction, name="finance_deduction"
    ),
    path("returns/<uuid:key>/question/", finance_returns.query, name="finance_return_query"),
    path("returns/<uuid:key>/accept/", finance_returns.accept, name="finance_return_accept"),
    path("returns/<uuid:key>/files/<uuid:file>/", finance_returns.file, name="finance_return_file"),
]
