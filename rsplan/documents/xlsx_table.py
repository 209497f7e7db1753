"""A sheet of an XLSX workbook as cells with the text that a reader sees; openpyxl opens the workbook.

Stored values are taken, never formulas. A date is the day, month or year that its format shows, a percentage keeps its
sign, and a unit in the number format follows the number.
"""

import hashlib
import io
import re
import warnings
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

from rsplan.documents import limits
from rsplan.documents.cells import Area, Cell, CellTable, text_cell
from rsplan.documents.unpacked_size import check_unpacked_size
from rsplan.documents.workbook_counts import check_workbook_counts
from rsplan.errors import InvalidInput, Problem, package_missing
from rsplan.model.rounding import digits
from rsplan.read.input_text import printable

#: Formats that Chinese spreadsheets number instead of writing them in the file; other readers take them for plain
#: numbers.
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
    **dict.fromkeys((30, 31), "yyyy年m月d日"),
}

#: The digits of a number that spreadsheets themselves keep.
_DIGITS = ".15g"

#: Characters of a message of openpyxl that are shown.
_LONGEST_REASON = 100

#: The namespace of workbooks in the strict form of the format.
_STRICT = b"http://purl.oclc.org/ooxml/"

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SILENT = re.compile(r'"[^"]*"|\[[^\]]*\]|[_*].|\\[^.]')
_THOUSANDTHS = re.compile(r"[0#?],+(?![0#?])")
_SHIFTED_POINT = re.compile(r"[!\\]\.")


class _NumberFormat(NamedTuple):
    """The pattern of a cell's number; `dated` for those of `_CHINESE_DATES`, which openpyxl reads as plain numbers."""

    pattern: str
    dated: bool


def read_workbook(name: str, data: bytes, sheet: str | None) -> tuple[CellTable, ...]:
    """Read the cells of the named sheet, else of every visible sheet that has any, in their order.

    Raises InvalidInput for a broken workbook and one without cells, RsplanError where openpyxl is missing.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise package_missing("error.package_missing", "openpyxl", file=printable(name)) from None
    try:
        check_unpacked_size(name, data, limits.MOST_UNPACKED_WORKBOOK)
        _check_namespace(name, data)
        check_workbook_counts(name, data)
    except InvalidInput:
        raise
    except Exception as error:  # a broken archive raises whatever its bytes lead the reader to
        raise _broken(name, error) from None
    values, formulas = (_load(load_workbook, name, data, values=which) for which in (True, False))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return tuple(
            _sheet_table(name, sha256, values[title], formulas[title], values.epoch)
            for title in _choose(name, values, sheet)
        )
    except (LookupError, ValueError, ArithmeticError) as error:  # missing styles, numbers that are none
        raise _broken(name, error) from None


def _sheet_table(name: str, sha256: str, worksheet: Any, formulas: Any, epoch: datetime) -> CellTable:
    calculated = {place for place, cell in formulas._cells.items() if cell.data_type == "f"}
    cells = {(cell.row, cell.column): cell for cell in _cells(worksheet, calculated, epoch)}
    areas = worksheet.merged_cells.ranges
    merged = tuple(Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in areas)
    return CellTable(
        name=name,
        sheet=worksheet.title,
        sha256=sha256,
        cells=cells,
        merged=merged,
        hidden=_hidden(worksheet, cells),
    )


def _hidden(worksheet: Any, cells: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The cells of hidden rows and columns; a hidden column may stand for a range of them."""
    rows = {row for row, dimension in worksheet.row_dimensions.items() if dimension.hidden}
    begins: Counter[int] = Counter()
    for dimension in worksheet.column_dimensions.values():
        if dimension.hidden:
            begins[dimension.min or 0] += 1
            begins[(dimension.max or 0) + 1] -= 1
    edges = sorted(begins)
    open_ranges = [*accumulate(begins[edge] for edge in edges)]

    def hides(column: int) -> bool:
        place = bisect_right(edges, column)
        return place > 0 and open_ranges[place - 1] > 0

    return frozenset((row, column) for row, column in cells if row in rows or hides(column))


