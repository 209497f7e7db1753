"""A table's figures imported into the data file, all or none, and none twice.

They are compared with what is known while no other writer can change the data file: importing the same table
again, or in two processes at once, enters nothing twice.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.documents.due_form import is_form
from rsplan.documents.table_file import read_tables
from rsplan.errors import InvalidInput, Problem, RsplanError
from rsplan.journal.content import Content, content_of
from rsplan.journal.export import data_row
from rsplan.journal.file import append
from rsplan.journal.recording import Inputs
from rsplan.model.input_places import InputFile
from rsplan.model.observation_span import default_basis
from rsplan.model.observations import Observation
from rsplan.model.period_words import read_period
from rsplan.model.plan import Indicator
from rsplan.model.printed_figure_reading import SHARE_SIGN
from rsplan.model.rounding import spelt
from rsplan.model.series_key import Series, SeriesKey
from rsplan.name_matching import NameIndex
from rsplan.read.input_text import printable
from rsplan.read.plan_library import Library, load, series_of
from rsplan.suggest import nearest
from rsplan.table_import.context import TablePeriod
from rsplan.table_import.due_form import unfolded
from rsplan.table_import.figures_to_rows import DataRows, ImportDefaults, SaidOfColumns, data_rows
from rsplan.table_import.headings import Aside
from rsplan.table_import.lines_to_add import DataRow, read_rows
from rsplan.table_import.mapping import read_mappings
from rsplan.table_import.plain_list import PlainList, read_plain_list
from rsplan.table_import.reconcile import ImportedRow, Outcome, reconcile
from rsplan.table_import.table_figures import (
    Account,
    CellKind,
    Statements,
    TableReading,
    WordReaders,
    read_figures,
)

#: The cells in which the lines of a month mostly differ.
_OWN_CELLS = ("city", "indicator", "value")

#: Lines up to which an import makes no copy of the data file.
MOST_WITHOUT_COPY = 100


class ImportRequest(NamedTuple):
    """A table to be imported, the mapping of its words, and the user's statements about the whole of it.

    `period` is the one of figures for which the table gives none, `indicator` likewise; `skipped` are words whose
    figures are left out. `force` is the reason to overrule the plausibility checks, `as_of` the day of the import,
    after which a figure is early, and `by` the person who imports.
    """

    path: str
    as_of: date
    sheet: str | None = None
    year: int | None = None
    period: str = ""
    indicator: str = ""
    mappings: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    defaults: ImportDefaults = ImportDefaults()
    force: str = ""
    by: str = ""


class CellAccount(NamedTuple):
    """A cell of a table, and how it was understood; of a figure the line that it becomes."""

    table: CellTable
    account: Account
    row: DataRow | None = None

    @property
    def address(self) -> str:
        """The address of the cell in its sheet or file."""
        return self.table.address(self.account.cell.row, self.account.cell.column)


class LeftAside(NamedTuple):
    """Figures of a table that are known and left aside, with the heading or label that says so, and their number."""

    table: CellTable
    cell: Cell
    reason: Aside
    number: int

    @property
    def address(self) -> str:
        """The address of the heading or label."""
        return self.table.address(self.cell.row, self.cell.column)


class ImportResult(NamedTuple):
    """An import that was made, or would be in a dry run.

    `refused` counts the figures that the problems concern, `empty` the cells without a figure, `skipped` the figures
    that the user leaves out; `read` are the tables with all their cells, `copy` is the data file before many lines.
    """

    path: str
    tables: Sequence[CellTable]
    file: str
    rows: Sequence[ImportedRow]
    problems: Sequence[Problem]
    refused: int
    empty: int
    skipped: int
    read: "Sequence[ReadTable]"
    indicators: Mapping[SeriesKey, Indicator]
    inputs: Sequence[InputFile]
    written: bool = False
    created: bool = False
    backup: str | None = None
    copy: str | None = None

    @property
    def left(self) -> list[LeftAside]:
        """The figures left aside, by the heading or label that says so; words about the table are none."""
        counted: dict[tuple[str, int, int], LeftAside] = {}
        for table, account in ((read.table, account) for read in self.read for account in read.others):
            if account.kind is not CellKind.LEFT or account.reason in (None, Aside.REMARK):
                continue
            assert account.reason is not None
            head = account.head or account.cell
            key = table.sheet, head.row, head.column
            before = counted.get(key)
            counted[key] = LeftAside(table, head, account.reason, (before.number if before else 0) + 1)
        return list(counted.values())

    @property
    def accounts(self) -> Iterator[CellAccount]:
        """All cells of the tables, and how each was understood."""
        return (account for read in self.read for account in read.accounts)

    @property
    def refused_cells(self) -> list[str]:
        """The addresses of the cells that the problems concern."""
        cells = ((read.table, one) for read in self.read for one in read.others if one.kind is CellKind.REFUSED)
        return [CellAccount(table, account).address for table, account in cells]

    @property
    def new(self) -> list[ImportedRow]:
        """The figures that are not in the data file yet."""
        known = [outcome for outcome in Outcome if not outcome.is_new]
        return [row for row in self.rows if row.outcome not in known]

    def count(self, outcome: Outcome) -> int:
        """The number of figures with the outcome."""
        return sum(row.outcome is outcome for row in self.rows)


class _NothingToWrite(Exception):
    """The data file stays as it is, or is not created."""


def import_table(
    request: ImportRequest, inputs: Inputs, *, partial: bool = False, dry_run: bool = False
) -> ImportResult:
    """Enter the figures of the table into the data file; on return they are on the disk. `dry_run` writes nothing.

    With a problem nothing is written and the result reports it, unless `partial` imports the other figures.
    Raises InvalidInput for files that cannot be read, RsplanError for a data file that cannot be written.
    """
    tables = read_tables(request.path, request.sheet)
    drafts: list[ImportResult] = []

    def compose(content: Content) -> list[str]:
        draft = _draft(tables, request, inputs, content)
        drafts.append(draft)
        new = draft.new
        if (draft.problems and not partial) or not new:
            raise _NothingToWrite
        return list(_lines(new, content, draft.indicators))

    try:
        if dry_run:
            compose(content_of(inputs.file))
            return drafts[-1]
        done = append(inputs.file, compose, inputs.waiting, MOST_WITHOUT_COPY)
    except _NothingToWrite:
        return drafts[-1]
    return drafts[-1]._replace(
        written=True,
        created=done.created,
        backup=done.backup and printable(done.backup),
        copy=done.copy and printable(done.copy),
    )


def _lines(rows: Iterable[ImportedRow], content: Content, indicators: Mapping[SeriesKey, Indicator]) -> Iterator[str]:
    """Each row as a line of the data file: rows that differ in city, indicator and value alone are spelt once."""
    known: dict[Hashable, list[str]] = {}
    columns = content.columns[:-1]
    own = [columns.index(column) for column in _OWN_CELLS] if {*_OWN_CELLS} <= {*columns} else None
    kinds = {key: id(indicator.kind) for key, indicator in indicators.items()}
    for row in rows:
        line, new = row.data_row, row.observation
        key, sort = line.key, line.alike
        alike = sort, kinds[key], new.note
        cells = known.get(alike) if own is not None and sort is not None else None
        if cells is None:
            said = new.period, new.basis, new.bound, new.provisional, new.published_text, new.source, new.where
            in_full = said, new.via, new.entered, new.by, new.retracts, *alike[1:]
            cells = known.get(in_full) if own is not None else None
            if cells is None:
                cells = known[in_full] = content.spelt(_cells(row, content, indicators))
            known[alike] = cells
        if own is not None:  # in ids and numbers nothing has to be quoted
            cells[own[0]], cells[own[1]] = key
            cells[own[2]] = _value_cell(new) if sort is None else line.value
        yield content.joined(cells)


def _cells(row: ImportedRow, content: Content, indicators: Mapping[SeriesKey, Indicator]) -> dict[str, str]:
    """The line's cells; a file without a city column serves any city, and one without another refuses the line.

    A file without a column for the basis has the default one.
    """
    cells = data_row(row.data_row.key, row.observation)
    cells["value"] = _value_cell(row.observation)
    if "city" not in content.columns:
        cells["city"] = ""
    if "basis" not in content.columns and cells["basis"] == default_basis(indicators[row.data_row.key].kind):
        cells["basis"] = ""
    return cells


def _value_cell(observation: Observation) -> str:
    """The number or the shares with the zeros at their ends, which say how exact they are."""
    values = observation.values
    return spelt(values[0]) if len(values) == 1 else SHARE_SIGN.join(map(spelt, values))


def _draft(tables: Sequence[CellTable], request: ImportRequest, inputs: Inputs, content: Content) -> ImportResult:
    """The result of importing the tables into the data file as it stands, before it is written."""
    library = _library(request, inputs, content)
    tables, of_forms = _unfolded(tables, library)
    known = series_of(library.plans)
    mapping = read_mappings(request.mappings, request.skipped, {indicator for _, indicator in known})
    names = NameIndex(library.plans, mapping.ids)
    defaults = _with_city_id(request.defaults, names)
    defaults = defaults._replace(convert=defaults.convert or mapping.convert, units=mapping.units)
    if "entered" in content.columns:
        defaults = defaults._replace(entered=str(request.as_of))
    if "by" in content.columns:
        defaults = defaults._replace(by=request.by)
    indicator = _stated_indicator(request, names, defaults)
    stated = Statements(_stated_period(request), defaults.unit, indicator, defaults.city)
    next_order = _next_order(library, inputs)
    unreadable: Sequence[Problem] = ()
    plain = read_plain_list(tables[0], names, stated, known, defaults, next_order) if len(tables) == 1 else None
    if plain is not None:
        read = [_read_as_plain(tables[0], plain, partial(read_figures, tables[0], names, stated))]
        rows, lines = read[0].converted.rows, plain.lines
    else:
        sheets = _Sheets(names, stated, known, defaults, WordReaders.of(names, stated), {})
        read = [*map(sheets.read, tables)]
        _check_any(read, tables)
        rows = tuple(row for one in read for row in one.converted.rows)
        lines, unreadable = read_rows(tables[0].name, rows, known, next_order)
    reconciled = reconcile(lines, library, request.as_of, request.force)
    problems = [*of_forms, *(problem for one in read for problem in one.problems), *unreadable, *reconciled.problems]
    order = {table.sheet: index for index, table in enumerate(tables)}
    return ImportResult(
        path=tables[0].name,
        tables=[table for table in tables if not table.is_hidden],
        file=printable(inputs.file),
        rows=reconciled.rows,
        problems=sorted(problems, key=lambda problem: _reading_order(problem.cell, order)),
        refused=sum(one.refused for one in read) + len(rows) - len(reconciled.rows),
        empty=sum(len(one.converted.empty) for one in read),
        skipped=sum(one.skipped for one in read),
        read=read,
        indicators={(plan.city.id, one.id): one for plan in library.plans for one in plan.indicators},
        inputs=library.inputs,
    )


def _unfolded(tables: Sequence[CellTable], library: Library) -> tuple[Sequence[CellTable], list[Problem]]:
    """The tables, forms of figures that are due as tables of their ids, and the problems of such forms."""
    if not any(map(is_form, tables)):
        return tables, []
    indicators = {(plan.city.id, one.id): one for plan in library.plans for one in plan.indicators}
    cities = {city.id: city for city in library.cities}
    plain: list[CellTable] = []
    problems: list[Problem] = []
    for table in tables:
        if is_form(table):
            table, of_form = unfolded(table, indicators, cities)
            problems += of_form
        plain.append(table)
    return plain, problems


class ReadTable(NamedTuple):
    """One sheet: what was read in it, its lines and its problems.

    `others` are the cells that are left aside or refused, those included whose name, unit or period was looked up.
    `whole` reads all cells where `reading` is of those alone that stand for all.
    """

    table: CellTable
    reading: TableReading
    converted: DataRows
    others: Sequence[Account]
    whole: Callable[[], TableReading] | None = None

    @property
    def problems(self) -> list[Problem]:
        """The problems of what was read, then those of names, units and periods."""
        return [*self.reading.problems, *self.converted.problems]

    @property
    def refused(self) -> int:
        """The number of cells that the problems concern."""
        return sum(one.kind is CellKind.REFUSED for one in self.others)

    @property
    def skipped(self) -> int:
        """The number of cells that the user leaves out."""
        return sum(one.reason is Aside.SKIPPED for one in self.others)

    @property
    def accounts(self) -> Iterator[CellAccount]:
        """Every cell with how it was understood, and the line that it becomes."""
        became = {_place(row.cells["value"]): row for row in self.converted.rows}
        others = {_place(one.cell): one for one in self.others}
        reading = self.reading if self.whole is None else self.whole()
        for account in reading.accounts:
            place = _place(account.cell)
            yield CellAccount(self.table, others.get(place, account), became.get(place))


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column


class _Sheets(NamedTuple):
    """The sheets of one import, which share what was found for words of one of them."""

    names: NameIndex
    stated: Statements
    known: Mapping[SeriesKey, Series]
    defaults: ImportDefaults
    readers: WordReaders
    said: SaidOfColumns

    def read(self, table: CellTable) -> ReadTable:
        """Read one sheet; one that is hidden, or that the user leaves out, is left aside whole."""
        why = Aside.HIDDEN if table.is_hidden else Aside.SKIPPED
        if table.is_hidden or (table.sheet and self.names.is_skipped(table.sheet)):
            first = next(iter(table.cells.values()))
            left = [Account(cell, CellKind.LEFT, why, first) for cell in table.cells.values()]
            reading = TableReading((), (), left, (), (), has_header=True)
            return ReadTable(table, reading, DataRows((), (), (), (), ()), left)
        reading = read_figures(table, self.names, self.stated, self.readers)
        converted = data_rows(table, reading.figures, self.names, self.known, self.defaults, self.said)
        others = [
            *reading.others,
            *(Account(cell, CellKind.REFUSED) for cell in converted.refused),
            *(Account(cell, CellKind.LEFT, Aside.SKIPPED, cell) for cell in converted.skipped),
        ]
        return ReadTable(table, reading, converted, others)


def _read_as_plain(table: CellTable, plain: PlainList, whole: Callable[[], TableReading]) -> ReadTable:
    """The reading of a plain list, every cell of which is a figure, a label or a heading."""
    rows = tuple(line.row for line in plain.lines)
    return ReadTable(table, plain.reading, DataRows(rows, (), (), (), ()), (), whole)


def _check_any(read: Sequence[ReadTable], tables: Sequence[CellTable]) -> None:
    """Raise InvalidInput where no sheet has a header."""
    shown = [one for one in read if not one.table.is_hidden]
    if not any(one.reading.has_header or one.problems for one in shown):
        raise InvalidInput([table.problem("import_no_layout", 1, 1) for table in tables])


def _stated_period(request: ImportRequest) -> TablePeriod | None:
    """The period that the command gives for the whole table; raises RsplanError for a text that is none."""
    if request.period:
        period = read_period(request.period)
        if period is None or (period.year is None and request.year is None):
            raise RsplanError("error.import_period", text=request.period)
        year = period.year or request.year
        return TablePeriod(None, f"--period {request.period}", year, period._replace(year=year))
    if request.year is not None:
        return TablePeriod(None, f"--year {request.year}", request.year, None)
    return None


def _stated_indicator(request: ImportRequest, names: NameIndex, defaults: ImportDefaults) -> str:
    """The indicator of the command; raises RsplanError for one that no city has."""
    if not request.indicator or names.is_indicator(request.indicator):
        return request.indicator
    near = names.nearest_name(defaults.city, request.indicator)
    key = "error.unknown_indicator_near" if near else "error.unknown_indicator"
    raise RsplanError(key, indicator=request.indicator, near=near[1] if near else "", city=defaults.city)


def _with_city_id(defaults: ImportDefaults, names: NameIndex) -> ImportDefaults:
    """The defaults with the city's id in place of its name; raises RsplanError for an unknown city."""
    if not defaults.city:
        return defaults
    city = names.city(defaults.city)
    if city is None:
        near = nearest(defaults.city, names.cities())
        key = "error.unknown_city_near" if near else "error.unknown_city"
        raise RsplanError(key, city=defaults.city, near=near or "", known=", ".join(names.cities()))
    return defaults._replace(city=city)


def _library(request: ImportRequest, inputs: Inputs, content: Content) -> Library:
    """Everything known; a data file of one city needs that city alone."""
    data = (inputs.file, *(other for other in inputs.others if other != inputs.file))
    cities = (request.defaults.city,) if request.defaults.city and "city" not in content.columns else ()
    return load(inputs.targets, data, cities, published=inputs.published, contents={inputs.file: content.whole})


def _next_order(library: Library, inputs: Inputs) -> int:
    """The place after the last line of the data file, which is the first of the files that are not published."""
    later = {"<stdin>" if other == "-" else printable(other) for other in inputs.others}
    observations = [one for column in library.observations.values() for one in column]
    withdrawing = [one.line for retractions in library.retractions.values() for one in retractions]
    return 1 + max((one.order for one in (*observations, *withdrawing) if one.at.file not in later), default=0)


def _reading_order(address: str, sheets: Mapping[str, int]) -> tuple[int, int, int, str]:
    """By sheet, then by row, then by column."""
    sheet, _, cell = address.rpartition("!")
    column = cell.rstrip("0123456789")
    return sheets.get(sheet, 0), int("0" + cell.removeprefix(column)), len(column), column
