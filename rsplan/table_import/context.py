"""The words around a table that hold for all of it: its period, its unit, its indicator; docs/import-export.md.

Bureaus put the month into the title, into the sheet's name or into a line of its own. A date of filing, the date of a
document, the years in the name of a document that is cited, and a title with two years are no period.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rsplan.documents.cells import Cell, CellTable
from rsplan.model.period_words import WrittenPeriod, read_period
from rsplan.name_matching import folded_name

_UNIT_LINE = re.compile(
    r"(?<![报表制位送管布任头门主])(?:计量单位|数据单位|金额单位|单位|unit)[:=](?P<rest>[^()\[\];;,，；]+)"
)
_PERIOD_LINE = re.compile(
    r"(?:统计时期|统计时间|统计期|报告期|所属期|数据时间|时期|时间|期间|月份|年度|年份|period|date)[:=](?P<rest>.+)"
)
_INDICATOR_LINE = re.compile(r"(?:指标名称|指标|项目|indicator)[:=](?P<rest>.+)")
_CITY_LINE = re.compile(r"(?:城市|地区|地市|city)[:=](?P<rest>.+)")
#: Lines whose dates say nothing of the table's period.
_OTHER_LINE = re.compile(
    r"(?:填报|填表|制表|报送|上报|打印|发布|公布|编制|更新|截稿|下载|导出|审核|批准)(?:日期|时间|日)?[:=]?|"
    r"(?:数据库|数据来源|资料来源|来源|注|备注|说明|填报单位|填报人|制表人|制表单位|联系人|联系电话|文号|表号|制定机关|批准文号|有效期至?)"
    r"[:=]"
)
_CITED = re.compile(r"《[^》]*》|〔[0-9]{4}〕[^号]*号|\[[0-9]{4}\][^号]*号")
_DATE = re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}")
_YEAR = re.compile(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])")
_WITHIN_YEAR = re.compile(
    r"(?:[0-9]{1,2}月?[-—–~至])?[0-9]{1,2}月份?(?![0-9]*日)|[1一](?:[-—–~至])[0-9]{1,2}月|第?[一二三四1-4]季度|前[二三四]季度|上半年|下半年|全年"
)
_LONGEST = 20
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9０-９])\s+(?=[0-9０-９])")


class TablePeriod(NamedTuple):
    """The year and the period that a title, a line or a sheet's name gives; either may be missing."""

    cell: Cell | None
    text: str
    year: int | None
    period: WrittenPeriod | None


class Context(NamedTuple):
    """The period, unit and indicator of a whole table.

    `conflict` are two statements about its period that cannot both be right.
    """

    year: int | None = None
    period: WrittenPeriod | None = None
    period_cell: Cell | None = None
    year_cell: Cell | None = None
    unit: Cell | None = None
    indicator: Cell | None = None
    city: Cell | None = None
    titles: tuple[Cell, ...] = ()
    conflict: tuple[TablePeriod, TablePeriod] | None = None


def context_of(table: CellTable, cells: Iterable[Cell], given: TablePeriod | None) -> Context:
    """Read the cells above a table, the sheet's name, and what the user says of its period."""
    titles = tuple(cells)
    lines = [(cell, line) for cell in titles for line in _lines(cell.text)]
    stated = list(_periods(lines, table.sheet))
    if given is not None:
        stated.insert(0, given)
    dated = [one for one in stated if one.year is not None]
    timed = [one for one in stated if one.period is not None]
    conflict = next(_conflicts(dated, timed), None)
    return Context(
        year=dated[0].year if dated else None,
        period=timed[0].period if timed else None,
        period_cell=timed[0].cell if timed else None,
        year_cell=dated[0].cell if dated else None,
        unit=_stated(lines, _UNIT_LINE),
        indicator=_stated(lines, _INDICATOR_LINE),
        city=_stated(lines, _CITY_LINE),
        titles=titles,
        conflict=conflict,
    )


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        # 表1 2024年: white space between digits parts two numbers.
        folded = folded_name(_BETWEEN_DIGITS.sub("，", line))
        if folded:
            yield folded


def _stated(lines: Iterable[tuple[Cell, str]], form: re.Pattern[str]) -> Cell | None:
    for cell, line in lines:
        # Brackets may stand around the whole line: （单位：万人）.
        match = form.search(line.strip("()[]")) if form is _UNIT_LINE else form.match(line)
        if match:
            return cell._replace(text=match["rest"])
    return None


