"""A page's file appears whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.present.page.save import free, save


def code(raised):
    return raised.value.problems[0].code


def test_a_file_is_written_for_its_owner_alone(tmp_path):
    written = save(tmp_path / "a.html", "Grüße")
    assert written.read_bytes() == "Grüße".encode()
    assert written.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_what_is_there_is_replaced_by_force_alone(tmp_path):
    goal = save(tmp_path / "a.html", "one")
    with pytest.raises(InputError) as raised:
        save(goal, "two")
    assert code(raised) == "file-exists"
    assert goal.read_text() == "one"
    save(goal, b"two", force=True)
    assert goal.read_text() == "two"


def test_a_folder_is_never_replaced(tmp_path):
    with pytest.raises(InputError) as raised:
        free(tmp_path, force=True)
    assert code(raised) == "file-exists"


def test_the_second_of_two_writers_is_refused(tmp_path, monkeypatch):
    goal, original = tmp_path / "a.html", Path.hardlink_to

    def link(self, target):
        goal.write_text("other")  # between the look and the move
        return original(self, target)

    monkeypatch.setattr(Path, "hardlink_to", link)
    with pytest.raises(InputError) as raised:
        save(goal, "mine")
    assert code(raised) == "file-exists"
    assert goal.read_text() == "other"


def test_a_disk_without_links_takes_a_rename(tmp_path, monkeypatch):
    def refuse(_self, _target):
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert save(tmp_path / "a.html", "one").read_text() == "one"


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_refuses_leaves_what_was_there(tmp_path, monkeypatch, reason):
    goal = save(tmp_path / "a.html", "one")

    def refuse(_handle):
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(InputError) as raised:
        save(goal, "two", force=True)
    assert code(raised) == "file-not-writable"
    assert goal.read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_folder_that_is_missing_is_told(tmp_path):
    with pytest.raises(InputError) as raised:
        save(tmp_path / "none" / "a.html", "one")
    assert code(raised) == "file-not-writable"
