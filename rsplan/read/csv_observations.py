"""Data files: the observations of a whole CSV file, or every problem in it.

Rows repeat each other: most of them have cells that earlier rows had as well. The number of a cell and the
metadata of a row are checked once and kept, by the text of the cells.
"""

import csv
import io
from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import NamedTuple, TypeVar

from rsplan.errors import MOST_PROBLEMS, BadText, InvalidInput, Problem
from rsplan.model.input_places import InputFile, Place
from rsplan.model.observations import Observation, ObservationMetadata, Retraction
from rsplan.model.series_key import Series, SeriesKey
from rsplan.read.csv_blocks import digested, in_lines
from rsplan.read.csv_cells import fault_of, values_of
from rsplan.read.csv_format import ENCODINGS, LONGEST_LINE, MOST_BLANK_LINES, cut_short, overlong_line
from rsplan.read.csv_row import DataFileProblems, ExpectedSeries, ObservationRow, RowReader, read_header
from rsplan.read.input_text import Watch, encoding_of, has_invisible, invisible_characters, unwatched
from rsplan.read.observation_columns import DataFileColumns, RetractingRow, share

Key = TypeVar("Key")
Value = TypeVar("Value")

#: Different texts that are kept at a time: monthly data have some thousands, and memory is not for one file alone.
_MOST_CACHED = 20_000


class DataFile(NamedTuple):
    """The observations of one data file by city and indicator; `number` counts its rows of every city.

    `columns` holds those that no later line withdraws, `retractions` the lines that withdraw others; `blocks` are the
    digests of all rows (`read.csv_blocks`); `rewritten` is the problem with cells that a spreadsheet has rewritten,
    where each can only mean one thing.
    """

    path: str
    sha256: str
    columns: Mapping[SeriesKey, DataFileColumns]
    number: int
    retractions: Mapping[SeriesKey, Sequence[Retraction]]
    blocks: tuple[str, ...]
    rewritten: Problem | None = None

    @property
    def observations(self) -> dict[SeriesKey, list[Observation]]:
        """The observations of each series as a list."""
        return {key: list(columns) for key, columns in self.columns.items()}

    @property
    def source(self) -> InputFile:
        """The file among the inputs of a report."""
        return InputFile(self.path, self.sha256, 0, self.number, self.blocks)

    def every_line_at(self, places: Mapping[int, Place]) -> Iterator[Observation]:
        """The observations of all lines, each at the place of its line.

        Those that were withdrawn and those that withdraw them are included.
        """
        for columns in self.columns.values():
            yield from columns.at_places(places)
        for retractions in self.retractions.values():
            for retraction in retractions:
                for observation in (*retraction.withdrawn, retraction.line):
                    yield observation._replace(at=places[observation.at.line])


def read_observations(
    name: str,
    data: bytes,
    known: Mapping[SeriesKey, Series],
    cities: tuple[str, ...],
    first_order: int,
    others: frozenset[str] = frozenset(),
    watch: Watch = unwatched,
) -> DataFile:
    """Read the observations of a CSV file.

    `name` is the file's name in messages, `known` holds every indicator of the cities asked for, and `cities`
    are the ids of these: a single one replaces an empty city cell. Rows of `others`, known cities that were
    not asked for, are counted and not read. The order of the observation at line n is `first_order` + n.
    `watch` sees the lines go by.
    Raises InvalidInput with every problem of the file.
    """
    overlong = overlong_line(data)
    if overlong:
        raise InvalidInput([Problem("line_too_long", name, overlong, 1, {"most": f"{LONGEST_LINE // 1_000_000} MB"})])
    expected = ExpectedSeries(known, cities[0] if len(cities) == 1 else "", others)
    lines = in_lines(data)
    for encoding in ENCODINGS:  # reading shows whether it is the right one: nearly every file is UTF-8
        reader = _FileReader(name, lines, encoding, expected, first_order, watch)
        try:
            problems = reader.read()
            break
        except UnicodeDecodeError:
            continue
    else:
        encoding_of(name, data, ENCODINGS)  # raises InvalidInput with the place of the first byte that is no text
    if problems:
        raise InvalidInput([*problems[:MOST_PROBLEMS], *_more(name, problems)])
    number = reader.left_alone + sum(map(len, reader.columns.values())) + sum(map(len, reader.retracting.values()))
    retractions = {key: reader.columns[key].withdraw(rows) for key, rows in reader.retracting.items()}
    share(reader.columns.values())
    return DataFile(
        path=name,
        sha256=sha256(data).hexdigest(),
        columns=reader.columns,
        number=number,
        retractions=retractions,
        blocks=tuple(reader.blocks),
        rewritten=reader.rewritten,
    )


