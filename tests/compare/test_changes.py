"""What differs between two plans' inputs."""

from __future__ import annotations

from allocator.compare.changes import deep, flat, is_silent, table_items


def told(found):
    columns = ["table", "key", "column", "kind", "old", "new"]
    return [tuple(row) for row in found[columns].itertuples(index=False, name=None)]


def test_equal_inputs_have_no_items(small):
    assert small.causes_of(small.inputs(), small.inputs())[2].empty


def test_cells_and_rows_of_a_table_are_told_apart(small):
    before = small.frame("reps", [{"rep_id": "ann"}, {"rep_id": "bob", "ote": 5}])
    after = small.frame("reps", [{"rep_id": "bob", "ote": 6}, {"rep_id": "cem"}])
    found = table_items("reps", before, after)
    assert told(found) == [
        ("reps", "ann", "", "removed", None, None),
        ("reps", "cem", "", "added", None, None),
        ("reps", "bob", "ote", "changed", "5", "6"),
    ]
    assert found[["row_old", "row_new"]].to_numpy().tolist() == [[0, -1], [-1, 1], [1, 0]]


def test_keys_of_several_columns_are_joined_and_their_empty_end_left_out(small):
    before = small.frame("coverage", [{"rep_id": "ann", "territory_id": "t1"}])
    after = small.frame("coverage", [{"rep_id": "ann", "territory_id": "t1", "share": 0.5}])
    assert told(table_items("coverage", before, after)) == [
        ("coverage", "ann/t1", "share", "changed", "", "0.5")
    ]


def test_rows_without_an_id_are_paired_by_all_they_say(small):
    row = {"lever": "expansion", "opportunities": 4, "wins": 1}
    before = small.frame("history", [row, row, {**row, "wins": 2}])
    after = small.frame("history", [row, {**row, "wins": 2}])
    (only,) = told(table_items("history", before, after))
    assert only[3] == "removed"


def test_settings_are_as_large_as_a_person_would_change_at_once(small):
    found = small.causes_of(
        small.inputs(), small.inputs(model={"families": {"fairness_band": {"band": 0.1}}})
    )[2]
    assert [(key, kind) for _, key, _, kind, *_ in told(found)] == [
        (("families", "lever_totals"), "removed"),
        (("families", "fairness_band"), "changed"),
    ]


def test_settings_by_path_are_undone_again():
    tree = {"target": {"levers": {"pricing": {"amount": 5}}}, "roles": {"ae": {}}, "measure": "x"}
    assert deep(flat(tree)) == tree


def test_what_no_quota_reads_is_silent(small):
    found = small.causes_of(
        small.inputs(hierarchy=[{"node_id": "all", "name": "All"}]),
        small.inputs(
            {"title": "Other", "purpose": "why", "measure": "bookings"},
            hierarchy=[{"node_id": "all", "name": "Everybody"}],
            actuals=[{"rep_id": "ann", "lever": "expansion", "period": "2027-01-01", "booked": 1}],
        ),
    )[2]
    silent = is_silent(found)
    assert [str(key) for key in found["key"][~silent]] == ["('measure',)"]
    assert len(found[silent]) == 4


def test_a_protective_apostrophe_is_no_difference_and_is_taken_off(small):
    names = small.inputs(reps=[{"rep_id": "=ann"}])
    assert b"'=ann" in names["inputs/tables/reps.csv"]
    found = small.causes_of(names, small.inputs(reps=[{"rep_id": "=ann", "ote": 7}]))[2]
    assert list(found["key"]) == ["=ann"]
