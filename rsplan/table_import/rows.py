"""Figures of a table as lines of the data file: city, indicator, period, unit and value matched, nothing guessed."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.journal.export import one_line
from rsplan.model.enums import Basis, Bound, Comparator, Kind
from rsplan.model.inputs import Place
from rsplan.model.notation import Reading, plain, read_figure
from rsplan.model.observations import Observation
from rsplan.model.period import Period, parse_period
from rsplan.model.period_words import read_basis, read_period
from rsplan.model.rounding import digits
from rsplan.model.series_key import Series, SeriesKey
from rsplan.names import SKIP, Names, folded
from rsplan.read.csv_cells import value_of
from rsplan.read.csv_format import COLUMNS, column_of
from rsplan.read.csv_observations import read_observations
from rsplan.table_import.layout import Layout, TableFigure

#: 人 and 万人 differ by one of these; nothing is converted silently.
_SCALES = "十百千万亿"

_FLAGS = {
    **dict.fromkeys(("是", "预计", "预计数", "初步", "初步数", "快报", "yes", "y", "true"), "true"),
    **dict.fromkeys(("否", "最终", "最终数", "正式", "no", "n", "false"), "false"),
}
_BOUNDS = {
    **dict.fromkeys(("准确", "准确数", "确数", "exact"), "exact"),
    **dict.fromkeys(("不低于", "不少于", "以上", "至少", "超过", "≥", ">", "at_least"), "at_least"),
    **dict.fromkeys(("不高于", "不超过", "以下", "以内", "至多", "≤", "<", "at_most"), "at_most"),
}


class ImportDefaults(NamedTuple):
    """What the user says of the whole table, for what the table itself does not say."""

    city: str = ""
    basis: Basis | None = None
    source: str = ""
    published: str = ""


class DataRow(NamedTuple):
    """A line to be, with the cells of the table from which it comes.

    `snapshot` where the table has one figure for the same days, rather than each that was ever known;
    `own` where the table has the data file's columns, `sourced` where it says itself where or when its figures
    were published.
    """

    cells: Mapping[str, str]
    at: Mapping[str, Cell]
    snapshot: bool
    own: bool
    sourced: bool

    @property
    def key(self) -> SeriesKey:
        """The city and indicator."""
        return self.cells["city"], self.cells["indicator"]

    def cell(self, column: str) -> Cell:
        """The cell that says this, else that of the figure."""
        return self.at.get(column) or self.at["value"]


class DataRows(NamedTuple):
    """What became of the figures: lines, problems and how many figures they concern, empty cells, skipped names."""

    rows: tuple[DataRow, ...]
    problems: tuple[Problem, ...]
    refused: int
    empty: int
    skipped: int


class _Refused(Exception):
    """The figure cannot be taken, for a reason at a cell."""

    def __init__(self, code: str, cell: Cell, /, **details: str) -> None:
        super().__init__(code)
        self.code, self.cell, self.details = code, cell, details


def rows_of(
    table: CellTable, layout: Layout, names: Names, known: Mapping[SeriesKey, Series], given: ImportDefaults
) -> DataRows:
    """The figures of the table as lines of the data file, and what keeps the others from being one."""
    rows: list[DataRow] = []
    problems = {_spot(one): one for one in layout.problems}
    lost, empty, skipped = len(problems), 0, 0
    maker = _Maker(layout, names, known, given)
    for entry in layout.entries:
        try:
            row = maker.row(entry)
        except _Refused as refused:
            problem = table.problem(refused.code, refused.cell.row, refused.cell.column, **refused.details)
            problems.setdefault(_spot(problem), problem)
            lost += 1
            continue
        if row is None:
            empty += 1
        elif row.cells["indicator"] == SKIP:
            skipped += 1
        else:
            rows.append(row)
    return DataRows(tuple(rows), tuple(problems.values()), lost, empty, skipped)


def _spot(problem: Problem) -> tuple[str, str]:
    """One cell with one thing wrong is one problem, however many figures it concerns."""
    return problem.code, problem.cell


class _Maker:
    def __init__(self, layout: Layout, names: Names, known: Mapping[SeriesKey, Series], given: ImportDefaults) -> None:
        self._unit, self._layout = layout.unit, layout
        self._names, self._known, self._given = names, known, given
        self._titled = {city: cell for cell in layout.title for city in names.cities_in(cell.text)}

    def row(self, entry: TableFigure) -> DataRow | None:
        """The line; None where the cell says that there is no figure."""
        if not entry.value.fault and _says_nothing(entry.value.text):
            return None
        for cell in (entry.value, *entry.said.values()):
            if cell.fault:
                raise _Refused(cell.fault, cell, text=cell.text)
        city = self._city(entry)
        period = _period(entry)
        indicator, unit = self._indicator(entry, city, period)
        if indicator == SKIP:
            return DataRow(
                {"city": city, "indicator": SKIP}, {"value": entry.value}, entry.snapshot, self._layout.own, False
            )
        series = self._known.get((city, indicator))
        label = entry.said["indicator"]
        if series is None:
            raise _Refused("unknown_indicator", label, word=indicator)
        self._check_unit(unit, label, series)
        if "unit" in entry.said:
            self._check_unit(entry.said["unit"].text, entry.said["unit"], series)
        elif not unit and self._unit is not None:
            self._check_scale(self._unit.text, self._unit, series)
        value, bound = self._value(entry.value, series)
        basis = _basis(entry, series, self._given.basis)
        cells = {
            "city": city,
            "indicator": indicator,
            "period": _spelt(entry, period, basis),
            "value": value,
            "basis": basis,
            **self._beside(entry, bound),
        }
        at = {**entry.said, "value": entry.value}
        return DataRow(cells, at, entry.snapshot, self._layout.own, self._layout.sourced)

    def _city(self, entry: TableFigure) -> str:
        """The city of the row, else the one given, else the only one that the title names or that there is."""
        cell = entry.said.get("city")
        if cell is not None:
            city = self._names.city(cell.text)
            if city is None:
                raise _Refused("unknown_city", cell, word=cell.text, words=", ".join(self._names.cities()))
            return city
        titled, known = list(self._titled), self._names.cities()
        if self._given.city and len(titled) == 1 and titled[0] != self._given.city:
            raise _Refused("import_other_city", self._titled[titled[0]], title=titled[0], given=self._given.city)
        only = next((cities[0] for cities in (titled, known) if len(cities) == 1), None)
        if not (self._given.city or only):
            raise _Refused("import_city_missing", entry.value, words=", ".join(known))
        return self._given.city or str(only)

    def _indicator(self, entry: TableFigure, city: str, period: Period) -> tuple[str, str]:
        label = entry.said["indicator"]
        match = self._names.indicator(city, label.text, period)
        if match.id is not None:
            return match.id, match.unit
        details = {"name": label.text, "city": city, "near": match.near, "id": match.near_id}
        if match.candidates:
            raise _Refused("import_several_indicators", label, known=", ".join(match.candidates), **details)
        raise _Refused("import_unknown_name_near" if match.near else "import_unknown_name", label, **details)

    def _check_unit(self, printed: str, cell: Cell, series: Series) -> None:
        """A unit beside the name or the figure has to be the plan's own."""
        if not printed or folded(printed) in {folded(unit) for unit in _units(series)}:
            return
        self._check_scale(printed, cell, series)
        raise _Refused("import_other_unit", cell, printed=printed, unit=series.unit)

    def _check_scale(self, printed: str, cell: Cell, series: Series) -> None:
        """人 for 万人 is a slip of ten thousand."""
        own, other = folded(printed), folded(series.unit)
        if own != other and own.lstrip(_SCALES) == other.lstrip(_SCALES):
            raise _Refused("import_other_scale", cell, printed=printed, unit=series.unit)

    def _value(self, cell: Cell, series: Series) -> tuple[str, Bound]:
        """The figure as data files spell it; ≥98 and 超34万人 are bounds, 34左右 and 5—6 are no observations."""
        try:
            if series.kind is Kind.COMPOSITION:
                shares = [value_of(part, series.unit) for part in plain(cell.text).split(":")]
                return ":".join(map(digits, shares)), Bound.EXACT
            return digits(value_of(cell.text, series.unit)), Bound.EXACT
        except BadText as error:
            reading = _figure(cell, error)
        if reading.unit:
            self._check_unit(reading.unit, cell, series)
        return digits(reading.values[0]), reading.bound

    def _beside(self, entry: TableFigure, bound: Bound) -> dict[str, str]:
        """Bound, provisional, published, source and note, from the table, else as given."""
        said = {role: one_line(cell.text) for role, cell in entry.said.items()}
        stated = _BOUNDS.get(plain(said.get("bound", "")).lower(), said.get("bound", ""))
        if bound is not Bound.EXACT and stated not in ("", str(bound)):
            raise _Refused("import_two_bounds", entry.said["bound"], printed=entry.value.text, bound=stated)
        return {
            "bound": stated or ("" if bound is Bound.EXACT else str(bound)),
            "provisional": _FLAGS.get(plain(said.get("provisional", "")).lower(), said.get("provisional", "")),
            "published": _day(said["published"]) if "published" in said else self._given.published,
            "source": said.get("source", "") or self._given.source,
            "note": said.get("note", ""),
        }


