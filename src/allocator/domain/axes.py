"""Ordered labels and their codes. Canonical order makes a permuted file give the same plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Axis:
    """Labels in canonical order; a label's code is its position.

    >>> a = Axis.sorted(["b", "a"])
    >>> a.codes(["b", "b", "a"]).tolist(), a.labels
    ([1, 1, 0], ('a', 'b'))
    """

    labels: tuple[str, ...]
    _index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the labels."""
        index = {label: code for code, label in enumerate(self.labels)}
        object.__setattr__(self, "_index", index)

    @classmethod
    def sorted(cls, labels: Iterable[str]) -> Axis:
        """Make an axis of distinct labels in ascending order."""
        return cls(tuple(sorted(set(labels))))

    def __len__(self) -> int:
        """Count the labels."""
        return len(self.labels)

    def __contains__(self, label: object) -> bool:
        """Whether the label is on the axis."""
        return label in self._index

    def code(self, label: str) -> int:
        """Give the code of one label; KeyError if it is not there."""
        return self._index[label]

    def codes(self, labels: Sequence[str] | Iterable[str]) -> Ints:
        """Give the codes of many labels, -1 where one is not on the axis."""
        get = self._index.get
        return np.fromiter((get(label, -1) for label in labels), np.int64)

    def take(self, codes: Ints) -> npt.NDArray[np.object_]:
        """Give the labels of many codes."""
        return np.array(self.labels, dtype=object)[codes]
