"""The stand-in for ClamAV speaks its protocol, and knows the harmless test file and nothing else."""

import io
import os
import sys
from urllib.parse import urlsplit

import clamd
import pytest

from portal.local import scanner
from portal.local.processes import free_port, start, wait_until


@pytest.fixture
def client(tmp_path):
    port = free_port()
    child = start("scanner", [sys.executable, scanner.__file__, port], log=tmp_path / "log")
    try:
        wait_until(lambda: "demonstration only" in child.last_words(), child)
        yield clamd.ClamdNetworkSocket("127.0.0.1", port, timeout=10)
    finally:
        child.stop()


def test_it_answers(client):
    assert client.ping() == "PONG"
    assert "not a virus scanner" in client.version()


def test_it_finds_the_test_file_and_passes_others(client):
    assert client.instream(io.BytesIO(scanner.TEST_FILE)) == {"stream": ("FOUND", "Eicar-Test-Signature")}
    assert client.instream(io.BytesIO(b"%PDF-1.7 " + b"a letter " * 100_000)) == {"stream": ("OK", None)}


def test_real_clamav_agrees_about_the_test_file():
    url = urlsplit(os.environ["CLAMD_URL"])
    real = clamd.ClamdNetworkSocket(url.hostname, url.port, timeout=10)
    assert real.instream(io.BytesIO(scanner.TEST_FILE)) == {
        "stream": ("FOUND", "Eicar-Test-Signature.UNOFFICIAL")
    }
    assert real.instream(io.BytesIO(b"a letter")) == {"stream": ("OK", None)}
