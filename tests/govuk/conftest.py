import pytest


@pytest.fixture(autouse=True)
def own_addresses(settings):
    """Use the addresses of these tests alone."""
    settings.ROOT_URLCONF = "tests.govuk.urls"
