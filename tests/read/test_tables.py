"""The folder of tables: which files are read, and every fault of all of them at once."""

import os

import pandas as pd
import pytest

from allocator.read import csv, tables


def read(path):
    problems = []
    return tables.read_tables(path, problems), problems


def put(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


REPS = "rep_id,role\nann,hunter\n"


def test_frames_come_in_the_order_of_the_contract_with_their_source(tmp_path):
    frames, problems = read(put(tmp_path / "data", stages="stage\nopen\n", reps=REPS))
    assert problems == []
    assert list(frames) == ["reps", "stages"]
    assert frames["reps"].attrs["file"] == "data/reps.csv"
    assert frames["reps"].attrs["columns"] == {"rep_id": 1, "role": 2}
    assert frames["reps"].index.tolist() == [2]


def test_other_files_of_the_folder_are_left_alone(tmp_path):
    folder = put(tmp_path / "tables", reps=REPS)
    for name in ("README.md", ".DS_Store", ".~lock.reps.csv#", "notes.txt"):
        (folder / name).write_text("x")
    (folder / "old").mkdir()
    assert read(folder)[1] == []


def test_all_problems_of_all_files_come_at_once(tmp_path):
    folder = put(
        tmp_path / "tables",
        reps="rep_id,role,fte,start_date\nann,hunter,x,2027-01-01\nbob,,1,never\n",
        stages="stage,win_rate\nopen,1.5\n",
        rep="a\n",
    )
    _, problems = read(folder)
    assert sorted((p.code, p.file, p.line, p.column) for p in problems) == [
        ("cell-empty", "tables/reps.csv", 3, 2),
        ("cell-not-a-date", "tables/reps.csv", 3, 4),
        ("cell-not-a-number", "tables/reps.csv", 2, 3),
        ("cell-share-above-one", "tables/stages.csv", 2, 2),
        ("table-unknown", "tables/rep.csv", 0, 0),
    ]


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_read(tmp_path):
    folder = put(tmp_path / "tables", reps=REPS)
    (tmp_path / "secret.csv").write_text("stage\nopen\n")
    (folder / "stages.csv").symlink_to(tmp_path / "secret.csv")
    assert [p.code for p in read(folder)[1]] == ["table-outside-folder"]
    (folder / "stages.csv").unlink()
    (folder / "sub").mkdir()
    (folder / "sub" / "s.csv").write_text("stage\nopen\n")
    (folder / "stages.csv").symlink_to(folder / "sub" / "s.csv")
    assert read(folder)[1] == []


def test_a_pipe_is_never_opened(tmp_path):
    folder = put(tmp_path / "tables", reps=REPS)
    os.mkfifo(folder / "stages.csv")
    assert [p.code for p in read(folder)[1]] == ["table-not-a-file"]


def test_a_file_that_cannot_be_opened_is_reported(tmp_path, monkeypatch):
    def closed(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setitem(tables.READERS, ".csv", closed)
    _, problems = read(put(tmp_path / "tables", reps=REPS))
    assert [(p.code, p.got) for p in problems] == [("table-unreadable", "Permission denied")]


def test_a_path_that_is_not_there_or_no_folder_is_reported(tmp_path):
    assert [p.code for p in read(tmp_path / "nowhere")[1]] == ["tables-missing"]
    (tmp_path / "reps.csv").write_text(REPS)
    assert [p.code for p in read(tmp_path / "reps.csv")[1]] == ["tables-no-folder"]


def test_thousands_of_flawed_cells_are_counted_not_listed(tmp_path):
    rows = "".join(f"r{i},hunter,x\n" for i in range(5000))
    _, problems = read(put(tmp_path / "tables", reps="rep_id,role,fte\n" + rows))
    assert len(problems) == 1001
    assert "3,999 more" in problems[-1].what


def test_the_money_of_a_table_may_have_a_currency(tmp_path):
    frames, problems = read(put(tmp_path / "tables", reps="rep_id,role,currency\nann,hunter,EUR\n"))
    assert problems == []
    assert frames["reps"]["currency"].tolist() == ["EUR"]
    _, problems = read(put(tmp_path / "other", neighbours="unit_id,neighbour_id,currency\na,b,E\n"))
    assert [p.code for p in problems] == ["header-unknown"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ([1, "2", None, 3.5], ["1", "2", "", "3.5"]),
        (["a", 1, pd.NaT, "b"], ["a", "1", "", "b"]),
        ([[1], "x", None, "y"], ["[1]", "x", "", "y"]),
    ],
)
def test_mixed_columns_of_a_frame_are_read_as_text(column, words):
    problems = []
    frame = pd.DataFrame({"rep_id": list("abcd"), "role": ["x"] * 4, "name": column})
    frames = tables.from_frames({"reps": frame}, problems)
    assert problems == []
    assert frames["reps"]["name"].tolist() == words


def test_frames_are_left_as_they_were_given():
    problems = []
    frame = pd.DataFrame({"rep_id": ["a"], "role": ["x"], "fte": ["bad"]}, index=[9])
    before = frame.copy()
    frames = tables.from_frames({"reps": frame, "teams": frame}, problems)
    pd.testing.assert_frame_equal(frame, before)
    assert sorted((p.code, p.file, p.line) for p in problems) == [
        ("cell-not-a-number", "reps", 1),
        ("table-unknown", "teams", 0),
    ]
    assert frames["reps"].index.tolist() == [1]


def test_limits_are_those_of_the_catalogue():
    assert csv.LARGEST_CELL == 65_536
    assert csv.LARGEST_FILE == 2 * 1024**3
    assert csv.MOST_ROWS == 20_000_000
