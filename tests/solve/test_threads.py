"""Whatever number of BLAS threads is set, a solve runs with one and leaves it as it was."""

import numpy as np  # noqa: F401 - it brings its BLAS along
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from allocator.solve.threads import one_thread


def threads():
    return {found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"}


@pytest.mark.parametrize("before", [1, 2])
def test_one_inside_and_as_before_outside(before):
    with threadpool_limits(limits=before, user_api="blas"):
        assert one_thread(threads)() == {1}
        assert threads() == {before}
