"""The lines that an import would add to the data file, with their table cells, read back as a data file to check."""

import csv
import io
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import InvalidInput, Problem
from rsplan.model.input_places import Place
from rsplan.model.observations import Observation, metadata_of
from rsplan.model.plain_text import MOST_DIGITS
from rsplan.model.series_key import Series, SeriesKey
from rsplan.read.csv_format import KNOWN_COLUMNS, column_of
from rsplan.read.csv_observations import read_observations


class DataRow(Protocol):
    """A line of the data file to be, with the cells of the table from which each column comes."""

    __slots__ = ()

    @property
    def table(self) -> CellTable:
        """The table."""

    @property
    def key(self) -> SeriesKey:
        """The city and indicator."""

    @property
    def texts(self) -> Mapping[str, str]:
        """The line by column."""

    @property
    def cells(self) -> Mapping[str, Cell]:
        """The cells of the table by column; that of the figure is `value`."""

    @property
    def snapshot(self) -> bool:
        """Whether the table has one figure for the same days, rather than each that was ever known."""

    @property
    def from_data_file(self) -> bool:
        """Whether the table is a whole data file, as an export is."""

    @property
    def states_publication(self) -> bool:
        """Whether the table states itself where or when its figures were published."""

    @property
    def alike(self) -> Hashable:
        """Equal for lines with a bare number that say the same but for it, name and note; None for one by itself."""
        return None

    @property
    def value(self) -> str:
        """The number of the line as data files spell it."""
        return self.texts["value"]

    @property
    def number(self) -> int:
        """The row of the table in which the figure stands."""
        return self.cells["value"].row

    def cell(self, column: str) -> Cell:
        """The cell from which the column comes, else that of the figure."""
        return self.cells.get(column) or self.cells["value"]

    @property
    def address(self) -> str:
        """The address of the figure in its sheet or file."""
        value = self.cells["value"]
        return self.table.address(value.row, value.column)

    def problem(self, code: str, column: str = "value", /, **details: str) -> Problem:
        """Return a problem at the cell from which the column comes."""
        cell = self.cell(column)
        return self.table.problem(code, cell.row, cell.column, **details)


class _FigureRow(NamedTuple):
    table: CellTable
    key: SeriesKey
    texts: Mapping[str, str]
    cells: Mapping[str, Cell]
    snapshot: bool
    from_data_file: bool
    states_publication: bool


class FigureRow(_FigureRow, DataRow):
    """The line of a figure that was read by itself."""

    __slots__ = ()


class ReadRow(NamedTuple):
    """A line with the observation that it is read as."""

    row: DataRow
    observation: Observation

    @property
    def days(self) -> tuple[SeriesKey, object]:
        """The city and indicator with the days that the observation covers."""
        return self.row.key, self.observation.span


#: The columns of a line without its name and its number.
_OTHER_COLUMNS = tuple(column for column in KNOWN_COLUMNS if column not in ("city", "indicator", "value"))

#: A number that is read as it stands, and that no indicator is without.
_BARE = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


def read_rows(
    name: str, rows: Sequence[DataRow], known: Mapping[SeriesKey, Series], first_order: int
) -> tuple[list[ReadRow], list[Problem]]:
    """Read the rows as a data file is read: those without a problem, in order, and every problem of the others.

    Of rows that say the same of indicators of one sort, but for a bare number, one is read for all.
    """
    firsts = _first_of_each(rows, known)
    standing = [*dict.fromkeys(firsts)]
    if len(standing) * 2 <= len(rows):
        read, problems = _read_each(name, [rows[place] for place in standing], known, first_order)
        if not problems and not any(line.observation.retracts for line in read):
            forms = {place: metadata_of(line.observation) for place, line in zip(standing, read, strict=True)}
            lines = []
            table, number, at = None, 0, Place("", 0)
            for order, (row, first) in enumerate(zip(rows, firsts, strict=True), first_order + 2):
                if row.table is not table or row.number != number:  # the figures of a row have one place
                    table, number = row.table, row.number
                    at = Place(table.name, table.line(number))
                read_row = row, forms[first].observation((Decimal(row.value),), at, order)
                lines.append(tuple.__new__(ReadRow, read_row))
            return lines, []
    return _read_each(name, rows, known, first_order)


def _first_of_each(rows: Sequence[DataRow], known: Mapping[SeriesKey, Series]) -> list[int]:
    """The place of the first row that says the same as each row; its own where it has another than a bare number."""
    sorts: dict[SeriesKey, dict[Hashable, int]] = {}
    by_sort: dict[Hashable, dict[Hashable, int]] = {}
    firsts = []
    for place, row in enumerate(rows):
        key, alike = row.key, row.alike
        if key not in sorts:
            series = known[key]
            days = tuple([(plan.start, plan.end) for plan in series.plans])
            sorts[key] = by_sort.setdefault((series.kind, days), {})
        first = sorts[key].get(alike) if alike is not None else None
        if first is None:
            texts = row.texts
            is_bare = len(texts["value"]) <= MOST_DIGITS and _BARE.fullmatch(texts["value"])
            if not is_bare or known[key].kind.has_shares:
                firsts.append(place)
                continue
            first = sorts[key].setdefault(tuple([texts.get(column, "") for column in _OTHER_COLUMNS]), place)
            if alike is not None:
                sorts[key][alike] = first
        firsts.append(first)
    return firsts


def _read_each(
    name: str, rows: Sequence[DataRow], known: Mapping[SeriesKey, Series], first_order: int
) -> tuple[list[ReadRow], list[Problem]]:
    """Read every one of the rows."""
    problems: list[Problem] = []
    left = list(rows)
    while left:
        text = _lines([KNOWN_COLUMNS, *([row.texts.get(column, "") for column in KNOWN_COLUMNS] for row in left)])
        try:
            data_file = read_observations(name, text.encode(), known, (), first_order)
        except InvalidInput as error:
            lines = text.split("\n")
            problems += [_at_cell(left[one.line - 2], one, lines[one.line - 1]) for one in error.problems]
            wrong = {one.line - 2 for one in error.problems}
            left = [row for index, row in enumerate(left) if index not in wrong]
            continue
        places = {line: Place(row.table.name, row.table.line(row.number)) for line, row in enumerate(left, 2)}
        by_line = {one.order - first_order: one for one in data_file.every_line_at(places)}
        return [ReadRow(row, by_line[line]) for line, row in enumerate(left, 2)], problems
    return [], problems


def _lines(rows: Iterable[Sequence[str]]) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue()


def _at_cell(row: DataRow, problem: Problem, line: str) -> Problem:
    """The problem of a line, at the cell of the table from which its column comes."""
    column = next(
        (name for index, name in enumerate(KNOWN_COLUMNS) if column_of(line, index + 1) > problem.column), "value"
    )
    return row.problem(problem.code, column, **problem.details)
