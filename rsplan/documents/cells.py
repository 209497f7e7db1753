"""Rows of cells with their addresses; nothing is interpreted here."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rsplan.errors import Problem
from rsplan.read.csv_format import column_of
from rsplan.read.source import Source, printable

_LETTERS = 26


class Cell(NamedTuple):
    """What stands in a cell, as text; `fault` is the code of the problem where nothing can be read from it."""

    row: int
    column: int
    text: str
    fault: str = ""


class Area(NamedTuple):
    """Merged cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is one of those merged."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class _Cells(NamedTuple):
    name: str
    sheet: str
    sha256: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[Area, ...] = ()
    source: Source | None = None
    lines: tuple[int, ...] = ()
    delimiter: str = ","


class CellTable(_Cells):
    """The cells of one sheet; rows and columns count from 1, as spreadsheets show them.

    `source` is there for text files only, `lines` says on which of its lines a row begins.
    """

    @cached_property
    def rows(self) -> Sequence[int]:
        """Every row that holds a cell, in order: one far down does not make a million of them."""
        return sorted({row for row, _ in self.cells})

    @cached_property
    def columns(self) -> Sequence[int]:
        """Every column that holds a cell, in order."""
        return sorted({column for _, column in self.cells})

    def area(self, row: int, column: int) -> Area | None:
        """The merged cells that this one belongs to."""
        return next((area for area in self.merged if area.holds(row, column)), None)

    def at(self, row: int, column: int) -> Cell | None:
        """What a reader sees in the cell: of merged cells each shows what the first one holds."""
        found = self.cells.get((row, column))
        if found is None and (area := self.area(row, column)):
            return self.cells.get((area.top, area.left))
        return found

    def text(self, row: int, column: int) -> str:
        """What a reader sees in the cell, nothing for an empty one."""
        found = self.at(row, column)
        return found.text if found else ""

    def address(self, row: int, column: int) -> str:
        """The cell as spreadsheets name it, with its sheet where there are sheets."""
        cell = f"{letters(column)}{row}"
        return f"{self.sheet}!{cell}" if self.sheet else cell

    def line(self, row: int) -> int:
        """The line of the text file on which the row begins; the row itself in a sheet."""
        return self.lines[row - 1] if row <= len(self.lines) else row

    def problem(self, code: str, row: int, column: int, /, **details: str) -> Problem:
        """A problem at a cell."""
        safe = {key: printable(text) for key, text in details.items()}
        line, position, excerpt = self._place(row, column)
        return Problem(code, self.name, line, position, safe, excerpt, self.address(row, column))

    def _place(self, row: int, column: int) -> tuple[int, int, str]:
        if self.source is None:
            # A sheet has no lines and characters to count.
            shown = (self.cells[row, each].text for each in self.columns if (row, each) in self.cells)
            return 0, 0, printable(" | ".join(shown))
        line = self.line(row)
        position = column_of(self.source.line(line), column - 1, self.delimiter)
        return line, position, self.source.excerpt(line)


def letters(column: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def text_cell(row: int, column: int, text: str) -> Cell:
    """A cell with text; what a spreadsheet failed to calculate is no text."""
    text = text.strip()
    return Cell(row, column, text, "import_error_value" if text in ERROR_VALUES else "")


#: What spreadsheets show where a formula failed.
ERROR_VALUES = frozenset(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:502", "Err:504"))