def _more(name: str, problems: Sequence[Problem]) -> list[Problem]:
    """A note that there may be problems after the last one that is reported."""
    if len(problems) < MOST_PROBLEMS:
        return []
    last = problems[MOST_PROBLEMS - 1]
    return [Problem("more_problems", name, last.line, last.column, {"most": str(MOST_PROBLEMS)})]


def _cache(entries: dict[Key, Value], key: Key, value: Value) -> None:
    """Keep the value under the key; where there are too many entries, all are dropped before."""
    if len(entries) >= _MOST_CACHED:
        entries.clear()
    entries[key] = value


class _CheckedCells:
    """Cells of series of one kind that were found right before: numbers by text, metadata by the other cells."""

    __slots__ = ("_series", "metadata", "values")

    def __init__(self, series: Series) -> None:
        self._series = series
        self.metadata: dict[Hashable, ObservationMetadata] = {}
        self.values: dict[str, tuple[Decimal, ...]] = {}

    def check(self, text: str) -> tuple[Decimal, ...] | None:
        """The number or the shares of a new text; None where anything is wrong with it."""
        try:
            values = values_of(text, self._series)
        except BadText:
            return None
        if has_invisible(text) or fault_of(text, values, self._series):
            return None
        _cache(self.values, text, values)
        return values


