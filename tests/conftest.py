"""Options of the whole suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew, to be read before they are committed",
    )


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")
