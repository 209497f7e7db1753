"""The panels of a sheet: tables below and beside each other, each with its header, its rows and what stands above it.

A panel is a header of one to four rows and the rows below it up to the next header. Side by side, a panel begins at
each column of names (指标 … 指标). A header that is repeated on every page begins a panel each time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.model.plain_text import plain
from rsplan.name_matching import folded_name
from rsplan.table_import.context import Context, TablePeriod, context_of
from rsplan.table_import.headings import PERIOD_ROLES, Heading, HeadingReader
from rsplan.table_import.written_dates import misread_date

#: Headings that stand over the names of rows rather than over figures.
_STUBS = frozenset(("indicator", "city", "unit", "number", *PERIOD_ROLES))

#: Rows above and below the row of a header's names that may belong to it.
_MORE_ROWS = 2

#: Signs with which a figure begins, characters that make it a period, and the signs for no figure.
_FIGURE_SIGNS = frozenset("0123456789.-<>≥≤〔[")
_IN_PERIODS = frozenset("年月季周日旬期")
_NOTHING = frozenset(("—", "——", "…", "……", "/", "－"))

_column = attrgetter("column")

_NUMBERED = re.compile(r"[0-9]{1,3}(?:[、)]|\.(?=[^0-9]))", re.ASCII)

_CODES = frozenset("甲乙丙丁戊己庚辛壬癸")


class Panel(NamedTuple):
    """A table within a sheet: its context, its columns with their headings from top to bottom, its rows.

    `header` are the header's cells.
    """

    context: Context
    headings: Mapping[int, tuple[Heading, ...]]
    rows: Sequence[int]
    header: Sequence[Cell]

    @property
    def columns(self) -> Sequence[int]:
        """The columns of the panel, in order."""
        return list(self.headings)


class Sheet(NamedTuple):
    """The panels of a sheet, and the cells that belong to none."""

    panels: tuple[Panel, ...]
    remarks: tuple[Cell, ...]


def read_sheet(table: CellTable, headings: HeadingReader, given: TablePeriod | None) -> Sheet:
    """Find the panels of the sheet; `given` is the period that the user states for it."""
    return _SheetReader(table, headings, given).read()


@lru_cache(maxsize=1 << 13)
def is_figure(text: str) -> bool:
    """Whether the cell holds a number, or a sign that there is none."""
    folded = plain(text)
    if _NUMBERED.match(folded):
        return False  # 1、新增就业 is a name
    return (folded[:1] in _FIGURE_SIGNS and not _IN_PERIODS & set(folded)) or folded in _NOTHING


class _SheetReader:
    def __init__(self, table: CellTable, headings: HeadingReader, given: TablePeriod | None) -> None:
        self._table, self._heading, self._given = table, headings.read, given
        self._is_number = headings.is_number
        self._rows: dict[int, list[Cell]] = {}
        hidden = table.hidden
        for place, cell in table.cells.items():
            if place not in hidden:
                self._rows.setdefault(place[0], []).append(cell)

    def read(self) -> Sheet:
        """Find the headers, and cut the sheet at them."""
        anchors = self._anchors()
        panels: list[Panel] = []
        remarks: list[Cell] = []
        context, above, header = Context(), 0, list[str]()
        for index, anchor in enumerate(anchors):
            end = anchors[index + 1] if index + 1 < len(anchors) else None
            top, bottom = self._top(anchor, above), self._bottom(anchor)
            before = [cell for row in self._between(above, top) for cell in self._rows[row]]
            titles = self._titles(above, top)
            # A period that stands alone over the header holds for the table, wherever it stands.
            over = [cell for row in range(top, anchor) for cell in self._rows.get(row, ()) if len(self._rows[row]) == 1]
            found = context_of(self._table, [*titles, *over], self._given)
            names = [cell.text for row in range(top, bottom + 1) for cell in self._rows.get(row, ())]
            if panels and not _says_more(found):
                found = _continued(context, found, again=names == header)
            context, header = found, names
            below = [row for row in self._between(bottom, end) if row not in self._before_next(end)]
            remarks += before if not panels else titles
            windows = self._windows(anchor, top, bottom)
            for window in windows:
                headings = {column: self._stack(column, top, bottom, window) for column in window}
                head = [c for r in range(top, bottom + 1) for c in self._rows.get(r, ()) if c.column in window]
                panels.append(Panel(context, headings, below, head))
            above = below[-1] if below else bottom
        if not panels:
            remarks = [cell for row in sorted(self._rows) for cell in self._rows[row]]
        return Sheet(tuple(panels), tuple(remarks))

    # --- the rows of headers ------------------------------------------------------------------------------------------

    def _anchors(self) -> list[int]:
        """The rows that head tables: those with a heading for names, else the first one of periods."""
        named = [row for row in sorted(self._rows) if self._is_named_header(row)]
        if named:
            return [row for index, row in enumerate(named) if index == 0 or not self._continues(named[index - 1], row)]
        return [row for row in sorted(self._rows) if self._is_bare_header(row)][:1]

    def _continues(self, before: int, row: int) -> bool:
        """Whether nothing but header stands between two such rows, so that they are one header."""
        return row - before <= _MORE_ROWS and all(self._is_part_of_header(one) for one in range(before + 1, row + 1))

    def _is_named_header(self, row: int) -> bool:
        cells = self._rows[row]
        if len(cells) < _MORE_ROWS or self._holds_number(cells):
            return False
        if any(self._is_value(one) and not misread_date(one.cell.text) for one in self._like_figures(row)):
            return False
        headings = [self._heading(cell) for cell in self._rows[row]]
        stubs = [one for one in headings if one.role in _STUBS]
        others = [one for one in headings if one not in stubs]
        return bool(stubs) and any(one.heads_figures or one.role or not one.understood for one in others)

    def _is_bare_header(self, row: int) -> bool:
        """A row of periods or bases without a heading over the names."""
        if any(self._is_value(one) for one in self._like_figures(row)):
            return False
        headings = [self._heading(cell) for cell in self._rows[row]]
        heads = [one for one in headings if one.heads_figures and one.cell.column > 1]
        spans = self._table.area(row, 1)
        titled = spans is not None and spans.left < spans.right
        named = any(one.indicator and one.cell.column == 1 for one in headings)
        return bool(heads) and not titled and not named

    def _holds_number(self, cells: Iterable[Cell]) -> bool:
        """Whether one of the cells is a number that heads nothing, as in most rows of a table."""
        return any(self._is_number(cell.text) for cell in cells)

    def _like_figures(self, row: int) -> Iterator[Heading]:
        """The cells of the row that may be figures, read as headings; most rows of a table end with the first."""
        return (self._heading(cell) for cell in reversed(self._rows[row]) if is_figure(cell.text))

    def _is_value(self, heading: Heading) -> bool:
        """Whether the cell is a figure rather than the period that it looks like."""
        return is_figure(heading.cell.text) and not (heading.heads_figures or heading.role)

    def _is_part_of_header(self, row: int) -> bool:
        """Whether every cell of the row heads columns, and no name stands in it."""
        headings = [self._heading(cell) for cell in self._rows.get(row, ())]
        if not headings or any(self._is_value(one) for one in headings):
            return False
        return any(one.heads_figures or one.unit for one in headings)

    def _top(self, anchor: int, above: int) -> int:
        """The first row of the header: rows right above that hold nothing but headings."""
        top = anchor
        while top - 1 > above and anchor - (top - 1) <= _MORE_ROWS and self._heads_from_above(top - 1, anchor):
            top -= 1
        return top

    def _heads_from_above(self, row: int, anchor: int) -> bool:
        headings = [self._heading(cell) for cell in self._rows.get(row, ())]
        if not headings or not any(one.heads_figures or one.parts for one in headings):
            return False
        unknown = [one for one in headings if not (one.heads_figures or one.parts)]
        if any(self._is_value(one) or ":" in folded_name(one.cell.text) for one in unknown):
            return False  # 单位：万人 and the like hold for the table
        first = min(cell.column for cell in self._rows[anchor])
        # What stands over the names is a title, and what is merged over all columns as well.
        return all(one.cell.column > first for one in headings)

    def _bottom(self, anchor: int) -> int:
        """The last row of the header: rows below with headings, but without a name of their own."""
        bottom = anchor
        while (
            bottom + 1 in self._rows
            and bottom + 1 - anchor <= _MORE_ROWS
            and self._heads_from_below(bottom + 1, anchor)
        ):
            bottom += 1
        return bottom

    def _heads_from_below(self, row: int, anchor: int) -> bool:
        if not self._is_part_of_header(row):
            return False
        stubs = {cell.column for cell in self._rows[anchor] if self._heading(cell).role in _STUBS}
        stubs = stubs or {min(cell.column for cell in self._rows[anchor])}
        # The row below the header may begin with 单位 and state the unit of each column.
        own = {cell.column for cell in self._rows[row] if self._heading(cell).role != "unit"}
        names = any(self._heading(cell).indicator for cell in self._rows[row] if cell.column in stubs)
        first = min(stubs)
        roles = {self._heading(cell).role for cell in self._rows[row]} - {"unit"}
        return not names and first not in own and not roles & _STUBS

    # --- what stands between ------------------------------------------------------------------------------------------

    def _between(self, after: int, before: int | None) -> list[int]:
        return [row for row in sorted(self._rows) if row > after and (before is None or row < before)]

    def _before_next(self, anchor: int | None) -> set[int]:
        """The rows without figures right above the next header, and the rows of that header above its names."""
        if anchor is None:
            return set()
        rows: set[int] = set()
        for row in reversed(self._between(0, anchor)):
            headings = [self._heading(cell) for cell in self._rows[row]]
            names = any(one.indicator for one in headings)
            if names or any(self._is_value(one) for one in headings):
                break
            rows.add(row)
        return rows

    def _titles(self, above: int, top: int) -> list[Cell]:
        return [cell for row in self._between(above, top) for cell in self._rows[row]]

    # --- columns ------------------------------------------------------------------------------------------------------

    def _windows(self, anchor: int, top: int, bottom: int) -> list[list[int]]:
        """The columns of each panel: a new one begins at each further column of names."""
        columns = self._table.columns
        for role in ("indicator", "period", "year", "month"):
            starts = [
                cell.column for cell in sorted(self._rows[anchor], key=_column) if self._heading(cell).role == role
            ]
            if len(starts) > 1 and not (role in PERIOD_ROLES and self._has_role(anchor, "indicator")):
                starts = [self._with_number(anchor, start) for start in starts]
                edges = [min(columns), *starts[1:], max(columns) + 1]
                return [[c for c in columns if low <= c < high] for low, high in pairwise(edges)]
        return [list(columns)]

    def _has_role(self, anchor: int, role: str) -> bool:
        return any(self._heading(cell).role == role for cell in self._rows[anchor])

    def _with_number(self, anchor: int, start: int) -> int:
        left = self._table.cells.get((anchor, start - 1))
        return start - 1 if left is not None and self._heading(left).role == "number" else start

    def _stack(self, column: int, top: int, bottom: int, window: Sequence[int]) -> tuple[Heading, ...]:
        """The headings over the column, from top to bottom; each merged cell once."""
        cells: list[Cell] = []
        for row in range(top, bottom + 1):
            cell = self._table.at(row, column) or self._from_the_left(row, column, bottom, window)
            if cell is not None and cell not in cells and (cell.row, cell.column) not in self._table.hidden:
                cells.append(cell)
        return tuple(self._heading(cell) for cell in cells)

    def _from_the_left(self, row: int, column: int, bottom: int, window: Sequence[int]) -> Cell | None:
        """The heading to the left that goes on over an empty cell, where merged cells were lost.

        Only where a heading stands below it, and nowhere in a row that has merged cells still.
        """
        if any(area.left < area.right for area in self._table.areas_in(row)):
            return None
        under = [self._table.cells.get((below, column)) for below in range(row + 1, bottom + 1)]
        if not any(under) or any(cell is not None and self._heading(cell).role for cell in under):
            return None
        for left in sorted((one for one in window if one < column), reverse=True):
            cell = self._table.cells.get((row, left))
            if cell is not None:
                heading = self._heading(cell)
                return None if heading.role else cell
        return None


def _continued(before: Context, found: Context, *, again: bool) -> Context:
    """The context of a further table that names no period: what it states itself goes before what was stated above.

    The same header once more goes on with the same table; any other table with a title of its own has its own period.
    """
    if not again and found.titles and before.period_cell is not None:
        before = before._replace(period=None, year=None)
    return before._replace(
        titles=found.titles or before.titles,
        unit=found.unit or before.unit,
        indicator=found.indicator or before.indicator,
        city=found.city or before.city,
    )


def _says_more(context: Context) -> bool:
    return context.year is not None or context.period is not None or context.conflict is not None


def is_code_row(cells: Sequence[Cell]) -> bool:
    """Whether the row numbers the columns of a form: 甲, 乙, 1, 2."""
    texts = [plain(cell.text).strip("()（）") for cell in cells]
    numbers = [text for text in texts if text.isdecimal()]
    in_order = [int(text) for text in numbers] == list(range(1, len(numbers) + 1))
    return (
        any(text in _CODES for text in texts) and in_order and all(text in _CODES or text.isdecimal() for text in texts)
    )


def cells_below(table: CellTable, panel: Panel) -> Iterator[tuple[int, list[Cell]]]:
    """Each row of the panel with its own cells, without hidden ones."""
    window, hidden = set(panel.columns), table.hidden
    by_row: dict[int, list[Cell]] = {}
    for place, cell in table.cells.items():
        if place[1] in window and not (hidden and place in hidden):
            by_row.setdefault(place[0], []).append(cell)
    for row in panel.rows:
        if row in by_row:
            yield row, sorted(by_row[row], key=_column)
