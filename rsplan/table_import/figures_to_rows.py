"""Figures of a table converted to lines of the data file: names, periods, units and values, nothing guessed."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, NoReturn, assert_never

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import BadText, Problem
from rsplan.journal.export import bound_text, one_line
from rsplan.model.enums import Basis, Bound, Comparator, Kind
from rsplan.model.period import Period, month_end, parse_period
from rsplan.model.period_words import WrittenPeriod, read_basis, read_period
from rsplan.model.plain_text import MOST_DIGITS, plain
from rsplan.model.printed_figure_reading import SHARE_SIGN, Reading, read_figure
from rsplan.model.rounding import digits, spelt
from rsplan.model.series_key import Series, SeriesKey
from rsplan.name_matching import SKIP, NameIndex, folded_name
from rsplan.read.csv_cells import value_of
from rsplan.read.csv_format import FURTHER_COLUMNS
from rsplan.table_import.lines_to_add import DataRow, FigureRow
from rsplan.table_import.table_figures import ColumnWords, TableFigure
from rsplan.table_import.units import RATES, SCALES, is_unit, scaled

_FLAGS = {
    **dict.fromkeys(("是", "预计", "预计数", "初步", "初步数", "快报", "yes", "y", "true"), "true"),
    **dict.fromkeys(("否", "最终", "最终数", "正式", "no", "n", "false"), "false"),
}
_BOUNDS = {
    **dict.fromkeys(("准确", "准确数", "确数", "exact"), "exact"),
    **dict.fromkeys(("不低于", "不少于", "以上", "至少", "超过", "≥", ">", "at_least"), "at_least"),
    **dict.fromkeys(("不高于", "不超过", "以下", "以内", "至多", "≤", "<", "at_most"), "at_most"),
}


#: A figure and nothing else.
_BARE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)

#: Numbers that data files spell as they stand.
_AS_SPELT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)

#: The columns of a row that say where and when its figure was published and entered, and what it is worth.
_DESCRIBING = ("bound", "provisional", "published", "source", "note", *FURTHER_COLUMNS)

#: Marks within a cell of a figure that is not final, and those that refer to a note.
_PROVISIONAL_MARK = re.compile(
    r"[(（\[［]?(?:预计数?|预估|估计|初步|初步统计|快报|[Pp])[)）\]］]?$|^(?:预计|初步统计|预估)"
)
_BLANK_INSIDE = re.compile(r"[0-9０-９.．,，]\s+[0-9０-９.．]")
_SEVERAL_UNITS = re.compile("[、/,，;；]|和|及|或")
_FOOTNOTE_MARK = re.compile(r"(?:[①-⑳⑴-⒇*※†‡¹²³]+|[(（\[［]?注[0-9一二三四五]?[)）\]］]?|[\[［][0-9]{1,2}[\]］])$")


class ImportDefaults(NamedTuple):
    """The user's statements about the whole table, for what the table itself does not state.

    `convert` allows figures in 人 for a plan in 万人; `units` are the units of names whose unit the table leaves out.
    `entered` and `by` are the day and the person of the import, for data files that have columns for them.
    """

    city: str = ""
    basis: Basis | None = None
    source: str = ""
    published: str = ""
    unit: str = ""
    convert: bool = False
    units: Mapping[str, str] = {}
    entered: str = ""
    by: str = ""


#: The line of a figure by the id of its column's words and whether it is a sum; then by what holds for a whole sheet.
SaidOfColumns = dict[tuple[int, bool, bool, bool], Mapping[str, str]]


class DataRows(NamedTuple):
    """The figures as lines, the problems of the others, and the cells that hold no figure or one that is left out."""

    rows: tuple[DataRow, ...]
    problems: tuple[Problem, ...]
    refused: tuple[Cell, ...]
    empty: tuple[Cell, ...]
    skipped: tuple[Cell, ...]


_DECEMBER = 12


class _LikeOthers(NamedTuple):
    table: CellTable
    key: SeriesKey
    said: Mapping[str, str]
    value: str
    figure: TableFigure


class _RowOfColumn(_LikeOthers, DataRow):
    """The line of a figure of which its row and its column say all; most of what it is made of is never asked for."""

    __slots__ = ()

    @property
    def texts(self) -> Mapping[str, str]:
        return {**self.said, "city": self.key[0], "indicator": self.key[1], "value": self.value}

    @property
    def cells(self) -> Mapping[str, Cell]:
        return {**self.figure.cells, "value": self.figure.value}

    @property
    def number(self) -> int:
        return self.figure.value.row

    @property
    def alike(self) -> Hashable:
        return id(self.said)

    @property
    def snapshot(self) -> bool:
        return self.figure.snapshot

    @property
    def from_data_file(self) -> bool:
        return not self.figure.snapshot

    @property
    def states_publication(self) -> bool:
        return self.figure.states_publication


class _Named(NamedTuple):
    """The indicator that a row of a table names, and the cell with the unit of its figures."""

    key: SeriesKey
    is_sum: bool
    unit: Cell | None


class _RefusedFigure(Exception):
    """The figure cannot be imported, for a reason at a cell."""

    def __init__(self, code: str, cell: Cell, /, **details: str) -> None:
        super().__init__(code)
        self.code, self.cell, self.details = code, cell, details


def data_rows(
    table: CellTable,
    figures: Sequence[TableFigure],
    names: NameIndex,
    known: Mapping[SeriesKey, Series],
    defaults: ImportDefaults,
    said: SaidOfColumns | None = None,
) -> DataRows:
    """Convert the figures of a sheet to lines of the data file, and the reasons against the others to problems.

    `said` keeps what was found of the columns of one sheet for those of others in the same import.
    """
    problems: dict[tuple[str, str], Problem] = {}
    rows: list[DataRow] = []
    refused: list[Cell] = []
    empty: list[Cell] = []
    skipped: list[Cell] = []
    converter = _RowConverter(table, figures, names, known, defaults, {} if said is None else said)
    for figure in figures:
        try:
            row = converter.row(figure)
        except _RefusedFigure as reason:
            problem = table.problem(reason.code, reason.cell.row, reason.cell.column, **reason.details)
            # One cell with one thing wrong is one problem, however many figures it concerns.
            problems.setdefault((problem.code, problem.cell), problem)
            refused.append(figure.value)
            continue
        if row is None:
            empty.append(figure.value)
        elif row.key[1] == SKIP:
            skipped.append(figure.value)
        else:
            rows.append(row)
    return DataRows(tuple(rows), tuple(problems.values()), tuple(refused), tuple(empty), tuple(skipped))


class _RowConverter:
    """Converts figures of one sheet; `known` are the indicators, `defaults` the user's statements about the table."""

    def __init__(
        self,
        table: CellTable,
        figures: Sequence[TableFigure],
        names: NameIndex,
        known: Mapping[SeriesKey, Series],
        defaults: ImportDefaults,
        said: SaidOfColumns,
    ) -> None:
        self._table, self._names, self._known, self._defaults = table, names, known, defaults
        self._figures = figures
        self._against = _contradicted(figures, defaults.basis)
        # What was found for the words of figures before: a table repeats them in every row.
        self._cities: dict[str, str] = {}
        self._period_of: dict[WrittenPeriod, Period] = {}
        self._same_in_all: dict[tuple[str, str], tuple[str, str]] = {}
        self._right_units: set[tuple[str, str]] = set()
        self._described: dict[Hashable, dict[str, str]] = {}
        self._named: dict[int, _Named] = {}  # by the id of the cell that names the indicator
        self._said = said

    def row(self, figure: TableFigure) -> DataRow | None:
        """The line; None where the cell says that there is no figure.

        A plain number is all that is left to read once row and column have said the same of others.
        """
        if figure.column is None:
            return self._read(figure)
        named, text = self._named.get(id(figure.cells["indicator"])), figure.value.text
        if named is not None and named.unit is figure.unit and not figure.value.fault:
            said = self._said.get((id(figure.column), named.is_sum, self._against, figure.from_data_file))
            if said is not None and len(text) <= MOST_DIGITS and _AS_SPELT.fullmatch(text):
                return tuple.__new__(_RowOfColumn, (self._table, named.key, said, text, figure))
        row = self._read(figure)
        if row is not None and row.key[1] != SKIP:
            self._remember(figure, figure.column, row)
        return row

    def _remember(self, figure: TableFigure, column: ColumnWords, row: DataRow) -> None:
        """Keep what the row and the column of the figure say of others as well."""
        label, series, written = figure.cells["indicator"], self._known[row.key], figure.period
        if (
            (row.key[0], label.text) not in self._same_in_all
            or series.kind.has_shares
            or not _BARE.fullmatch(figure.value.text)
        ):
            return
        if not series.kind.is_additive and (written.first != written.last or figure.basis is Basis.MEAN):
            return  # only rates have means, and the level of several months may be the mean of those the table has
        unit = self._stated_unit(figure, self._same_in_all[row.key[0], label.text][1], series)
        if unit is None or (unit.text, series.unit) in self._right_units:
            self._named[id(label)] = _Named(row.key, series.kind.is_additive, figure.unit)
            self._said.setdefault(
                (id(column), series.kind.is_additive, self._against, figure.from_data_file), row.texts
            )

    def _read(self, figure: TableFigure) -> DataRow | None:
        """The line of a figure that is read for itself."""
        if not figure.value.fault and _is_absent(figure.value.text):
            return None
        _check_cells(figure)
        city = self._city(figure)
        period = self._period(figure)
        indicator, unit = self._indicator(figure, city, period)
        if indicator == SKIP:
            return self._skipped(figure, city)
        series = self._known.get((city, indicator))
        if series is None:
            raise _RefusedFigure("unknown_indicator", figure.cells["indicator"], word=indicator)
        _check_dates(figure, series)
        mark = _Mark.of(figure.value)
        value, bound = self._value(mark.cell, series, self._stated_unit(figure, unit, series))
        basis = self._basis(figure, series)
        texts = {
            "city": city,
            "indicator": indicator,
            "period": _period_text(figure, period, basis),
            "value": value,
            "basis": basis if self._states_basis(figure) else "",
            **self._metadata(figure, bound, provisional=mark.provisional or figure.provisional),
        }
        cells = {**figure.cells, "value": figure.value}
        return self._row(texts, cells, figure)

    @cached_property
    def _months(self) -> Mapping[str, set[tuple[int | None, int]]]:
        return _months_of_levels(self._figures)

    def _skipped(self, figure: TableFigure, city: str) -> DataRow:
        texts, cells = {"city": city, "indicator": SKIP}, {"value": figure.value}
        return self._row(texts, cells, figure)

    def _states_basis(self, figure: TableFigure) -> bool:
        """Whether the table or the user says what the figure counts; what nobody says is the data file's default."""
        written = figure.period
        by_words = figure.basis is not None or "basis" in figure.cells
        return by_words or self._defaults.basis is not None or (written.ranged and not written.starts_the_year)

    def _row(self, texts: Mapping[str, str], cells: Mapping[str, Cell], figure: TableFigure) -> DataRow:
        return FigureRow(
            table=self._table,
            key=(texts["city"], texts["indicator"]),
            texts=texts,
            cells=cells,
            snapshot=figure.snapshot,
            from_data_file=not figure.snapshot,
            states_publication=figure.states_publication,
        )

    def _city(self, figure: TableFigure) -> str:
        """The city of the row, else the default, else the only one that the title names or that there is."""
        cell = figure.cells.get("city")
        text = "" if cell is None else cell.text
        if text not in self._cities:
            city = self._city_around(figure) if cell is None else self._city_of_row(cell)
            self._cities[text] = city
        return self._cities[text]

    def _city_of_row(self, cell: Cell) -> str:
        # 全市 is the city that is asked for: the reading of the table has seen to it.
        city = self._names.city(cell.text) or (self._defaults.city if cell.text.startswith("全市") else None)
        if city is None:
            raise _RefusedFigure("unknown_city", cell, word=cell.text, words=", ".join(self._names.cities()))
        return city

    def _city_around(self, figure: TableFigure) -> str:
        given, known = self._defaults.city, self._names.cities()
        titled = [*dict.fromkeys(city for cell in figure.titles for city in self._names.cities_in(cell.text))]
        only = next((cities[0] for cities in (titled, known) if len(cities) == 1), None)
        if not (given or only):
            raise _RefusedFigure("import_city_missing", figure.value, words=", ".join(known))
        return given or str(only)

    def _period(self, figure: TableFigure) -> Period:
        if figure.period not in self._period_of:
            self._period_of[figure.period] = _period(figure)
        return self._period_of[figure.period]

    def _indicator(self, figure: TableFigure, city: str, period: Period) -> tuple[str, str]:
        """The indicator's id and the unit that is printed after its name."""
        label = figure.cells["indicator"]
        if (city, label.text) in self._same_in_all:
            return self._same_in_all[city, label.text]
        match = self._names.indicator(city, label.text, period)
        if match.id is not None:
            if match.in_all_plans:
                self._same_in_all[city, label.text] = match.id, match.unit
            return match.id, match.unit
        details = {"name": label.text, "city": city, "near": match.near, "id": match.near_id}
        if match.candidates:
            raise _RefusedFigure("import_several_indicators", label, known=", ".join(match.candidates), **details)
        raise _RefusedFigure("import_unknown_name_near" if match.near else "import_unknown_name", label, **details)

    def _stated_unit(self, figure: TableFigure, unit: str, series: Series) -> Cell | None:
        """The cell that states the figure's unit, its text the unit alone; what the user states fills a gap only."""
        label = figure.cells["indicator"]
        stated = label._replace(text=unit) if unit else figure.unit
        given = self._defaults.units.get(folded_name(label.text), "") or self._defaults.unit
        if not given and stated is None and self._defaults.convert and series.unit[:1] in SCALES:
            raise _RefusedFigure("import_unit_missing", label, text=label.text, unit=series.unit)
        if not given:
            return stated
        if stated is not None and folded_name(stated.text) != folded_name(given):
            raise _RefusedFigure("import_unit_contradicts", stated, printed=stated.text, given=given)
        return label._replace(text=given)

    def _value(self, cell: Cell, series: Series, unit: Cell | None) -> tuple[str, Bound]:
        """The figure as data files spell it; ≥98 and 超34万人 are bounds, 34左右 and 5—6 are no observations."""
        try:
            text, bound, printed = _plain_value(cell.text, series), Bound.EXACT, ""
        except BadText as error:
            reading = _qualified_figure(cell, error)
            text, bound, printed = spelt(reading.values[0]), reading.bound, reading.unit
        at = cell._replace(text=printed) if printed else unit
        if at is None or (at.text, series.unit) in self._right_units:
            return text, bound
        return self._in_unit(text, cell, at, series), bound

    def _in_unit(self, value: str, cell: Cell, unit: Cell, series: Series) -> str:
        """The value in the plan's unit: 人 become 万人 where the user allows it, and nothing else is converted."""
        own = {folded_name(one) for one in units_of(series)}
        parts = [folded_name(one) for one in _SEVERAL_UNITS.split(unit.text)]
        whole = folded_name(unit.text)
        several = [scaled(part, series.unit) for part in parts]
        # 人、万人 may be either, and （万人，目标） says more than a unit.
        clear = len([factor for factor in several if factor is not None]) <= 1 and all(map(is_unit, parts))
        if whole in own or (own & set(parts) and clear):
            self._right_units.add((unit.text, series.unit))
            return value
        # The unit above a table of many quantities is that of some of them: % for a rate is not 万人.
        around = unit.text and unit != cell and not series.kind.is_additive and series.unit in RATES
        factor = scaled(unit.text, series.unit)
        if factor is None:
            if around and unit.row < cell.row and unit.column != cell.column and not set(parts) & RATES:
                return value
            raise _RefusedFigure("import_other_unit", unit, printed=unit.text, unit=series.unit)
        converted = digits(Decimal(value) * factor)
        if not self._defaults.convert:
            details = {"printed": unit.text, "unit": series.unit, "value": value, "converted": converted}
            raise _RefusedFigure("import_other_scale", unit, **details)
        return converted

    def _basis(self, figure: TableFigure, series: Series) -> str:
        """The basis as data files spell it: that of the row, else of the words, else of the command.

        A level is a level whatever the columns of a table of flows are called.
        """
        text = figure.cells["basis"].text if "basis" in figure.cells else ""
        if text and (basis := read_basis(text)) is not None:
            return str(basis)
        if text and not _is_absent(text):
            return plain(text).lower()
        if not series.kind.is_additive:
            return self._basis_of_level(figure, series)
        basis, written, cell = self._basis_of_flow(figure), figure.period, figure.cells["period"]
        if basis is None:
            raise _RefusedFigure("import_basis_open", cell, text=cell.text)
        if basis in (Basis.LEVEL, Basis.MEAN):
            raise _RefusedFigure("import_basis_of_sum", cell, text=cell.text, basis=str(basis))
        if basis is Basis.PERIOD and written.day is not None and not figure.from_data_file:
            raise _RefusedFigure("import_day_of_sum", cell, text=cell.text)
        return str(basis)

    def _basis_of_level(self, figure: TableFigure, series: Series) -> str:
        """A mean only where words say so, and only of a rate; a quarter beside its months may be their mean."""
        cell = figure.cells["period"]
        if figure.flow:
            raise _RefusedFigure("import_flow_of_level", cell, text=cell.text)
        if figure.basis is Basis.MEAN:
            if series.kind is not Kind.RATE:
                raise _RefusedFigure("import_mean_of_level", cell, text=cell.text)
            return str(Basis.MEAN)
        written = figure.period
        longer = written.last > written.first and figure.basis is not Basis.LEVEL and not written.to_date
        name = folded_name(figure.cells["indicator"].text)
        months = self._months.get(name, set()) if longer else ()
        if (written.year, written.last) in months:
            raise _RefusedFigure("import_mean_or_level", cell, text=cell.text)
        return str(Basis.LEVEL)

    def _basis_of_flow(self, figure: TableFigure) -> Basis | None:
        """The basis of a flow that its row does not state; None where it is open."""
        written, default = figure.period, self._defaults.basis
        if figure.basis is not None:
            if figure.basis is not default and self._against:
                details = {"stated": str(figure.basis), "given": str(default)}
                raise _RefusedFigure("import_basis_contradicts", figure.cells["period"], **details)
            return figure.basis
        if written.ranged and not written.starts_the_year:
            return Basis.PERIOD  # 4—6月 are these months, whatever the other columns are
        if default is None and (written.starts_the_year or figure.from_data_file):
            return Basis.PERIOD
        return default

    def _metadata(self, figure: TableFigure, bound: Bound, *, provisional: bool) -> dict[str, str]:
        """Bound, provisional, published, source and note, from the table, else by default."""
        texts = {role: one_line(figure.cells[role].text) for role in _DESCRIBING if role in figure.cells}
        key = bound, provisional, *texts.items()
        if key not in self._described:
            self._described[key] = self._described_by(texts, figure, bound, provisional=provisional)
        return self._described[key]

    def _described_by(
        self, texts: Mapping[str, str], figure: TableFigure, bound: Bound, *, provisional: bool
    ) -> dict[str, str]:
        stated = _BOUNDS.get(plain(texts.get("bound", "")).lower(), texts.get("bound", ""))
        if bound is not Bound.EXACT and stated not in ("", str(bound)):
            raise _RefusedFigure("import_two_bounds", figure.cells["bound"], printed=figure.value.text, bound=stated)
        return {
            "bound": stated or bound_text(bound),
            "provisional": _FLAGS.get(plain(texts.get("provisional", "")).lower(), texts.get("provisional", ""))
            or ("true" if provisional else ""),
            "published": _day(texts["published"]) if "published" in texts else self._defaults.published,
            "source": texts.get("source", "") or self._defaults.source,
            "note": texts.get("note", ""),
            "via": texts.get("via", ""),
            "entered": _day(texts["entered"]) if "entered" in texts else self._entry(figure, self._defaults.entered),
            "by": texts.get("by", "") or self._entry(figure, self._defaults.by),
        }

    def _entry(self, figure: TableFigure, text: str) -> str:
        """The day or the person of the entry; a table that is a data file itself is taken as it is."""
        return "" if figure.from_data_file else text


