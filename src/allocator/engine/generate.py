"""Make a realistic organisation of any size, for trials and benchmarks."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_REPS = 1_000_000


def generate(reps: int, seed: int = 0) -> dict[str, bytes]:
    """Make a scenario folder of `reps` people.

    Six levers (as far as there are people to own them), four selling roles and development reps,
    regions of about 250 with teams of eight, about 1.3 territories a rep, shared inside a
    region, two years of history, open pipeline, effort and the funnel behind it, supply, priors,
    proposals, newcomers and leavers. The target is what the organisation can win, and up to 8 %
    more in some levers.

    Parameters
    ----------
    reps : from 1
    seed : the same seed gives the same bytes

    Returns
    -------
    content by path relative to the folder: scenario.yaml and tables/*.csv
    """
    if not 1 <= reps <= MOST_REPS:
        raise InputError.of(
            "reps-out-of-range",
            "the number of reps is out of range",
            pointer="--reps",
            got=str(reps),
            want=f"1 to {MOST_REPS:,}",
        )
    # Here and not above, so that the command line starts without pandas.
    import numpy as np

    from allocator.engine.synthetic.calibrate import calibrate
    from allocator.engine.synthetic.funnel import funnel_table
    from allocator.engine.synthetic.ground import make_ground
    from allocator.engine.synthetic.ground_tables import ground_tables
    from allocator.engine.synthetic.money import make_money
    from allocator.engine.synthetic.nodes import hierarchy
    from allocator.engine.synthetic.people import make_people
    from allocator.engine.synthetic.scenario import scenario
    from allocator.engine.synthetic.staff_tables import history, reps_table
    from allocator.engine.synthetic.support_tables import support_tables

    rng = np.random.default_rng([seed, reps])
    people = make_people(reps, rng)
    ground = make_ground(people, rng)
    money = make_money(people, ground, rng)
    asked = calibrate(people, ground, money, rng)
    files = {
        "scenario.yaml": scenario(people, asked, seed),
        "tables/reps.csv": reps_table(people, asked, rng),
        "tables/hierarchy.csv": hierarchy(people, asked, rng),
        "tables/history.csv": history(people, money, rng),
        "tables/funnel.csv": funnel_table(people, money, asked),
    }
    files |= ground_tables(people, ground, money, rng)
    files |= support_tables(people, asked)
    return dict(sorted(files.items()))


def write_folder(files: Mapping[str, bytes], path: Path) -> None:
    """Write a folder that appears whole, by rename, or not at all.

    Parameters
    ----------
    files : content by path relative to the folder
    path : the new folder; it must not exist, or be an empty folder
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputError.of(
            "folder-exists",
            "the folder is there already and not empty",
            file=str(path),
            fix="Name another folder, or remove this one first.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, content in files.items():
            target = building / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        building.chmod(0o755)
        building.rename(path)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
