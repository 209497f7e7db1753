"""CSV and TSV as a table of cells, each row with the line on which it begins."""

import csv
import re
from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property

from rsplan.documents import limits
from rsplan.documents.cells import ERROR_VALUES, Cell, CellTable, without_midnight
from rsplan.errors import InvalidInput, Problem
from rsplan.read.csv_format import FREE_TEXTS
from rsplan.read.input_text import Source

#: The line by which a file tells spreadsheets how its cells are parted.
_STATED = re.compile(r"\"?sep=([,;|\t])\"?\s*", re.IGNORECASE)

#: A number with one comma: in files that semicolons divide it is a decimal one as a rule, and 1,480 is 1.48.
_DECIMAL_COMMA = re.compile("[-<>≥≤]?[0-9][0-9.]*,[0-9]+[^0-9]{0,6}")

#: Rows in which the headings of the data file's columns may stand, titles above them included.
_MOST_BEFORE_DATA = 20


def stated_delimiter(line: str) -> str:
    """Return the sign between cells that the first line of a file names (`sep=;`), nothing for any other line."""
    stated = _STATED.fullmatch(line)
    return stated[1] if stated else ""


def delimited_table(source: Source, delimiter: str) -> CellTable:
    """Read the cells that are not empty; raises InvalidInput for text that is no CSV, and for more than the limits."""
    lines, rows = _limited_rows(source, delimiter)
    return CellTable(
        name=source.name,
        sheet="",
        sha256=source.sha256,
        cells=CellsOfTexts(rows, delimiter),
        source=source,
        lines=lines,
        delimiter=delimiter,
    )


class CellsOfTexts(Mapping[tuple[int, int], Cell]):
    """The cells of rows of texts by row and column, made when one is asked for; the texts are without blanks around.

    Reading a long list needs few of them, and an object for each of a million cells takes a second.
    """

    def __init__(self, rows: Sequence[Sequence[str]], delimiter: str) -> None:
        self.rows = rows
        self._delimiter = delimiter

    @cached_property
    def _made(self) -> dict[tuple[int, int], Cell]:
        return _cells(self.rows, self._delimiter)

    @cached_property
    def _of_first_row(self) -> dict[tuple[int, int], Cell]:
        """Those by which a form is known, for which no others are made."""
        return _cells(self.rows[:1], self._delimiter)

    def __getitem__(self, place: tuple[int, int]) -> Cell:
        return (self._of_first_row if place[0] == 1 else self._made)[place]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __contains__(self, place: object) -> bool:
        return place in self._made

    def __bool__(self) -> bool:
        return any(map(any, self.rows))

    def values(self) -> ValuesView[Cell]:
        """The cells by row and column."""
        return self._made.values()

    def items(self) -> ItemsView[tuple[int, int], Cell]:
        """The cells with their rows and columns."""
        return self._made.items()

    def is_plain(self, text: str) -> bool:
        """Whether the text is the cell's, and no reason to refuse it, wherever it stands."""
        return self._delimiter != ";" and ":00" not in text and text not in ERROR_VALUES


def _cells(rows: Sequence[Sequence[str]], delimiter: str) -> dict[tuple[int, int], Cell]:
    """The cells that are not empty by row and column."""
    cells: dict[tuple[int, int], Cell] = {}
    free: set[int] = set()  # columns of words, which stay as they are
    semicolons = delimiter == ";"
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if not text:
                continue
            if row <= _MOST_BEFORE_DATA and text in FREE_TEXTS:
                free.add(column)
            if ":00" in text and column not in free:
                text = without_midnight(text)
            fault = ERROR_VALUES.get(text, "")
            if semicolons and "," in text and _DECIMAL_COMMA.fullmatch(text):
                fault = "import_decimal_comma"
            cells[row, column] = Cell(row, column, text, fault)
    return cells


def _limited_rows(source: Source, delimiter: str) -> tuple[tuple[int, ...], Sequence[Sequence[str]]]:
    """The lines on which rows begin, and their texts without blanks around them.

    They are counted before any is a cell, which takes ten times as much.
    """
    lines: list[int] = []
    rows: list[Sequence[str]] = []
    filled = 0
    try:
        for line, texts in _rows(source, delimiter):
            lines.append(line)
            rows.append(stripped := [*map(str.strip, texts)])
            filled += len(stripped) - stripped.count("")
            if len(texts) > limits.MOST_COLUMNS or filled > limits.MOST_CELLS:
                raise too_many_cells(source.name)
    except csv.Error as error:
        raise InvalidInput([source.problem("not_csv", len(lines) + 1, 1, reason=str(error))]) from None
    return tuple(lines), rows


def too_many_cells(name: str) -> InvalidInput:
    """The refusal of a table with more cells than the limit."""
    return InvalidInput([Problem("import_too_many_cells", name, 0, 0, {"most": f"{limits.MOST_CELLS:,}"})])


def _rows(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line: a quoted cell may go over several."""
    lines = source.text.splitlines(keepends=True)
    if lines and stated_delimiter(lines[0]):
        lines[0] = "\n"  # tells a spreadsheet how the cells are parted, and is no row of the table
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    for texts in reader:
        yield line, texts
        line = reader.line_num + 1