class _FileReader:
    """Reads the rows of a file in one encoding into columns, one for each series."""

    def __init__(
        self, name: str, data: bytes, encoding: str, expected: ExpectedSeries, first_order: int, watch: Watch
    ) -> None:
        self.columns: dict[SeriesKey, DataFileColumns] = {}
        self.retracting: dict[SeriesKey, list[RetractingRow]] = {}
        self.left_alone = 0  # rows of cities that were not asked for
        self.blocks: list[str] = []
        self._name, self._expected, self._first_order = name, expected, first_order
        self._problems = DataFileProblems(name, data, encoding)
        self._checked: dict[Hashable, _CheckedCells] = {}
        line_feeds = data.count(b"\n")
        # Only a line feed ends a line, here as in the line numbers of messages.
        text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="\n")
        self._rows = csv.reader(watch(text, line_feeds, "lines"), strict=True)
        self._blank = 0  # rows without any cell
        self._last = 0  # the last line of the row before the current one
        # A last line without a line break may be what a crash left of a row.
        self._unfinished = line_feeds + 1 if data and data[-1:] not in b"\r\n" else 0
        # A carriage return that no line feed follows steers a terminal; the csv module passes over some of them.
        self._invisible = data.count(b"\r") > data.count(b"\r\n")

    def read(self) -> Sequence[Problem]:
        """Read all rows into columns, and return the problems in them.

        Raises UnicodeDecodeError where the data have another encoding.
        """
        try:
            header = self._header()
            if not self._problems.problems:
                self._read_rows(header)
        except csv.Error as error:
            code = "broken_line" if self._last + 1 == self._unfinished else "not_csv"
            self._problems.report(code, self._rows.line_num, reason=str(error))
        problems = [*self._problems.problems, *self._problems.spreadsheet(understood=False)]
        if problems or self._invisible:  # an invisible character is the cause of whatever else is wrong
            return list(islice(invisible_characters(self._problems.source, tabs=False), MOST_PROBLEMS)) or problems
        return problems

    @property
    def rewritten(self) -> Problem | None:
        """The problem with the cells that a spreadsheet has rewritten and that are read all the same."""
        return next(iter(self._problems.spreadsheet(understood=True)), None)

    def _header(self) -> list[str]:
        cells = next(self._rows, [])
        self._last = self._rows.line_num
        return read_header(cells, self._last or 1, self._problems)

    def _read_rows(self, header: Sequence[str]) -> None:
        """Take the number and the metadata of each row from equal cells of earlier rows, else read its cells."""
        value_at, width = header.index("value"), len(header)
        naming = [header.index(name) for name in ("city", "indicator") if name in header]
        series_of = itemgetter(*naming)
        rest_of = itemgetter(*(index for index in range(width) if index not in (*naming, value_at)))
        reader = RowReader(header, self._expected, self._problems)
        known, rows, unfinished = self._expected.series, self._rows, self._unfinished
        places: dict[Hashable, tuple[DataFileColumns, _CheckedCells]] = {}
        for cells in digested(rows, header, self.blocks):
            line, self._last = self._last + 1, rows.line_num
            if len(cells) == width and line != unfinished:
                names = series_of(cells)
                place = places.get(names)
                if place is None and names in known:
                    place = places[names] = self._place(names)
                if place is not None:
                    columns, checked = place
                    metadata = checked.metadata.get(rest_of(cells))
                    values = checked.values.get(cells[value_at]) or checked.check(cells[value_at])
                    if metadata is not None and values is not None:
                        columns.add(line, metadata, values)
                        continue
            row = self._read_row(cells, line, reader)
            if row is not None and row.retracts:
                self._place(row.key)
                self.retracting.setdefault(row.key, []).append(RetractingRow(line, row.metadata, row.values))
            elif row is not None:
                columns, checked = places[series_of(cells)] = self._place(row.key)
                columns.add(line, row.metadata, row.values)
                if not row.rewritten:  # each such cell is counted
                    _cache(checked.metadata, rest_of(cells), row.metadata)
                _cache(checked.values, cells[value_at], row.values)
            if len(self._problems.problems) >= MOST_PROBLEMS or self._blank >= MOST_BLANK_LINES:
                return

    def _place(self, key: SeriesKey) -> tuple[DataFileColumns, _CheckedCells]:
        """The columns of the series, and what was found right in rows of series of its kind."""
        series = self._expected.series[key]
        kind = series.kind, series.unit, series.shares, tuple([(plan.start, plan.end) for plan in series.plans])
        columns = self.columns.setdefault(key, DataFileColumns(self._name, self._first_order))
        return columns, self._checked.setdefault(kind, _CheckedCells(series))

    def _read_row(self, cells: Sequence[str], line: int, reader: RowReader) -> ObservationRow | None:
        """Read the cells of one row; None for a row without any, of another city, or with a problem."""
        broken = line == self._unfinished and cut_short(cells, reader.header)
        if not any(cells):
            self._blank += 1
            if self._blank == MOST_BLANK_LINES:
                self._problems.report("too_many_blank_lines", line, most=f"{MOST_BLANK_LINES:,}")
            return None
        if not broken and self._is_left_alone(cells, reader.header):
            self.left_alone += 1
            return None
        if broken or len(cells) != len(reader.header):
            code = "broken_line" if broken else "wrong_cells"
            self._problems.report(code, line, found=str(len(cells)), expected=str(len(reader.header)))
            return None
        self._invisible = self._invisible or any(map(has_invisible, cells))
        return reader.read(cells, line)

    def _is_left_alone(self, cells: Sequence[str], header: Sequence[str]) -> bool:
        """Whether the row is of a known city that was not asked for, whatever else it holds."""
        if not self._expected.others or "city" not in header:
            return False
        index = header.index("city")
        return index < len(cells) and cells[index].strip() in self._expected.others
