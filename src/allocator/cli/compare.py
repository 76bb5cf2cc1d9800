"""`allocator compare`: what differs between plans, and which input did it."""

# ruff: noqa: FBT002 - options are parameters; heavy imports wait until the command runs

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli import screen
from allocator.cli.options import Force, Json

if TYPE_CHECKING:
    from allocator.compare.comparison import Comparison

Bar = Callable[[str, int, int], None]

WRITERS = {".html": "to_html", ".xlsx": "to_xlsx", ".json": "to_json"}
"""How a comparison is written, by the file's ending."""


def compare(
    plans: Annotated[
        list[Path], typer.Argument(metavar="PLAN PLAN...", help="Two to twenty plan folders.")
    ],
    attribute: Annotated[
        bool,
        typer.Option(
            "--attribute",
            help="Find which input did what between two plans, however long that takes; "
            "what is estimated under a minute is found unasked.",
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE.html|.xlsx|.json", help="Write a page, a workbook or JSON."
        ),
    ] = None,
    force: Force = False,
    unverified: Annotated[
        bool,
        typer.Option("--unverified", help="Take plans that do not verify; every page says so."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare plans: who gains, who loses, what each risks and costs, and which input did it.

    Changes are against the first plan. Every plan is proven first; one that does not verify is
    refused, exit 5.
    """
    if out is not None:
        _check(out, force=force)
    with shown() as progress:
        from allocator.engine.compare import compare as put_beside

        comparison = put_beside(
            *plans, attribute=attribute or None, unverified=unverified, progress=progress
        )
    if out is not None:
        written = getattr(comparison, WRITERS[out.suffix.lower()])(out, force=force)
    if as_json:
        screen.answer_json({"exit_code": 0, **comparison.to_dict()})
        return
    _print(comparison)
    if out is not None:
        screen.say(f"Written: {written}")


def _check(out: Path, *, force: bool) -> None:
    """Refuse a file that cannot be written before anything is compared.

    Raises
    ------
    InputError
        ``out-format``, ``file-exists``
    """
    from allocator.errors import InputError
    from allocator.present.page.save import free

    if out.suffix.lower() not in WRITERS:
        raise InputError.of(
            "out-format",
            "the file's ending names no format",
            pointer="--out",
            got=str(out),
            want="FILE.html, FILE.xlsx or FILE.json",
            fix="Give the file one of these endings.",
        )
    free(out, force=force)


def _print(comparison: "Comparison") -> None:
    """Print a comparison in words and tables."""
    from allocator.cli.beside import lines

    out = screen.answer()
    for part in lines(comparison):
        if isinstance(part, str):
            out.print(screen.plain(part), soft_wrap=True)
        else:
            out.print(part)


@contextmanager
def shown() -> Iterator[Bar]:
    """Show a bar on stderr while the block runs; nothing if it is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _whole: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=screen.messages(), transient=True) as bar:
        tasks = {"": bar.add_task("read", total=None)}

        def tell(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                for task in list(tasks.values()):
                    bar.remove_task(task)
                tasks.clear()
                tasks[what] = bar.add_task(screen.plain(what), total=whole)
            bar.update(tasks[what], completed=done, total=whole)

        yield tell
