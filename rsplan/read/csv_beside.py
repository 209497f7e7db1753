"""The files that stand beside the data: yearly tasks, and the offices responsible for indicators; docs/month.md."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from rsplan.errors import MOST_PROBLEMS, BadText, InvalidInput, Problem
from rsplan.model.input_places import InputFile, Place
from rsplan.model.period import FIRST_YEAR, LAST_YEAR, parse_day
from rsplan.model.plain_text import plain
from rsplan.model.series_key import Series, SeriesKey
from rsplan.model.tasks import Task
from rsplan.read.csv_cells import fault_of, values_of
from rsplan.read.csv_format import ENCODINGS, RESPONSIBLE, TASKS, Layout, column_of, cut_short
from rsplan.read.input_text import Source, decode, invisible_characters, printable
from rsplan.read.unfinished_change import read_data_file
from rsplan.suggest import nearest

#: What separates the offices of one cell.
_BETWEEN = "、，,;；/"

#: The number of an indicator in the table of its plan.
_NUMBER = re.compile("第?([0-9]+(?:[.-][0-9]+)*)[项行号]?", re.ASCII)

Entry = TypeVar("Entry")


class Beside(NamedTuple):
    """The contents of such a file by indicator, and the file among the inputs of a report."""

    tasks: Mapping[SeriesKey, Sequence[Task]]
    responsible: Mapping[SeriesKey, str]
    source: InputFile


class ExpectedRows(NamedTuple):
    """The indicators of the cities asked for, and the other known cities, whose rows are passed over."""

    series: Mapping[SeriesKey, Series]
    cities: tuple[str, ...]
    others: frozenset[str]


def read_tasks(path: str, expected: ExpectedRows, data: bytes | None = None) -> Beside:
    """Read a file of yearly tasks; `data` replaces its contents. Raises InvalidInput with every problem in it."""
    reader = _Reader(path, TASKS, expected, data)
    tasks: dict[SeriesKey, list[Task]] = {}
    for key, task in reader.entries(reader.task):
        tasks.setdefault(key, []).append(task)
    return Beside(tasks, {}, reader.checked())


def read_responsible(path: str, expected: ExpectedRows) -> Beside:
    """Read who is responsible for which indicator; raises InvalidInput with every problem in the file."""
    reader = _Reader(path, RESPONSIBLE, expected)
    responsible: dict[SeriesKey, str] = {}
    for key, office in reader.entries(reader.office):
        if key in responsible:
            reader.add_problem("responsible_twice", "indicator", indicator=key[1], other=responsible[key])
        responsible[key] = office
    return Beside({}, responsible, reader.checked())


def offices(responsible: str) -> list[str]:
    """The offices that the text may be asked by: itself, and each that a comma separates."""
    return list(dict.fromkeys([responsible, *offices_in_turn(responsible)]))


def offices_in_turn(responsible: str) -> list[str]:
    """The offices that commas separate, the one that leads first."""
    parts = responsible
    for sign in _BETWEEN:
        parts = parts.replace(sign, "\n")
    return [part.strip() for part in parts.split("\n") if part.strip()]


class _Reader:
    """Reads the rows of one file, and collects the problems in them."""

    def __init__(self, path: str, layout: Layout, expected: ExpectedRows, data: bytes | None = None) -> None:
        name = printable(path)
        self._data = read_data_file(path, name) if data is None else data
        self._source: Source = decode(name, self._data, ENCODINGS)
        self._layout, self._expected = layout, expected
        self._cities = {city for city, _ in expected.series}
        self._problems: list[Problem] = list(invisible_characters(self._source, tabs=False))[:MOST_PROBLEMS]
        self._header: list[str] = []
        self._row: dict[str, str] = {}
        self._line = 0

    def checked(self) -> InputFile:
        """The file as it was read; raises InvalidInput with its problems."""
        if self._problems:
            raise InvalidInput(self._problems[:MOST_PROBLEMS])
        return InputFile(self._source.name, self._source.sha256, 0, 0)

    def add_problem(self, code: str, column: str = "", /, **details: str) -> None:
        """Add a problem at the cell of the current row."""
        index = self._header.index(column) if column in self._header else 0
        place = column_of(self._source.line(self._line), index)
        self._problems.append(self._source.problem(code, self._line, place, **details))

    def entries(self, read: Callable[[SeriesKey, Series], Entry | None]) -> Iterator[tuple[SeriesKey, Entry]]:
        """Yield the entries that `read` makes of the rows whose city and indicator are known."""
        rows = csv.reader(self._source.text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
        try:
            for cells in rows:
                before, self._line = len(self._problems), rows.line_num
                if not self._header:
                    self._read_header(cells)
                    if self._problems:
                        return
                elif any(cell.strip() for cell in cells) and (key := self._key(cells)):
                    entry = read(key, self._expected.series[key])
                    if entry is not None and len(self._problems) == before:
                        yield key, entry
                if len(self._problems) >= MOST_PROBLEMS:
                    return
        except csv.Error as error:
            self._line = rows.line_num
            ends = self._data.endswith((b"\n", b"\r"))
            self.add_problem("not_csv" if ends else "broken_line_beside", reason=str(error), found="", expected="")
        if not self._header and not self._problems:
            self._line = 1
            self.add_problem("no_header_of", columns=",".join(self._layout.columns))

    def _read_header(self, cells: Sequence[str]) -> None:
        self._header = [cell.strip() for cell in cells]
        known, before = self._layout.columns, set[str]()
        columns = ",".join(known)
        if not set(self._header) & set(known):
            self.add_problem("no_header_of", columns=columns)
            return
        for column in self._header:
            if column not in known:
                near = nearest(column, known) if column else None
                code = "unknown_column_near" if near else "unknown_column"
                self.add_problem(code, column, column=column, near=near or "", columns=columns)
            elif column in before:
                self.add_problem("column_twice", column, column=column)
            before.add(column)
        for column in self._layout.required:
            if column not in self._header:
                self.add_problem("missing_column", column=column)

    def _key(self, cells: Sequence[str]) -> SeriesKey | None:
        """The city and the indicator of a row; None for another city, and after a problem."""
        unfinished = not self._data.endswith((b"\n", b"\r")) and self._line == self._source.text.count("\n") + 1
        if len(cells) != len(self._header) or (unfinished and cut_short(cells, self._header)):
            code = "broken_line_beside" if unfinished else "wrong_cells"
            self.add_problem(code, found=str(len(cells)), expected=str(len(self._header)))
            return None
        self._row = {column: cell.strip() for column, cell in zip(self._header, cells, strict=True)}
        cities = self._expected.cities or tuple(self._cities)
        only = cities[0] if len(cities) == 1 else ""
        indicator = self._row["indicator"]
        city = self._city_meant(self._row.get("city") or only)
        if city in self._expected.others:
            return None
        if not city:
            self.add_problem("city_missing")
        elif city not in self._cities:
            self._unknown("unknown_city", "city", city, self._cities | self._expected.others)
        elif not indicator:
            self.add_problem("empty_cell", "indicator", column="indicator")
        elif (city, indicator) in self._expected.series:
            return city, indicator
        else:
            meant = self._indicators_meant(city, indicator)
            if len(meant) == 1:
                return city, next(iter(meant))
            if meant:
                named = "; ".join(f"{one} ({name})" for one, name in meant.items())
                self.add_problem("ambiguous_word", "indicator", word=indicator, known=named)
                return None
            known = {known for of_city, known in self._expected.series if of_city == city}
            self._unknown("unknown_indicator", "indicator", indicator, known)
        return None

    def _city_meant(self, word: str) -> str:
        """The id of the city that was read and has that name, in full, without 市, or in English; else the word."""
        for (city, _), series in self._expected.series.items():
            name = series.plans[0].city.name
            if _folded(word) in {city, *map(_folded, (name.zh, name.zh.removesuffix("市"), name.en))}:
                return city
        return word

    def _indicators_meant(self, city: str, word: str) -> dict[str, str]:
        """The ids of the city's indicators with that name or number, with their names.

        A number is that of the plan with the row's year, where the row has one.
        """
        number, year = _NUMBER.fullmatch(plain(word)), self._row.get("year", "")
        meant: dict[str, str] = {}
        for plan in dict.fromkeys(
            plan for key, one in self._expected.series.items() if key[0] == city for plan in one.plans
        ):
            of_year = not year.isdecimal() or plan.start.year <= int(year) <= plan.end.year
            for indicator in plan.indicators:
                names = map(_folded, (indicator.id, *indicator.name))
                if _folded(word) in names or (number and of_year and number[1] == str(indicator.number)):
                    meant[indicator.id] = indicator.name.zh
        return meant

    def _unknown(self, code: str, column: str, word: str, known: set[str]) -> None:
        near, words = nearest(word, sorted(known)), ", ".join(sorted(known))
        self.add_problem(f"{code}_near" if near else code, column, word=word, near=near or "", words=words)

    def task(self, key: SeriesKey, series: Series) -> Task | None:
        """The task of the current row; None after a problem."""
        year, value = self._read("year", _year), self._read("value", lambda text: values_of(text, series))
        decided = self._read("decided", parse_day) if self._row.get("decided") else None
        if series.kind.has_shares:
            self.add_problem("task_of_shares", "indicator", indicator=key[1])
        elif value and (fault := fault_of(self._row["value"], value, series)):
            self.add_problem(fault[0], "value", **fault[1])
        if year is None or not value:
            return None
        place = Place(self._source.name, self._line)
        return Task(year, value[0], self._row.get("source", ""), decided, place)

    def office(self, key: SeriesKey, series: Series) -> str | None:
        """The office that is responsible by the current row; None after a problem."""
        return self._read("responsible", str)

    def _read(self, column: str, parse: Callable[[str], Entry]) -> Entry | None:
        """The cell of the current row, read; None after a problem."""
        text = self._row[column]
        if not text:
            self.add_problem("empty_cell", column, column=column)
            return None
        try:
            return parse(text)
        except BadText as error:
            self.add_problem(error.key.removeprefix("text."), column, **error.details)
            return None


def _folded(text: str) -> str:
    return plain(text).lower()


def _year(text: str) -> int:
    if len(text) != len(str(LAST_YEAR)) or not text.isdecimal() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise BadText("text.year_out_of_range", text=text, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return int(text)
