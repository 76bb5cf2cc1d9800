"""The name of each cause, and the lines that say what changed, in words that people use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from allocator.compare.changes import ADDED, CHANGED, MODEL, REMOVED
from allocator.compare.comparison import Cause
from allocator.compare.groups import PERSON, TIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from allocator.compare.groups import Group
    from allocator.compare.inputs import Inputs

SHOWN = 40
"""Most lines that tell the changes of one cause."""
NAMED = 3
"""Most people, or settings, that a cause's name names."""
LONGEST = 60
"""Most characters of a name or value inside a title."""

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve")  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
WORDS: Mapping[str, str] = {
    "priority": "priorities of the levers",
    "over_assignment": "cushions of the levers",
    "seasonality": "seasonality",
    "hierarchy": "hierarchy",
    "node targets": "targets of the hierarchy",
    "node proposals": "managers' proposals",
    "territories": "territories",
    "coverage": "coverage",
    "absences": "absences",
    "prior_quota": "prior quotas",
    "proposed_quota": "proposed quotas",
    "bounds": "quota bounds",
    "baseline": "baselines",
    "ote": "pay",
    "overrides": "overrides",
    "potential": "potential",
    "history": "history",
    "stages": "win rates of stages",
    "effort": "effort",
    "pipeline": "pipeline",
    "supply": "supply of pipeline",
}
"""What kinds of causes are called that have no name of their own."""


def cause_of(group: Group, before: Inputs, after: Inputs) -> Cause:
    """Name a group and tell its changes."""
    return Cause(_title(group, before, after), listed(group.items), len(group.items))


def listed(items: pd.DataFrame) -> tuple[str, ...]:
    """Tell items, of very many the first and how many more there are."""
    more = len(items) - SHOWN
    lines = details(items.head(SHOWN))
    return (*lines, f"and {more:,} more") if more > 0 else tuple(lines)


def details(items: pd.DataFrame) -> Iterator[str]:
    """Tell each item in a line.

    A table's row is ``reps ae-05: end_date (empty) -> 2027-03-31``, a setting is ``band 0.15 ->
    0.08`` behind its path.
    """
    columns = ("table", "key", "column", "kind", "old", "new")
    for row in items[list(columns)].itertuples(index=False, name=None):
        table, key, column, kind, old, new = row
        if isinstance(key, tuple):
            path = ".".join(key)
            yield f"{path}: {'; '.join(_inner(old, new, kind))}"
        elif kind == CHANGED:
            yield f"{table} {short(key)}: {column} {value(old)} -> {value(new)}"
        else:
            yield f"{table} {short(key)}: {'new row' if kind == ADDED else 'row gone'}"


def value(given: Any) -> str:
    """Write a value of a setting or cell.

    >>> value(""), value(0.15), value("110000"), value(["a", "b"]), value(True)
    ('(empty)', '0.15', '110,000', 'a, b', 'yes')
    """
    if given is None or given == "":
        return "(empty)"
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, list | tuple):
        return short(", ".join(value(inner) for inner in given))
    if isinstance(given, dict):
        return short(", ".join(f"{key} {value(inner)}" for key, inner in given.items()))
    return _figure(str(given))


def _figure(text: str) -> str:
    """Write a text as a number where it is one, with thousands separators."""
    try:
        number = float(text)
    except ValueError:
        return short(text)
    if text[:1] == "0" and text[1:2].isdigit():
        # an id with leading zeros is no number
        return short(text)
    return f"{round(number, 6):,.12g}" if abs(number) < 1e4 else f"{round(number, 2):,.15g}"  # noqa: PLR2004 - thousands


def short(text: str, longest: int = LONGEST) -> str:
    """Cut a long text, and take out what would turn the words around it: control characters.

    >>> short("abcdef", 4), short("a\N{RIGHT-TO-LEFT OVERRIDE}b")
    ('abc…', 'ab')
    """
    clean = "".join(sign for sign in text if sign.isprintable())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def day(text: str) -> str:
    """Write a date.

    >>> day("2027-03-01"), day("")
    ('1 March 2027', '')
    """
    try:
        when = date.fromisoformat(text)
    except ValueError:
        return short(text)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def _inner(old: Any, new: Any, kind: str) -> list[str]:
    """Tell how a setting changed; of maps only what differs inside."""
    if isinstance(old, dict) and isinstance(new, dict):
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        return [f"{name} {value(old.get(name))} -> {value(new.get(name))}" for name in names]
    if _alike(old, new):
        return [
            f"{at + 1}. {change}"
            for at, pair in enumerate(zip(old, new, strict=True))
            for change in _inner(*pair, CHANGED)
        ]
    if kind == ADDED:
        return [f"new, {value(new)}"]
    return ["gone"] if kind == REMOVED else [f"{value(old)} -> {value(new)}"]


def _alike(old: Any, new: Any) -> bool:
    """Whether two lists hold as many maps, so that they can be told map by map."""
    lists = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    return lists and all(isinstance(inner, dict) for inner in (*old, *new))


