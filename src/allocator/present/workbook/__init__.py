"""Plans and comparisons as workbooks that Excel and LibreOffice open."""

from allocator.present.workbook.compare import compare_workbook
from allocator.present.workbook.report import report_workbook

__all__ = ["compare_workbook", "report_workbook"]
