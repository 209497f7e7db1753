"""Data files: CSV with one observation a line, as they come from editors and from Excel on Chinese Windows."""

import csv
import io
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple, TypeVar

from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.model.notation import number
from rsplan.model.observations import ObservationMetadata
from rsplan.model.period import Period, parse_period, parse_published
from rsplan.model.plan import Basis, Bound, Kind, Observation, Text
from rsplan.model.series_key import Series, SeriesKey
from rsplan.model.spans import basis_fits, default_basis, names_a_day, span_of
from rsplan.read.columns import DataFileColumns, share
from rsplan.read.source import Source, Watch, deceives, deceiving, encoding_of, unwatched
from rsplan.suggest import nearest

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

COLUMNS = ("city", "indicator", "period", "value", "basis", "bound", "provisional", "published", "source", "note")
REQUIRED = ("indicator", "period", "value")

#: Columns that change no figure.
FREE_TEXTS = ("source", "note")

#: What editors and Excel on Chinese Windows save; tried in this order.
ENCODINGS = ("utf-8-sig", "gb18030")

#: National monthly data for five years are about 30 MB; a file of this size is not observations.
MOST_BYTES = 1_000_000_000

#: No line of observations is so long: a source is a sentence. What is not parted into lines would take much memory.
LONGEST_LINE = 1_000_000

#: Different texts that are remembered at a time: monthly data have some thousands, and memory is not for one file.
_MOST_REMEMBERED = 20_000

#: Problems beyond this many in one file say nothing new.
MOST_PROBLEMS = 200

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，－", "0123456789.%,-")
_SHARES = re.compile("[:∶：]")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)


class DataFile(NamedTuple):
    """The observations of one data file by city and indicator; `number` counts its lines of every city."""

    path: str
    sha256: str
    columns: Mapping[SeriesKey, DataFileColumns]
    number: int

    @property
    def observations(self) -> dict[SeriesKey, list[Observation]]:
        """The observations one by one."""
        return {key: list(column) for key, column in self.columns.items()}


def read_observations(
    name: str,
    data: bytes,
    known: Mapping[SeriesKey, Series],
    cities: tuple[str, ...],
    first_order: int,
    others: frozenset[str] = frozenset(),
    watch: Watch = unwatched,
) -> DataFile:
    """The observations of a CSV file; `cities` are those asked for, one of which fills a missing city.

    `known` holds every indicator of the cities asked for; lines of `others`, cities that are known
    but not asked for, are counted and left alone. `watch` sees the lines go by.
    Raises InvalidInput with every problem of the file.
    """
    giant = giant_line(data)
    if giant:
        raise InvalidInput([Problem("line_too_long", name, giant, 1, {"most": f"{LONGEST_LINE // 1_000_000} MB"})])
    for encoding in ENCODINGS:  # which one it is shows in reading: nearly every file is UTF-8
        lines = _Lines(name, data, encoding, known, cities, first_order, others, watch)
        try:
            lines.read()
            break
        except UnicodeDecodeError:
            continue
    else:
        encoding_of(name, data, ENCODINGS)  # it says where the file ceases to be text
    if lines.problems:
        raise InvalidInput([*lines.problems[:MOST_PROBLEMS], *_more(name, lines.problems)])
    share(lines.columns.values())
    number = lines.number + sum(map(len, lines.columns.values()))
    return DataFile(name, sha256(data).hexdigest(), lines.columns, number)


def _more(name: str, problems: Sequence[Problem]) -> list[Problem]:
    """What says that there may be problems after the last one that is told."""
    if len(problems) < MOST_PROBLEMS:
        return []
    last = problems[MOST_PROBLEMS - 1]
    return [Problem("more_problems", name, last.line, last.column, {"most": str(MOST_PROBLEMS)})]


def giant_line(data: bytes) -> int:
    """The first line of twice the longest length or more, 0 for none; it is found without reading lines."""
    for start in range(0, len(data) - LONGEST_LINE, LONGEST_LINE):
        if data.find(b"\n", start, start + LONGEST_LINE) < 0:
            return data.count(b"\n", 0, start) + 1
    return 0


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


def values_of(text: str, series: Series) -> tuple[Decimal, ...]:
    """The number of a cell, or its shares; raises BadText where it is none."""
    parts = _SHARES.split(text) if series.kind is Kind.COMPOSITION else [text]
    return tuple([value_of(part, series.unit) for part in parts])


