"""The made-up company's facts: its roles, levers, stages and calendar.

Every figure here is invented, of the size that is usual in business software. What has to fit
together (hours per opportunity, supply, targets) is calibrated in `calibrate`, not stated here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from allocator.domain.lever import LEVERS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

START = np.datetime64("2027-01-01", "D")
END = np.datetime64("2027-12-31", "D")
MONTHS = 12
PERIOD_IDS = ("2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01")
MIDDLES: Days = np.array(
    [f"2027-{month:02d}-15" for month in range(1, MONTHS + 1)], "datetime64[D]"
)
"""A day of each month that stands for the month."""

SEASON: Floats = np.array([0.24, 0.26, 0.27, 0.23])
"""Share of each quarter in every lever's target."""


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role of the company.

    Attributes
    ----------
    prefix : begins the ids of its reps
    share : of all reps
    split : primary levers, each with its part of the rep's yield
    productivity : yield of a middling rep in the horizon, money
    """

    name: str
    prefix: str
    kind: str
    share: float
    split: dict[str, float]
    productivity: float
    hours_per_month: int
    ramp: tuple[float, ...]
    self_sourced: float = 0.0


ROLES = (
    RoleFacts("account_executive", "ae", "executive", 0.46,
              {"new_customers": 0.8, "pricing": 0.2}, 900_000, 60,
              (0, 0.25, 0.5, 0.75, 1), 0.3),
    RoleFacts("account_manager", "am", "account_manager", 0.28,
              {"product_mix": 0.2, "retention": 0.3, "expansion": 0.5}, 1_100_000, 60,
              (0.25, 0.5, 0.75, 1)),
    RoleFacts("channel_manager", "cm", "partner", 0.10,
              {"new_customers": 0.45, "channel": 0.55}, 700_000, 60,
              (0, 0.25, 0.5, 0.75, 1), 0.6),
    RoleFacts("specialist", "sp", "overlay", 0.08, {"product_mix": 1.0}, 500_000, 60, (0.5, 1)),
    RoleFacts("sdr", "sdr", "sdr", 0.08, {}, 0, 100, (0.5, 1)),
)  # fmt: skip
"""In order of their codes. A specialist holds overlay credit in expansion besides; an sdr brings
pipeline for new customers and closes nothing."""

EXECUTIVE, MANAGER, CHANNEL, SPECIALIST, SDR = range(len(ROLES))
OVERLAY_SHARE = 0.25

SEGMENTS = ("enterprise", "mid_market", "smb")
SEGMENT_SHARE = (0.25, 0.35, 0.40)
SEGMENT_SIZE: Floats = np.array([1.12, 1.0, 0.9])
SEGMENT_CONVERSION: Floats = np.array([0.94, 1.0, 1.06])

CONVERSION: Floats = np.array([0.22, 0.35, 0.28, 0.25, 0.30, 0.32])
"""Win rate of each lever, in the order of `LEVERS`; of retention: the part that is saved."""
DEAL_SIZE: Floats = np.array([40_000, 15_000, 20_000, 35_000, 30_000, 25_000], float)
CYCLE_DAYS: Floats = np.array([42, 14, 30, 50, 21, 28], float)
RELATIVE_EFFORT: Floats = np.array([1.0, 0.4, 0.6, 0.9, 0.6, 0.7])
"""Hours of an opportunity, beside one for a new customer."""
STRETCH: Floats = np.array([1.04, 1.08, 0.98, 1.06, 1.0, 1.03])
"""Target of each lever over what the company can comfortably win: some levers ask for more."""

STAGES = ("discovery", "evaluation", "proposal", "negotiation")
STAGE_RATE: Floats = np.array([0.10, 0.22, 0.40, 0.65])
STAGE_SHARE = (0.35, 0.30, 0.22, 0.13)
OPEN_SHARE = 0.25
"""Part of the potential that is in open deals on the first day."""

LEVER_CODE = {lever: code for code, lever in enumerate(LEVERS)}


def split_table() -> Floats:
    """Give each role's part of its yield in each lever: (roles, levers)."""
    table = np.zeros((len(ROLES), len(LEVERS)))
    for code, role in enumerate(ROLES):
        for lever, part in role.split.items():
            table[code, LEVER_CODE[lever]] = part
    return table


def inside() -> Floats:
    """Part of each quarter from which one mean cycle still ends in the year: (levers, 4)."""
    days = np.arange(START, END + np.timedelta64(1, "D"))
    quarter = days.astype("datetime64[M]").astype(np.int64) % MONTHS // 3
    left = (END - days).astype(np.int64)
    fits = left[None, :] >= CYCLE_DAYS[:, None]
    return np.stack([fits[:, quarter == q].mean(axis=1) for q in range(4)], axis=1)
