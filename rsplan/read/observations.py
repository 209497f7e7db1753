"""Data files: CSV with one observation a line, as they come from editors and from Excel on Chinese Windows."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple, TypeVar

from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.model import Basis, Bound, Kind, Observation, Place, Text
from rsplan.nearest import nearest
from rsplan.notation import number
from rsplan.period import Period, parse_period, parse_published
from rsplan.read.series_key import Series, SeriesKey
from rsplan.read.source import Source, deceiving, decode
from rsplan.read.spans import basis_fits, default_basis, names_a_day, span_of

T = TypeVar("T")

COLUMNS = ("city", "indicator", "period", "value", "basis", "bound", "provisional", "published", "source", "note")
REQUIRED = ("indicator", "period", "value")

#: Columns that change no figure.
FREE_TEXTS = ("source", "note")

#: What editors and Excel on Chinese Windows save; tried in this order.
ENCODINGS = ("utf-8-sig", "gb18030")

#: National monthly data for five years are about 30 MB; a file of this size is not observations.
MOST_BYTES = 1_000_000_000

#: Problems beyond this many in one file say nothing new.
MOST_PROBLEMS = 200

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，－", "0123456789.%,-")
_SHARES = re.compile("[:∶：]")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)


class DataFile(NamedTuple):
    """The observations of one data file by city and indicator."""

    path: str
    sha256: str
    observations: Mapping[SeriesKey, list[Observation]]
    number: int


def read_observations(
    name: str, data: bytes, known: Mapping[SeriesKey, Series], cities: tuple[str, ...], first_order: int
) -> DataFile:
    """The observations of a CSV file; `cities` are those asked for, one of which fills a missing city.

    `known` holds every indicator of every loaded city, asked for or not.
    Raises InvalidInput with every problem of the file.
    """
    source = decode(name, data, ENCODINGS)
    problems = list(islice(deceiving(source, tabs=False), MOST_PROBLEMS))
    found: dict[SeriesKey, list[Observation]] = {}
    count = 0
    if not problems:
        lines = _Lines(source, known, cities, first_order)
        for key, observation in lines.read():
            found.setdefault(key, []).append(observation)
            count += 1
        problems = lines.problems
    if problems:
        raise InvalidInput(problems[:MOST_PROBLEMS])
    return DataFile(name, source.sha256, found, count)


def value_of(text: str, unit: str) -> Decimal:
    """The number of a cell: full-width digits, thousands separators and a percent sign only where unambiguous.

    Raises BadText for anything else: nothing is guessed.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if plain.endswith("%") and unit in ("%", "％"):
        plain = plain[:-1].rstrip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return number(plain)