def _load(load_workbook: Callable[..., Any], name: str, data: bytes, *, values: bool) -> Any:
    """Open the workbook with the stored values of its formulas, or with the formulas."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drop-down lists and the like, which are no cells
            return load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception as error:  # a broken workbook raises whatever its XML leads the reader to
        raise _broken(name, error) from None


def _check_namespace(name: str, data: bytes) -> None:
    """Refuse Strict Open XML, whose parts openpyxl finds empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "xl/workbook.xml" in archive.namelist() and _STRICT in archive.read("xl/workbook.xml"):
            raise InvalidInput([Problem("import_strict_workbook", name, 0, 0, {})])


def _broken(name: str, error: Exception) -> InvalidInput:
    reason = printable(str(error).split("\n")[0])[:_LONGEST_REASON] or type(error).__name__
    return InvalidInput([Problem("import_not_a_workbook", name, 0, 0, {"reason": reason})])


def _choose(name: str, book: Any, title: str | None) -> list[str]:
    """The titles of the sheets to read; chart sheets have no cells and are not among them."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if title is not None:
        if title not in sheets:
            details = {"sheet": printable(title), "sheets": _listed(sheets)}
            raise InvalidInput([Problem("import_unknown_sheet", name, 0, 0, details)])
        return [title]
    filled = [sheet.title for sheet in sheets.values() if sheet.sheet_state == "visible" and _has_values(sheet)]
    if not filled:
        raise InvalidInput([Problem("import_no_table", name, 0, 0, {})])
    return filled


def _listed(titles: Iterable[str]) -> str:
    return printable(", ".join(titles))


def _has_values(sheet: Any) -> bool:
    return any(cell.value is not None for cell in sheet._cells.values())


def _cells(sheet: Any, calculated: set[tuple[int, int]], epoch: datetime) -> Iterator[Cell]:
    # Only the cells in the file: the rectangle around them may be a whole sheet of empty ones.
    for (row, column), cell in sheet._cells.items():
        if cell.value is None:
            # The cell of a formula with an empty text as its value still has the type of a text.
            if (row, column) in calculated and cell.data_type == "n":
                yield Cell(row, column, "", "import_formula_without_value")
        elif cell.data_type == "e":
            yield Cell(row, column, str(cell.value), "import_error_value")
        elif isinstance(cell.value, str):
            if cell.value.strip():
                yield text_cell(row, column, cell.value)
        else:
            yield _number_cell(row, column, cell.value, _number_format(cell), epoch)


def _number_format(cell: Any) -> _NumberFormat:
    chinese = _CHINESE_DATES.get(cell._style.numFmtId)
    return _NumberFormat(chinese or cell.number_format.split(";")[0], chinese is not None)


def _number_cell(row: int, column: int, value: Any, format_: _NumberFormat, epoch: datetime) -> Cell:
    if isinstance(value, bool):
        return Cell(row, column, "TRUE" if value else "FALSE")
    if format_.dated and not isinstance(value, date | time):
        from openpyxl.utils.datetime import from_excel

        try:
            value = from_excel(value, epoch)
        except (OverflowError, ValueError):
            return Cell(row, column, format(value, _DIGITS), "import_error_value")
    if isinstance(value, date):
        return Cell(row, column, _date_text(value, format_.pattern))
    if isinstance(value, time):
        return Cell(row, column, value.isoformat())
    if not isinstance(value, int) and not hasattr(value, "is_integer"):
        return Cell(row, column, str(value), "import_error_value")  # a duration, which no observation is
    return _plain_number(row, column, Decimal(format(value, _DIGITS)), format_.pattern)


def _plain_number(row: int, column: int, value: Decimal, pattern: str) -> Cell:
    bare = _SILENT.sub("", pattern)
    unit = "".join(
        character for pair in _LITERAL.findall(pattern) for character in "".join(pair) if character.isalpha()
    )
    if _THOUSANDTHS.search(bare) or _SHIFTED_POINT.search(pattern):
        return Cell(row, column, digits(value), "import_scaled_number")
    if "%" in bare:
        return Cell(row, column, f"{digits(value * 100)}%")
    return Cell(row, column, digits(value) + unit)


def _date_text(value: date, pattern: str) -> str:
    """The day, month or year that the format shows."""
    codes = _SILENT.sub("", pattern).lower()
    if "d" not in codes and "m" in codes:
        return f"{value.year:04}-{value.month:02}"
    if "d" not in codes and "y" in codes:
        return f"{value.year:04}"
    return f"{value.year:04}-{value.month:02}-{value.day:02}"
