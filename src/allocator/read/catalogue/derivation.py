"""Faults of the organisation that show only once yields are derived or rules are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.catalogue.base import SCENARIO
from allocator.read.catalogue.example import sentence
from allocator.read.catalogue.fault import Fault
from allocator.read.catalogue.table_example import PIPELINE, POTENTIAL, rows, table

if TYPE_CHECKING:
    from allocator.read.catalogue.example import Example
    from allocator.read.catalogue.fault import Ends

VALIDATE = "validate SCENARIO"
SOLVE = "solve SCENARIO"


def fault(
    code: str,
    what: str,
    want: str,
    fix: str,
    *examples: Example,
    ends: Ends = "warning",
    command: str = VALIDATE,
) -> Fault:
    """Make an entry of this group; the first example is the one that is shown."""
    first = examples[0] if examples else {}
    said = command if examples else ""
    return Fault(code, "organisation", what, want, sentence(fix), ends, first, examples[1:], said)


def reps(header: str, *lines: str) -> Example:
    """Give other reps."""
    return table("reps", "".join(f"{line}\n" for line in (header, *lines)))


def bounded(header: str, cell: str) -> Example:
    """Give the small scenario's reps with the same bound for everybody."""
    people = ("ann,hunter", "bob,hunter", "cem,farmer", "dee,farmer")
    return reps(f"rep_id,role,{header}", *(f"{one},{cell}" for one in people))


def under(model: str, example: Example) -> Example:
    """Let another model solve the example."""
    return {**example, "scenario.yaml": SCENARIO.replace("model: balanced", f"model: {model}")}


WARNINGS: tuple[Fault, ...] = (
    fault(
        "potential-absent",
        "there is no potential: yields come from open deals and the target, and neither stretch "
        "nor probability can be said",
        "the table potential",
        "estimate what each territory is worth, lever by lever; a rough table is better than none",
        {"tables/potential.csv": None},
    ),
    fault(
        "potential-row-absent",
        "covered territories and levers have no potential and count as 0",
        "a row in potential for each of them",
        "add the rows, with 0 where there is nothing to win",
        table("potential", POTENTIAL.replace("south,expansion,120000\n", "")),
    ),
    fault(
        "potential-below-pipeline",
        "potentials are below their own open deals, and are raised to them",
        "a potential that contains the open deals",
        "correct the potential, or close deals that are dead",
        table("potential", POTENTIAL.replace("new_customers,200000", "new_customers,9", 1)),
    ),
    fault(
        "potential-without-owner",
        "potential has no present owner in some periods: nobody can win it",
        "somebody present for every territory and lever",
        "extend a coverage, or name a successor for the time of a leave",
        reps("rep_id,role,end_date", "ann,hunter,2027-06-30", "bob,hunter,", "cem,farmer,",
             "dee,farmer,"),
    ),
    fault(
        "lever-without-target",
        "a table has rows of a lever that has no target: they count nowhere",
        "levers with a target",
        "give the lever a target, or take the rows out",
        rows("potential", "north,retention,5000"),
        table("pipeline", PIPELINE.replace("south,expansion", "south,retention")),
    ),
    fault(
        "rate-defaulted",
        "reps have no conversion of their own, of their peers or of the lever: 0.25 stands for it",
        "rows in history",
        "give history for the lever, without rep_id if it is only known as a whole",
        {"tables/history.csv": None},
    ),
    fault(
        "segment-differs",
        "history states another segment than the rep's own, which is taken",
        "one segment for each rep",
        "leave segment empty in rows that name a rep",
        table("history", "rep_id,segment,lever,opportunities,wins\n"
              "ann,big,new_customers,40,12\nbob,,new_customers,40,14\n"
              "cem,,expansion,30,15\ndee,,expansion,30,15\n"),
    ),
    fault(
        "deal-outside-horizon",
        "open deals close outside the horizon and count nowhere",
        "expected_close inside the horizon",
        "correct the dates of deals that are late; the others belong to the next plan",
        table("pipeline", PIPELINE.replace("2027-05-15", "2028-05-15")),
    ),
    fault(
        "deal-without-taker",
        "open deals have nobody present who can take them",
        "a rep who covers the deal's territory and lever on its closing day",
        "cover the territory, or correct expected_close",
        reps("rep_id,role,end_date", "ann,hunter,", "bob,hunter,", "cem,farmer,",
             "dee,farmer,2027-03-31"),
    ),
    fault(
        "funnel-differs",
        "the hours of funnel for an opportunity are not those of effort: effort rules capacity, "
        "funnel rules activities",
        "hours in funnel that add up to hours_per_opportunity, within 10 %",
        "correct the hours of the steps, or hours_per_opportunity",
        table("funnel", "role,lever,step,order,rate,hours\nhunter,new_customers,call,1,0.1,0.5\n"
              "hunter,new_customers,opportunity,2,0.3,7\n"),
    ),
    fault(
        "activity-beyond-hours",
        "the way to a quota takes more hours than the rep has: no activities are planned for it",
        "hours that the steps of the funnel fit into",
        "lower the quota, add hours or people, or shorten the steps of the funnel",
        {
            "tables/funnel.csv": "role,lever,step,order,rate,hours\n"
                                 "hunter,new_customers,opportunity,1,0.3,300\n",
        },
        command=SOLVE,
    ),
    fault(
        "column-unread",
        "a column is filled in and no rule or goal of the model reads it",
        "a model that reads the column, or no such column",
        "switch the family or tier on in settings, or choose another model",
        reps("rep_id,role,ote", "ann,hunter,90000", "bob,hunter,90000", "cem,farmer,80000",
             "dee,farmer,80000"),
    ),
    fault(
        "band-of-zero",
        "the fairness band is 0 and reps have no yield: they carry nothing and are not compared",
        "a band above 0, or something to win for every rep",
        "give the reps potential or coverage, or widen fairness_band.band",
        {
            **table("potential", POTENTIAL.replace("north,new_customers,200000",
                                                   "north,new_customers,0")),
            **table("pipeline", PIPELINE.replace("north,new_customers,proposal,ann,20000,"
                                                 "2027-02-15\n", "")),
            "scenario.yaml": SCENARIO + "settings: {fairness_band: {band: 0}}\n",
        },
    ),
    fault(
        "decided-quota-breaks-rule",
        "a locked or overridden quota breaks a rule: the decision stands, the rule is waived",
        "a number within the rule, or a decision to stand by it",
        "nothing, if the decision is meant; else correct the lock or override",
        {
            "tables/overrides.csv": "rep_id,quota,reason\nann,59000,board decision\n",
            "scenario.yaml": SCENARIO + "settings: {pipeline_feasibility: {max_stretch: 0.5}}\n",
        },
        command=SOLVE,
    ),
)  # fmt: skip
"""What is said, and the plan is made."""

