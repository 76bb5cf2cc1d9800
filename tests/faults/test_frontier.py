"""Faults of a frontier, as they are typed; those of the cluster: tests/engine/test_spread.py."""

from __future__ import annotations

import pytest

from allocator.read.catalogue.frontier import FAULTS
from allocator.read.catalogue.whole import EXIT
from faults.line import command, lay, state, typed

TYPED = [pytest.param(fault, id=fault.code) for fault in FAULTS if fault.command]


@pytest.mark.parametrize("fault", TYPED)
def test_a_command_ends_as_the_catalogue_says(fault, tmp_path):
    scenario = lay(tmp_path)
    before = state(scenario)
    ended = typed(*command(fault.command, scenario), "--out", tmp_path / "made", "--json")
    assert (ended.code, ended.codes) == (EXIT[fault.ends], [fault.code])
    assert f"[{fault.code}]" in ended.err
    assert state(scenario) == before
