"""A sheet of an XLSX workbook as cells with the text that a reader sees; openpyxl opens the workbook.

Stored values are taken, never formulas. A number is what its format shows: a date is a day, a month or a year, a
percentage keeps its sign, and words and signs stand beside the digits.
"""

import hashlib
import io
import re
import warnings
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

from rsplan.documents import limits
from rsplan.documents.cells import ERROR_VALUES, Area, Cell, CellTable
from rsplan.documents.document_text import lowered, raised
from rsplan.documents.number_formats import NumberFormat, number_format
from rsplan.documents.unpacked_size import check_unpacked_size, is_picture
from rsplan.documents.workbook_counts import check_workbook_counts
from rsplan.errors import InvalidInput, Problem, package_missing
from rsplan.model.plain_text import plain
from rsplan.model.rounding import digits
from rsplan.read.input_text import printable

#: Formats that Chinese spreadsheets number instead of writing them in the file; other readers take them for plain
#: numbers.
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
    **dict.fromkeys((30, 31), "yyyy年m月d日"),
}

#: The number of the first format that a file has of its own; those before it show texts as they are.
_FIRST_OWN_FORMAT = 164

#: The place of a number format's id in what openpyxl keeps as the style of a cell; asked by its name it takes longer.
_NUMBER_FORMAT = 3

#: The digits of a number that spreadsheets themselves keep.
_DIGITS = ".15g"

#: Characters that are shown of a message of openpyxl, and of a comment on a cell.
_LONGEST_REASON, _LONGEST_COMMENT = 100, 100

#: The namespace of workbooks in the strict form of the format.
_STRICT = b"http://purl.oclc.org/ooxml/"

#: The end of a formula with no stored value behind it, in the XML of a sheet.
_NO_VALUE = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)(?!\s*<(?:\w+:)?v(?:\s[^<>]*)?>[^<])")

#: The fonts of parts of a text that say what its letters do not.
_RICH = re.compile(rb"<(?:\w+:)?(?:vertAlign|d?strike)\b")

#: Texts that are a number, as columns have them that a spreadsheet takes for text.
_NUMBER_TEXT = re.compile(r"[-<>≥≤]?[0-9][0-9.,]*%?")

#: Where Excel puts the words of a comment that has answers: behind a notice for older programs, which ends so.
_END_OF_NOTICE = "linkid=870924"


def read_workbook(name: str, data: bytes, sheet: str | None) -> tuple[CellTable, ...]:
    """Read the cells of the named sheet, else of every visible sheet that has any, in their order.

    Hidden sheets come last, with all of their cells hidden.
    Raises InvalidInput for a broken workbook and one without cells, RsplanError where openpyxl is missing.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise package_missing("error.package_missing", "openpyxl", file=printable(name)) from None
    content = _content(name, data)
    values = _load(load_workbook, name, data, values=True, rich=content.is_rich)
    formulas = _load(load_workbook, name, data, values=False) if content.lacks_values else None
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        chosen = _choose(name, values, sheet)
        read = (
            _sheet_table(name, sha256, values[title], _calculated(formulas, title))
            for title in (*chosen, *(_hidden_sheets(values) if sheet is None else ()))
        )
        return tuple(
            table if table.sheet in chosen else CellTable(*table._replace(hidden=frozenset(table.cells)))
            for table in read
        )
    except (LookupError, ValueError, ArithmeticError) as error:  # missing styles, numbers that are none
        raise _broken(name, error) from None


def _calculated(formulas: Any, title: str) -> set[tuple[int, int]]:
    """The cells of the sheet with a formula; none where each of them has its value, which needs no second look."""
    if formulas is None:
        return set()
    return {place for place, cell in formulas[title]._cells.items() if cell.data_type == "f"}


def _sheet_table(name: str, sha256: str, worksheet: Any, calculated: set[tuple[int, int]]) -> CellTable:
    reader = _CellReader(worksheet, calculated)
    cells = dict(reader.cells())
    areas = worksheet.merged_cells.ranges
    merged = tuple(Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in areas)
    return CellTable(
        name=name,
        sheet=worksheet.title,
        sha256=sha256,
        cells=cells,
        merged=merged,
        hidden=_hidden(worksheet, cells) | reader.unseen,
        comments=reader.comments,
    )


def _hidden(worksheet: Any, cells: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The cells of rows and columns that are hidden or have no height or width; a column may stand for a range.

    The rows of a group that is folded are hidden themselves; `collapsed` is the mark of the row beside them.
    """
    rows = {row for row, dimension in worksheet.row_dimensions.items() if dimension.hidden or dimension.height == 0}
    begins: Counter[int] = Counter()
    for dimension in worksheet.column_dimensions.values():
        if dimension.hidden or dimension.width == 0:
            begins[dimension.min or 0] += 1
            begins[(dimension.max or 0) + 1] -= 1
    if not rows and not begins:
        return frozenset()
    edges = sorted(begins)
    open_ranges = [*accumulate(begins[edge] for edge in edges)]

    def hides(column: int) -> bool:
        place = bisect_right(edges, column)
        return place > 0 and open_ranges[place - 1] > 0

    return frozenset((row, column) for row, column in cells if row in rows or hides(column))


