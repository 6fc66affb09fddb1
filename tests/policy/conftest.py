"""The policy as it comes, whatever the environment says; a council's file only where a test writes one."""

import pytest
from hypothesis import settings

# A busy machine is slow, not wrong.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def no_council_file(monkeypatch):
    """Leave out a council's own file."""
    monkeypatch.delenv("COUNCIL_POLICY", raising=False)


@pytest.fixture
def council_file(tmp_path, monkeypatch):
    """Give a function that writes a council's file and puts it in force."""
    made = 0

    def write(text):
        nonlocal made
        made += 1
        path = tmp_path / f"council-{made}.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("COUNCIL_POLICY", str(path))
        return path

    return write
