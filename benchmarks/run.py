"""Time a whole solve by phase and size, on synthetic organisations; see README.md beside it.

    .venv/bin/python benchmarks/run.py --reps 60,300,1000 --seeds 0 --repeats 1

Every run is a process of its own, so that peak memory is that run's and nothing is warm.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PHASES = ("read", "derive", "assemble", "solve", "weigh", "round", "certify", "write")
LIBRARIES = ("numpy", "scipy", "pandas", "highspy", "clarabel", "piqp", "qdldl")
TABLE_ROWS = 1_000_000


class Phases:
    """Wall and CPU seconds of every phase and tier, read off what a solve says as it goes."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self._name = ""
        self._since = (perf_counter(), process_time())

    def __call__(self, name: str) -> None:
        """Close the phase before and begin the next."""
        now = (perf_counter(), process_time())
        if self._name:
            for kept, at, since in zip((self.wall, self.cpu), now, self._since, strict=True):
                kept[self._name] = kept.get(self._name, 0.0) + at - since
        self._name, self._since = name, now


def measure(reps: int, seed: int, model: str | None, changes: list[str]) -> dict[str, Any]:
    """Run one size once, in this process."""
    started, started_cpu = perf_counter(), process_time()
    from allocator.engine.generate import generate, write_folder
    from allocator.engine.load import load
    from allocator.engine.solve import solve
    from allocator.read.write import saved

    imported = perf_counter() - started
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place) / "scenario"
        write_folder(generate(reps, seed), folder)
        phases = Phases()
        began, began_cpu = perf_counter(), process_time()
        phases("read")
        scenario = load(folder, model=model, set=changes)
        outcome = solve(scenario, progress=phases)
        phases("write")
        saved(outcome.plan, Path(place) / "plan")
        phases("end")
        total, total_cpu = perf_counter() - began, process_time() - began_cpu
    plan = outcome.plan
    tiers = {name[6:]: seconds for name, seconds in phases.wall.items() if name[:6] == "solve "}
    tiers_cpu = {name[6:]: seconds for name, seconds in phases.cpu.items() if name[:6] == "solve "}
    wall = {name: phases.wall.get(name, 0.0) for name in PHASES}
    cpu = {name: phases.cpu.get(name, 0.0) for name in PHASES}
    wall["solve"] += sum(tiers.values())
    cpu["solve"] += sum(tiers_cpu.values())
    certificate = outcome.certificate
    return {
        "reps": reps,
        "seed": seed,
        "model": scenario.policy.name,
        "cells": len(plan.quotas),
        "program": plan.run["program"],
        "status": plan.status,
        "words": certificate.words,
        "largest_face_gap": max(tier.face for tier in certificate.tiers),
        "imports": imported,
        "wall": wall,
        "cpu": cpu,
        "tiers": tiers,
        "tiers_cpu": tiers_cpu,
        "solvers": {tier["name"]: tier["solver"] for tier in plan.run["tiers"]},
        "total": total,
        "total_cpu": total_cpu,
        "process": perf_counter() - started,
        "process_cpu": process_time() - started_cpu,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


def command(name: str, arguments: list[str]) -> dict[str, Any]:
    """Time one command of the program from its start to its end."""
    program = Path(sys.executable).with_name("allocator")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    done = subprocess.run(  # noqa: S603 - our own program
        [program, *arguments], capture_output=True, text=True, check=False
    )
    seconds = perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"command": name, "seconds": seconds, "cpu": cpu, "exit": done.returncode}


def commands(table_rows: int) -> list[dict[str, Any]]:
    """Time whole commands: the start, the shipped scenario, and checking many table rows."""
    found = [command("allocator --help", ["--help"])]
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        plan = str(Path(place) / "plan")
        enterprise = str(ROOT / "scenarios" / "enterprise")
        found += [
            command("solve scenarios/enterprise", ["solve", enterprise, "--out", plan]),
            command("verify", ["verify", plan]),
        ]
        if table_rows:
            folder = Path(place) / "wide"
            rows = wide(folder, table_rows)
            found.append(command(f"validate {rows:,} table rows", ["validate", str(folder)]))
    return found


