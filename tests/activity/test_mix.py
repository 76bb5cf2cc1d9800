from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.activity import mix
from allocator.errors import InputError
from tiny import tiny


def weights(leads, main, share):
    count = len(leads)
    return mix.weights(
        np.zeros(count, np.int64), np.array(leads), np.array(main), np.full(count, share)
    ).tolist()


def test_leading_and_lagging_have_their_shares_and_the_number_has_half_of_the_lagging_one():
    found = weights([True, True, False, False, False], [False, False, True, False, False], 0.6)
    assert found == [0.3, 0.3, 0.2, 0.1, 0.1]


def test_who_has_one_kind_only_has_all_weight_there():
    assert weights([False, False], [True, False], 0.65) == [0.5, 0.5]
    assert weights([True, True, True], [False] * 3, 0.35) == [0.34, 0.33, 0.33]
    assert weights([False, False], [False, False], 0.2) == [0.5, 0.5]


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30),
    st.floats(0, 1),
)
def test_weights_sum_to_one(kinds, share):
    leads, main = (list(side) for side in zip(*kinds, strict=True))
    found = weights(leads, main, share)
    assert sum(found) == pytest.approx(1.0, abs=1e-12)
    assert min(found) >= 0


def test_defaults_are_those_of_practice():
    assert 0.60 <= mix.BY_KIND["sdr"] <= 0.70
    assert 0.60 <= 1 - mix.BY_KIND["executive"] <= 0.70
    assert mix.BY_KIND["manager"] < 0.5
    assert 0.70 <= mix.BY_STAGE["early"] <= 0.80
    assert 0.60 <= 1 - mix.BY_STAGE["mature"] <= 0.70


def test_a_role_has_the_mix_of_its_kind_unless_the_scenario_gives_one():
    plain = tiny()
    assert mix.of_role(plain, plain.roles["ae"]) == 0.35
    given_ = tiny(more={"objectives": {"mix": {"ae": {"lagging": 0.8}}}})
    assert mix.of_role(given_, given_.roles["ae"]) == pytest.approx(0.2)
    both = tiny(more={"objectives": {"mix": {"ae": {"leading": 0.4, "lagging": 0.6}}}})
    assert mix.of_role(both, both.roles["ae"]) == 0.4


def test_the_stage_rules_nodes():
    assert mix.of_nodes(tiny()) == mix.BY_KIND["manager"]
    assert mix.of_nodes(tiny(more={"objectives": {"company_stage": "early"}})) == 0.75
    own = {"company_stage": "early", "stage_mix": {"early": {"leading": 0.7}}}
    assert mix.of_nodes(tiny(more={"objectives": own})) == 0.7


@pytest.mark.parametrize("wrong", [{}, {"leading": 0.4, "lagging": 0.4}, {"leading": 1.4}])
def test_a_mix_must_sum_to_one(wrong):
    with pytest.raises(InputError):
        tiny(more={"objectives": {"mix": {"ae": wrong}}})
