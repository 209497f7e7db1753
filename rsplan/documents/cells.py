"""The cells of a table with their addresses, as text that nothing has interpreted yet."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rsplan.errors import Problem
from rsplan.read.csv_format import column_of
from rsplan.read.input_text import Source, printable

_LETTERS = 26

#: Texts that spreadsheets show where a formula failed, each with the fault of such a cell.
ERROR_VALUES = dict.fromkeys(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:502", "Err:504"), "import_error_value"
)

_MIDNIGHT = re.compile(r"([0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2})[ T]00?:00(?::00(?:\.0+)?)?Z?")


class Cell(NamedTuple):
    """The text of a cell; `fault` is the code of a problem where the text cannot be used."""

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
    hidden: frozenset[tuple[int, int]] = frozenset()
    comments: Mapping[tuple[int, int], str] = {}


class CellTable(_Cells):
    """The cells of one sheet or text file; rows and columns count from 1, as spreadsheets show them.

    `sheet` is empty, `source` and `lines` are set for text files; `lines` holds the line on which each row begins.
    `hidden` are the cells that a spreadsheet does not show, `comments` the comments on figures.
    """

    @cached_property
    def rows(self) -> Sequence[int]:
        """The rows that hold a cell, in order: a cell far down does not make a million of them."""
        return sorted({row for row, _ in self.cells})

    @cached_property
    def columns(self) -> Sequence[int]:
        """The columns that hold a cell, in order."""
        return sorted({column for _, column in self.cells})

    @cached_property
    def is_hidden(self) -> bool:
        """Whether nothing of the sheet is shown."""
        return bool(self.hidden) and bool(self.cells) and self.hidden >= self.cells.keys()

    @cached_property
    def _areas(self) -> Mapping[int, Sequence[Area]]:
        """The merged cells by row: there may be thousands of small ones."""
        by_row: dict[int, list[Area]] = {}
        for area in self.merged:
            for row in range(area.top, area.bottom + 1):
                by_row.setdefault(row, []).append(area)
        return by_row

    def areas_in(self, row: int) -> Sequence[Area]:
        """Return the merged cells that lie in the row, or reach into it."""
        return self._areas.get(row, ())

    def area(self, row: int, column: int) -> Area | None:
        """Return the merged cells that this one belongs to, None for a cell by itself."""
        return next((area for area in self.areas_in(row) if area.holds(row, column)), None)

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell as a reader sees it: each of merged cells shows the content of the first."""
        cell = self.cells.get((row, column))
        if cell is None and (area := self.area(row, column)):
            return self.cells.get((area.top, area.left))
        return cell

    def text(self, row: int, column: int) -> str:
        """Return the text that a reader sees in the cell, nothing for an empty one."""
        cell = self.at(row, column)
        return cell.text if cell else ""

    def address(self, row: int, column: int) -> str:
        """Return the cell's name as spreadsheets write it, with the sheet if there are sheets."""
        cell = f"{letters(column)}{row}"
        return f"{self.sheet}!{cell}" if self.sheet else cell

    def line(self, row: int) -> int:
        """Return the line of the text file on which the row begins; in a sheet the row itself."""
        return self.lines[row - 1] if row <= len(self.lines) else row

    def problem(self, code: str, row: int, column: int, /, **details: str) -> Problem:
        """Return a problem at a cell, with the comment on it, if any."""
        if (row, column) in self.comments:
            details["comment"] = self.comments[row, column]
        safe = {key: printable(text) for key, text in details.items()}
        line, position, excerpt = self._place(row, column)
        return Problem(
            code=code,
            file=self.name,
            line=line,
            column=position,
            details=safe,
            excerpt=excerpt,
            cell=self.address(row, column),
        )

    def _place(self, row: int, column: int) -> tuple[int, int, str]:
        if self.source is None:
            # A sheet has no lines and characters to count.
            shown = (self.cells[row, column].text for column in self.columns if (row, column) in self.cells)
            return 0, 0, printable(" | ".join(shown))
        line = self.line(row)
        position = column_of(self.source.line(line), column - 1, self.delimiter)
        return line, position, self.source.excerpt(line)


def letters(column: int) -> str:
    """Return the name of a column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def without_midnight(text: str) -> str:
    """Return the day alone of a day with the first moment of it, which programs write behind days without a time."""
    match = _MIDNIGHT.fullmatch(text)
    return match[1] if match else text
