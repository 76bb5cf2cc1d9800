"""Faults of a frontier: what is swept, what it is weighed by, and the cluster that solves it.

An entry without a command needs a cluster: its test makes it.
"""

from __future__ import annotations

from allocator.read.catalogue.example import sentence
from allocator.read.catalogue.fault import Fault


def fault(code: str, what: str, want: str, fix: str, command: str = "") -> Fault:
    """Make an entry of this group."""
    return Fault(code, "frontier", what, want, sentence(fix), command=command)


def swept(options: str) -> str:
    """Give the command that sweeps the small scenario."""
    return f"frontier SCENARIO {options}"


FAULTS: tuple[Fault, ...] = (
    fault(
        "vary-malformed",
        "is no setting with its values",
        "path=a,b,c",
        "write it as fairness_band.band=0.05,0.1,0.15",
        swept("--vary fairness_band.band"),
    ),
    fault(
        "vary-twice",
        "names a value twice; 0.1 and 0.10 are the same",
        "every value once",
        "leave the second one out",
        swept("--vary fairness_band.band=0.1,0.10"),
    ),
    fault(
        "vary-settings",
        "sweeps no setting, more than two, or one twice",
        "one setting, or two different ones",
        "sweep the others in a frontier of their own",
        swept("--vary target.scale=1,2 --vary target.scale=3"),
    ),
    fault(
        "vary-many",
        "makes too many points",
        "at most 400",
        "give fewer values",
    ),
    fault(
        "frontier-measure",
        "are no two measures of a trade-off",
        "two different measures of frontier.csv",
        "name two different measures, the one that costs first",
        swept("--vary target.scale=1,2 --between shortfall,joy"),
    ),
    fault(
        "cluster-missing",
        "the library that speaks with a cluster is not installed",
        "dask.distributed",
        'install it: pip install "allocator[cluster]"',
    ),
    fault(
        "cluster-unreachable",
        "no scheduler answers at this address",
        "the address that `dask scheduler` printed",
        "start the scheduler and its workers, or correct the address",
        swept("--vary target.scale=1,0.9 --cluster nowhere"),
    ),
    fault(
        "cluster-lost",
        "the cluster went away before its work was done",
        "a scheduler that stays until the end",
        "start it again, or work here with --workers",
    ),
    fault(
        "cluster-version",
        "a worker of the cluster has another version of allocator",
        "the same version everywhere",
        "install the same version everywhere",
    ),
)
"""Settings first, then the cluster."""
