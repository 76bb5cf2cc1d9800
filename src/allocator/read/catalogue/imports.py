"""Faults of imports: CRM exports, column maps and quotas edited outside.

No entry has an example: what is imported lies outside the small scenario. Their tests make it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.read.catalogue.table_example import entry

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

fault = partial(entry, "imports")

FAULTS: tuple[Fault, ...] = (
    fault(
        "import-file-missing",
        "there is no such file",
        "a CSV file or an .xlsx workbook",
        "correct the path",
    ),
    fault(
        "import-file-unreadable",
        "cannot be opened, or is no file",
        "a file that may be read",
        "name a file, and change its permissions where they forbid reading",
    ),
    fault(
        "import-format-unknown",
        "is neither CSV nor an .xlsx workbook",
        "a file that ends in .csv or .xlsx",
        "save the export as CSV UTF-8",
    ),
    fault(
        "import-empty",
        "has a header and no rows",
        "one row or more",
        "export again, with rows",
    ),
    fault(
        "import-column-missing",
        "lacks a column",
        "the column in the header",
        "write the column's name in this export into a file and give it with --map",
    ),
    fault(
        "import-stage-unknown",
        "is a stage that is neither won, lost nor open",
        "a stage of the map's won, lost or open",
        "list the stage under stages in the file given with --map",
    ),
    fault(
        "import-duplicate",
        "stands twice in the export",
        "every id once",
        "remove one of the two rows",
    ),
    fault(
        "import-currency-mixed",
        "mixes currencies",
        "one currency in the whole export",
        "convert the amounts before the export",
    ),
    fault(
        "import-lever-unknown",
        "has no lever",
        "a lever, or a word that levers.words of the map turns into one",
        "add the word to levers.words, or set levers.otherwise",
    ),
    fault(
        "import-role-unknown",
        "is no role of the map",
        "a role of the map",
        "add the role under roles in the file given with --map",
    ),
    fault(
        "import-map-incomplete",
        "the map asks for a column that it does not name",
        "the column's name",
        "name the column in the map",
    ),
    fault(
        "import-no-wins",
        "has no won deal with a close date: there is nothing to size a target by",
        "won deals of at least one month",
        "export closed deals too, or begin with `allocator init`",
    ),
    fault(
        "import-option",
        "an option is out of its range",
        "a value in its range",
        "correct the option",
    ),
    fault(
        "override-without-reason",
        "changes a quota and gives no reason",
        "a reason in every row",
        "write why the number was changed, or delete the row",
    ),
    fault(
        "override-rep-unknown",
        "is no rep of the scenario",
        "a rep_id of the scenario's reps",
        "correct the id or delete the row",
    ),
    fault(
        "override-reasons-differ",
        "has two reasons or authors for one rep",
        "one reason and one author for each rep",
        "write one reason in the rows of the rep",
    ),
    fault(
        "override-tables-elsewhere",
        "the scenario keeps its overrides in a form that is not written by this command",
        "tables in a folder of CSV files",
        "enter the overrides there by hand, or keep the tables as CSV",
    ),
)
"""In the order in which an import meets them."""
