"""One row of a data file: its cells to an observation, or to every problem in them."""

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeVar

from rsplan.errors import MOST_PROBLEMS, BadText, Problem
from rsplan.model.bilingual import Text
from rsplan.model.enums import STATED_BOUNDS, Basis, Bound, Kind, Via
from rsplan.model.observation_span import basis_fits, day_fault, default_basis, names_a_day, span_of
from rsplan.model.observations import ObservationMetadata
from rsplan.model.period import Period, parse_entered, parse_period, parse_published
from rsplan.model.series_key import Series, SeriesKey
from rsplan.read.csv_cells import fault_of, values_of
from rsplan.read.csv_format import KNOWN_COLUMNS, REQUIRED, RETRACTED, column_of
from rsplan.read.csv_spreadsheet import Ambiguous, respelt_cell, respelt_period
from rsplan.read.input_text import Source
from rsplan.suggest import nearest

#: Rewritten cells that a message quotes.
_MOST_SHOWN = 3

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)


class DataFileProblems:
    """Collects the problems of one data file, each at the line and the cell that cause it."""

    def __init__(self, name: str, data: bytes, encoding: str) -> None:
        self.problems: list[Problem] = []
        self._rewritten: dict[bool, list[tuple[int, int, str]]] = {True: [], False: []}
        self._name, self._data, self._encoding = name, data, encoding

    @cached_property
    def source(self) -> Source:
        """The whole text, decoded when the first problem needs it."""
        return Source(self._name, self._data.decode(self._encoding), "")

    def report(self, code: str, line: int, index: int = 0, /, **details: str) -> None:
        """Add a problem at the cell with the index."""
        column = column_of(self.source.line(line), index)
        self.problems.append(self.source.problem(code, line, column, **details))

    def rewritten(self, line: int, index: int, text: str, *, understood: bool) -> None:
        """Note a cell that a spreadsheet has rewritten, and whether it can only mean one thing."""
        self._rewritten[understood].append((line, index, text))

    def spreadsheet(self, *, understood: bool) -> list[Problem]:
        """One problem for all the cells that a spreadsheet has rewritten; none where there are none."""
        cells = self._rewritten[understood]
        if not cells:
            return []
        line, index, _ = cells[0]
        shown = ", ".join(dict.fromkeys(text for _, _, text in cells[:_MOST_SHOWN]))
        code = "spreadsheet" if understood else "spreadsheet_ambiguous"
        details = {"cells": shown, "count": str(len(cells)), "file": shlex.quote(self._name)}
        return [self.source.problem(code, line, column_of(self.source.line(line), index), **details)]


class ExpectedSeries(NamedTuple):
    """The series that the rows of a data file may belong to.

    `series` holds every indicator of the cities asked for. `default_city` replaces an empty city cell, where it
    is not empty itself. Rows of `others`, known cities that were not asked for, are counted and not read.
    """

    series: Mapping[SeriesKey, Series]
    default_city: str
    others: frozenset[str]


class ObservationRow(NamedTuple):
    """The observation of one row: its series, its numbers, its metadata, whether it withdraws equal rows.

    `rewritten` says that a spreadsheet has rewritten one of its cells.
    """

    key: SeriesKey
    metadata: ObservationMetadata
    values: tuple[Decimal, ...]
    retracts: bool
    rewritten: bool


def read_header(cells: Sequence[str], line: int, problems: DataFileProblems) -> list[str]:
    """The column names of the header; unknown, repeated and missing ones are reported."""
    header = [cell.strip() for cell in cells]
    if not set(header) & set(KNOWN_COLUMNS):
        problems.report("no_header", line, header=",".join(KNOWN_COLUMNS))
        return header
    before: set[str] = set()
    for index, column in enumerate(header):
        if len(problems.problems) >= MOST_PROBLEMS:
            return header
        if column not in KNOWN_COLUMNS:
            near = nearest(column, KNOWN_COLUMNS) if column else None
            code = "unknown_column_near" if near else "unknown_column"
            problems.report(code, line, index, column=column, near=near or "", columns=", ".join(KNOWN_COLUMNS))
        elif column in before:
            problems.report("column_twice", line, index, column=column)
        before.add(column)
    for column in REQUIRED:
        if column not in header:
            problems.report("missing_column", line, column=column)
    return header