def _units(series: Series) -> Iterator[str]:
    yield series.unit
    for plan in series.plans:
        for indicator in plan.indicators:
            if indicator.unit.zh == series.unit:
                yield indicator.unit.en


def _says_nothing(text: str) -> bool:
    """Whether the cell is empty or holds a dash: then nothing was observed."""
    try:
        reading = read_figure(text)
    except BadText:
        return False
    return not reading.values and reading.comparator is None


def _figure(cell: Cell, error: BadText) -> Reading:
    """A figure with a bound or a unit beside it; anything vaguer is the problem that the plain reading found."""
    refused = _Refused(error.key.removeprefix("text."), cell, **error.details)
    try:
        reading = read_figure(cell.text)
    except BadText:
        raise refused from None
    vague = reading.cumulative or reading.comparator in (Comparator.ABOUT, Comparator.BETWEEN)
    # 达22.4万人 says in some papers that it is the figure, in others that it is at least that.
    if vague or len(reading.values) != 1 or plain(cell.text).startswith("达"):
        raise refused
    return reading


def _period(entry: TableFigure) -> Period:
    cell = entry.said["period"]
    if entry.written is None:
        raise _Refused("import_not_a_period", cell, text=cell.text)
    year = entry.written.year or entry.year
    if year is None:
        raise _Refused("import_year_missing", cell, text=cell.text)
    try:
        return parse_period(entry.written.text(year))
    except BadText as error:
        raise _Refused(error.key.removeprefix("text."), cell, **error.details) from None