def _check_cells(figure: TableFigure) -> None:
    """A cell that cannot be read, as one with a failed formula, refuses the figure."""
    for cell in (figure.value, *figure.cells.values()):
        if cell.fault:
            raise _RefusedFigure(cell.fault, cell, text=cell.text)


def _check_dates(figure: TableFigure, series: Series) -> None:
    """A day that a spreadsheet made of a month is none: 2024/4/1 for April, 6 January for January to June."""
    written, cell = figure.period, figure.cells["period"]
    if written.day is None or figure.from_data_file:
        return
    assert written.year is not None
    month = f"{written.year}-{written.first:02}"
    if written.day == 1:
        raise _RefusedFigure("import_first_of_month", cell, text=cell.text, month=month)
    last = month_end(written.year, written.first).day
    if written.first < written.day <= _DECEMBER and written.day != last and "日" not in cell.text:
        months = f"{written.year}年{written.first}—{written.day}月"
        raise _RefusedFigure("import_day_may_be_months", cell, text=cell.text, months=months)
    if series.kind.is_additive and written.day != last and figure.basis is None and "basis" not in figure.cells:
        months = f"{written.first}—{written.day}月" if written.first < written.day <= _DECEMBER else month
        raise _RefusedFigure("import_day_of_sum", cell, text=cell.text, months=months)


