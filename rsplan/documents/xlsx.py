"""Sheets of an XLSX workbook as cells with the text that a reader sees; the only module that reads with openpyxl.

Stored values are taken, never formulas; a date is the day, month or year that its format shows, a
percentage keeps its sign, a unit in the number format stands behind the number.
"""

import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from rsplan.documents.archive import unpacked_size
from rsplan.documents.cells import Area, Cell, CellTable, text_cell
from rsplan.errors import InvalidInput, Problem, RsplanError
from rsplan.model.rounding import digits
from rsplan.read.source import printable

#: A workbook whose cells unpack to more than this is no table of observations but an attack, or a data base: as they
#: are read they take thirty times as much memory.
MOST_UNPACKED = 15_000_000

#: Formats that Chinese spreadsheets number instead of spelling them out; other readers take them for plain numbers.
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
    **dict.fromkeys((30, 31), "yyyy年m月d日"),
}

#: Spreadsheets themselves keep so many digits of a number.
_DIGITS = ".15g"

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SILENT = re.compile(r'"[^"]*"|\[[^\]]*\]|[_*].|\\[^.]')
_THOUSANDTHS = re.compile(r"[0#?],+(?![0#?])")
_SHIFTED_POINT = re.compile(r"[!\\]\.")


class _Shown(NamedTuple):
    """How a cell shows its number: as a date, a percentage, with a unit, or scaled."""

    pattern: str
    dated: bool


def read_workbook(name: str, data: bytes, sheet: str | None) -> CellTable:
    """The cells of the sheet named, else of the only visible sheet that has any.

    Raises InvalidInput for a broken workbook or where it takes a name to know the sheet.
    """
    values, formulas = _load(name, data, values=True), _load(name, data, values=False)
    chosen = _choose(name, values, sheet)
    found = values[chosen]
    calculated = {place for place, cell in formulas[chosen]._cells.items() if cell.data_type == "f"}
    try:
        cells = {(one.row, one.column): one for one in _cells(found, calculated, values.epoch)}
    except (LookupError, ValueError, ArithmeticError) as error:  # styles that are not there, numbers that are none
        raise InvalidInput([Problem("import_not_a_workbook", name, 0, 0, {"reason": _reason(error)})]) from None
    merged = tuple(Area(one.min_row, one.min_col, one.max_row, one.max_col) for one in found.merged_cells.ranges)
    return CellTable(name, chosen, hashlib.sha256(data).hexdigest(), cells, merged)


def _load(name: str, data: bytes, *, values: bool) -> Any:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise RsplanError("error.package_missing", file=printable(name), package="openpyxl") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = unpacked_size(archive)
        if size <= MOST_UNPACKED:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about drop-down lists and the like, which are no cells
                return load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception as error:  # a broken workbook raises whatever its XML leads the reader to
        raise InvalidInput([Problem("import_not_a_workbook", name, 0, 0, {"reason": _reason(error)})]) from None
    raise InvalidInput([Problem("too_large", name, 0, 0, {"most": f"{MOST_UNPACKED // 1_000_000} MB"})])


def _reason(error: Exception) -> str:
    return printable(str(error).split("\n")[0])[:100] or type(error).__name__


def _choose(name: str, book: Any, asked: str | None) -> str:
    """The title of the sheet; chart sheets have no cells and are none."""
    sheets = {one.title: one for one in book.worksheets}
    if asked is not None:
        if asked not in sheets:
            details = {"sheet": printable(asked), "sheets": _listed(sheets)}
            raise InvalidInput([Problem("import_unknown_sheet", name, 0, 0, details)])
        return asked
    filled = [title for title, one in sheets.items() if one.sheet_state == "visible" and _has_values(one)]
    if len(filled) != 1:
        code = "import_which_sheet" if filled else "import_no_table"
        raise InvalidInput([Problem(code, name, 0, 0, {"sheets": _listed(filled)})])
    return str(filled[0])


def _listed(titles: Iterable[str]) -> str:
    return printable(", ".join(titles))


def _has_values(sheet: Any) -> bool:
    return any(cell.value is not None for cell in sheet._cells.values())


def _cells(sheet: Any, calculated: set[tuple[int, int]], epoch: datetime) -> Iterator[Cell]:
    # Only the cells that are in the file: the box around them may be a whole sheet of empty ones.
    for (row, column), cell in sheet._cells.items():
        if cell.value is None:
            # A formula that gave an empty text has kept the type of a text.
            if (row, column) in calculated and cell.data_type == "n":
                yield Cell(row, column, "", "import_formula_without_value")
        elif cell.data_type == "e":
            yield Cell(row, column, str(cell.value), "import_error_value")
        elif isinstance(cell.value, str):
            if cell.value.strip():
                yield text_cell(row, column, cell.value)
        else:
            yield _number_cell(row, column, cell.value, _shown(cell), epoch)


def _shown(cell: Any) -> _Shown:
    chinese = _CHINESE_DATES.get(cell._style.numFmtId)
    return _Shown(chinese or cell.number_format.split(";")[0], chinese is not None)


def _number_cell(row: int, column: int, value: Any, shown: _Shown, epoch: datetime) -> Cell:
    if isinstance(value, bool):
        return Cell(row, column, "TRUE" if value else "FALSE")
    if shown.dated and not isinstance(value, date | time):
        from openpyxl.utils.datetime import from_excel

        try:
            value = from_excel(value, epoch)
        except (OverflowError, ValueError):
            return Cell(row, column, format(value, _DIGITS), "import_error_value")
    if isinstance(value, date):
        return Cell(row, column, _date_text(value, shown.pattern))
    if isinstance(value, time):
        return Cell(row, column, value.isoformat())
    if not isinstance(value, int) and not hasattr(value, "is_integer"):
        return Cell(row, column, str(value), "import_error_value")  # a duration: no observation is one
    return _plain_number(row, column, Decimal(format(value, _DIGITS)), shown.pattern)


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
    letters_of = _SILENT.sub("", pattern).lower()
    if "d" not in letters_of and "m" in letters_of:
        return f"{value.year:04}-{value.month:02}"
    if "d" not in letters_of and "y" in letters_of:
        return f"{value.year:04}"
    return f"{value.year:04}-{value.month:02}-{value.day:02}"
