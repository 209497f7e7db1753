"""Figures of a table converted to lines of the data file: names, periods, units and values, nothing guessed."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, NoReturn, assert_never

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import BadText, Problem
from rsplan.journal.export import bound_text, one_line
from rsplan.model.enums import Basis, Bound, Comparator, Kind
from rsplan.model.period import Period, parse_period
from rsplan.model.period_words import read_basis, read_period
from rsplan.model.printed_figure_reading import SHARE_SIGN, Reading, plain, read_figure
from rsplan.model.rounding import digits
from rsplan.model.series_key import Series, SeriesKey
from rsplan.name_matching import SKIP, NameIndex, folded_name
from rsplan.read.csv_cells import value_of
from rsplan.table_import.lines_to_add import DataRow
from rsplan.table_import.table_figures import Layout, TableFigure

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
    """The user's statements about the whole table, for what the table itself does not state."""

    city: str = ""
    basis: Basis | None = None
    source: str = ""
    published: str = ""


class DataRows(NamedTuple):
    """The figures as lines, the problems of the others, and counts of refused figures, empty cells, skipped names."""

    rows: tuple[DataRow, ...]
    problems: tuple[Problem, ...]
    refused: int
    empty: int
    skipped: int


class _RefusedFigure(Exception):
    """The figure cannot be imported, for a reason at a cell."""

    def __init__(self, code: str, cell: Cell, /, **details: str) -> None:
        super().__init__(code)
        self.code, self.cell, self.details = code, cell, details


def data_rows(
    table: CellTable, layout: Layout, names: NameIndex, known: Mapping[SeriesKey, Series], defaults: ImportDefaults
) -> DataRows:
    """Convert the figures of the table to lines of the data file, and the reasons against the others to problems."""
    rows: list[DataRow] = []
    problems = {_location(one): one for one in layout.problems}
    refused, empty, skipped = len(problems), 0, 0
    converter = _RowConverter(layout, names, known, defaults)
    for figure in layout.figures:
        try:
            row = converter.row(figure)
        except _RefusedFigure as reason:
            problem = table.problem(reason.code, reason.cell.row, reason.cell.column, **reason.details)
            problems.setdefault(_location(problem), problem)
            refused += 1
            continue
        if row is None:
            empty += 1
        elif row.texts["indicator"] == SKIP:
            skipped += 1
        else:
            rows.append(row)
    return DataRows(tuple(rows), tuple(problems.values()), refused, empty, skipped)


def _location(problem: Problem) -> tuple[str, str]:
    """One cell with one thing wrong is one problem, however many figures it concerns."""
    return problem.code, problem.cell


