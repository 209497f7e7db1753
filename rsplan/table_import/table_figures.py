"""The figures of a table with everything that the table says of each, whatever its layout; docs/import-export.md.

A column that is not recognised is ignored and named in the report, never guessed.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, assert_never

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import InvalidInput, Problem
from rsplan.model.enums import Basis
from rsplan.model.period_words import WrittenPeriod, looks_like_a_period, read_basis, read_period, years_in
from rsplan.name_matching import folded_name
from rsplan.read.csv_format import COLUMNS, KNOWN_COLUMNS
from rsplan.table_import.header import (
    PERIOD_ROLES,
    ROW_ROLES,
    Header,
    IsIndicator,
    TableForm,
    announces_figure,
    are_years,
    find_header,
    title_period,
)

_UNIT_LINE = ("单位:", "计量单位:", "unit:")


class TableFigure(NamedTuple):
    """A figure with the cells that describe it by role, and what the header says of it.

    `period` is None where the period's cell says no period; `asks_basis` where nothing says over which span a
    flow is counted although the layout has a place for it. `snapshot` says that the table has one figure for the
    same days, rather than each that was ever known.
    """

    value: Cell
    cells: Mapping[str, Cell]
    period: WrittenPeriod | None
    year: int | None
    basis: Basis | None
    asks_basis: bool
    snapshot: bool


class Layout(NamedTuple):
    """The figures of a table, the header cells of ignored columns, its title and the unit that stands there.

    `is_data_file` says that all columns are those of the data file, `is_whole` that it has all of the ten that every
    data file has, `states_publication` that some are for where or when the figures were published.
    """

    figures: tuple[TableFigure, ...]
    ignored: tuple[Cell, ...]
    title: tuple[Cell, ...]
    unit: Cell | None
    is_data_file: bool
    is_whole: bool
    states_publication: bool
    problems: tuple[Problem, ...]


def read_layout(table: CellTable, year: int | None, is_indicator: IsIndicator) -> Layout:
    """Collect the figures of the table; `year` is the one for periods that state none.

    Raises InvalidInput where no header is recognised.
    """
    header = find_header(table, is_indicator)
    if header is None:
        raise InvalidInput([table.problem("import_no_layout", 1, 1)])
    reader = _LayoutReader(table, header, year)
    match header.form:
        case TableForm.LONG:
            return reader.long()
        case TableForm.WIDE:
            return reader.wide()
        case TableForm.TRANSPOSED:
            return reader.transposed()
        case _:
            assert_never(header.form)


class _FigureColumn(NamedTuple):
    """A column of figures: its period with its cell, its year, and the basis that stands below the period."""

    period_cell: Cell
    period: WrittenPeriod | None
    year: int | None
    basis: Basis | None


class _LayoutReader:
    """Reads the rows below a header."""

    def __init__(self, table: CellTable, header: Header, year: int | None) -> None:
        self._table, self._header, self._roles = table, header, header.roles
        self._problems: list[Problem] = []
        self._year = self._year_of_table(year)

    def long(self) -> Layout:
        """One figure per row."""
        # In a table with the data file's own columns an empty basis is the default; others have to state it.
        asks = not self._is_data_file() and "basis" not in self._roles
        figures = [figure for row in self._data_rows() if (figure := self._long_figure(row, asks))]
        return self._layout(figures, set(self._roles.values()))

    def _long_figure(self, row: int, asks: bool) -> TableFigure | None:
        cells = self._row_cells(row, (*ROW_ROLES, "indicator", *PERIOD_ROLES))
        value = self._table.cells.get((row, self._roles["value"]))
        if value is None:
            return None
        if "indicator" not in cells:
            self._report("empty_cell", row, self._roles["indicator"], column="indicator")
            return None
        if not cells.keys() & set(PERIOD_ROLES) and (title := title_period(self._table, self._header.top)):
            cells["period"] = title
        period = _period_of_row(cells)
        cells.setdefault("period", cells.get("month") or cells.get("year") or value)
        return TableFigure(
            value=value, cells=cells, period=period, year=self._year, basis=None, asks_basis=asks, snapshot=False
        )

    def wide(self) -> Layout:
        """Indicators down, periods across."""
        columns = self._figure_columns()
        figures = []
        for row in self._data_rows():
            cells = self._row_cells(row, (*ROW_ROLES, "indicator"))
            for number, column in columns.items():
                value = self._wide_value(row, number, cells)
                if value is not None:
                    figures.append(_wide_figure(value, column, cells))
        return self._layout(figures, {*self._roles.values(), *columns})

    def transposed(self) -> Layout:
        """Periods down, indicators across."""
        figures = [figure for row in self._data_rows() for figure in self._transposed_figures(row)]
        return self._layout(figures, {*self._roles.values(), *self._header.indicators})

    def _transposed_figures(self, row: int) -> Iterator[TableFigure]:
        cells = self._row_cells(row, (*ROW_ROLES, *PERIOD_ROLES))
        period, period_cell = _period_of_row(cells), cells.get("period") or cells.get("month") or cells.get("year")
        for column in self._header.indicators:
            value, label = self._table.cells.get((row, column)), self._table.at(self._header.top, column)
            if value is not None and period_cell is not None:
                assert label is not None
                yield TableFigure(
                    value=value,
                    cells={**cells, "period": period_cell, "indicator": label},
                    period=period,
                    year=self._year,
                    basis=None,
                    asks_basis="basis" not in self._roles,
                    snapshot=True,
                )

    def _figure_columns(self) -> dict[int, _FigureColumn]:
        """The columns of figures of a wide table."""
        periods = self._periods()
        columns = {}
        for number in self._table.columns:
            # The first column holds names, or a title that is merged over the whole table.
            if number > 1 and number not in self._roles.values():
                column = self._figure_column(number, periods)
                if column is not None:
                    columns[number] = column
        return columns

    def _figure_column(self, column: int, periods: Mapping[int, WrittenPeriod | None]) -> _FigureColumn | None:
        """The column with the period over it; None where the cell below the period names another quantity."""
        header = self._header
        part = self._table.at(header.bottom, column) if header.bottom > header.top else None
        basis = read_basis(part.text) if part else None
        has_part = part is not None and part.row > header.top
        if has_part and part and not basis and not announces_figure(part.text):
            return None
        # Text files have no merged cells: a part without a period over it belongs to the one to the left.
        at = column if column in periods else max((one for one in periods if one < column), default=0)
        if at != column and not (has_part and self._header_cell(column) is None):
            return None
        cell = self._header_cell(at)
        return _FigureColumn(cell, periods[at], self._year_above(column) or self._year, basis) if cell else None

    def _periods(self) -> dict[int, WrittenPeriod | None]:
        """The periods of the header by column; None for one that does not exist.

        A heading in the form of a period that is none (2024年13月) heads figures to be refused, not ignored.
        """
        cells = {column: cell for column in self._table.columns if (cell := self._header_cell(column))}
        read = {column: (read_period(cell.text), looks_like_a_period(cell.text)) for column, cell in cells.items()}
        return {column: period for column, (period, alike) in read.items() if period is not None or alike}

    def _header_cell(self, column: int) -> Cell | None:
        cell = self._table.at(self._header.top, column)
        return cell if cell is not None and cell.column > 1 else None

    def _year_above(self, column: int) -> int | None:
        """The year that stands over the column, also where its merged cells were lost in a text file."""
        for row in range(self._header.top - 1, max(self._header.top - 3, 0), -1):
            for left in range(column, 0, -1):
                period = read_period(self._table.text(row, left))
                if period and are_years({left: period}):
                    return period.year
        return None

    def _wide_value(self, row: int, column: int, cells: Mapping[str, Cell]) -> Cell | None:
        cell = self._table.cells.get((row, column))
        if cell is None:
            return None
        if "indicator" not in cells:
            self._report("import_no_name", row, column)
            return None
        area = self._table.area(row, column)
        if area is not None and (area.left < area.right or area.top < area.bottom):
            return cell._replace(fault="import_merged_value")
        return cell

    def _data_rows(self) -> Iterator[int]:
        yield from (row for row in self._table.rows if row > self._header.bottom)

    def _row_cells(self, row: int, roles: tuple[str, ...]) -> dict[str, Cell]:
        """The cells of the row by role."""
        columns = {role: self._roles[role] for role in roles if role in self._roles}
        return {role: cell for role, column in columns.items() if (cell := self._table.at(row, column)) is not None}

    def _header_cells(self) -> Iterator[Cell]:
        for column in self._table.columns:
            cell = self._table.at(self._header.bottom, column) or self._table.at(self._header.top, column)
            if cell is not None:
                yield cell

    def _layout(self, figures: list[TableFigure], used: set[int]) -> Layout:
        return Layout(
            figures=tuple(figures),
            ignored=tuple(cell for cell in self._header_cells() if cell.column not in used),
            title=tuple(self._title_cells()),
            unit=self._title_unit(),
            is_data_file=self._is_data_file(),
            is_whole=set(COLUMNS) <= {folded_name(cell.text) for cell in self._header_cells()},
            states_publication=bool(self._roles.keys() & {"published", "source"}),
            problems=tuple(self._problems),
        )

    def _is_data_file(self) -> bool:
        """Whether all columns are those of the data file."""
        return all(folded_name(cell.text) in KNOWN_COLUMNS for cell in self._header_cells())

    def _title_cells(self) -> Iterator[Cell]:
        for row in range(1, self._header.top):
            for column in self._table.columns:
                cell = self._table.cells.get((row, column))
                if cell is not None:
                    yield cell

    def _title_unit(self) -> Cell | None:
        """The unit that stands behind 单位： above the table."""
        for cell in self._title_cells():
            for line in folded_name(cell.text).split("\n"):
                for word in _UNIT_LINE:
                    _, separator, unit = line.partition(word)
                    if separator:
                        return cell._replace(text=unit.strip("()"))
        return None

    def _year_of_table(self, given: int | None) -> int | None:
        """The year for periods that state none: the one given, else the only one of the title or the sheet's name.

        A title that names another year than the one given shows that one of the two is wrong.
        """
        named = {year: cell for cell in self._title_cells() for year in years_in(cell.text)}
        if len(named) == 1:
            (year, cell), *_ = named.items()
            if given not in (None, year):
                self._report("import_other_year", cell.row, cell.column, year=str(year), given=str(given))
            return year
        sheet = years_in(self._table.sheet + ("年" if self._table.sheet.isdecimal() else ""))
        return given or (sheet.pop() if len(sheet) == 1 and not named else None)

    def _report(self, code: str, row: int, column: int, /, **details: str) -> None:
        self._problems.append(self._table.problem(code, row, column, **details))


def _wide_figure(value: Cell, column: _FigureColumn, cells: Mapping[str, Cell]) -> TableFigure:
    return TableFigure(
        value=value,
        cells={**cells, "period": column.period_cell},
        period=column.period,
        year=column.year,
        basis=column.basis,
        asks_basis="basis" not in cells,
        snapshot=True,
    )


def _period_of_row(cells: Mapping[str, Cell]) -> WrittenPeriod | None:
    """The period of a row: from its cell, or from a year's and a month's."""
    if "period" in cells:
        return read_period(cells["period"].text)
    year, month = (cells[role].text if role in cells else "" for role in ("year", "month"))
    if month.isdecimal():
        month += "月"
    if year.isdecimal():
        year += "年"
    if month and year:
        return read_period(month) and read_period(year + month)
    return read_period(month or year)
