"""How a table is laid out: long, one figure a row, or wide, with indicators down and periods across, or the other way.

What is not recognised is left aside and named, never guessed.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import InvalidInput, Problem
from rsplan.model.enums import Basis
from rsplan.model.notation import plain
from rsplan.model.period_words import Written, looks_like_a_period, read_basis, read_period, years_in
from rsplan.names import folded, labels
from rsplan.read.csv_format import COLUMNS

#: Titles and remarks above a header take fewer rows than this.
_HEADER_WITHIN = 40

#: What columns are called; folded as names are.
_ROLES = {
    "city": ("city", "城市", "地区", "地市", "市", "市别", "设区市"),
    "indicator": (
        *("indicator", "指标", "指标名称", "指标代码", "主要指标", "项目", "项目名称", "任务指标", "目标任务"),
        *("工作指标", "考核指标", "指标项", "indicatorname", "item"),
    ),
    "period": ("period", "时期", "期间", "时间", "报告期", "统计期", "统计时间", "年月", "日期", "date"),
    "year": ("year", "年份", "年度", "年"),
    "month": ("month", "月份", "月"),
    "value": ("value", "数值", "数据", "值", "完成数", "完成值", "实际值", "实际数", "实绩", "实际完成", "actual"),
    "basis": ("basis", "口径", "统计口径", "数据口径"),
    "bound": ("bound", "界限"),
    "provisional": ("provisional", "预计", "是否预计", "预计数", "初步"),
    "published": ("published", "发布日期", "公布日期", "发布时间", "公布时间", "发布日", "datepublished"),
    "source": ("source", "来源", "数据来源", "资料来源", "出处"),
    "note": ("note", "notes", "备注", "说明", "注", "remark", "remarks"),
    "unit": ("unit", "units", "单位", "计量单位"),
    "number": ("no", "no.", "number", "序号", "编号", "行次"),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}

#: Columns that a figure of a wide table may have beside its row.
_BESIDE = ("city", "unit", "basis", "bound", "provisional", "published", "source", "note")

#: What stands under a period and says nothing more than that the figure is there.
_FIGURE_WORDS = frozenset((*_ROLES["value"], "完成", "完成情况", "实际"))

_DECEMBER = 12

_UNIT_LINE = ("单位:", "计量单位:", "unit:")


class TableFigure(NamedTuple):
    """A figure with everything that the table says of it: each role's cell, and what the header says.

    `written` is None where the period's cell says no period; `asks_basis` where nothing says how what
    adds up is counted although the layout has a place for it.
    """

    value: Cell
    said: Mapping[str, Cell]
    written: Written | None
    year: int | None
    basis: Basis | None
    asks_basis: bool
    snapshot: bool


class Layout(NamedTuple):
    """The figures of a table, the header cells of columns left aside, its title and the unit that stands there.

    `own` says that all columns are those of the data file, `sourced` that some are for where or when the
    figures were published.
    """

    entries: tuple[TableFigure, ...]
    aside: tuple[Cell, ...]
    title: tuple[Cell, ...]
    unit: Cell | None
    own: bool
    sourced: bool
    problems: tuple[Problem, ...]


class _Header(NamedTuple):
    """Rows of a header from `top` to `bottom`, with the column of each role."""

    top: int
    bottom: int
    roles: Mapping[str, int]


def read_layout(table: CellTable, year: int | None, is_indicator: Callable[[str], bool]) -> Layout:
    """The figures of the table; `year` is the one for periods that say none.

    Raises InvalidInput where no header is recognised.
    """
    rows = range(1, min(max(table.rows, default=0), _HEADER_WITHIN) + 1)
    for row in rows:
        header = _Header(row, row, _roles(table, row))
        timed = bool({"period", "year", "month"} & set(header.roles))
        if {"indicator", "value"} <= set(header.roles) and (timed or _title_period(table, row)):
            return _LayoutReader(table, header, year).long()
        named = [column for column in table.columns if is_indicator(table.text(row, column))]
        if named and timed:
            return _LayoutReader(table, header, year).transposed(named)
    wide = _wide_header(table, rows, is_indicator)
    if wide is None:
        raise InvalidInput([table.problem("import_no_layout", 1, 1)])
    return _LayoutReader(table, wide, year).wide()


def _roles(table: CellTable, row: int) -> dict[str, int]:
    """The first column of each role that the row names."""
    found: dict[str, int] = {}
    for column in table.columns:
        role = _role(table.text(row, column))
        if role is not None:
            found.setdefault(role, column)
    return found


def _role(text: str) -> str | None:
    """The role of a heading, with or without a unit behind it; a number before it makes 1月 no month."""
    whole = folded(text)
    return next((_ROLE_OF[name] for name, _ in labels(text) if name in _ROLE_OF and whole.startswith(name)), None)


def _title_period(table: CellTable, before: int) -> Cell | None:
    """The only cell above the row that is a period."""
    found = [
        cell
        for (row, _), cell in table.cells.items()
        if row < before and read_period(cell.text.strip("()（）")) is not None
    ]
    return found[0] if len(found) == 1 else None


def _wide_header(table: CellTable, rows: range, is_indicator: Callable[[str], bool]) -> _Header | None:
    """The first row of periods, with the column of the indicators and the row below it that parts the periods."""
    periods = {row: found for row in rows if (found := _periods(table, row, is_indicator))}
    top = next(iter(periods), 0)
    if not top:
        return None
    for row in (top + 1, top + 2):  # below years that stand over their months
        if _are_years(periods[top]) and row in periods and any(one.year is None for one in periods[row].values()):
            top = row
    first = min(periods[top])
    named = (pair for row in (top - 1, top, top + 1) for pair in _roles(table, row).items())
    roles = {role: column for role, column in named if role in ("indicator", "number", *_BESIDE)}
    if roles.get("indicator", first) >= first:
        below = [row for row in table.rows if row > top]
        columns = [
            one for one in table.columns if one < first and any(is_indicator(table.text(each, one)) for each in below)
        ]
        if not columns:
            return None
        roles["indicator"] = columns[0]
    return _Header(top, top + 1 if _is_parted(table, top, periods[top], roles["indicator"]) else top, roles)


def _periods(table: CellTable, row: int, is_indicator: Callable[[str], bool]) -> dict[int, Written]:
    """The periods that stand in cells of their own in the row, by column; none in a row of figures.

    The first column holds names, or a title that is merged over the whole table.
    """
    cells = {column: cell for column in table.columns if (cell := table.at(row, column))}
    if any(is_indicator(cell.text) for cell in cells.values()):
        return {}
    written = {column: read_period(cell.text) for column, cell in cells.items() if cell.column > 1}
    return {column: found for column, found in written.items() if found is not None}


def _are_years(periods: Mapping[int, Written]) -> bool:
    return all(one.year and one.first == 1 and one.last == _DECEMBER and one.day is None for one in periods.values())


def _is_parted(table: CellTable, top: int, periods: Mapping[int, Written], names: int) -> bool:
    """Whether the row below has no name of its own but words under the periods, as 当月 and 累计."""
    name = table.at(top + 1, names)
    if name is not None and name.row == top + 1:
        return False
    below = (table.at(top + 1, column) for column in table.columns if column >= min(periods))
    return any(cell is not None and cell.row == top + 1 and not _is_figure(cell.text) for cell in below)


def _is_figure(text: str) -> bool:
    return plain(text)[:1] in "0123456789.-<>≥≤" or plain(text) in ("—", "——", "…", "/")


def _says_figure(text: str) -> bool:
    return any(label.name in _FIGURE_WORDS for label in labels(text))


class _Column(NamedTuple):
    """A column of figures: its period with its cell, its year, and the basis that stands below the period."""

    period: Cell
    written: Written | None
    year: int | None
    basis: Basis | None


class _LayoutReader:
    """Reads the rows below a header."""

    def __init__(self, table: CellTable, header: _Header, year: int | None) -> None:
        self._table, self._header, self._roles = table, header, header.roles
        self._problems: list[Problem] = []
        self._year = self._year_of_table(year)

    def long(self) -> Layout:
        """One figure a row."""
        # In a table with the data file's own columns an empty basis is the default; others have to say it.
        asks = not self._is_own() and "basis" not in self._roles
        entries = [entry for row in self._data_rows() if (entry := self._long_entry(row, asks))]
        return self._layout(entries, set(self._roles.values()))

    def _long_entry(self, row: int, asks: bool) -> TableFigure | None:
        said = self._said(row, (*_BESIDE, "indicator", "period", "year", "month"))
        value = self._table.cells.get((row, self._roles["value"]))
        if value is None:
            return None
        if "indicator" not in said:
            self._report("empty_cell", row, self._roles["indicator"], column="indicator")
            return None
        if not said.keys() & {"period", "year", "month"} and (title := _title_period(self._table, self._header.top)):
            said["period"] = title
        written = self._written(said)
        said.setdefault("period", said.get("month") or said.get("year") or value)
        return TableFigure(value, said, written, self._year, None, asks, snapshot=False)

    def _written(self, said: Mapping[str, Cell]) -> Written | None:
        """The period of a row: from its cell, or from a year's and a month's."""
        if "period" in said:
            return read_period(said["period"].text)
        year, month = (said[role].text if role in said else "" for role in ("year", "month"))
        if month.isdecimal():
            month += "月"
        if year.isdecimal():
            year += "年"
        if month and year:
            return read_period(month) and read_period(year + month)
        return read_period(month or year)

    def wide(self) -> Layout:
        """Indicators down, periods across."""
        across = self._across()
        entries = []
        for row in self._data_rows():
            said = self._said(row, (*_BESIDE, "indicator"))
            asks = "basis" not in said
            for column, (period, written, year, basis) in across.items():
                value = self._value(row, column, said)
                if value is not None:
                    beside = {**said, "period": period}
                    entries.append(TableFigure(value, beside, written, year, basis, asks, snapshot=True))
        return self._layout(entries, {*self._roles.values(), *across})

    def transposed(self, named: list[int]) -> Layout:
        """Periods down, indicators across."""
        entries = []
        for row in self._data_rows():
            said = self._said(row, (*_BESIDE, "period", "year", "month"))
            written = self._written(said)
            for column in named:
                value = self._table.cells.get((row, column))
                period = said.get("period") or said.get("month") or said.get("year")
                if value is not None and period is not None:
                    label = self._table.at(self._header.top, column)
                    assert label is not None
                    beside = {**said, "period": period, "indicator": label}
                    asks = "basis" not in self._roles
                    entries.append(TableFigure(value, beside, written, self._year, None, asks, snapshot=True))
        return self._layout(entries, {*self._roles.values(), *named})

    def _across(self) -> dict[int, _Column]:
        """The columns of figures."""
        header = self._header
        stated = {one: read_period(cell.text) for one in self._table.columns if (cell := self._header_cell(one))}
        # What has the form of a period and is none (2024年13月) is a column of figures to be refused, not left aside.
        periods = {
            column: found
            for column, found in stated.items()
            if found is not None or looks_like_a_period(self._header_text(column))
        }
        found = {}
        for column in self._table.columns:
            if column == 1:  # names, or a title that is merged over the whole table
                continue
            part = self._table.at(header.bottom, column) if header.bottom > header.top else None
            basis = read_basis(part.text) if part else None
            parted = part is not None and part.row > header.top
            if column in self._roles.values() or (parted and part and not basis and not _says_figure(part.text)):
                continue
            # Text files have no merged cells: a part without a period over it belongs to the one to the left.
            at = column if column in periods else max((one for one in periods if one < column), default=0)
            cell = self._header_cell(at) if at == column or (parted and self._header_cell(column) is None) else None
            if cell is not None:
                found[column] = _Column(cell, periods[at], self._year_above(column) or self._year, basis)
        return found

    def _header_text(self, column: int) -> str:
        cell = self._header_cell(column)
        return cell.text if cell else ""

    def _header_cell(self, column: int) -> Cell | None:
        cell = self._table.at(self._header.top, column)
        return cell if cell is not None and cell.column > 1 else None

    def _year_above(self, column: int) -> int | None:
        """The year that stands over the column, also where its merged cells were lost in a text file."""
        for row in range(self._header.top - 1, max(self._header.top - 3, 0), -1):
            for each in range(column, 0, -1):
                found = read_period(self._table.text(row, each))
                if found and _are_years({each: found}):
                    return found.year
        return None

    def _value(self, row: int, column: int, said: Mapping[str, Cell]) -> Cell | None:
        cell = self._table.cells.get((row, column))
        if cell is None:
            return None
        if "indicator" not in said:
            self._report("import_no_name", row, column)
            return None
        area = self._table.area(row, column)
        if area is not None and (area.left < area.right or area.top < area.bottom):
            return cell._replace(fault="import_merged_value")
        return cell

    def _data_rows(self) -> Iterator[int]:
        yield from (row for row in self._table.rows if row > self._header.bottom)

    def _said(self, row: int, roles: tuple[str, ...]) -> dict[str, Cell]:
        found = {}
        for role in roles:
            cell = self._table.at(row, self._roles[role]) if role in self._roles else None
            if cell is not None:
                found[role] = cell
        return found

    def _header_cells(self) -> Iterator[Cell]:
        for column in self._table.columns:
            cell = self._table.at(self._header.bottom, column) or self._table.at(self._header.top, column)
            if cell is not None:
                yield cell

    def _layout(self, entries: list[TableFigure], used: set[int]) -> Layout:
        aside = tuple(cell for cell in self._header_cells() if cell.column not in used)
        sourced = bool(self._roles.keys() & {"published", "source"})
        title = tuple(self._title_cells())
        return Layout(tuple(entries), aside, title, self._title_unit(), self._is_own(), sourced, tuple(self._problems))

    def _is_own(self) -> bool:
        """Whether all columns are those of the data file."""
        return all(folded(cell.text) in COLUMNS for cell in self._header_cells())

    def _title_cells(self) -> Iterator[Cell]:
        for row in range(1, self._header.top):
            for column in self._table.columns:
                cell = self._table.cells.get((row, column))
                if cell is not None:
                    yield cell

    def _title_unit(self) -> Cell | None:
        """What stands behind 单位： above the table."""
        for cell in self._title_cells():
            for line in folded(cell.text).split("\n"):
                for word in _UNIT_LINE:
                    _, found, unit = line.partition(word)
                    if found:
                        return cell._replace(text=unit.strip("()"))
        return None

    def _year_of_table(self, given: int | None) -> int | None:
        """The year for periods that say none: the one given, else the only one of the title, else of the sheet's name.

        A title that names another year than the one given is a slip of one of the two.
        """
        named = {year: cell for cell in self._title_cells() for year in years_in(cell.text)}
        if len(named) == 1:
            (year, cell), *_ = named.items()
            if given not in (None, year):
                self._report("import_other_year", cell.row, cell.column, year=str(year), given=str(given))
            return year
        sheet = years_in(self._table.sheet + ("年" if self._table.sheet.isdecimal() else ""))
        return given or (sheet.pop() if len(sheet) == 1 and not named else None)

    def _report(self, code: str, row: int, column: int, /, **details: str) -> None:
        self._problems.append(self._table.problem(code, row, column, **details))
