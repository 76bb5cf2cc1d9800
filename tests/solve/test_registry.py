"""Back-ends by name, and what is said about names that lead nowhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from allocator.errors import InputError
from allocator.solve import registry


def test_the_dependencies_of_the_package_are_all_installed():
    assert {"highs", "highs-ipm", "piqp", "clarabel", "cbc"} <= set(registry.installed())


@pytest.mark.parametrize("name", registry.installed())
def test_a_name_gives_the_back_end_of_that_name(name):
    assert registry.backend(name).name == name


def test_an_unknown_name_is_told_those_that_are_installed():
    with pytest.raises(InputError) as caught:
        registry.backend("simplexx")
    problem = caught.value.problems[0]
    assert (problem.code, problem.got) == ("solver-unknown", "simplexx")
    assert all(name in problem.want for name in registry.installed())


def test_a_solver_that_is_known_but_not_here_is_missing():
    absent = next(name for name in registry.known() if name not in registry.installed())
    with pytest.raises(InputError) as caught:
        registry.backend(absent)
    problem = caught.value.problems[0]
    assert (problem.code, problem.got) == ("solver-missing", absent)
    assert "highs" in problem.want


def test_importing_the_registry_imports_no_solver():
    code = (
        "import sys\n"
        "import allocator.solve.registry\n"
        "heavy = {'highspy', 'piqp', 'clarabel', 'pulp', 'scipy', 'numpy'} & set(sys.modules)\n"
        "raise SystemExit(' '.join(sorted(heavy)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)  # noqa: S603 - our own code
    assert (done.returncode, done.stderr.strip()) == (0, b"")