class _RowConverter:
    """Converts figures of one table; `known` are the indicators, `defaults` the user's statements about the table."""

    def __init__(
        self, layout: Layout, names: NameIndex, known: Mapping[SeriesKey, Series], defaults: ImportDefaults
    ) -> None:
        self._layout, self._names, self._known, self._defaults = layout, names, known, defaults
        self._titled = {city: cell for cell in layout.title for city in names.cities_in(cell.text)}

    def row(self, figure: TableFigure) -> DataRow | None:
        """The line; None where the cell says that there is no figure."""
        if not figure.value.fault and _is_absent(figure.value.text):
            return None
        _check_cells(figure)
        city = self._city(figure)
        period = _period(figure)
        indicator, unit = self._indicator(figure, city, period)
        if indicator == SKIP:
            return self._skipped(figure, city)
        series = self._known.get((city, indicator))
        if series is None:
            raise _RefusedFigure("unknown_indicator", figure.cells["indicator"], word=indicator)
        self._check_units(figure, unit, series)
        value, bound = self._value(figure.value, series)
        basis = _basis(figure, series, self._defaults.basis)
        texts = {
            "city": city,
            "indicator": indicator,
            "period": _period_text(figure, period, basis),
            "value": value,
            "basis": basis,
            **self._metadata(figure, bound),
        }
        cells = {**figure.cells, "value": figure.value}
        return DataRow(texts, cells, figure.snapshot, self._layout.is_data_file, self._layout.states_publication)

    def _skipped(self, figure: TableFigure, city: str) -> DataRow:
        texts, cells = {"city": city, "indicator": SKIP}, {"value": figure.value}
        return DataRow(texts, cells, figure.snapshot, self._layout.is_data_file, states_publication=False)

    def _city(self, figure: TableFigure) -> str:
        """The city of the row, else the default, else the only one that the title names or that there is."""
        cell = figure.cells.get("city")
        if cell is not None:
            city = self._names.city(cell.text)
            if city is None:
                raise _RefusedFigure("unknown_city", cell, word=cell.text, words=", ".join(self._names.cities()))
            return city
        given, titled, known = self._defaults.city, list(self._titled), self._names.cities()
        if given and len(titled) == 1 and titled[0] != given:
            raise _RefusedFigure("import_other_city", self._titled[titled[0]], title=titled[0], given=given)
        only = next((cities[0] for cities in (titled, known) if len(cities) == 1), None)
        if not (given or only):
            raise _RefusedFigure("import_city_missing", figure.value, words=", ".join(known))
        return given or str(only)

    def _indicator(self, figure: TableFigure, city: str, period: Period) -> tuple[str, str]:
        """The indicator's id and the unit that is printed after its name."""
        label = figure.cells["indicator"]
        match = self._names.indicator(city, label.text, period)
        if match.id is not None:
            return match.id, match.unit
        details = {"name": label.text, "city": city, "near": match.near, "id": match.near_id}
        if match.candidates:
            raise _RefusedFigure("import_several_indicators", label, known=", ".join(match.candidates), **details)
        raise _RefusedFigure("import_unknown_name_near" if match.near else "import_unknown_name", label, **details)

    def _check_units(self, figure: TableFigure, unit: str, series: Series) -> None:
        """The units of the name, of the row and of the table's title, each refused where it is not the plan's own."""
        _check_unit(unit, figure.cells["indicator"], series)
        if "unit" in figure.cells:
            _check_unit(figure.cells["unit"].text, figure.cells["unit"], series)
        elif not unit and self._layout.unit is not None:
            _check_scale(self._layout.unit.text, self._layout.unit, series)

    def _value(self, cell: Cell, series: Series) -> tuple[str, Bound]:
        """The figure as data files spell it; ≥98 and 超34万人 are bounds, 34左右 and 5—6 are no observations."""
        try:
            return _plain_value(cell.text, series), Bound.EXACT
        except BadText as error:
            reading = _qualified_figure(cell, error)
        if reading.unit:
            _check_unit(reading.unit, cell, series)
        return digits(reading.values[0]), reading.bound

    def _metadata(self, figure: TableFigure, bound: Bound) -> dict[str, str]:
        """Bound, provisional, published, source and note, from the table, else by default."""
        texts = {role: one_line(cell.text) for role, cell in figure.cells.items()}
        stated = _BOUNDS.get(plain(texts.get("bound", "")).lower(), texts.get("bound", ""))
        if bound is not Bound.EXACT and stated not in ("", str(bound)):
            raise _RefusedFigure("import_two_bounds", figure.cells["bound"], printed=figure.value.text, bound=stated)
        return {
            "bound": stated or bound_text(bound),
            "provisional": _FLAGS.get(plain(texts.get("provisional", "")).lower(), texts.get("provisional", "")),
            "published": _day(texts["published"]) if "published" in texts else self._defaults.published,
            "source": texts.get("source", "") or self._defaults.source,
            "note": texts.get("note", ""),
            "via": texts.get("via", ""),
            "entered": _day(texts["entered"]) if "entered" in texts else "",
            "by": texts.get("by", ""),
        }


def _check_cells(figure: TableFigure) -> None:
    """A cell that cannot be read, as one with a failed formula, refuses the figure."""
    for cell in (figure.value, *figure.cells.values()):
        if cell.fault:
            raise _RefusedFigure(cell.fault, cell, text=cell.text)


def _check_unit(printed: str, cell: Cell, series: Series) -> None:
    """A unit beside the name or the figure has to be the plan's own."""
    if not printed or folded_name(printed) in {folded_name(unit) for unit in _units(series)}:
        return
    _check_scale(printed, cell, series)
    raise _RefusedFigure("import_other_unit", cell, printed=printed, unit=series.unit)


def _check_scale(printed: str, cell: Cell, series: Series) -> None:
    """人 for 万人 is an error of a factor of ten thousand."""
    stated, unit = folded_name(printed), folded_name(series.unit)
    if stated != unit and stated.lstrip(_SCALES) == unit.lstrip(_SCALES):
        raise _RefusedFigure("import_other_scale", cell, printed=printed, unit=series.unit)