def _title(group: Group, before: Inputs, after: Inputs) -> str:
    items, first = group.items, group.items.iloc[0]
    theme, _, rest = group.kind.partition(":")
    if theme == PERSON:
        return _people(group, before, after)
    if theme == "target":
        return _target(items, rest)
    if theme == MODEL:
        return f"model {before.model.get('name')} -> {after.model.get('name')}"
    if theme == "policy":
        return _policy(first)
    if theme in {"roles", "setting", "solver"}:
        name = f"role {short(rest)}" if theme == "roles" else (rest or theme).replace(".", " ")
        return f"{name}: {_few(_inner(first['old'], first['new'], first['kind']))}"
    return f"{WORDS[theme]}: {_rows(items)}"


def _target(items: pd.DataFrame, lever: str) -> str:
    amounts = items[[isinstance(key, tuple) for key in items["key"]]]
    first = amounts.iloc[0]
    name = f"target of {lever.replace('_', ' ')}" if lever else "target"
    if first["kind"] != CHANGED:
        return f"{name}: {'new' if first['kind'] == ADDED else 'gone'}"
    old, new = float(first["old"]), float(first["new"])
    if old == 0:
        return f"{name} {value(old)} -> {value(new)}"
    return f"{name} {'+' if new > old else '-'} {100 * abs(new / old - 1):.4g} %"


def _policy(first: pd.Series) -> str:
    """Name a setting of the model: a family, the tiers, the unit."""
    key = first["key"]
    name = key[-1].replace("_", " ")
    if key[0] == "families" and first["kind"] != CHANGED:
        return f"{name} switched {'on' if first['kind'] == ADDED else 'off'}"
    return f"{name}: {_few(_inner(first['old'], first['new'], first['kind']))}"


def _people(group: Group, before: Inputs, after: Inputs) -> str:
    people = group.items[group.items["theme"] == PERSON]
    if group.kind.startswith(TIED):
        leaving = people.loc[(people["column"] == "end_date") & (people["new"] != ""), "key"]
        leaves = people["key"].isin(leaving)
        parts = (
            ("leaves", "leave", leaves),
            ("is gone", "are gone", people["kind"] == REMOVED),
            ("joins", "join", people["kind"] == ADDED),
            ("moves", "move", (people["kind"] == CHANGED) & ~leaves),
        )
        told = []
        for one, several, mine in parts:
            keys = list(dict.fromkeys(people.loc[mine, "key"]))
            if keys:
                told.append(f"{_names(keys, before, after)} {one if len(keys) == 1 else several}")
        return ", ".join(told)
    reps = list(dict.fromkeys(people["key"]))
    who, alone = _names(reps, before, after), len(reps) == 1
    verb, _, when = group.kind.partition(":")[2].partition(" ")
    if verb == "joins":
        at = f" on {day(when)}" if when else ""
        return f"{who} joins{at}" if alone else f"{_counted(len(reps))} hires{at}: {who}"
    if verb == "leaves":
        at = f" after {day(when)}" if when else ""
        return f"{who} leaves{at}" if alone else f"{_counted(len(reps))} reps leave{at}: {who}"
    if verb == "is":
        return f"{who} is gone" if alone else f"{_counted(len(reps))} reps are gone: {who}"
    if not alone:
        return f"{_counted(len(reps))} reps move: {who}"
    cells = people[["column", "old", "new"]].itertuples(index=False, name=None)
    return f"{who}: {_few([f'{c} {value(old)} -> {value(new)}' for c, old, new in cells])}"


def _names(reps: Iterable[str], before: Inputs, after: Inputs) -> str:
    """Name reps: with their names where they have one, and of many the first."""
    keys = list(dict.fromkeys(reps))
    named: dict[str, str] = {}
    for inputs in (before, after):
        table = inputs.tables["reps"]
        mine = table[table["rep_id"].isin(keys[:NAMED])]
        named |= dict(zip(mine["rep_id"], mine["name"], strict=True))
    told = [
        f"{short(named[key])} ({short(key)})" if named.get(key) else short(key)
        for key in keys[:NAMED]
    ]
    more = len(keys) - len(told)
    return ", ".join(told) + (f" and {more:,} more" if more else "")


def _counted(number: int) -> str:
    return COUNTS[number] if number < len(COUNTS) else f"{number:,}"


def _few(told: Sequence[str]) -> str:
    """Join the first of some changes."""
    more = len(told) - NAMED
    return ", ".join(told[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _rows(items: pd.DataFrame) -> str:
    """Tell changed cells or rows: a single one with its values, of several their number."""
    if len(items) == 1 and items["kind"].iloc[0] == CHANGED:
        first = items.iloc[0]
        where = first["key"] if isinstance(first["key"], str) else first["key"][-2]
        return f"{short(where)} {value(first['old'])} -> {value(first['new'])}"
    keys = items["table"] + "\t" + items["key"].astype(str)
    counts = keys.groupby(items["kind"]).nunique()
    told = ((CHANGED, "changed"), (ADDED, "new"), (REMOVED, "gone"))
    parts = [f"{int(counts[kind]):,} {word}" for kind, word in told if kind in counts]
    return ", ".join(parts)