def _fault_of(text: str, values: tuple[Decimal, ...], series: Series) -> tuple[str, dict[str, str]] | None:
    """What is wrong with numbers that are numbers: a problem's code and details."""
    if series.kind.is_additive:
        return ("negative_sum", {"value": text}) if values[0] < 0 else None
    if series.kind is not Kind.COMPOSITION:
        return None
    if len(values) < 2 or min(values) < 0 or sum(values) == 0:
        return "bad_shares", {}
    if series.shares not in (0, len(values)):
        return "shares_count", {"found": str(len(values)), "expected": str(series.shares)}
    return None


def remember(known: dict[K, V], text: K, meaning: V) -> None:
    """Keep what the text means; where there are too many, what was remembered is dropped."""
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[text] = meaning


def cut_short(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether the cells may be the beginning of a line whose rest is missing and would say something else.

    Where only a source or a note can be missing, the line is what it says.
    """
    return len(cells) < len(header) or (len(cells) == len(header) and not cells[-1] and header[-1] not in FREE_TEXTS)


class _ValueKind:
    """What lines of indicators of one sort said before and was found right: their numbers, and the rest of them."""

    __slots__ = ("_series", "remarks", "values")

    def __init__(self, series: Series) -> None:
        self._series = series
        self.remarks: dict[Hashable, ObservationMetadata] = {}
        self.values: dict[str, tuple[Decimal, ...]] = {}

    def read(self, text: str) -> tuple[Decimal, ...] | None:
        """The number or shares of a cell; None where anything is wrong with it."""
        try:
            values = values_of(text, self._series)
        except BadText:
            return None
        if deceives(text) or _fault_of(text, values, self._series):
            return None
        remember(self.values, text, values)
        return values


def _made_of(pieces: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether each piece of a line is read alone as it is in the line; the last one may be several cells.

    Then every line that is made of such pieces says what they say: no quoted text reaches from one into another.
    """
    *first, tail = pieces
    if not all(piece in (cell, f'"{cell}"') and '"' not in cell for piece, cell in zip(first, cells, strict=False)):
        return False
    try:
        return next(csv.reader([tail], strict=True), []) == [*cells[len(first) :]]
    except csv.Error:  # it begins within a quoted text
        return False


class _Lines:
    """Reads the lines; what was said before in the same words is not looked at twice."""

    def __init__(
        self,
        name: str,
        data: bytes,
        encoding: str,
        known: Mapping[SeriesKey, Series],
        cities: tuple[str, ...],
        first_order: int,
        others: frozenset[str],
        watch: Watch,
    ) -> None:
        self.problems: list[Problem] = []
        self.columns: dict[SeriesKey, DataFileColumns] = {}
        self.number = 0  # of lines left alone
        self._name, self._data, self._first_order = name, data, first_order
        self._encoding = encoding
        self._known, self._others = known, others
        self._cities = {city for city, _ in known}
        self._default_city = cities[0] if len(cities) == 1 else ""
        self._periods: dict[str, Period] = {}
        self._sorts: dict[tuple[object, ...], _ValueKind] = {}
        self._header: list[str] = []
        ended = data.count(b"\n")
        self._unfinished = ended + 1 if data and data[-1:] not in b"\r\n" else 0
        # Only a line feed ends a line, as in the numbers of messages; csv takes a carriage return before it along.
        text = io.TextIOWrapper(io.BytesIO(data), self._encoding, newline="\n")
        self._text = iter(watch(text, ended, "lines"))
        #: The lines at which the row that is read begins and ends, and that of messages.
        self._begun = self._ended = self._line = 0
        self._seen: dict[Hashable, tuple[DataFileColumns, _ValueKind]] = {}
        self._deceived = False

    @cached_property
    def _source(self) -> Source:
        """The whole text: only messages need it."""
        return Source(self._name, self._data.decode(self._encoding), "")

    def read(self) -> None:
        """Read all lines into columns, or into problems."""
        try:
            if self._read_header():
                self._read_lines()
        except csv.Error as error:
            self._line = self._ended
            self._report("broken_line" if self._breaks_off(self._begun) else "not_csv", 0, reason=str(error))
        # A character that deceives is the cause of whatever else is wrong.
        if self.problems or self._deceived or self._data.endswith(b"\r"):
            self.problems = list(islice(deceiving(self._source, tabs=False), MOST_PROBLEMS)) or self.problems

    def _breaks_off(self, line: int) -> bool:
        """Whether the row begins on a last line without a line break: so a crash leaves what it cuts short."""
        return line == self._unfinished

    def _read_header(self) -> bool:
        first = next(self._text, None)
        header = self._cells(first) if first is not None else None
        self._line = self._ended or 1
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

    def _cells(self, line: str) -> list[str]:
        """The cells of the row that begins with the line; further lines are taken where it goes on."""
        self._begun = self._ended + 1
        rows = csv.reader(chain((line,), self._text), strict=True)
        try:
            return next(rows, [])
        finally:
            self._ended += rows.line_num

    def _read_lines(self) -> None:
        """Each line from what lines before it said, else by itself.

        A line is parted at its first commas, so that city, indicator and number stand alone and what follows them
        is one text: most lines are made of pieces that were read before (see `_learn`).
        """
        at = {name: self._header.index(name) for name in ("city", "indicator", "value") if name in self._header}
        others = self._others if "city" in at else frozenset()
        parts = min(max(at.values()) + 2, len(self._header))
        named = itemgetter(*(at[name] for name in ("city", "indicator") if name in at))
        rest_of = itemgetter(*(index for index in range(parts) if index not in at.values()))
        city_at, value_at = at.get("city", 0), at["value"]
        known, seen, unfinished = self._known, self._seen, self._unfinished
        number = self._ended
        for line in self._text:
            number += 1
            pieces = line.split(",", parts - 1)
            if len(pieces) == parts and number != unfinished:
                key = named(pieces)
                place = seen.get(key)
                if place is None and key in known:
                    place = seen[key] = self._place(key)
                if place is not None:
                    column, sort = place
                    remark = sort.remarks.get(rest_of(pieces))
                    values = sort.values.get(pieces[value_at]) or sort.read(pieces[value_at])
                    if remark is not None and values is not None:
                        column.said.append(remark)
                        column.values.append(values)
                        column.lines.append(number)
                        continue
                elif others and pieces[city_at] in others and '"' not in line:
                    self.number += 1
                    continue
            self._ended = number - 1
            cells = self._cells(line)
            number = self._ended
            self._line = self._begun
            taken = self._row(cells, line) if any(cells) else None
            if taken is not None:
                own, remark, values = taken
                column, sort = self._place(own)
                column.said.append(remark)
                column.values.append(values)
                column.lines.append(self._begun)
                if self._begun == self._ended and _made_of(pieces, cells):
                    seen[named(pieces)] = column, sort
                    remember(sort.remarks, rest_of(pieces), remark)
                    remember(sort.values, pieces[value_at], values)
            if len(self.problems) >= MOST_PROBLEMS:
                return

    def _place(self, key: SeriesKey) -> tuple[DataFileColumns, _ValueKind]:
        """Where lines of the indicator go, and what lines of its sort said."""
        series = self._known[key]
        alike = series.kind, series.unit, series.shares, tuple([(plan.start, plan.end) for plan in series.plans])
        column = self.columns.setdefault(key, DataFileColumns(self._name, self._first_order))
        return column, self._sorts.setdefault(alike, _ValueKind(series))

    def _row(self, cells: list[str], line: str) -> tuple[SeriesKey, ObservationMetadata, tuple[Decimal, ...]] | None:
        """What a line says, each fault of it reported."""
        broken = cut_short(cells, self._header) and self._breaks_off(self._line)
        if broken or len(cells) != len(self._header):
            code = "broken_line" if broken else "wrong_cells"
            self._report(code, 0, found=str(len(cells)), expected=str(len(self._header)))
            return None
        self._deceived = self._deceived or deceives(line) or any(map(deceives, cells))
        row = {column: cell.strip() for column, cell in zip(self._header, cells, strict=True)}
        if row.get("city") in self._others:
            self.number += 1
            return None
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
        remark = ObservationMetadata(
            period,
            span_of(period, basis, plan.start if plan else None),
            basis,
            bound,
            provisional,
            None,
            row.get("source", ""),
            None,
            published,
            row.get("published") or None,
            Text(row["note"], row["note"]) if row.get("note") else None,
        )
        return key, remark, values

    def _key(self, row: dict[str, str]) -> SeriesKey | None:
        city = row.get("city") or self._default_city
        indicator = row["indicator"]
        if not city:
            self._report("city_missing", 0)
            return None
        if city not in self._cities:
            self._unknown("unknown_city", "city", city, self._cities | self._others)
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
        index = self._header.index("value")
        try:
            values = values_of(row["value"], series)
        except BadText as error:
            self._report(error.key.removeprefix("text."), index, **error.details)
            return None
        fault = _fault_of(row["value"], values, series)
        if fault:
            self._report(fault[0], index, **fault[1])
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
