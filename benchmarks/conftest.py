"""What benchmarks share with the tests: static files as they lie."""

from tests.conftest import pytest_configure  # noqa: F401
