"""The light tree of YAML: values, places, bounds."""

import math
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.read import yaml
from allocator.read.canonical import yaml_bytes
from allocator.read.place import Place


def read(text):
    problems = []
    data = text if isinstance(text, bytes) else text.encode()
    tree = yaml.parse(data, file="s.yaml", problems=problems)
    return tree, [problem.code for problem in problems]


def places(text):
    problems = []
    yaml.parse(text.encode(), file="s.yaml", problems=problems)
    return [(p.code, p.line, p.column) for p in problems]


def test_every_key_and_value_keeps_its_line_and_column():
    tree, _ = read("a: 1\nb:\n  - x\n  - {c: y}\n")
    assert (tree.at(("a",)).key.line, tree.at(("a",)).key.column) == (1, 1)
    assert (tree.at(("a",)).place.line, tree.at(("a",)).place.column) == (1, 4)
    assert (tree.at(("b", 0)).place.line, tree.at(("b", 0)).place.column) == (3, 5)
    leaf = tree.at(("b", 1, "c"))
    assert (leaf.key.column, leaf.place.column, leaf.raw) == (6, 9, "y")


def test_a_path_is_followed_as_far_as_it_exists():
    tree, _ = read("a: {b: [1]}\n")
    assert tree.at(("a", "z", "y")) is tree.at(("a",))
    assert tree.at(("a", "b", 5)) is tree.at(("a", "b"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("+5", 5),
        ("0123", "0123"),
        ("00.5", "00.5"),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("12:30:45", "12:30:45"),
        ("2027-01-01", "2027-01-01"),
        ("٣", "٣"),
        ("'1e3'", "1e3"),
        ('"true"', "true"),
        ("|\n  12\n", "12\n"),
    ],
)
def test_a_scalar_is_what_the_core_schema_says_or_text(written, value):
    tree, codes = read(f"a: {written}\n")
    assert codes == []
    assert tree.plain() == {"a": value}
    assert type(tree.plain()["a"]) is type(value)


def test_keys_are_text_as_written():
    tree, _ = read("NO: 1\n0123: 2\n1e3: 3\ntrue: 4\n")
    assert list(tree.plain()) == ["NO", "0123", "1e3", "true"]


def test_lines_end_as_any_system_ends_them():
    for end in ("\n", "\r\n", "\r"):
        tree, codes = read(f"a: 1{end}b: 2{end}")
        assert codes == []
        assert (tree.plain(), tree.at(("b",)).key.line) == ({"a": 1, "b": 2}, 2)


def test_a_fault_has_the_place_where_it_stands():
    assert places("a: 1\nb: &x 2\n") == [("yaml-alias", 2, 4)]
    assert places("a: 1\na: 2\na: 3\n") == [
        ("yaml-duplicate-key", 2, 1),
        ("yaml-duplicate-key", 3, 1),
    ]
    assert places("a:\n \tb: 1\n") == [("yaml-tab", 2, 2)]
    assert places("a: x\x00\n") == [("yaml-control-character", 1, 5)]
    assert places("a: 1\n--- \nb: 2\n") == [("yaml-several-documents", 2, 1)]


def test_a_duplicate_key_names_both_places():
    problems = []
    yaml.parse(b"b: 0\na: 1\na: 2\n", file="s.yaml", problems=problems)
    assert (problems[0].line, "line 2, column 1" in problems[0].what) == (3, True)


def test_faults_that_leave_the_rest_readable_are_all_named():
    tree, codes = read("a: .inf\nb: *x\nc: !t 1\nd: 4\n? {k: 1}\n: 5\n")
    assert codes == ["yaml-not-finite", "yaml-alias", "yaml-tag", "yaml-key-not-text"]
    assert tree.plain() == {"a": None, "b": None, "c": 1, "d": 4}


def test_32_levels_are_read_and_33_are_not():
    assert read("a: " + "[" * 31 + "]" * 31)[1] == []
    assert read("a: " + "[" * 32 + "]" * 32)[1] == ["yaml-too-deep"]


def test_a_file_of_one_mebibyte_is_read_and_one_byte_more_is_not():
    whole = "a: 1\n#" + "x" * (yaml.LARGEST - 6)
    assert read(whole)[1] == []
    assert read(whole + "x")[1] == ["yaml-too-large"]


def test_a_number_of_thousands_of_digits_is_refused_without_being_computed():
    assert read("a: " + "9" * 5000)[1] == ["yaml-not-finite"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_named(codec):
    assert read("a: 1\n".encode(codec))[1] == ["yaml-utf16"]


def test_a_byte_order_mark_is_named_and_the_rest_is_read():
    tree, codes = read(b"\xef\xbb\xbfa: 1\n")
    assert (tree.plain(), codes) == ({"a": 1}, ["yaml-byte-order-mark"])


def test_a_yaml_1_2_directive_is_fine():
    assert read("%YAML 1.2\n---\na: 1\n...\n")[1] == []


def test_python_values_become_a_tree_at_one_place():
    problems = []
    given = {
        "day": date(2027, 1, 1),
        "moment": datetime(2027, 1, 1, 8, tzinfo=None),  # noqa: DTZ001 - a wall clock
        "array": (np.float64(0.5), np.int64(2)),
        1: None,
    }
    tree = yaml.node_of(given, Place("settings"), problems)
    assert problems == []
    assert tree.plain() == {
        "day": "2027-01-01",
        "moment": "2027-01-01",
        "array": [0.5, 2],
        "1": None,
    }


def test_python_values_that_no_file_could_hold_are_refused():
    problems = []
    endless = {}
    endless["a"] = endless
    for value in ({"a": math.nan}, {"a": {1, 2}}, endless):
        yaml.node_of(value, Place("settings"), problems)
    assert [p.code for p in problems] == ["yaml-not-finite", "setting-wrong-type", "yaml-too-deep"]


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=12)
)
names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(
    st.dictionaries(
        names,
        st.recursive(scalars, lambda v: st.lists(v) | st.dictionaries(names, v), max_leaves=8),
        min_size=1,
    ),
)
def test_what_we_write_reads_back_the_same(value):
    tree, codes = read(yaml_bytes(value))
    assert codes == []
    assert tree.plain() == value
