"""A table as an XLSX workbook: text is text and never a formula; the only module that writes with openpyxl."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from rsplan.errors import package_missing
from rsplan.report.records.common import GENERATOR

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
    return _saved(book)


class FormColumn(NamedTuple):
    """A column of a form: its key, its heading, whether it is hidden, and whether people write into it."""

    key: str
    heading: str
    hidden: bool = False
    is_open: bool = False


def form_bytes(title: str, columns: Sequence[FormColumn], rows: Iterable[Sequence[str]]) -> bytes:
    """A form to fill in: a hidden row of keys, the headings, and a row for each figure; cells to write into are shaded.

    Raises RsplanError where openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font, PatternFill
    except ImportError:
        raise package_missing("error.package_missing", "openpyxl", file="XLSX") from None
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, values in enumerate([[one.key for one in columns], [one.heading for one in columns], *rows], 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column)
            if value != "":
                _write(cell, value)
            if number > _FORM_HEADER and columns[column - 1].is_open:
                cell.fill = PatternFill("solid", fgColor=_SHADE)
            elif number == _FORM_HEADER:
                cell.font = Font(bold=True)
    for column, described in enumerate(columns, 1):
        dimension = sheet.column_dimensions[sheet.cell(1, column).column_letter]
        dimension.hidden = described.hidden
        texts = [str(sheet.cell(row, column).value or "") for row in range(_FORM_HEADER, sheet.max_row + 1)]
        dimension.width = min(max(_NARROWEST, *(_width(text) + 2 for text in texts)), _WIDEST)
    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = sheet.cell(_FORM_HEADER + 1, 1)
    return _saved(book)


def _saved(book: Any) -> bytes:
    """The workbook with the name of the program, by which it is known again and may be replaced."""
    book.properties.description = GENERATOR
    book.properties.created = datetime.now(UTC).replace(tzinfo=None)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


#: The row of the headings of a form, below that of its keys, and the colour of cells to write into.
_FORM_HEADER, _SHADE = 2, "FFF7D6"


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
