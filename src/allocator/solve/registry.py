"""Back-ends by name. Importing this file imports no solver; `backend` imports the one it gives."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from allocator.errors import InputError

if TYPE_CHECKING:
    from allocator.solve.backend import Backend

_OWN = {
    "highs": ("highspy", "allocator.solve.highs"),
    "highs-ipm": ("highspy", "allocator.solve.highs"),
    "piqp": ("piqp", "allocator.solve.piqp"),
    "clarabel": ("clarabel", "allocator.solve.clarabel"),
    "interior": ("numba", "allocator.solve.interior.backend"),
}
"""Name -> library that must be there, module of the back-end."""

_BRIDGE = "allocator.solve.pulp"


def backend(name: str) -> Backend:
    """Give the back-end of a name that ``--solver`` takes.

    Raises
    ------
    InputError
        ``solver-unknown`` for a name that no back-end has, ``solver-missing`` for one whose
        library or licence is not here; both name those that are installed.
    """
    if name in installed():
        return _made(name)
    want = ", ".join(installed())
    if name in known():
        raise InputError.of(
            "solver-missing",
            "the solver is not installed, or has no licence here",
            got=name,
            want=f"one of {want}",
            fix="Install its Python package, or choose another",
        )
    raise InputError.of("solver-unknown", "no such solver", got=name, want=f"one of {want}")


@cache
def installed() -> tuple[str, ...]:
    """Names of the back-ends that can be used here; those through PuLP last."""
    own = tuple(name for name, (library, _) in _OWN.items() if find_spec(library))
    return own + (import_module(_BRIDGE).available() if find_spec("pulp") else ())


@cache
def known() -> tuple[str, ...]:
    """Names of every back-end, installed or not."""
    return (*_OWN, *(import_module(_BRIDGE).names() if find_spec("pulp") else ()))


def _made(name: str) -> Backend:
    module: Any = import_module(_OWN[name][1] if name in _OWN else _BRIDGE)
    match name:
        case "highs":
            made = module.HighsBackend("simplex")
        case "highs-ipm":
            made = module.HighsBackend("ipx")
        case "piqp":
            made = module.PiqpBackend()
        case "clarabel":
            made = module.ClarabelBackend()
        case "interior":
            made = module.InteriorBackend()
        case _:
            made = module.PulpBackend(name)
    return cast("Backend", made)
