"""Every fault of tables: their files, cells, rows and what they say together.

An entry without an example cannot be laid into a folder as text: a path that is not there, a
link, a file of gigabytes. Its test makes it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.read.catalogue.table_cells import CELL_FAULTS
from allocator.read.catalogue.table_files import FILE_FAULTS
from allocator.read.catalogue.table_rows import ROW_FAULTS
from allocator.read.catalogue.workbooks import SHEETS

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

FAULTS: tuple[Fault, ...] = tuple(
    replace(fault, also=(*fault.also, *SHEETS.get(fault.code, ())))
    for fault in (*FILE_FAULTS, *CELL_FAULTS, *ROW_FAULTS)
)
"""In the order in which a table is read; sheets of a workbook bring about some of them, too."""
