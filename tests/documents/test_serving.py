"""A private file leaves as a download and never as a page."""

import pytest
from django.http import HttpResponse

from documents.serving import attachment


def test_the_headers_of_a_download():
    response = attachment(HttpResponse(b"x", content_type="image/png"), "report.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("café.pdf", "attachment; filename*=utf-8''caf%C3%A9.pdf"),
        ('a"b.pdf', 'attachment; filename="a\\"b.pdf"'),
        ("a;b.pdf", 'attachment; filename="a;b.pdf"'),
    ],
)
def test_names_are_written_so_that_browsers_read_them_back(name, header):
    assert attachment(HttpResponse(), name)["Content-Disposition"] == header


def test_the_policy_of_the_site_does_not_replace_the_sandbox(rf):
    from csp.middleware import CSPMiddleware

    answer = CSPMiddleware(lambda request: attachment(HttpResponse(b"x"), "a.pdf"))(rf.get("/"))
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
