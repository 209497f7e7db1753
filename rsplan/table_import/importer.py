"""A table's figures imported into the data file, all or none, and none twice.

They are compared with what is known while no other writer can change the data file: importing the same table
again, or in two processes at once, enters nothing twice.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.documents.table_file import read_table
from rsplan.errors import Problem, RsplanError
from rsplan.journal.content import Content, content_of
from rsplan.journal.export import data_row
from rsplan.journal.file import append
from rsplan.journal.recording import Inputs
from rsplan.model.input_places import InputFile
from rsplan.model.plan import Indicator
from rsplan.model.series_key import SeriesKey
from rsplan.name_matching import NameIndex
from rsplan.read.input_text import printable
from rsplan.read.plan_library import Library, load, series_of
from rsplan.suggest import nearest
from rsplan.table_import.figures_to_rows import ImportDefaults, data_rows
from rsplan.table_import.lines_to_add import ReadRow, read_rows
from rsplan.table_import.mapping import read_mappings
from rsplan.table_import.reconcile import ImportedRow, Outcome, reconcile
from rsplan.table_import.table_figures import read_layout


class ImportRequest(NamedTuple):
    """A table to be imported, the mapping of its names, and the user's statements about the whole of it.

    `force` is the reason to overrule the plausibility checks, `as_of` the day of the import, after which a figure is
    early, and `by` the person who imports.
    """

    path: str
    as_of: date
    sheet: str | None = None
    year: int | None = None
    mappings: tuple[str, ...] = ()
    defaults: ImportDefaults = ImportDefaults()
    force: str = ""
    by: str = ""


class ImportResult(NamedTuple):
    """An import that was made, or would be in a dry run.

    `refused` counts the figures that the problems concern, `empty` the cells without a figure, `skipped` the figures
    whose name the mapping leaves out; `ignored` are the header cells of columns that were not recognised.
    """

    table: CellTable
    file: str
    rows: Sequence[ImportedRow]
    problems: Sequence[Problem]
    refused: int
    empty: int
    skipped: int
    ignored: Sequence[Cell]
    indicators: Mapping[SeriesKey, Indicator]
    inputs: Sequence[InputFile]
    written: bool = False
    created: bool = False
    backup: str | None = None

    @property
    def new(self) -> list[ImportedRow]:
        """The figures that are not in the data file yet."""
        return [row for row in self.rows if row.outcome.is_new]

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
    table = read_table(request.path, request.sheet)
    drafts: list[ImportResult] = []

    def compose(content: Content) -> list[str]:
        draft = _draft(table, request, inputs, content)
        drafts.append(draft)
        if (draft.problems and not partial) or not draft.new:
            raise _NothingToWrite
        return [content.line(_cells(row, content)) for row in draft.new]

    try:
        if dry_run:
            compose(content_of(inputs.file))
            return drafts[-1]
        done = append(inputs.file, compose)
    except _NothingToWrite:
        return drafts[-1]
    return drafts[-1]._replace(written=True, created=done.created, backup=done.backup and printable(done.backup))


def _cells(row: ImportedRow, content: Content) -> dict[str, str]:
    """The line's cells; a file without a city column serves any city, and one without another refuses the line."""
    cells = data_row(row.data_row.key, row.observation)
    if "city" not in content.columns:
        cells["city"] = ""
    return cells


def _draft(table: CellTable, request: ImportRequest, inputs: Inputs, content: Content) -> ImportResult:
    """The result of importing the table into the data file as it stands, before it is written."""
    library = _library(request, inputs, content)
    known = series_of(library.plans)
    names = NameIndex(library.plans, read_mappings(request.mappings, {indicator for _, indicator in known}))
    layout = read_layout(table, request.year, names.is_indicator)
    converted = data_rows(table, layout, names, known, _with_city_id(request.defaults, names))
    read, unreadable = read_rows(table, converted.rows, known, _next_order(library, inputs))
    signed = [_signed(row, request, content) for row in read]
    reconciled = reconcile(table, signed, library, request.as_of, request.force)
    problems = [*converted.problems, *unreadable, *reconciled.problems]
    return ImportResult(
        table=table,
        file=printable(inputs.file),
        rows=reconciled.rows,
        problems=sorted(problems, key=lambda problem: _reading_order(problem.cell)),
        refused=converted.refused + len(converted.rows) - len(reconciled.rows),
        empty=converted.empty,
        skipped=converted.skipped,
        ignored=layout.ignored,
        indicators={(plan.city.id, one.id): one for plan in library.plans for one in plan.indicators},
        inputs=library.inputs,
    )


def _signed(row: ReadRow, request: ImportRequest, content: Content) -> ReadRow:
    """The figure with the day and the person of the entry, where the data file has columns for them.

    A table that is a data file itself is taken as it is.
    """
    if row.row.from_data_file:
        return row
    observation = row.observation
    if "entered" in content.columns and observation.entered is None:
        observation = observation._replace(entered=request.as_of)
    if "by" in content.columns and not observation.by:
        observation = observation._replace(by=request.by)
    return ReadRow(row.row, observation)


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
    later = {"<stdin>" if other == "-" else other for other in inputs.others}
    observations = [one for column in library.observations.values() for one in column]
    withdrawing = [one.line for retractions in library.retractions.values() for one in retractions]
    return 1 + max((one.order for one in (*observations, *withdrawing) if one.at.file not in later), default=0)


def _reading_order(address: str) -> tuple[int, int, str]:
    """By row, then by column."""
    column = address.rpartition("!")[2].rstrip("0123456789")
    return int("0" + address.rpartition("!")[2].removeprefix(column)), len(column), column
