"""Figures of a table into the data file, all or nothing, and nothing twice.

They are held against what is known while no other writer can change the data file: importing the same table
again, or in two processes at once, enters nothing twice.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.documents.table_file import read_table
from rsplan.errors import Problem, RsplanError
from rsplan.journal.content import Content, content_of
from rsplan.journal.entry import Inputs
from rsplan.journal.export import data_row
from rsplan.journal.file import append
from rsplan.model.plan import Indicator, InputFile
from rsplan.model.series_key import SeriesKey
from rsplan.names import Names
from rsplan.read.library import Library, load, series_of
from rsplan.suggest import nearest
from rsplan.table_import.layout import read_layout
from rsplan.table_import.mapping import read_mappings
from rsplan.table_import.reconcile import ImportedRow, Outcome, reconcile
from rsplan.table_import.rows import ImportDefaults, checked, rows_of


class ImportRequest(NamedTuple):
    """What is to be imported: the table, what its names mean, and what the user says of the whole of it.

    `force` is the reason to overrule what speaks against a figure, `as_of` the day after which one is early.
    """

    path: str
    as_of: date
    sheet: str | None = None
    year: int | None = None
    mappings: tuple[str, ...] = ()
    given: ImportDefaults = ImportDefaults()
    force: str = ""


class ImportResult(NamedTuple):
    """What an import did, or would do.

    `refused` counts the figures that the problems concern, `empty` the cells without one, `skipped` those
    whose name the mapping leaves out; `aside` are the columns that were not read. `indicators` are those known.
    """

    table: CellTable
    file: str
    taken: Sequence[ImportedRow]
    problems: Sequence[Problem]
    refused: int
    empty: int
    skipped: int
    aside: Sequence[Cell]
    indicators: Mapping[SeriesKey, Indicator]
    inputs: Sequence[InputFile]
    written: bool = False
    created: bool = False
    backup: str | None = None

    @property
    def new(self) -> list[ImportedRow]:
        """What is not in the data file yet."""
        return [one for one in self.taken if one.outcome is not Outcome.THERE]

    def count(self, outcome: Outcome) -> int:
        """How many figures came out so."""
        return sum(one.outcome is outcome for one in self.taken)


class _NothingToWrite(Exception):
    """The data file stays as it is, or is not made."""


def import_table(wanted: ImportRequest, to: Inputs, *, partial: bool = False, dry_run: bool = False) -> ImportResult:
    """Enter the figures of the table into the data file; on return they are on the disk. `dry_run` writes nothing.

    With a problem nothing is written and the result says so, unless `partial` takes what can be taken.
    Raises InvalidInput for files that cannot be read, RsplanError for a data file that cannot be written.
    """
    table = read_table(wanted.path, wanted.sheet)
    drafts: list[ImportResult] = []

    def compose(content: Content) -> list[str]:
        drafts.append(_intake(table, wanted, to, content))
        found = drafts[-1]
        if (found.problems and not partial) or not found.new:
            raise _NothingToWrite
        return [content.line(_cells(one, content)) for one in found.new]

    try:
        if dry_run:
            compose(content_of(to.file))
            return drafts[-1]
        done = append(to.file, compose)
    except _NothingToWrite:
        return drafts[-1]
    return drafts[-1]._replace(written=True, created=done.created, backup=done.backup)


def _cells(row: ImportedRow, content: Content) -> dict[str, str]:
    """The line's cells; what the file has no column for, it has another way to say, or the line is refused."""
    cells = data_row(row.row.key, row.observation)
    if "city" not in content.columns:
        cells["city"] = ""  # the file is for whichever city is asked for
    return cells


def _intake(table: CellTable, wanted: ImportRequest, to: Inputs, content: Content) -> ImportResult:
    """What importing the table means, for the data file as it stands."""
    library = _library(wanted, to, content)
    known = series_of(library.plans)
    mapping = read_mappings(wanted.mappings, {indicator for _, indicator in known})
    names = Names(library.plans, mapping)
    layout = read_layout(table, wanted.year, names.is_indicator)
    made = rows_of(table, layout, names, known, _with_city(wanted.given, names))
    read, wrong = checked(table, made.rows, known, _next_order(library, to))
    sifted = reconcile(table, read, library, wanted.as_of, wanted.force)
    problems = [*made.problems, *wrong, *sifted.problems]
    return ImportResult(
        table,
        to.file,
        sifted.taken,
        sorted(problems, key=lambda problem: _reading_order(problem.cell)),
        made.refused + len(made.rows) - len(sifted.taken),
        made.empty,
        made.skipped,
        layout.aside,
        {(plan.city.id, one.id): one for plan in library.plans for one in plan.indicators},
        library.inputs,
    )


def _with_city(given: ImportDefaults, names: Names) -> ImportDefaults:
    """The city asked for by its id, whichever of its names was given; raises RsplanError for one that is not known."""
    if not given.city:
        return given
    city = names.city(given.city)
    if city is None:
        near = nearest(given.city, names.cities())
        key = "error.unknown_city_near" if near else "error.unknown_city"
        raise RsplanError(key, city=given.city, near=near or "", known=", ".join(names.cities()))
    return given._replace(city=city)


def _library(wanted: ImportRequest, to: Inputs, content: Content) -> Library:
    """Everything known; a file of one city needs that city alone."""
    data = (to.file, *(other for other in to.others if other != to.file))
    cities = (wanted.given.city,) if wanted.given.city and "city" not in content.columns else ()
    return load(to.targets, data, cities, published=to.published, contents={to.file: content.whole})


def _next_order(library: Library, to: Inputs) -> int:
    """The place after the last line of the data file, which is the first of the files that are not published."""
    later = {"<stdin>" if other == "-" else other for other in to.others}
    orders = (one.order for own in library.observations.values() for one in own if one.at.file not in later)
    return 1 + max(orders, default=0)


def _reading_order(address: str) -> tuple[int, int, str]:
    """By row, then by column."""
    column = address.rpartition("!")[2].rstrip("0123456789")
    return int("0" + address.rpartition("!")[2].removeprefix(column)), len(column), column
