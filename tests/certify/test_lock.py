import numpy as np
import pytest
from scipy import sparse

from allocator.certify.duality import Region
from allocator.certify.lock import locked, unproven
from allocator.domain.proof import TierProof

INF = np.inf


@pytest.fixture
def region():
    return Region(
        sparse.csr_matrix(np.array([[1.0, 1, 0], [0, 1, 1]])),
        np.array([1.0, -INF]), np.array([INF, 5.0]), np.zeros(3), np.array([1.0, 2, 3]),
    )  # fmt: skip


def tier(columns, rows, dual=(0, 0)):
    return TierProof(
        "t", len(columns), len(rows), 0.0, np.zeros(len(columns)), np.array(dual, float),
        np.array(columns, np.int8), np.array(rows, np.int8), INF, np.zeros(0),
    )  # fmt: skip


def test_locks_fix_columns_and_rows_at_their_side(region):
    found = locked(region, tier([-1, 1, 0], [-1, 1]))
    assert found.least.tolist() == [0, 2, 0]
    assert found.most.tolist() == [0, 2, 3]
    assert found.lower.tolist() == [1, 5]
    assert found.upper.tolist() == [1, 5]


def test_a_lock_of_few_columns_leaves_later_ones(region):
    found = locked(region, tier([1], [1], [0]))
    assert found.least.tolist() == [1, 0, 0]
    assert found.most.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("columns", "rows", "reduced", "dual", "bad"),
    [
        ([-1, 0, 0], [0, 0], [1, 0, 0], [0, 0], 0),
        ([-1, 0, 0], [0, 0], [-1, 0, 0], [0, 0], 1),
        ([1, 0, 0], [0, 0], [-1, 0, 0], [0, 0], 0),
        ([1, 0, 0], [0, 0], [0, 0, 0], [0, 0], 1),
        ([0, 0, 0], [-1, 0], [0, 0, 0], [1, 0], 0),
        ([0, 0, 0], [0, 1], [0, 0, 0], [0, -1], 0),
        ([0, 0, 0], [-1, 1], [0, 0, 0], [-1, 1], 2),
        # moving the column over its box would cost less than the gap
        ([-1, 0, 0], [0, 0], [1e-7, 0, 0], [0, 0], 1),
        ([0, 0, 0], [-1, 0], [0, 0, 0], [1e-8, 0], 1),
    ],
)
def test_a_lock_needs_a_multiplier_that_carries_it(region, columns, rows, reduced, dual, bad):
    column, row = unproven(region, tier(columns, rows, dual), np.array(reduced, float), 1e-9)
    assert int(column.sum() + row.sum()) == bad


def test_what_is_already_fixed_needs_none(region):
    fixed = locked(region, tier([-1, 0, 0], [-1, 0]))
    column, row = unproven(fixed, tier([-1, 0, 0], [-1, 0]), np.zeros(3), 0.0)
    assert not column.any()
    assert not row.any()
