"""Frontiers by hand: points with the measures that a test says."""

from __future__ import annotations

from allocator.compare.frontier import Axis, Frontier, Point, Proof

PROOF = Proof("proven optimal", 3, 120, 1e-12)
KNOWN = {
    "target": 100_000.0,
    "assigned": 100_000.0,
    "shortfall": 0.0,
    "expected_bookings": 90_000.0,
    "company_probability": 0.7,
    "expected_attainers": 3.5,
    "largest_stretch": 1.1,
    "worst_load_deviation": 0.1,
    "mean_load_deviation": 0.05,
    "share_inside_band": 1.0,
    "disruption": 0.2,
    "largest_change": 0.4,
}


def plan(number, *settings, **measures):
    return Point(number, settings, "optimal", f"{number:064x}", {**KNOWN, **measures}, PROOF)


def none(number, *settings, status="infeasible", reason="these rules cannot all hold: a; b"):
    return Point(number, settings, status, f"{number:064x}", {}, None, reason)


def bent(**how):
    """Three plans along a curve that bends in the middle, and one value without a plan."""
    path = how.pop("path", "fairness_band.band")
    points = (
        none(1, "0.01"),
        plan(2, "0.05", worst_load_deviation=0.05, expected_bookings=80_000.0),
        plan(3, "0.10", worst_load_deviation=0.1, expected_bookings=89_000.0),
        plan(4, "0.20", worst_load_deviation=0.2, expected_bookings=90_000.0),
    )
    given = {
        "scenario": "small",
        "title": "Small & quick",
        "model": "balanced",
        "currency": "USD",
        "axes": (Axis(path, ("0.01", "0.05", "0.10", "0.20")),),
        "points": points,
    }
    return Frontier(**{**given, **how})
