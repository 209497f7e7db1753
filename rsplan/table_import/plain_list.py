"""Long lists with a figure a row, of which a few rows stand for all; docs/import-export.md.

A list of many months repeats its names and its months: beside its number, a row has nothing that other rows have not.
Rows that have all of it, each word once, and once for every sort of indicator whatever else a row says, are read as any
table is. If nothing in them is left aside or refused, what was understood of them holds for the others as well.
Whatever may make a row another than those like it, and any doubt, and the list is read as any other table.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import repeat
from operator import add
from typing import NamedTuple, TypeVar

from rsplan.documents.cells import Cell, CellTable
from rsplan.documents.delimited_table import CellsOfTexts
from rsplan.model.input_places import Place
from rsplan.model.observations import ObservationMetadata, metadata_of
from rsplan.model.period_words import read_period
from rsplan.model.plain_text import MOST_DIGITS
from rsplan.model.rounding import spelt
from rsplan.model.series_key import Series, SeriesKey
from rsplan.name_matching import NameIndex
from rsplan.read.csv_cells import value_of
from rsplan.table_import.figures_to_rows import ImportDefaults, data_rows, units_of
from rsplan.table_import.headings import Heading, HeadingReader, role_of
from rsplan.table_import.lines_to_add import DataRow, ReadRow, read_rows
from rsplan.table_import.table_figures import Statements, TableReading, read_figures
from rsplan.table_import.written_dates import misread_date

#: Lists with fewer rows take no time worth saving.
LEAST_ROWS = 500

#: Rows that stand for others are at most one of so many: else nothing would be gained.
_ROWS_OF_ONE = 4

#: Rows below the header that are always read themselves, since a header may go on in them.
_BELOW_HEADER = 3

#: The columns of plain lists: those that name a figure, its number, and those that say of which month and whence it is.
_NAMING, _VALUE = ("city", "indicator", "unit"), "value"
_SAYING = ("period", "basis", "bound", "published", "source", "note", "via", "entered", "by")

#: The texts of a line that those of the same form do not share.
_OWN_TEXTS = ("city", "indicator", "value")

_Key = TypeVar("_Key", bound=Hashable)

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


class PlainList(NamedTuple):
    """The lines of a plain list, and the reading of its header and of the rows that stand for all."""

    lines: list[ReadRow]
    reading: TableReading


class _Name(NamedTuple):
    """The indicator that a row names, and its sort: rows of one sort that say the same differ in nothing else."""

    key: SeriesKey
    sort: Hashable


class _Form(NamedTuple):
    """What all rows of one sort have in common that say the same."""

    texts: Mapping[str, str]
    columns: Mapping[str, int]
    metadata: ObservationMetadata
    snapshot: bool
    from_data_file: bool
    states_publication: bool

    @classmethod
    def of(cls, line: ReadRow) -> "_Form":
        """The form of one of the rows."""
        row = line.row
        return cls(
            texts={column: text for column, text in row.texts.items() if column not in _OWN_TEXTS},
            columns={role: cell.column for role, cell in row.cells.items()},
            metadata=metadata_of(line.observation),
            snapshot=row.snapshot,
            from_data_file=row.from_data_file,
            states_publication=row.states_publication,
        )


class _PlainRow(NamedTuple):
    table: CellTable
    key: SeriesKey
    form: _Form
    number: int
    shown: Sequence[str]
    value: str


class _RowOfForm(_PlainRow, DataRow):
    """The line of a figure that another stands for; most of what it is made of is never asked for."""

    __slots__ = ()

    @property
    def texts(self) -> Mapping[str, str]:
        return {**self.form.texts, "city": self.key[0], "indicator": self.key[1], _VALUE: self.value}

    @property
    def cells(self) -> Mapping[str, Cell]:
        columns = self.form.columns.items()
        return {role: Cell(self.number, column, self.shown[column - 1]) for role, column in columns}

    @property
    def alike(self) -> Hashable:
        return id(self.form)

    @property
    def snapshot(self) -> bool:
        return self.form.snapshot

    @property
    def from_data_file(self) -> bool:
        return self.form.from_data_file

    @property
    def states_publication(self) -> bool:
        return self.form.states_publication


def read_plain_list(
    table: CellTable,
    names: NameIndex,
    stated: Statements,
    known: Mapping[SeriesKey, Series],
    defaults: ImportDefaults,
    first_order: int,
) -> PlainList | None:
    """Read a text file that has a figure in each row under the headings of a data file; None for any other table.

    The lines are those of reading every row; `first_order` is that of `read_rows`.
    """
    cells = table.cells
    if not isinstance(cells, CellsOfTexts) or len(cells.rows) <= LEAST_ROWS or stated != Statements(city=stated.city):
        return None
    if defaults.convert or defaults.unit or defaults.units or names.has_mapping or names.begin_with_digits:
        return None
    return _ListReader(table, cells, names, known, defaults).read(stated, first_order)


class _ListReader:
    """Reads one table; a method that returns None has found that it is no plain list."""

    def __init__(
        self,
        table: CellTable,
        cells: CellsOfTexts,
        names: NameIndex,
        known: Mapping[SeriesKey, Series],
        defaults: ImportDefaults,
    ) -> None:
        self._table, self._cells, self._names, self._known, self._defaults = table, cells, names, known, defaults
        self._headings = HeadingReader(names)
        self._rows = cells.rows[1:]

    def read(self, stated: Statements, first_order: int) -> PlainList | None:
        """Read the rows that stand for all, and give the others the same form."""
        roles = self._roles()
        if roles is None or {*map(len, self._rows)} != {len(roles)}:
            return None
        columns = dict(zip(roles, zip(*self._rows, strict=True), strict=True))
        words = {role: {*texts} for role, texts in columns.items() if role != _VALUE}
        figures = self._figures({*columns[_VALUE]})
        if figures is None or not self._are_plain(words):
            return None
        naming = [role for role in roles if role in _NAMING]
        names = _numbered([columns[role] for role in naming])
        firsts = _first_places(names)
        named = self._named({name: {role: columns[role][place] for role in naming} for name, place in firsts.items()})
        if named is None:
            return None
        sorts = [*map({name: one.sort for name, one in named.items()}.__getitem__, names)]
        alike = _numbered([sorts, *(columns[role] for role in roles if role in _SAYING)])
        standing = {*range(_BELOW_HEADER), *_first_places(alike).values(), *self._like_headers(columns)}
        for role in naming:
            standing.update(_first_places(columns[role]).values())
        if len(standing) * _ROWS_OF_ONE > len(self._rows):
            return None
        read = self._read_rows(sorted(standing), stated)
        if read is None:
            return None
        forms: dict[int, _Form] = {}
        for place, line in zip(sorted(standing), read.lines, strict=True):
            form, own = _Form.of(line), (named[names[place]].key, *figures[columns[_VALUE][place]])
            if forms.setdefault(alike[place], form) != form:
                return None
            if own != (line.row.key, line.row.texts[_VALUE], line.observation.values):
                return None
        lines = []
        rows = zip(self._rows, self._table.lines[1:], names, columns[_VALUE], alike, strict=True)
        # The header is the first row, and the first line of what is read back.
        for number, (texts, line_number, name, figure, same) in enumerate(rows, 2):
            form, (text, values) = forms[same], figures[figure]
            row = _RowOfForm(self._table, named[name].key, form, number, texts, text)
            at = Place(self._table.name, line_number)
            lines.append(ReadRow(row, form.metadata.observation(values, at, first_order + number)))
        return PlainList(lines, read.reading)

    def _roles(self) -> list[str] | None:
        """The role of each column, none twice: those of plain lists, and figures that are called nothing else."""
        roles = []
        for column, text in enumerate(self._cells.rows[0], 1):
            cell = Cell(1, column, text)
            heading = self._headings.read(cell)
            roles.append(_VALUE if heading._replace(bare="") == Heading(cell, actual=True) else heading.role)
        known, needed = {*_NAMING, _VALUE, *_SAYING}, {"indicator", "period", _VALUE}
        return roles if len({*roles}) == len(roles) and needed <= {*roles} <= known else None

    def _figures(self, texts: Set[str]) -> dict[str, tuple[str, tuple[Decimal, ...]]] | None:
        """The number of each text, as data files spell it."""
        figures: dict[str, tuple[str, tuple[Decimal, ...]]] = {}
        for text in texts:
            if len(text) > MOST_DIGITS or not _NUMBER.fullmatch(text):
                return None
            if not text.isdecimal() and self._may_head(text):
                return None  # 2021.05
            plain = spelt(Decimal(text))
            figures[text] = plain, (value_of(plain, ""),)
        return figures

    def _may_head(self, text: str) -> bool:
        """Whether a number is a year, a month or a day as well."""
        if self._headings.is_number(text):
            return False
        return read_period(text) is not None or bool(misread_date(text)) or self._headings.read_text(text).heads_figures

    def _like_headers(self, columns: Mapping[str, Sequence[str]]) -> Iterator[int]:
        """The rows in which a number may be a year and the basis is called as a column is: they may be headers."""
        roles = {basis for basis in {*columns.get("basis", ())} if role_of(basis)}
        texts = {text for text in {*columns[_VALUE]} if self._may_head(text)} if roles else ()
        if texts:
            pairs = zip(columns[_VALUE], columns["basis"], strict=True)
            yield from (place for place, (text, basis) in enumerate(pairs) if text in texts and basis in roles)

    def _are_plain(self, words: Mapping[str, Set[str]]) -> bool:
        """Whether the words of the rows are few, none of them heads a column or is amiss, and the periods are months.

        Longer ones may be levels or means of the months that the list has too.
        """
        if sum(map(len, words.values())) * _ROWS_OF_ONE > len(self._rows):
            return False
        each = [(role, text) for role, texts in words.items() for text in texts]
        if any("\n" in text or "\r" in text or not self._cells.is_plain(text) for _, text in each):
            return False
        if any(role_of(text) for role, text in each if role != "basis"):
            return False
        periods = [*map(read_period, words["period"])]
        return all(period is not None and period.first == period.last for period in periods)

    def _named(self, names: Mapping[int, Mapping[str, str]]) -> dict[int, _Name] | None:
        """The indicator that each of the names means in every period."""
        named, sorts = dict[int, _Name](), dict[Hashable, int]()
        for number, texts in names.items():
            name = self._name(texts)
            if name is None:
                return None
            named[number] = name._replace(sort=sorts.setdefault(name.sort, len(sorts)))
        return named

    def _name(self, texts: Mapping[str, str]) -> _Name | None:
        label, names = texts["indicator"], self._names
        heading = self._headings.read_text(label)
        city = names.city(texts["city"]) if "city" in texts else self._defaults.city
        match = names.indicator(city, label, None) if city else None
        if not (city and match and match.id and match.in_all_plans):
            return None
        key = city, match.id
        series = self._known.get(key)
        says_more = heading != Heading(heading.cell, indicator=label, unit=heading.unit)
        if series is None or series.kind.has_shares or says_more:
            return None
        plans = tuple((plan.start, plan.end) for plan in series.plans)
        units = heading.unit, match.unit, texts.get("unit"), series.unit, frozenset(units_of(series))
        return _Name(key, (series.kind, plans, units))

    def _read_rows(self, places: Sequence[int], stated: Statements) -> PlainList | None:
        """Read some of the rows as those of any table; each of them has to be a figure."""
        chosen = ((place + 1, self._cells.rows[place]) for place in (0, *(place + 1 for place in places)))
        table = CellTable(
            name=self._table.name,
            sheet=self._table.sheet,
            sha256=self._table.sha256,
            cells={
                (row, column): Cell(row, column, text)
                for row, texts in chosen
                for column, text in enumerate(texts, 1)
                if text
            },
            source=self._table.source,
            lines=self._table.lines,
            delimiter=self._table.delimiter,
        )
        reading = read_figures(table, self._names, stated)
        rows = data_rows(table, reading.figures, self._names, self._known, self._defaults).rows
        if reading.problems or reading.others or [row.cells[_VALUE].row - 2 for row in rows] != places:
            return None
        lines, problems = read_rows(table.name, rows, self._known, 0)
        if problems or any(line.observation.retracts for line in lines):
            return None
        return PlainList(lines, reading)


def _numbered(columns: Sequence[Sequence[Hashable]]) -> list[int]:
    """A number for each row, the same for rows of the same texts: it is sooner found again than these."""
    numbers: Iterable[int] = repeat(0, len(columns[0]))
    factor = 1
    for column in columns:
        of_each = {each: factor * number for number, each in enumerate({*column})}
        numbers = map(add, numbers, map(of_each.__getitem__, column))
        factor *= len(of_each)
    return [*numbers]


def _first_places(keys: Sequence[_Key]) -> dict[_Key, int]:
    """The first place of each key."""
    return dict(zip(reversed(keys), reversed(range(len(keys))), strict=True))