def wide(folder: Path, wanted: int) -> int:
    """Write a small organisation whose history and pipeline have many rows; give their number."""
    from allocator.engine.generate import generate, write_folder

    write_folder(generate(1_000, 0), folder)
    tables = sorted((folder / "tables").glob("*.csv"))
    lines = {table.stem: table.read_bytes().splitlines() for table in tables}
    there = sum(len(content) - 1 for content in lines.values())
    long = ("history", "pipeline")
    missing = wanted - there
    copies = -(-missing // sum(len(lines[name]) - 1 for name in long))
    for name in long:
        head, *body = lines[name]
        place = head.split(b",").index(b"row_id")
        copied = [head, *body]
        for copy in range(min(copies, -(-missing // len(body)))):
            for row in body:
                cells = row.split(b",")
                cells[place] += b"-%d" % copy
                copied.append(b",".join(cells))
        (folder / "tables" / f"{name}.csv").write_bytes(b"\n".join(copied) + b"\n")
        there += len(copied) - 1 - len(body)
    return there


def machine() -> dict[str, Any]:
    """Say what it ran on."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        named = [line for line in facts.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "allocator": version("allocator"),
    }


def apart(reps: int, seed: int, model: str | None, changes: list[str]) -> dict[str, Any]:
    """Run one size once, in a process of its own."""
    arguments = ["--one", str(reps), "--seeds", str(seed), *(["--model", model] if model else [])]
    for change in changes:
        arguments += ["--set", change]
    done = subprocess.run(  # noqa: S603 - this very script
        [sys.executable, __file__, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"reps": reps, "seed": seed, "failed": done.stderr.strip().splitlines()[-1:]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def show(runs: list[dict[str, Any]]) -> None:
    """Print a line per size: medians over seeds and repeats."""
    held = [run for run in runs if "failed" not in run]
    tiers = list(dict.fromkeys(name for run in held for name in run["tiers"]))
    heads = ["reps", "columns", "rows", "nonzeros", *PHASES, "total", "cpu", "peak GB", "gap"]
    print("  ".join(f"{head:>9}" for head in heads))
    for reps in dict.fromkeys(run["reps"] for run in held):
        same = [run for run in held if run["reps"] == reps]
        program = same[0]["program"]
        figures = [f"{reps:,}", *(f"{program.get(k, 0):,}" for k in heads[1:4])]
        figures += [f"{median(run['wall'][name] for run in same):.2f}" for name in PHASES]
        figures += [f"{median(run[key] for run in same):.2f}" for key in ("total", "total_cpu")]
        figures += [f"{max(run['peak_gb'] for run in same):.2f}"]
        figures += [f"{max(run['largest_face_gap'] for run in same):.0e}"]
        print("  ".join(f"{figure:>9}" for figure in figures))
    print("\nsolve by tier, seconds")
    print("  ".join(f"{head:>14}" for head in ("reps", *tiers)))
    for reps in dict.fromkeys(run["reps"] for run in held):
        same = [run for run in held if run["reps"] == reps]
        each = [median(run["tiers"].get(name, 0.0) for run in same) for name in tiers]
        print("  ".join(f"{text:>14}" for text in (f"{reps:,}", *(f"{s:.2f}" for s in each))))
    for run in runs:
        if "failed" in run:
            print(f"{run['reps']:,} reps, seed {run['seed']}: failed: {run['failed']}")


def numbers(text: str) -> list[int]:
    """Read a list of whole numbers.

    >>> numbers("60,1_000")
    [60, 1000]
    """
    return [int(part) for part in text.split(",") if part]


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--reps", type=numbers, default=[60, 300, 1_000])
    asked.add_argument("--seeds", type=numbers, default=[0])
    asked.add_argument("--repeats", type=int, default=1)
    asked.add_argument("--model", help="allocation policy; balanced where not given")
    asked.add_argument("--set", action="append", default=[], help="a change, path=value")
    asked.add_argument("--table-rows", type=int, default=TABLE_ROWS, help="0 leaves validate out")
    asked.add_argument("--no-commands", action="store_true")
    asked.add_argument("--out", type=Path, default=HERE / "results" / "latest.json")
    asked.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one is not None:
        print(json.dumps(measure(given.one, given.seeds[0], given.model, given.set)))
        return
    found: dict[str, Any] = {"machine": machine(), "changes": given.set, "commands": [], "runs": []}
    if not given.no_commands:
        found["commands"] = commands(given.table_rows)
        for line in found["commands"]:
            print(f"{line['command']:40} {line['seconds']:7.2f} s, cpu {line['cpu']:7.2f} s, "
                  f"exit {line['exit']}")  # fmt: skip
        print()
    for reps in given.reps:
        for seed in given.seeds:
            for _ in range(given.repeats):
                found["runs"].append(apart(reps, seed, given.model, given.set))
    show(found["runs"])
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {given.out}")


if __name__ == "__main__":
    main()