def cut_short(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether the cells may be the beginning of a line whose rest is missing and would say something else.

    Where only a source or a note can be missing, the line is what it says.
    """
    return len(cells) < len(header) or (len(cells) == len(header) and not cells[-1] and header[-1] not in FREE_TEXTS)


class _Lines:
    def __init__(
        self, source: Source, known: Mapping[SeriesKey, Series], cities: tuple[str, ...], first_order: int
    ) -> None:
        self.problems: list[Problem] = []
        self._source, self._known, self._first_order = source, known, first_order
        self._cities = {city for city, _ in known}
        self._default_city = cities[0] if len(cities) == 1 else ""
        self._periods: dict[str, Period] = {}
        self._header: list[str] = []
        lines = source.text.splitlines(keepends=True)
        self._unfinished = len(lines) if lines and not lines[-1].endswith(("\n", "\r")) else 0
        self._rows = csv.reader(lines, strict=True)
        self._line = 0

    def read(self) -> Iterator[tuple[SeriesKey, Observation]]:
        line = 1
        try:
            if not self._read_header():
                return
            line = self._rows.line_num + 1
            for cells in self._rows:
                self._line = line
                line = self._rows.line_num + 1
                if any(cells):
                    found = self._row(cells)
                    if found is not None:
                        yield found
                if len(self.problems) >= MOST_PROBLEMS:
                    return
        except csv.Error as error:
            self._line = self._rows.line_num
            self._report("broken_line" if self._breaks_off(line) else "not_csv", 0, reason=str(error))

    def _breaks_off(self, line: int) -> bool:
        """Whether the row begins on a last line without a line break: so a crash leaves what it cuts short."""
        return line == self._unfinished

    def _read_header(self) -> bool:
        header = next(self._rows, None)
        self._line = self._rows.line_num or 1
        if header is None:
            self.problems.append(self._source.problem("no_header", 1, 1, columns=", ".join(COLUMNS)))
            return False
        self._header = [cell.strip() for cell in header]
        if not set(self._header) & set(COLUMNS):
            self._report("no_header", 0, columns=", ".join(COLUMNS))
            return False
        for index, column in enumerate(self._header):
            if column not in COLUMNS:
                near = nearest(column, COLUMNS) if column else None
                code = "unknown_column_near" if near else "unknown_column"
                self._report(code, index, column=column, near=near or "", columns=", ".join(COLUMNS))
            elif column in self._header[:index]:
                self._report("column_twice", index, column=column)
        for column in REQUIRED:
            if column not in self._header:
                self._report("missing_column", 0, column=column)
        return not self.problems

    def _row(self, cells: list[str]) -> tuple[SeriesKey, Observation] | None:
        broken = cut_short(cells, self._header) and self._breaks_off(self._line)
        if broken or len(cells) != len(self._header):
            code = "broken_line" if broken else "wrong_cells"
            self._report(code, 0, found=str(len(cells)), expected=str(len(self._header)))
            return None
        row = {column: cell.strip() for column, cell in zip(self._header, cells, strict=True)}
        before = len(self.problems)
        key = self._key(row)
        period = self._parse(row, "period", self._period)
        if not row["value"]:
            self._report("empty_cell", self._header.index("value"), column="value")
        series = self._known.get(key) if key else None
        values = self._values(row, series) if series and row["value"] else None
        basis = self._word(row, "basis", Basis, default_basis(series.kind if series else Kind.STOCK))
        bound = self._word(row, "bound", Bound, Bound.EXACT)
        provisional = self._flag(row)
        published = self._parse(row, "published", parse_published) if row.get("published") else None
        if series and basis is not None and not basis_fits(basis, series.kind):
            self._report("basis_and_kind", self._header.index("basis"), basis=str(basis), kind=str(series.kind))
        if period and basis and names_a_day(period, basis):
            self._report("day_of_sum", self._header.index("period"), text=period.text)
        if len(self.problems) > before or not (key and series and period and values and basis and bound):
            return None
        plan = series.plan_of(period)
        return key, Observation(
            period,
            span_of(period, basis, plan.start if plan else None),
            values,
            basis,
            bound,
            provisional,
            None,
            row.get("source", ""),
            None,
            published,
            row.get("published") or None,
            Text(row["note"], row["note"]) if row.get("note") else None,
            Place(self._source.name, self._line),
            self._first_order + self._line,
        )

    def _key(self, row: dict[str, str]) -> SeriesKey | None:
        city = row.get("city") or self._default_city
        indicator = row["indicator"]
        if not city:
            self._report("city_missing", 0)
            return None
        if city not in self._cities:
            self._unknown("unknown_city", "city", city, self._cities)
            return None
        if not indicator:
            self._report("empty_cell", self._header.index("indicator"), column="indicator")
            return None
        if (city, indicator) not in self._known:
            own = {one for known_city, one in self._known if known_city == city}
            self._unknown("unknown_indicator", "indicator", indicator, own)
            return None
        return city, indicator

    def _values(self, row: dict[str, str], series: Series) -> tuple[Decimal, ...] | None:
        parts = _SHARES.split(row["value"]) if series.kind is Kind.COMPOSITION else [row["value"]]
        index = self._header.index("value")
        try:
            values = tuple(value_of(part, series.unit) for part in parts)
        except BadText as error:
            self._report(error.key.removeprefix("text."), index, **error.details)
            return None
        if series.kind.adds_up and values[0] < 0:
            self._report("negative_sum", index, value=row["value"])
        elif series.kind is Kind.COMPOSITION and (len(values) < 2 or min(values) < 0 or sum(values) == 0):
            self._report("bad_shares", index)
        elif series.kind is Kind.COMPOSITION and series.shares not in (0, len(values)):
            self._report("shares_count", index, found=str(len(values)), expected=str(series.shares))
        return values

    def _parse(self, row: dict[str, str], column: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(row[column])
        except BadText as error:
            self._report(error.key.removeprefix("text."), self._header.index(column), **error.details)
            return None

    def _period(self, text: str) -> Period:
        if text not in self._periods:
            self._periods[text] = parse_period(text)
        return self._periods[text]

    def _word(self, row: dict[str, str], column: str, words: type[T], default: T) -> T | None:
        text = row.get(column)
        if not text:
            return default
        known = [str(word) for word in words if str(word) != "unknown"]  # type: ignore[attr-defined]
        if text not in known:
            self._unknown("unknown_word", column, text, known)
            return None
        return words(text)  # type: ignore[call-arg]

    def _flag(self, row: dict[str, str]) -> bool:
        text = row.get("provisional", "")
        if text not in ("", "true", "false"):
            self._report("not_a_flag", self._header.index("provisional"), text=text)
        return text == "true"

    def _unknown(self, code: str, column: str, word: str, known: "set[str] | list[str]") -> None:
        near = nearest(word, sorted(known))
        index = self._header.index(column) if column in self._header else 0
        self._report(
            f"{code}_near" if near else code, index, word=word, near=near or "", words=", ".join(sorted(known))
        )

    def _report(self, code: str, index: int, /, **details: str) -> None:
        column = column_of(self._source.line(self._line), index)
        self.problems.append(self._source.problem(code, self._line, column, **details))


def column_of(line: str, index: int, delimiter: str = ",") -> int:
    """The column, from 1, at which the cell of that index begins."""
    quoted = False
    for position, character in enumerate(line):
        if index == 0:
            return position + 1
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            index -= 1
    return len(line) + 1
