"""The small organisation, solved once."""

from __future__ import annotations

import pytest

from activity.acme import organisation, planned


@pytest.fixture(scope="session")
def acme():
    return organisation()


@pytest.fixture(scope="session")
def plan(acme):
    return planned(acme)
