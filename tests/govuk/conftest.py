import copy

import pytest


@pytest.fixture(autouse=True)
def own_addresses(settings):
    """Use the addresses and the invented council of these tests: this floor knows nothing above it."""
    settings.ROOT_URLCONF = "tests.govuk.urls"
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    processors = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    own = [name for name in processors if not name.startswith("portal.")]
    settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = [*own, "tests.govuk.urls.council"]