def _months_of_levels(figures: Sequence[TableFigure]) -> dict[str, set[tuple[int | None, int]]]:
    """The months of which the table has a figure, by the name of the indicator."""
    months: dict[str, set[tuple[int | None, int]]] = {}
    for figure in figures:
        if figure.period.first == figure.period.last:
            name = folded_name(figure.cells["indicator"].text)
            months.setdefault(name, set()).add((figure.period.year, figure.period.last))
    return months


def _contradicted(figures: Sequence[TableFigure], default: Basis | None) -> bool:
    """Whether the table states the basis of every figure, and never the one that the command states."""
    return default is not None and bool(figures) and all(one.basis not in (None, default) for one in figures)


class _Mark(NamedTuple):
    """A cell without the mark that its figure is not final, and whether it had one."""

    cell: Cell
    provisional: bool

    @classmethod
    def of(cls, cell: Cell) -> "_Mark":
        """Read the marks of the cell; raises for one that refers to a note nobody has read."""
        text = cell.text.strip()
        if _BARE.fullmatch(text):
            return cls(cell, provisional=False)
        if _BLANK_INSIDE.search(text):
            raise _RefusedFigure("import_blank_inside", cell, text=text)
        bare = _PROVISIONAL_MARK.sub("", text).strip()
        if bare != text and bare[:1].isdecimal():
            return cls(cell._replace(text=bare), provisional=True)
        if _FOOTNOTE_MARK.search(text) and text[:1].isdecimal():
            raise _RefusedFigure("import_footnote_mark", cell, text=text, bare=_FOOTNOTE_MARK.sub("", text).strip())
        return cls(cell, provisional=False)


