"""The program `allocator`: its commands put together, and its way out.

Nothing heavy is imported here or by any command's file: pandas, scipy and the solvers wait until
a command calls the engine, so that `--help` and shell completion answer at once.
"""

# ruff: noqa: FBT001, FBT002 - a flag of a command is a parameter; heavy imports wait until the command runs

import io
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from allocator.cli import ends
from allocator.cli.compare import compare
from allocator.cli.explain import explain
from allocator.cli.export import export
from allocator.cli.frontier import frontier
from allocator.cli.generate import generate
from allocator.cli.importer import importer
from allocator.cli.init import init
from allocator.cli.letters import letters
from allocator.cli.plans import plans
from allocator.cli.report import report
from allocator.cli.schema import schema
from allocator.cli.solve import solve
from allocator.cli.validate import validate
from allocator.cli.verify import verify

app = typer.Typer(
    name="allocator",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(init)
app.command()(generate)
app.add_typer(importer, name="import")
app.command()(validate)
app.command()(solve)
app.command()(verify)
app.command()(explain)
app.command()(letters)
app.command()(compare)
app.command()(report)
app.command()(export)
app.command()(frontier)
app.add_typer(plans, name="plans")
app.command()(schema)


def _version(asked: bool) -> None:
    """Print the version and stop."""
    if asked:
        from importlib.metadata import version

        typer.echo(f"allocator {version('allocator')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Sales quota and territory allocation: every plan proven, every number explained.

    A scenario says what is wanted, a model how it is shared out: `allocator solve SCENARIO`.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and exit with its code.

    Parameters
    ----------
    arguments : words behind ``allocator``; those of the process where None
    """
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=words, prog_name="allocator")
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - each becomes an exit code
        sys.exit(ends.tell(error, as_json="--json" in words))
    sys.exit(ends.Exit.CERTIFIED)
