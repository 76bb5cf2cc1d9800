"""A Dask cluster has the work: two processes of this machine, of which one is killed midway."""

from __future__ import annotations

import os
import signal

import pytest

from allocator.engine.frontier import frontier
from allocator.engine.load import load
from allocator.present.frontier.folder import files
from faults.line import lay

distributed = pytest.importorskip("distributed")

SCALES = {"target.scale": [1.0, 0.9, 1.1, 0.8, 1.2, 0.7]}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return load(lay(tmp_path_factory.mktemp("small")), model="proportional")


@pytest.fixture
def cluster(tmp_path):
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        local_directory=str(tmp_path),
        silence_logs=50,
    ) as made:
        yield made


@pytest.mark.long
def test_a_worker_killed_midway_changes_nothing(scenario, cluster):
    killed = []

    def kill(done, _):
        if done == 2 and not killed:
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    found = frontier(scenario, SCALES, cluster=cluster.scheduler_address, progress=kill)
    assert len(killed) == 1
    assert all(point.certified for point in found.points)
    assert files(found) == files(frontier(scenario, SCALES))
