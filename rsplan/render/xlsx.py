"""A table as an XLSX workbook: text is text and never a formula; the only module that writes with openpyxl."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rsplan.errors import package_missing

_WIDEST, _NARROWEST = 60, 8


def workbook_bytes(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | Decimal]]) -> bytes:
    """A workbook of one sheet with a header that stays in sight.

    Raises RsplanError where openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise package_missing("error.package_missing", "openpyxl", file="XLSX") from None
    book = Workbook()
    sheet = book.active
    sheet.title = title
    widths = [len(column) for column in columns]
    for row, values in enumerate([columns, *rows], 1):
        for column, value in enumerate(values, 1):
            if value != "":
                _write(sheet.cell(row, column), value)
                widths[column - 1] = max(widths[column - 1], _width(value))
    for column, width in enumerate(widths, 1):
        letter = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letter].width = min(max(width + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(cell: Any, value: str | Decimal) -> None:
    cell.value = value
    if isinstance(value, str):
        # Whatever it begins with: no = or @ is run, no 2024-06 becomes a date when the cell is edited.
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = True


def _width(value: str | Decimal) -> int:
    """Columns of the screen: Chinese signs take two."""
    return sum(1 if sign.isascii() else 2 for sign in str(value))
