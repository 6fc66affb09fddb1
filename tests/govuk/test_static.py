"""The static files stand on their own under the names production gives them."""

import re

import pytest
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

from govuk import vendor

FILES = [
    "govuk/govuk-frontend.min.css", "govuk/govuk-frontend.min.js", "portal/init.js", "portal/portal.css",
    "portal/admin.css", "portal/favicon.svg",
]  # fmt: skip


class Hashed(ManifestStaticFilesStorage):
    """The way production names files: by their content, imports of modules included."""

    support_js_module_import_aggregation = True


@pytest.fixture
def collected(tmp_path):
    """Give our files as they are collected."""
    source = FileSystemStorage(vendor.STATIC.parent)
    storage = Hashed(location=tmp_path, base_url="/static/")
    found = {name: (source, name) for name in FILES}
    for name in FILES:
        storage._save(name, source.open(name))
    problems = [done for done in storage.post_process(found) if isinstance(done[2], Exception)]
    assert problems == []
    return storage


def test_every_file_named_here_is_found():
    assert [name for name in FILES if not find(name)] == []


def test_the_script_imports_the_library_by_the_name_it_has(collected):
    text = collected.open(collected.stored_name("portal/init.js")).read().decode()
    imported = re.search(r'from "\.\./govuk/(govuk-frontend\.min\.[0-9a-f]{12}\.js)"', text)
    assert imported and collected.exists(f"govuk/{imported[1]}")


def test_no_style_sheet_asks_for_a_file_that_is_not_there(collected):
    for name in ("govuk/govuk-frontend.min.css", "portal/portal.css", "portal/admin.css"):
        text = collected.open(collected.stored_name(name)).read().decode()
        assert re.findall(r"url\((?!['\"]?data:)[^)]*\)", text) == []