class RowReader:
    """Reads rows cell by cell and reports what is wrong with them.

    The number of cells is that of the header.
    """

    def __init__(self, header: Sequence[str], expected: ExpectedSeries, problems: DataFileProblems) -> None:
        self.header, self._expected, self._problems = header, expected, problems
        self._cities = {city for city, _ in expected.series}
        self._periods: dict[str, Period] = {}
        self._row: dict[str, str] = {}
        self._line = 0
        self._rewritten = False

    def read(self, cells: Sequence[str], line: int) -> ObservationRow | None:
        """The observation of the row that begins at the line; None after a problem."""
        before = len(self._problems.problems)
        self._line, self._rewritten = line, False
        self._row = {column: cell.strip() for column, cell in zip(self.header, cells, strict=True)}
        key = self._key()
        series = self._expected.series.get(key) if key else None
        values = self._values(series)
        metadata = self._metadata(series)
        if len(self._problems.problems) > before or not (key and values and metadata):
            return None
        return ObservationRow(key, metadata, values, self._row.get("bound") == RETRACTED, self._rewritten)

    def _metadata(self, series: Series | None) -> ObservationMetadata | None:
        row = self._row
        basis = self._word("basis", tuple(Basis), default_basis(series.kind if series else Kind.STOCK))
        period = self._parsed("period", self._period, lambda text: respelt_period(text, basis))
        bound = self._bound()
        provisional = self._flag("provisional")
        published = self._parsed("published", parse_published) if row.get("published") else None
        via = self._word("via", tuple(Via), None)
        entered = self._parsed("entered", parse_entered) if row.get("entered") else None
        if series and basis is not None and not basis_fits(basis, series.kind):
            self._report("basis_and_kind", "basis", basis=str(basis), kind=str(series.kind))
        if period and basis and names_a_day(period, basis):
            self._report(day_fault(basis), "period", text=period.text)
        if "\n" in row.get("by", ""):
            self._report("deceiving_character", "by", character="U+000A")
        if not (series and period and basis and bound):
            return None
        plan = series.plan_of(period)
        return ObservationMetadata(
            period=period,
            span=span_of(period, basis, plan.start if plan else None),
            basis=basis,
            bound=bound,
            provisional=provisional,
            printed=None,
            source=row.get("source", ""),
            where=None,
            published=published,
            published_text=self._row.get("published") or None,
            note=Text(row["note"], row["note"]) if row.get("note") else None,
            via=via,
            entered=entered,
            by=row.get("by", ""),
            basis_stated=bool(row.get("basis")),
        )

    def _key(self) -> SeriesKey | None:
        city = self._row.get("city") or self._expected.default_city
        indicator = self._row["indicator"]
        if not city:
            self._problems.report("city_missing", self._line)
            return None
        if city not in self._cities:
            self._report_unknown("unknown_city", "city", city, self._cities | self._expected.others)
            return None
        if not indicator:
            self._report("empty_cell", "indicator", column="indicator")
            return None
        if (city, indicator) not in self._expected.series:
            of_city = {known for known_city, known in self._expected.series if known_city == city}
            self._report_unknown("unknown_indicator", "indicator", indicator, of_city)
            return None
        return city, indicator

    def _values(self, series: Series | None) -> tuple[Decimal, ...] | None:
        text = self._row["value"]
        if not text:
            self._report("empty_cell", "value", column="value")
            return None
        if series is None:
            return None
        values = self._parsed("value", lambda cell: values_of(cell, series))
        if values is None:
            return None
        fault = fault_of(text, values, series)
        if fault:
            self._report(fault[0], "value", **fault[1])
        return values

    def _parsed(
        self, column: str, parse: Callable[[str], T], respelt: Callable[[str], str | None] | None = None
    ) -> T | None:
        """The cell as it is read, else as it was before a spreadsheet rewrote it; None after a problem."""
        try:
            return parse(self._row[column])
        except BadText as error:
            if self._as_typed(column, respelt or (lambda text: respelt_cell(column, text))):
                return self._parsed(column, parse, respelt)
            if not self._rewritten:
                self._report(error.key.removeprefix("text."), column, **error.details)
            return None

    def _as_typed(self, column: str, respelt: Callable[[str], str | None]) -> bool:
        """Put the text into the row that a spreadsheet has rewritten; whether it did and can only mean one thing."""
        text = self._row[column]
        try:
            typed = respelt(text)
        except Ambiguous:
            typed = ""
        if typed is None:
            return False
        self._rewritten = True
        self._problems.rewritten(self._line, self.header.index(column), text, understood=bool(typed))
        self._row[column] = typed
        return bool(typed)

    def _period(self, text: str) -> Period:
        if text not in self._periods:
            self._periods[text] = parse_period(text)
        return self._periods[text]

    def _word(self, column: str, words: Sequence[Word], default: Word | None) -> Word | None:
        text = self._row.get(column)
        if not text:
            return default
        word = next((word for word in words if word == text), None)
        if word is None:
            self._report_unknown("unknown_word", column, text, [str(known) for known in words])
        return word

    def _bound(self) -> Bound | None:
        """The bound; a row that withdraws others has none of its own."""
        text = self._row.get("bound")
        if not text or text == RETRACTED:
            return Bound.EXACT
        bound = next((bound for bound in STATED_BOUNDS if bound == text), None)
        if bound is None:
            self._report_unknown("unknown_word", "bound", text, [*map(str, STATED_BOUNDS), RETRACTED])
        return bound

    def _flag(self, column: str) -> bool:
        text = self._row.get(column, "")
        if text not in ("", "true", "false") and not self._as_typed(column, lambda cell: respelt_cell(column, cell)):
            self._report("not_a_flag", column, text=text)
        return self._row.get(column, "") == "true"

    def _report_unknown(self, code: str, column: str, word: str, known: Collection[str]) -> None:
        near = nearest(word, sorted(known))
        self._report(
            f"{code}_near" if near else code, column, word=word, near=near or "", words=", ".join(sorted(known))
        )

    def _report(self, code: str, column: str, /, **details: str) -> None:
        index = self.header.index(column) if column in self.header else 0
        self._problems.report(code, self._line, index, **details)