def _spelt(entry: TableFigure, period: Period, basis: str) -> str:
    """1—5月 is May's year to date; where the table says that it is an amount, the five months."""
    written = entry.written
    if written is None or not written.to_date or basis != Basis.PERIOD:
        return period.text
    return written._replace(to_date=False).text(period.start.year)


def _basis(entry: TableFigure, series: Series, given: Basis | None) -> str:
    """How the figure is counted: what its row says, then its column, then the user; open otherwise.

    A level is a level whatever the columns of a table of sums are called.
    """
    if "basis" in entry.said:
        text = entry.said["basis"].text
        return str(read_basis(text) or plain(text).lower())
    written = entry.written
    hint = entry.basis or (written.basis if written else None)
    if not series.kind.is_additive:
        return str(Basis.LEVEL)
    chosen = hint or given
    if hint is None and written and written.ranged and not written.starts_the_year:
        chosen = Basis.PERIOD  # 4—6月 are these months, whatever the other columns are
    if chosen is None and written and (written.starts_the_year or not entry.asks_basis):
        chosen = Basis.PERIOD
    if chosen is None:
        raise _Refused("import_basis_open", entry.said["period"], text=entry.said["period"].text)
    if chosen is Basis.PERIOD and written and written.day is not None and entry.asks_basis:
        raise _Refused("import_day_of_sum", entry.said["period"], text=entry.said["period"].text)
    return str(chosen)


def _day(text: str) -> str:
    """A date as data files spell it; what is no date is left for the reading of the line to refuse."""
    written = read_period(text)
    if written is None or written.year is None or (written.day is None and written.first != written.last):
        return text
    return written._replace(basis=None).text(written.year)


def checked(
    table: CellTable, rows: Sequence[DataRow], known: Mapping[SeriesKey, Series], first_order: int
) -> tuple[list[tuple[DataRow, Observation]], list[Problem]]:
    """The rows read as a data file is read, with their observations in order, and every problem of the others."""
    problems: list[Problem] = []
    left = list(rows)
    while left:
        text = "".join([_line(dict(zip(COLUMNS, COLUMNS, strict=True))), *(_line(row.cells) for row in left)])
        try:
            found = read_observations(table.name, text.encode(), known, (), first_order)
        except InvalidInput as error:
            lines = text.split("\n")
            problems += [_at_its_cell(table, left[one.line - 2], one, lines[one.line - 1]) for one in error.problems]
            wrong = {one.line - 2 for one in error.problems}
            left = [row for index, row in enumerate(left) if index not in wrong]
            continue
        by_line = {one.at.line: one for own in found.observations.values() for one in own}
        return [(row, _at_its_row(table, row, by_line[index])) for index, row in enumerate(left, 2)], problems
    return [], problems


def _at_its_row(table: CellTable, row: DataRow, observation: Observation) -> Observation:
    """The observation with the line, or the sheet's row, at which the table has it."""
    return observation._replace(at=Place(table.name, table.line(row.at["value"].row)))


def _line(cells: Mapping[str, str]) -> str:
    line = io.StringIO()
    csv.DictWriter(line, COLUMNS, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _at_its_cell(table: CellTable, row: DataRow, problem: Problem, line: str) -> Problem:
    """The problem of a line, at the cell of the table from which its column comes."""
    column = next((name for index, name in enumerate(COLUMNS) if column_of(line, index + 1) > problem.column), "value")
    cell = row.cell(column)
    return table.problem(problem.code, cell.row, cell.column, **problem.details)
