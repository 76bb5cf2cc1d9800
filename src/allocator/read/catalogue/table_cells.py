"""Faults of single cells: numbers, dates, shares, ids."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.read.catalogue.table_example import COVERAGE, entry, money, rows, spoiled, table

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

fault = partial(entry, "tables")

NUMBER = "a plain number such as 1234.5"
SHARES = COVERAGE.replace("territory_id\n", "territory_id,share\n")


def share(cell: str) -> dict[str, str]:
    """Give the first coverage row a share."""
    text = SHARES.replace("north\n", f"north,{cell}\n", 1).replace("south\n", "south,\n")
    return {"tables/coverage.csv": text.replace("cem,north\n", "cem,north,\n")}


CELL_FAULTS: tuple[Fault, ...] = (
    fault(
        "cell-empty",
        "must be filled",
        "a value in every row",
        "fill the cell or remove the row",
        rows("reps", ",hunter,smb,,"),
        spoiled("reps", "ann,hunter", "ann, "),
    ),
    fault(
        "cell-not-a-number",
        "is not a number",
        NUMBER,
        "leave the cell empty if the value is unknown",
        money("n/a"),
        money("NA"),
        money("thirty"),
        money("0x10"),
        money("12 34 x"),
    ),
    fault(
        "cell-number-grouped",
        "has signs for thousands, or a decimal comma",
        NUMBER,
        "write 1.234,56 and 1,234.56 as 1234.56",
        money("1.234,56"),
        money("30,000"),
        money("30 000"),
        money("30'000"),
        money("30_000"),
        money("0,5"),
    ),
    fault(
        "cell-number-ambiguous",
        "can be read as two numbers: the sign is a decimal sign or groups thousands",
        NUMBER,
        "write it with a decimal point and without a sign for thousands",
        table("reps", "rep_id;role;prior_quota\nann;hunter;1,234\ncem;farmer;2,345\n"),
        table("reps", "rep_id;role;prior_quota\nann;hunter;1.234\ncem;farmer;2.345\n"),
        table("reps", "rep_id;role;prior_quota\nann;hunter;1.234\ncem;farmer;2345,5\n"),
    ),
    fault(
        "cell-number-in-brackets",
        "is an accountant's negative number in brackets",
        NUMBER,
        "write it without brackets; a negative amount has no place here",
        money("(1,000)"),
    ),
    fault(
        "cell-number-with-currency",
        "has a sign of currency",
        NUMBER,
        "write the number alone; the currency belongs in a column `currency`",
        money("$30000"),
        money("30000 €"),
        money("USD 30000"),
        money("30,000.00 EUR"),
    ),
    fault(
        "cell-number-with-percent",
        "is a percentage",
        "a share from 0 to 1",
        "write 50% as 0.5",
        share("50%"),
        money("50 %"),
    ),
    fault(
        "cell-number-trailing-minus",
        "has its minus behind it",
        NUMBER,
        "write the minus in front, if the column may be negative at all",
        money("1000-"),
        money("1,000.00-"),
    ),
    fault(
        "cell-number-foreign-digits",
        "has digits other than 0 to 9",
        NUMBER,
        "type the number with the digits 0 to 9",
        money("٣٠٠٠٠"),
        money("\uff13\uff10\uff10"),
    ),
    fault(
        "cell-not-finite",
        "is not a finite number",
        NUMBER,
        "leave the cell empty if the value is unknown",
        money("NaN"),
        money("inf"),
        money("-Infinity"),
    ),
    fault(
        "cell-error-value",
        "is the error of a spreadsheet formula",
        "a value",
        "mend the formula, or leave the cell empty if the value is unknown",
        money("#DIV/0!"),
        spoiled("reps", "2020-01-01", "#N/A"),
        spoiled("reps", "smb", "#REF!"),
        money("########"),
    ),
    fault(
        "cell-negative",
        "is below zero",
        "zero or more",
        "write the amount without its sign",
        money("-30000"),
        spoiled("history", "40,12", "40,-12"),
        table("reps", "rep_id,role,fte\nann,hunter,-1\ncem,farmer,1\n"),
    ),
    fault(
        "cell-too-large",
        "is larger than any money or count",
        "at most 1,000,000,000,000,000",
        "look for a slipped decimal sign or two numbers in one cell",
        money("3000000000000000000"),
        money("1e400"),
    ),
    fault(
        "cell-share-above-one",
        "is a share and above 1",
        "a share from 0 to 1",
        "write half as 0.5: a share is no percentage",
        share("50"),
        spoiled("stages", "0.5", "50"),
    ),
    fault(
        "cell-out-of-range",
        "is outside its range",
        "a number inside the range of its column",
        "correct the number",
        table("territories", "territory_id,latitude,longitude\nnorth,91,0\nsouth,0,0\n"),
        table("territories", "territory_id,latitude,longitude\nnorth,0,-181\nsouth,0,0\n"),
    ),
    fault(
        "cell-unknown-word",
        "is none of the words of its column",
        "one of the words of the column",
        "write one of them",
        {
            "tables/accounts.csv": "account_id,territory_id\na1,north\n",
            "tables/eligibility.csv": "account_id,rep_id,rule\na1,ann,always\n",
        },
    ),
    fault(
        "cell-not-a-flag",
        "is neither true nor false",
        "true or false",
        "write true or false",
        table("accounts", "account_id,locked\na1,maybe\n"),
    ),
    fault(
        "cell-not-a-date",
        "is not a date",
        "YYYY-MM-DD",
        "write the day as 2027-01-31",
        spoiled("reps", "2020-01-01", "2027-13-01"),
        spoiled("reps", "2020-01-01", "2027-02-30"),
        spoiled("reps", "2020-01-01", "01/02/2027"),
        spoiled("reps", "2020-01-01", "2020-1-1"),
        spoiled("reps", "2020-01-01", "44927"),
        spoiled("reps", "2020-01-01", "today"),
    ),
    fault(
        "cell-date-with-time",
        "is a moment, not a day",
        "YYYY-MM-DD",
        "leave the time of day out",
        spoiled("reps", "2020-01-01", "2020-01-01 09:30"),
    ),
    fault(
        "cell-date-far-away",
        "is in no year of this time",
        "YYYY-MM-DD, from 1900 to 2199",
        "correct the year; leave an open end empty",
        spoiled("reps", "2020-01-01", "0020-01-01"),
        spoiled("reps", "2020-01-01", "9999-12-31"),
    ),
    fault(
        "id-hidden-character",
        "has a character that cannot be seen",
        "visible characters",
        "type the id again, without copying it",
        spoiled("reps", "ann", "an\u200bn"),
        spoiled("reps", "ann", "\u202eann"),
        spoiled("reps", "ann", "an\u3164n"),
        spoiled("reps", "ann", '"an\tn"'),
    ),
    fault(
        "id-turned-into-number",
        "looks like an id that a spreadsheet turned into a number",
        "the id as it was",
        "format the column as text in the spreadsheet and enter the ids again",
        spoiled("reps", "ann", "123.0"),
        spoiled("reps", "ann", "1E5"),
        spoiled("reps", "ann", "1.23E+11"),
    ),
)
