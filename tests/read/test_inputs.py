from allocator.read.inputs import PARAMETERS, input_hash

FILES = {
    "inputs/scenario.yaml": b"name: x\n",
    "inputs/tables/reps.csv": b"rep_id\na\n",
    PARAMETERS: b"symbol\n",
}


def test_the_hash_is_of_inputs_and_options():
    digest = input_hash(FILES, {"solver": "auto", "time_limit": None})
    assert len(digest) == 64
    assert input_hash(FILES, {"time_limit": None, "solver": "auto"}) == digest
    assert input_hash(FILES, {"time_limit": 60, "solver": "auto"}) != digest
    assert input_hash(FILES, {"time_limit": 60.0}) == input_hash(FILES, {"time_limit": 60})


def test_what_follows_from_the_inputs_is_no_part_of_their_hash():
    digest = input_hash(FILES, {})
    assert input_hash({**FILES, PARAMETERS: b"other"}, {}) == digest
    assert input_hash({**FILES, "quotas.csv": b"other"}, {}) == digest
    assert input_hash({**FILES, "inputs/scenario.yaml": b"name: y\n"}, {}) != digest


def test_content_cannot_move_from_one_file_to_the_next_unnoticed():
    one = {"inputs/a": b"xy", "inputs/b": b"z"}
    other = {"inputs/a": b"x", "inputs/b": b"yz"}
    assert input_hash(one, {}) != input_hash(other, {})