class _Content(NamedTuple):
    """Findings in a workbook's XML that decide how openpyxl has to open it; either of them makes it take longer.

    `lacks_values` are formulas without a stored value, `is_rich` are texts that are raised or struck out in part.
    """

    lacks_values: bool
    is_rich: bool


def _content(name: str, data: bytes) -> _Content:
    """Look through the parts of the workbook; raises InvalidInput for what cannot be read, before it is."""
    lacks_values = is_rich = False
    try:
        check_unpacked_size(name, data, limits.MOST_UNPACKED_WORKBOOK)
        check_workbook_counts(name, data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if is_picture(archive, entry):
                    continue
                part = archive.read(entry)
                if entry.filename == "xl/workbook.xml" and _STRICT in part:
                    # openpyxl finds the parts of Strict Open XML empty.
                    raise InvalidInput([Problem("import_strict_workbook", name, 0, 0, {})])
                wide = b"\0" in part[:4]  # UTF-16, in which nothing can be found so
                has_formulas = b"sheetData" in part and (b"<f" in part or b":f" in part)
                lacks_values = lacks_values or wide or (has_formulas and bool(_NO_VALUE.search(part)))
                is_rich = is_rich or wide or (b"rPr" in part and bool(_RICH.search(part)))
    except InvalidInput:
        raise
    except Exception as error:  # a broken archive raises whatever its bytes lead the reader to
        raise _broken(name, error) from None
    return _Content(lacks_values, is_rich)


def _load(load_workbook: Callable[..., Any], name: str, data: bytes, *, values: bool, rich: bool = False) -> Any:
    """Open the workbook with the stored values of its formulas, or with the formulas; `rich` keeps fonts in texts."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drop-down lists and the like, which are no cells
            return load_workbook(io.BytesIO(data), data_only=values, keep_links=False, rich_text=rich)
    except Exception as error:  # a broken workbook raises whatever its XML leads the reader to
        raise _broken(name, error) from None


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


def _hidden_sheets(book: Any) -> list[str]:
    return [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible" and _has_values(sheet)]


def _listed(titles: Iterable[str]) -> str:
    return printable(", ".join(titles))


def _has_values(sheet: Any) -> bool:
    return any(cell.value is not None for cell in sheet._cells.values())


class _CellReader:
    """Reads the cells of a sheet; `unseen` are those whose format shows nothing, `comments` those on figures."""

    def __init__(self, sheet: Any, calculated: set[tuple[int, int]]) -> None:
        self.unseen: set[tuple[int, int]] = set()
        self.comments: dict[tuple[int, int], str] = {}
        self._sheet, self._calculated = sheet, calculated
        self._epoch = sheet.parent.epoch
        self._hides_zeros = sheet.sheet_view.showZeros is False
        self._formats: dict[int, NumberFormat] = {}
        self._struck = {index for index, font in enumerate(sheet.parent._fonts) if font.strike}
        patterns = enumerate(sheet.parent._number_formats, _FIRST_OWN_FORMAT)
        self._changing = {index for index, pattern in patterns if number_format(pattern).changes_texts}

    def cells(self) -> Iterator[tuple[tuple[int, int], Cell]]:
        """The cells in the file that hold anything: the rectangle around them may be a whole sheet of empty ones."""
        # Most sheets have nothing of this kind, and many cells.
        everywhere = bool(self._struck or self._changing or self._hides_zeros)
        is_plain: dict[int, bool] = {}
        for place, cell in self._sheet._cells.items():
            value, style = cell.value, cell._style
            row, column = place
            looks_closer = everywhere or cell.comment is not None
            if value is not None and style is not None and not looks_closer and cell.data_type == "n":
                format_id = style[_NUMBER_FORMAT]
                if format_id not in is_plain:
                    is_plain[format_id] = self._format(cell).is_plain
                if is_plain[format_id]:
                    yield place, Cell(row, column, _digits(value))
                    continue
            read = self._cell(row, column, cell, looks_closer=looks_closer)
            if read is not None:
                yield place, read

    def _cell(self, row: int, column: int, cell: Any, *, looks_closer: bool) -> Cell | None:
        """Read one cell; None for one that holds nothing."""
        value = cell.value
        if value is None:
            # The cell of a formula with an empty text as its value still has the type of a text.
            if (row, column) in self._calculated and cell.data_type == "n":
                return Cell(row, column, "", "import_formula_without_value")
            return None
        if isinstance(value, str) and cell.data_type != "e":
            text = value.strip()
            if text and looks_closer:
                return self._text_cell(row, column, cell, text)
            return Cell(row, column, text, ERROR_VALUES.get(text, "")) if text else None
        if isinstance(value, list):
            return self._rich_cell(row, column, cell)
        return self._number_cell(row, column, cell)

    def _rich_cell(self, row: int, column: int, cell: Any) -> Cell | None:
        """The cell of a text in several fonts; a number of which some digits are struck out is a fault."""
        fonts = [getattr(part, "font", None) for part in cell.value]
        text = ""
        for part, font in zip(map(str, cell.value), fonts, strict=True):
            match font.vertAlign if font else None:
                case "superscript":
                    text += raised(part)
                case "subscript":
                    text += lowered(part, text)
                case _:
                    text += part
        text = text.strip()
        if not text:
            return None
        if any(font is not None and font.strike for font in fonts) and _NUMBER_TEXT.fullmatch(plain(text)):
            return Cell(row, column, text, "import_struck_out")
        return self._text_cell(row, column, cell, text)

    def _text_cell(self, row: int, column: int, cell: Any, text: str) -> Cell:
        if _number_format_of(cell) in self._changing:
            text = self._shown(row, column, self._format(cell).text(text), text)
        if (cell.comment is not None or self._is_struck(cell)) and _NUMBER_TEXT.fullmatch(plain(text)):
            return Cell(row, column, text, self._mark(row, column, cell))
        return Cell(row, column, text, ERROR_VALUES.get(text, ""))

    def _number_cell(self, row: int, column: int, cell: Any) -> Cell:
        value, format_ = cell.value, self._format(cell)
        if cell.data_type == "e":
            return Cell(row, column, str(value), "import_error_value")
        if isinstance(value, bool):
            return Cell(row, column, "TRUE" if value else "FALSE")
        if _number_format_of(cell) in _CHINESE_DATES and not isinstance(value, date | time):
            from openpyxl.utils.datetime import from_excel

            try:
                value = from_excel(value, self._epoch)
            except (OverflowError, ValueError):
                return Cell(row, column, format(value, _DIGITS), "import_error_value")
        if isinstance(value, date):
            return Cell(row, column, self._shown(row, column, format_.date(value), str(value)))
        if isinstance(value, time):
            return Cell(row, column, value.isoformat())
        if not isinstance(value, int) and not hasattr(value, "is_integer"):
            return Cell(row, column, str(value), "import_error_value")  # a duration, which no observation is
        return self._figure_cell(row, column, cell)

    def _figure_cell(self, row: int, column: int, cell: Any) -> Cell:
        format_, text, fault = self._format(cell), _digits(cell.value), ""
        if not format_.is_plain:
            shown, fault = format_.number(Decimal(text))
            text = self._shown(row, column, shown, text)
        if self._hides_zeros and text == "0":
            self.unseen.add((row, column))
        return Cell(row, column, text, fault or self._mark(row, column, cell))

    def _shown(self, row: int, column: int, shown: str, held: str) -> str:
        """The text that the cell shows; where it shows nothing the one it holds, which is left aside as hidden."""
        if not shown:
            self.unseen.add((row, column))
        return shown or held

    def _mark(self, row: int, column: int, cell: Any) -> str:
        """The code of the problem with a figure that is struck out or has a comment, which may say anything of it."""
        if self._is_struck(cell):
            return "import_struck_out"
        if cell.comment is None:
            return ""
        text = cell.comment.text.rpartition(_END_OF_NOTICE)[2]
        self.comments[row, column] = " ".join(text.split())[:_LONGEST_COMMENT]
        return "import_commented_figure"

    def _is_struck(self, cell: Any) -> bool:
        return bool(self._struck and cell._style) and cell._style.fontId in self._struck

    def _format(self, cell: Any) -> NumberFormat:
        number = _number_format_of(cell)
        if number not in self._formats:
            pattern = cell.number_format if cell._style is not None else ""
            self._formats[number] = number_format(_CHINESE_DATES.get(number, pattern) or "General")
        return self._formats[number]


def _number_format_of(cell: Any) -> int:
    """The number of the cell's format; a cell that only a link has brought about has none, which is the general one."""
    return 0 if cell._style is None else int(cell._style.numFmtId)


def _digits(value: Any) -> str:
    """The digits of a number that a spreadsheet keeps."""
    text = format(value, _DIGITS)
    return digits(Decimal(text)) if "e" in text or "n" in text or text == "-0" else text
