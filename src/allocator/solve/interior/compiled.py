"""Compiling numeric kernels: cached on disk, free of Python's lock, equal bytes on any machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel at its first call.

    Sums keep their order (no fast mathematics), so that the same input gives the same bits; the
    lock of the interpreter is released, so that a cancel from another thread is heard.
    """
    decorate = cast("Any", numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy"))
    return cast("Callable[P, R]", decorate(function))