def units_of(series: Series) -> Iterator[str]:
    """The indicator's unit in both languages."""
    yield series.unit
    for plan in series.plans:
        for indicator in plan.indicators:
            if indicator.unit.zh == series.unit:
                yield indicator.unit.en


def _is_absent(text: str) -> bool:
    """Whether the cell is empty or holds a dash: then nothing was observed."""
    if _BARE.fullmatch(text):
        return False
    try:
        reading = read_figure(text)
    except BadText:
        return False
    return not reading.values and reading.comparator is None


def _plain_value(text: str, series: Series) -> str:
    """A bare number or shares, as data files spell them; raises BadText for anything else."""
    match series.kind:
        case Kind.COMPOSITION:
            return SHARE_SIGN.join(spelt(value_of(part, series.unit)) for part in plain(text).split(":"))
        case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.GROWTH | Kind.CHANGE:
            short = len(text) <= MOST_DIGITS and _BARE.fullmatch(text)
            return spelt(Decimal(text) if short else value_of(text, series.unit))
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
    if reading.cumulative or reading.remark or reading.wording or len(reading.values) != 1:
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
    assert figure.period.year is not None or figure.period.exact
    try:
        return parse_period(figure.period.text(figure.period.year or 0))
    except BadText as error:
        _refuse(error, figure.cells["period"])


def _period_text(figure: TableFigure, period: Period, basis: str) -> str:
    """1—5月 is May's year to date; where the table says that it is an amount, the five months."""
    written = figure.period
    if not written.to_date or basis != Basis.PERIOD:
        return period.text
    return written._replace(to_date=False).text(period.start.year)


def _day(text: str) -> str:
    """A date as data files spell it; the reading of the line refuses anything else."""
    written = read_period(text)
    if written is None or written.year is None or (written.day is None and written.first != written.last):
        return text
    return written._replace(basis=None).text(written.year)
