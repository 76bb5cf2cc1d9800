"""One thread for numpy's sums of products: equal bytes on any number of cores.

A BLAS that splits a sum over threads ends on other last digits with another number of them, and
its waiting threads spin while others would work.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

P = ParamSpec("P")
R = TypeVar("R")


def one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function with one BLAS thread; what was set before is set again when it ends.

    >>> one_thread(sum)([1, 2])
    3
    """

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> R:
        with threadpool_limits(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return alone
