"""Options of the whole suite."""

from __future__ import annotations

import pytest
from hypothesis import settings

# the same examples every time: a red run can be run again
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew, to be read before they are committed",
    )


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")


def pytest_collection_modifyitems(config, items):
    """Leave out what takes long unless it is asked for: `make laws-long` asks by ``-m long``."""
    if config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
