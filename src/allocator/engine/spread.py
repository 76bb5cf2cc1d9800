"""The same work on many things: here, in processes of this machine, or on a Dask cluster.

Answers come back in the order of the things, whoever worked on them, so that more workers change
nothing but the time. A process that is killed (memory, power, an operator) takes its thing with
it: the thing is done again by itself, and given up when that kills a process once more.
"""

from __future__ import annotations

import multiprocessing
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from allocator.errors import Cancelled, InputError

Thing = TypeVar("Thing")
Made = TypeVar("Made")

ASKED_EVERY = 0.2
"""Seconds between two questions whether to stop."""
CONNECT = 10
"""Seconds that a scheduler has to answer."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A thing whose process died, and died again."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Crew(Generic[Thing, Made]):
    """Somebody who works: an executor, and the exceptions that say that a process died."""

    executor: Executor
    died: tuple[type[BaseException], ...]


def spread(
    work: Callable[[Thing], Made],
    things: Sequence[Thing],
    *,
    workers: int = 1,
    cluster: str | None = None,
    heard: Callable[[], None] = lambda: None,
    cancel: Callable[[], bool] = lambda: False,
) -> list[Made | Lost]:
    """Work on every thing and give the answers in order.

    Parameters
    ----------
    work : a function at the top of its module, so that a process can be told of it
    workers : processes of this machine; 1 works in this one
    cluster : address of a Dask scheduler, ``tcp://host:8786``, which then has all the work
    heard : called after every thing
    cancel : asked now and then; true ends the work

    Raises
    ------
    Cancelled
        if `cancel` said so
    InputError
        ``cluster-missing``, ``cluster-unreachable``, ``cluster-lost``
    """
    if cluster is not None:
        with _dask(cluster) as crew:
            return _answers(crew, work, things, heard, cancel)
    if min(workers, len(things)) <= 1:
        return list(_here(work, things, heard, cancel))
    with _processes(min(workers, len(things))) as crew:
        answers = _answers(crew, work, things, heard, cancel)
    return [
        _alone(work, thing, heard, cancel) if isinstance(answer, Lost) else answer
        for thing, answer in zip(things, answers, strict=True)
    ]


def _here(
    work: Callable[[Thing], Made],
    things: Sequence[Thing],
    heard: Callable[[], None],
    cancel: Callable[[], bool],
) -> Iterator[Made | Lost]:
    for thing in things:
        if cancel():
            raise Cancelled
        yield work(thing)
        heard()


def _answers(
    crew: _Crew[Thing, Made],
    work: Callable[[Thing], Made],
    things: Sequence[Thing],
    heard: Callable[[], None],
    cancel: Callable[[], bool],
) -> list[Made | Lost]:
    """Hand out every thing and collect what comes back."""
    promised: list[Future[Made]] = [crew.executor.submit(work, thing) for thing in things]
    waiting = set(promised)
    while waiting:
        done, waiting = wait(waiting, timeout=ASKED_EVERY)
        for future in done:
            if not isinstance(future.exception(), crew.died):
                heard()
        if cancel():
            for future in waiting:
                future.cancel()
            raise Cancelled
    return [
        Lost(str(error) or type(error).__name__)
        if isinstance(error := future.exception(), crew.died)
        else future.result()
        for future in promised
    ]


def _alone(
    work: Callable[[Thing], Made],
    thing: Thing,
    heard: Callable[[], None],
    cancel: Callable[[], bool],
) -> Made | Lost:
    """Work on one thing in a process of its own, as nobody knows which one killed the others."""
    with _processes(1) as crew:
        (answer,) = _answers(crew, work, [thing], heard, cancel)
    return answer


@contextmanager
def _processes(count: int) -> Iterator[_Crew[Any, Any]]:
    """Start processes; whatever happens, none is left when the block ends.

    They are spawned: a fork of a process with threads can hang.
    """
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_deaf
    )
    try:
        yield _Crew(executor, (BrokenProcessPool,))
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _deaf() -> None:
    """Leave Ctrl-C, which the whole group of processes hears, to the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _dask(address: str) -> Iterator[_Crew[Any, Any]]:
    """Connect to a scheduler."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise InputError.of(
            "cluster-missing",
            "the library that speaks with a cluster is not installed",
            pointer="--cluster",
            want="dask.distributed",
            fix='Install it: pip install "allocator[cluster]".',
        ) from error
    try:
        connect: Any = Client
        client = connect(address, timeout=CONNECT)
    except (OSError, ValueError) as error:
        raise InputError.of(
            "cluster-unreachable",
            "no scheduler answers at this address",
            pointer="--cluster",
            got=address,
            want="the address that `dask scheduler` printed, such as tcp://10.0.0.5:8786",
            fix="Start the scheduler and its workers, or correct the address.",
        ) from error
    with client, warnings.catch_warnings():
        # a scenario of many reps is large, and has to be sent
        warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
        try:
            yield _Crew(client.get_executor(), (KilledWorker,))
        except CancelledError as error:
            raise InputError.of(
                "cluster-lost",
                "the cluster went away before its work was done",
                pointer="--cluster",
                got=address,
                want="a scheduler that stays until the end",
                fix="Start it again, or work here with --workers.",
            ) from error