ERRORS: tuple[Fault, ...] = (
    fault(
        "tiers-without-closest",
        "the tiers of a policy do not end with closest",
        "closest once, as the last tier",
        "add closest at the end: it makes the plan unique",
        {"scenario.yaml": SCENARIO + "settings: {tiers: [shortfall]}\n"},
        ends="error",
        command=SOLVE,
    ),
    fault(
        "cushion-before-shortfall",
        "the tier cushion stands before shortfall: a missing cushion would count more than target "
        "that nobody carries",
        "cushion behind shortfall",
        "move it behind shortfall, or leave it out: it then comes by itself",
        {"scenario.yaml": SCENARIO + "settings: {tiers: [cushion, shortfall, closest]}\n"},
        ends="error",
        command=SOLVE,
    ),
    fault(
        "unknown-level",
        "there is no such level in the hierarchy",
        "a level of the table hierarchy",
        "name a level of the table hierarchy",
        {"scenario.yaml": SCENARIO + "settings: {roll_up: {over_assignment: {team: 0.05}}}\n"},
        ends="error",
        command=SOLVE,
    ),
    fault(
        "coverage-lever-not-owned",
        "coverage that was made in memory names a lever that the rep's role does not own",
        "a lever of the rep's role",
        "name a lever of the role, or leave lever empty for all of them",
        ends="error",
    ),
)
"""What stops a solve before it begins."""

NO_PLAN: tuple[Fault, ...] = (
    fault(
        "floors-above-target",
        "the floors of reps add up to more than the target",
        "floors that the target can fill",
        "lower min_quota, or give the lever an over_assignment",
        reps(
            "rep_id,role,min_quota",
            "ann,hunter,",
            "bob,hunter,",
            "cem,farmer,21000",
            "dee,farmer,21000",
        ),
        ends="no plan",
        command=SOLVE,
    ),
    fault(
        "caps-below-target",
        "the caps of reps add up to less than the target, and shortfall is forbidden",
        "caps that can hold the target",
        "raise max_quota, or set lever_totals.shortfall to allowed",
        under("strict", bounded("max_quota", "1000")),
        ends="no plan",
        command=SOLVE,
    ),
    fault(
        "capacity-zero",
        "nobody has any capacity, and shortfall is forbidden",
        "somebody who works in the horizon",
        "correct fte, start_date, end_date or absences, or set lever_totals.shortfall to allowed",
        under("strict", bounded("fte", "0")),
        ends="no plan",
        command=SOLVE,
    ),
)
"""What leaves no plan under the hard rules; diagnosis.json says which cannot hold together."""

FAULTS: tuple[Fault, ...] = (*WARNINGS, *ERRORS, *NO_PLAN)
"""Warnings, then errors, then what has no plan."""