def _periods(lines: Iterable[tuple[Cell, str]], sheet: str) -> Iterator[TablePeriod]:
    """Each statement about the period: a line of its own, a title, the sheet's name."""
    for cell, line in lines:
        if _OTHER_LINE.match(line) or _INDICATOR_LINE.match(line):
            continue
        named = _PERIOD_LINE.match(line.strip("()[]"))
        found = _named_period(named["rest"]) if named else read_title(line)
        if found is not None:
            yield found._replace(cell=cell, text=cell.text)
    if sheet:
        found = read_title(folded_name(sheet + ("年" if sheet.isdecimal() and len(sheet) == 4 else "")))
        if found is not None:
            yield found._replace(text=sheet)


def _named_period(text: str) -> TablePeriod | None:
    """The period that a line 时期： or 报告期： gives; a day is the month that it ends."""
    period = read_period(text)
    if period is None or period.day is not None:
        return read_title(text)
    whole = (period.first, period.last) == (1, 12) and not period.ranged
    return TablePeriod(None, text, period.year, None if whole else period)


def read_title(folded: str) -> TablePeriod | None:
    """The year and the period that a folded text names: one of each, or none."""
    text = _spelt(_DATE.sub("", _CITED.sub("", folded)))
    years = {int(year) for year in _YEAR.findall(text)}
    if len(years) > 1:
        return None
    year = next(iter(years), None)
    period = _full_period(text) or _within_year(text)
    if period is not None and period.year is None and year is not None:
        period = period._replace(year=year)
    if period is not None and period.day is not None:
        return None  # the date of a document
    if period is not None and not period.to_date:
        period = period._replace(basis=None)  # 截至6月底 says when, not what is counted
    if period is None and year is not None and re.search(rf"{year}年(?![0-9])", text) is None and not text.isdecimal():
        return None  # a number that is no year, or a year before something that nobody understands
    return TablePeriod(None, folded, year, period) if year is not None or period is not None else None


def _spelt(text: str) -> str:
    """The text with years and months in digits: 二〇二三年六月, 23年6月, 2023.6, 202306, june2023, q12023."""
    text = re.sub(
        "[〇零一二三四五六七八九]{4}(?=年)",
        lambda match: "".join(str("〇一二三四五六七八九".find(one.replace("零", "〇"))) for one in match[0]),
        text,
    )
    text = re.sub("(十[一二]?|[一二三四五六七八九])(?=月)", lambda match: str(_NUMERALS.index(match[0]) + 1), text)
    text = re.sub(r"(?<![0-9])([0-9]{2})(?=年(?:[0-9]{1,2}月|末|底|度|上半年|下半年|.季度))", r"20\1", text)
    text = re.sub(r"(?<![0-9])(20[0-9]{2})[.](1[0-2]|0?[1-9])(?![0-9.])", r"\1年\2月", text)
    text = re.sub(r"(?<![0-9])(20[0-9]{2})(0[1-9]|1[0-2])(?![0-9])", r"\1年\2月", text)
    text = re.sub(
        rf"({'|'.join(_MONTHS)})[a-z]*,?(20[0-9]{{2}})", lambda m: f"{m[2]}年{_MONTHS.index(m[1]) + 1}月", text
    )
    return re.sub(r"q([1-4]),?(20[0-9]{2})", r"\2年\1季度", text)


def _full_period(text: str) -> WrittenPeriod | None:
    """The longest text that begins with a year and is a period within it."""
    for match in _YEAR.finditer(text):
        for length in range(min(_LONGEST, len(text) - match.start()), 4, -1):
            piece = text[match.start() : match.start() + length]
            period = read_period(piece)
            if period is not None and not (period.first == 1 and period.last == 12 and not period.ranged):
                return period
    return None


def _within_year(text: str) -> WrittenPeriod | None:
    """The only period without a year; 全年 is the year itself."""
    found = {match[0] for match in _WITHIN_YEAR.finditer(text)}
    periods = [period for piece in sorted(found, key=len, reverse=True) if (period := read_period(piece))]
    return periods[0] if len(found) == 1 and periods else None


def _conflicts(dated: list[TablePeriod], timed: list[TablePeriod]) -> Iterator[tuple[TablePeriod, TablePeriod]]:
    for stated in dated[1:]:
        if stated.year != dated[0].year:
            yield dated[0], stated
    for stated in timed[1:]:
        if stated.period is not None and timed[0].period is not None and not _agree(stated.period, timed[0].period):
            yield timed[0], stated


def _agree(first: WrittenPeriod, other: WrittenPeriod) -> bool:
    """Whether two statements mean the same; 6月 over 1—6月 is the month to which the sums go."""
    return first.last == other.last and (first.first == other.first or 1 in (first.first, other.first))


__all__ = ["Context", "TablePeriod", "context_of", "read_title"]
