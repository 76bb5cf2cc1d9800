"""`allocator frontier`: the price of fairness, and every other trade-off."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - options are parameters; heavy imports wait until the command runs

import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli import screen
from allocator.cli.ends import Exit
from allocator.cli.options import Json, Model, Overlays, ScenarioPath, Settings
from allocator.cli.progress import stoppable

if TYPE_CHECKING:
    from allocator.compare.frontier import Frontier

SHOWN = ("shortfall", "expected_bookings", "largest_stretch", "worst_load_deviation", "disruption",
         "company_probability")  # fmt: skip
"""Measures that are printed, as far as any plan knows them."""
BESIDE_TWO = 4
"""So many of them find room beside two settings."""
STATUS = {
    "optimal": "full",
    "optimal_short": "short",
    "infeasible": "none",
    "stopped": "stopped",
    "refused": "refused",
}
SHORT = {
    "expected_bookings": "expected",
    "largest_stretch": "stretch",
    "worst_load_deviation": "load dev.",
    "disruption": "change",
    "company_probability": "company",
}
"""Heads that keep the table within a terminal."""


def frontier(
    scenario: ScenarioPath,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="path=a,b,c",
            help="A setting with its values, such as fairness_band.band=0.05,0.1; once or twice.",
        ),
    ],
    model: Model = None,
    settings: Settings = None,
    overlays: Overlays = None,
    between: Annotated[
        str | None,
        typer.Option(
            metavar="X,Y",
            help="The two measures of the trade-off, cost first; else the first pair that bends.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Processes of this machine; else one per core."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler that has the work instead."),
    ] = None,
    solver: Annotated[str, typer.Option(metavar="NAME", help="As for solve.")] = "auto",
    time_limit: Annotated[
        float | None, typer.Option(metavar="S", min=0, help="Seconds that each point may take.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to make, with table (CSV, JSON) and page."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Sweep one or two settings: a certified plan for each point, and the knee of the curve.

    Exit codes: 0 if any point has a plan, 3 if none has, 4 if all that could stopped at a limit,
    5 if all that could were refused.
    """
    with stoppable() as cancel, _bar() as progress:
        from allocator.engine.frontier import frontier as sweep
        from allocator.engine.load import load

        if out is not None:
            from allocator.read.write import free

            free(out)
        loaded = load(scenario, model=model, set=settings or (), overlays=overlays or ())
        found = sweep(
            loaded,
            vary,
            under=lambda name: load(
                scenario, model=name, set=settings or (), overlays=overlays or ()
            ),
            between=between,
            solver=solver,
            time_limit=time_limit,
            progress=progress,
            workers=workers or _cores(),
            cluster=cluster,
            cancel=cancel,
        )
    folder = None if out is None else found.save(out)
    code = code_of(found)
    if as_json:
        place = {} if folder is None else {"folder": str(folder)}
        screen.answer_json({"exit_code": int(code), **place, **found.to_dict()})
    else:
        typed = _typed(scenario, model, settings, overlays)
        _show(found, folder, typed)
    raise typer.Exit(code)


def _cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def code_of(found: "Frontier") -> Exit:
    """Give the exit code: what the best of the points says."""
    ended = {point.status for point in found.points}
    if found.certified:
        return Exit.CERTIFIED
    if "refused" in ended:
        return Exit.REFUSED
    return Exit.LIMIT if "stopped" in ended else Exit.NO_PLAN


def _show(found: "Frontier", folder: Path | None, typed: str) -> None:
    """Print every point, the answer in words, and what to type next."""
    from allocator.present.frontier.words import command, lead

    out = screen.answer()
    out.print(screen.plain(f"{found.scenario}: model {found.model}, {found.currency}"))
    out.print()
    out.print(_table(found))
    out.print()
    out.print(screen.plain(_spaced(lead(found))))
    if found.certified:
        out.print(screen.plain(found.note))
    for point in found.points:
        if not point.certified:
            where = " / ".join(point.settings)
            out.print(screen.plain(f"{where}: {point.status}, {point.reason}"), soft_wrap=True)
    if folder is not None:
        out.print(screen.plain(f"Page {folder / 'frontier.html'}"), soft_wrap=True)
    at = found.knee or next(iter(found.certified), None)
    if at is not None:
        text = f"Next: allocator solve {typed} {command(found, at)}"
        out.print(screen.plain(text), soft_wrap=True)


def _table(found: "Frontier") -> object:
    """Tabulate the points; the knee is marked."""
    from allocator.compare.measured import MEASURES
    from allocator.present.frontier.words import figure

    fit = SHOWN if len(found.axes) == 1 else SHOWN[:BESIDE_TWO]
    known = [
        key
        for key in dict.fromkeys((*fit, *found.between))
        if any(point.measures.get(key) is not None for point in found.points)
    ]
    columns = [
        *((axis.path.rpartition(".")[2], True) for axis in found.axes),
        ("plan", True),
        *((SHORT.get(key, MEASURES[key].title), True) for key in known),
    ]
    rows = [
        (
            *point.settings,
            "knee" if point is found.knee else STATUS[point.status],
            *(_spaced(figure(key, point.measures.get(key))) for key in known),
        )
        for point in found.points
    ]
    return screen.table(columns, rows)


def _spaced(text: str) -> str:
    """Write usual spaces where a page has spaces that do not break."""
    return text.replace("\xa0", " ")


def _typed(
    scenario: Path, model: str | None, settings: list[str] | None, overlays: list[Path] | None
) -> str:
    """Give again how the scenario was named."""
    words = [str(scenario)]
    words += [] if model is None else ["--model", model]
    for overlay in overlays or ():
        words += ["--overlay", str(overlay)]
    for setting in settings or ():
        words += ["--set", setting]
    return shlex.join(words)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Show on stderr how many points are done and how long the others may take.

    Nothing if it is no terminal.
    """
    if not sys.stderr.isatty():
        yield lambda _, __: None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(style="yellow"),
        TextColumn("{task.description}"),
        BarColumn(style="grey37", complete_style="dark_orange", finished_style="green"),
        TextColumn("{task.completed:.0f} of {task.total:.0f}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=screen.messages(), transient=True) as bar:
        task = bar.add_task("read", total=1, left="")
        begun = time.monotonic()

        def told(done: int, of: int) -> None:
            nonlocal begun
            if not done:
                begun = time.monotonic()
            left = left_of(time.monotonic() - begun, done, of)
            bar.update(task, description="solve", completed=done, total=of, left=left)

        yield told


def left_of(seconds: float, done: int, of: int) -> str:
    """Say how long the other points may take if they take as long as those before.

    >>> left_of(30.0, 3, 9), left_of(90.0, 1, 4), left_of(2.0, 0, 9)
    ('about 60 s left', 'about 5 min left', '')
    """
    if not done or done >= of:
        return ""
    rest = seconds / done * (of - done)
    minute = 60
    if rest < 2 * minute:
        return f"about {max(1, round(rest))} s left"
    return f"about {-(-rest // minute):.0f} min left"