def _units(series: Series) -> Iterator[str]:
    """The indicator's unit in both languages."""
    yield series.unit
    for plan in series.plans:
        for indicator in plan.indicators:
            if indicator.unit.zh == series.unit:
                yield indicator.unit.en


def _is_absent(text: str) -> bool:
    """Whether the cell is empty or holds a dash: then nothing was observed."""
    try:
        reading = read_figure(text)
    except BadText:
        return False
    return not reading.values and reading.comparator is None


def _plain_value(text: str, series: Series) -> str:
    """A bare number or shares, as data files spell them; raises BadText for anything else."""
    match series.kind:
        case Kind.COMPOSITION:
            return SHARE_SIGN.join(digits(value_of(part, series.unit)) for part in plain(text).split(":"))
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE:
            return digits(value_of(text, series.unit))
        case _:
            assert_never(series.kind)


def _qualified_figure(cell: Cell, error: BadText) -> Reading:
    """A figure with a bound or a unit beside it; anything vaguer is the problem that the plain reading raised."""
    try:
        reading = read_figure(cell.text)
    except BadText:
        _refuse(error, cell)
    # 达22.4万人 says in some papers that it is the figure, in others that it is at least that.
    if not _is_observation(reading) or plain(cell.text).startswith("达"):
        _refuse(error, cell)
    return reading


def _refuse(error: BadText, cell: Cell) -> NoReturn:
    raise _RefusedFigure(error.key.removeprefix("text."), cell, **error.details) from None


def _is_observation(reading: Reading) -> bool:
    """Whether the figure is one number, exact or a bound, without a remark that may say anything."""
    if reading.cumulative or reading.remark or len(reading.values) != 1:
        return False
    match reading.comparator:
        case Comparator.ABOUT | Comparator.BETWEEN:
            return False
        case Comparator.AT_LEAST | Comparator.MORE_THAN | Comparator.AT_MOST | Comparator.LESS_THAN:
            return True
        case Comparator.NONE | None:
            return True
        case _:
            assert_never(reading.comparator)


def _period(figure: TableFigure) -> Period:
    cell = figure.cells["period"]
    if figure.period is None:
        raise _RefusedFigure("import_not_a_period", cell, text=cell.text)
    year = figure.period.year or figure.year
    if year is None:
        raise _RefusedFigure("import_year_missing", cell, text=cell.text)
    try:
        return parse_period(figure.period.text(year))
    except BadText as error:
        _refuse(error, cell)


def _period_text(figure: TableFigure, period: Period, basis: str) -> str:
    """1—5月 is May's year to date; where the table says that it is an amount, the five months."""
    written = figure.period
    if written is None or not written.to_date or basis != Basis.PERIOD:
        return period.text
    return written._replace(to_date=False).text(period.start.year)


def _basis(figure: TableFigure, series: Series, default: Basis | None) -> str:
    """The basis as data files spell it: that of the row, else of the column, else the default.

    A level is a level whatever the columns of a table of flows are called.
    """
    if "basis" in figure.cells:
        text = figure.cells["basis"].text
        return str(read_basis(text) or plain(text).lower())
    if not series.kind.is_additive:
        return str(Basis.LEVEL)
    basis, written, cell = _basis_of_flow(figure, default), figure.period, figure.cells["period"]
    if basis is None:
        raise _RefusedFigure("import_basis_open", cell, text=cell.text)
    if basis is Basis.PERIOD and written and written.day is not None and figure.asks_basis:
        raise _RefusedFigure("import_day_of_sum", cell, text=cell.text)
    return str(basis)


def _basis_of_flow(figure: TableFigure, default: Basis | None) -> Basis | None:
    """The basis of a flow that its row does not state; None where it is open."""
    written = figure.period
    stated = figure.basis or (written.basis if written else None)
    if stated is not None or written is None:
        return stated or default
    if written.ranged and not written.starts_the_year:
        return Basis.PERIOD  # 4—6月 are these months, whatever the other columns are
    if default is None and (written.starts_the_year or not figure.asks_basis):
        return Basis.PERIOD
    return default


def _day(text: str) -> str:
    """A date as data files spell it; the reading of the line refuses anything else."""
    written = read_period(text)
    if written is None or written.year is None or (written.day is None and written.first != written.last):
        return text
    return written._replace(basis=None).text(written.year)
