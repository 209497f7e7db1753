"""The header of a table: its rows, the layout that it shows, and the columns of names, periods and remarks."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.model.period_words import WrittenPeriod, read_period
from rsplan.model.printed_figure_reading import plain
from rsplan.name_matching import folded_name, printed_names

#: Titles and remarks above a header take fewer rows than this.
_HEADER_WITHIN = 40

#: The headings of columns by role; folded as names are.
_HEADINGS = {
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
_ROLE_OF = {heading: role for role, headings in _HEADINGS.items() for heading in headings}

#: Columns whose cell in a figure's row says more about the figure.
ROW_ROLES = ("city", "unit", "basis", "bound", "provisional", "published", "source", "note")

#: The columns that together say when a figure was observed.
PERIOD_ROLES = ("period", "year", "month")

#: Words under a period that only say that the figure is there.
_FIGURE_WORDS = frozenset((*_HEADINGS["value"], "完成", "完成情况", "实际"))

_DECEMBER = 12

IsIndicator = Callable[[str], bool]


class TableForm(StrEnum):
    """The arrangement of a table."""

    LONG = "long"  # one figure per row
    WIDE = "wide"  # indicators down, periods across
    TRANSPOSED = "transposed"  # periods down, indicators across


class Header(NamedTuple):
    """A header from row `top` to row `bottom`, with the column of each role.

    `indicators` are the columns that the indicators of a transposed table head.
    """

    form: TableForm
    top: int
    bottom: int
    roles: Mapping[str, int]
    indicators: tuple[int, ...] = ()


def find_header(table: CellTable, is_indicator: IsIndicator) -> Header | None:
    """Find the first row that heads a table in one of the three forms; returns None where no row does."""
    rows = range(1, min(max(table.rows, default=0), _HEADER_WITHIN) + 1)
    for row in rows:
        roles = _roles(table, row)
        dated = bool(set(PERIOD_ROLES) & set(roles))
        if {"indicator", "value"} <= set(roles) and (dated or title_period(table, row)):
            return Header(TableForm.LONG, row, row, roles)
        indicators = tuple(column for column in table.columns if is_indicator(table.text(row, column)))
        if indicators and dated:
            return Header(TableForm.TRANSPOSED, row, row, roles, indicators)
    return _wide_header(table, rows, is_indicator)


def _roles(table: CellTable, row: int) -> dict[str, int]:
    """The first column of each role that the row names."""
    roles: dict[str, int] = {}
    for column in table.columns:
        role = _role(table.text(row, column))
        if role is not None:
            roles.setdefault(role, column)
    return roles


def _role(text: str) -> str | None:
    """The role of a heading, with or without a unit after it; a number before it makes 1月 no month."""
    whole = folded_name(text)
    names = [printed.name for printed in printed_names(text)]
    return next((_ROLE_OF[name] for name in names if name in _ROLE_OF and whole.startswith(name)), None)


def title_period(table: CellTable, before: int) -> Cell | None:
    """The only cell above the row that is a period."""
    cells = [
        cell
        for (row, _), cell in table.cells.items()
        if row < before and read_period(cell.text.strip("()（）")) is not None
    ]
    return cells[0] if len(cells) == 1 else None


def _wide_header(table: CellTable, rows: range, is_indicator: IsIndicator) -> Header | None:
    """The first row of periods, with the column of the indicators and the row below it that splits the periods."""
    periods = {row: written for row in rows if (written := _periods(table, row, is_indicator))}
    top = next(iter(periods), 0)
    if not top:
        return None
    for row in (top + 1, top + 2):  # below years that stand over their months
        if are_years(periods[top]) and row in periods and any(one.year is None for one in periods[row].values()):
            top = row
    first = min(periods[top])
    roles = _roles_of_wide(table, top)
    if roles.get("indicator", first) >= first:
        column = _indicator_column(table, top, first, is_indicator)
        if column is None:
            return None
        roles["indicator"] = column
    split = _is_split(table, top, first, roles["indicator"])
    return Header(TableForm.WIDE, top, top + 1 if split else top, roles)


def _roles_of_wide(table: CellTable, top: int) -> dict[str, int]:
    """The roles of the columns that are not periods; their headings may stand one row above or below the periods."""
    named = (pair for row in (top - 1, top, top + 1) for pair in _roles(table, row).items())
    return {role: column for role, column in named if role in ("indicator", "number", *ROW_ROLES)}


def _indicator_column(table: CellTable, top: int, first: int, is_indicator: IsIndicator) -> int | None:
    """The first column left of the periods in which an indicator is named below the header."""
    below = [row for row in table.rows if row > top]
    left = [column for column in table.columns if column < first]
    return next((column for column in left if any(is_indicator(table.text(row, column)) for row in below)), None)


def _periods(table: CellTable, row: int, is_indicator: IsIndicator) -> dict[int, WrittenPeriod]:
    """The periods that stand in cells of their own in the row, by column; none in a row of figures.

    The first column holds names, or a title that is merged over the whole table.
    """
    cells = {column: cell for column in table.columns if (cell := table.at(row, column))}
    if any(is_indicator(cell.text) for cell in cells.values()):
        return {}
    written = {column: read_period(cell.text) for column, cell in cells.items() if cell.column > 1}
    return {column: period for column, period in written.items() if period is not None}


def are_years(periods: Mapping[int, WrittenPeriod]) -> bool:
    """Whether all of the periods are whole years."""
    return all(one.year and one.first == 1 and one.last == _DECEMBER and one.day is None for one in periods.values())


def _is_split(table: CellTable, top: int, first: int, names: int) -> bool:
    """Whether the row below has no name of its own but words under the periods, as 当月 and 累计."""
    name = table.at(top + 1, names)
    if name is not None and name.row == top + 1:
        return False
    below = (table.at(top + 1, column) for column in table.columns if column >= first)
    return any(cell is not None and cell.row == top + 1 and not _is_figure(cell.text) for cell in below)


def _is_figure(text: str) -> bool:
    return plain(text)[:1] in "0123456789.-<>≥≤" or plain(text) in ("—", "——", "…", "/")


def announces_figure(text: str) -> bool:
    """Whether the words under a period only say that its figure stands there, as 完成数."""
    return any(printed.name in _FIGURE_WORDS for printed in printed_names(text))
