from __future__ import annotations

import pytest

from allocator.domain import verbs


def test_a_verb_is_imported_when_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(verbs, "_PLACES", {})
    verbs.enter("later", "no.such.module:function")
    with pytest.raises(ModuleNotFoundError):
        verbs.verb("later")


def test_a_verb_that_nobody_entered_is_a_key_error(monkeypatch):
    monkeypatch.setattr(verbs, "_PLACES", {})
    with pytest.raises(KeyError):
        verbs.verb("dance")
