"""Rows that meet everything come last."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from allocator.solve.interior.order import elimination_order


def test_a_total_over_all_rows_is_eliminated_last():
    size = 400
    pattern = sp.eye_array(size, format="lil")
    pattern[7, :] = 1.0
    pattern[:, 7] = 1.0
    order = elimination_order(sp.csr_array(pattern))
    assert sorted(order.tolist()) == list(range(size))
    assert order[-1] == 7


def test_few_rows_have_no_hub_and_none_is_lost():
    pattern = sp.csr_array(np.ones((5, 5)))
    assert sorted(elimination_order(pattern).tolist()) == list(range(5))
