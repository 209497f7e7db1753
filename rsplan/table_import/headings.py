"""Headings and labels of a table as what they say: docs/import-export.md.

A heading is read whole or not at all: what is left of it after every known word has a place in `rest`, and nothing
is entered that stands under such a heading.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple, Protocol

from rsplan.documents.cells import Cell
from rsplan.model.enums import Basis
from rsplan.model.period_words import BASIS_WORDS, WrittenPeriod, read_period
from rsplan.name_matching import folded_name, printed_names
from rsplan.read.csv_format import FURTHER_COLUMNS
from rsplan.table_import.units import is_unit
from rsplan.table_import.written_dates import misread_date


class Aside(StrEnum):
    """The reason for which a cell of a table is known and left aside."""

    TARGET = "target"  # a target or a plan figure
    EARLIER = "earlier"  # last year's or last month's figure
    GROWTH = "growth"
    RATIO = "ratio"  # completion, share, progress, appraisal
    RANK = "rank"
    NUMBER = "number"  # serial numbers and codes
    PART = "part"  # a part of a total that the table has too
    TOTAL = "total"  # a total over several periods or indicators
    REGION = "region"  # another city or region than the one asked for
    OTHER = "other"  # another quantity than the plans'
    SKIPPED = "skipped"  # the user says so
    HIDDEN = "hidden"  # a hidden row, column or sheet
    REMARK = "remark"  # words about the table


class ThisPeriod(StrEnum):
    """The span that words mean which refer to the table's own period."""

    MONTH = "month"  # 本月
    QUARTER = "quarter"  # 本季
    WHOLE = "whole"  # 本期: whatever the table's period is


class Names(Protocol):
    """The names that headings are matched with: those of indicators and of cities."""

    def is_indicator(self, text: str) -> bool:
        """Whether the text names an indicator, or is in the user's mapping."""

    def is_printed(self, text: str) -> bool:
        """Whether a plan prints the name so."""

    @property
    def begin_with_digits(self) -> bool:
        """Whether any name does, so that a number may be one."""

    def is_skipped(self, text: str) -> bool:
        """Whether the user's mapping leaves the text out."""

    def name_within(self, text: str) -> tuple[str, str] | None:
        """The longest name of an indicator inside the folded text, and the text without it."""

    def is_near(self, text: str) -> bool:
        """Whether the text is nearly the name of an indicator."""

    def nearest_name(self, city: str, text: str) -> tuple[str, str, str] | None:
        """The name nearest to the text, with its id and unit."""

    def ids(self, text: str) -> set[str]:
        """The indicators that the text may name."""

    def city(self, text: str) -> str | None:
        """The id of the city that the text names."""

    def cities(self) -> list[str]:
        """The ids of the cities."""

    def names_of_city(self, city: str) -> list[str]:
        """The folded names of the city."""

    def is_nearly_city(self, text: str, city: str) -> bool:
        """Whether the text is nearly a name of the city."""


class Heading(NamedTuple):
    """The meaning of one cell for the figures under it, or beside it.

    `indicator` is the text that names one; `this_year` and `this_period` refer to the table's own period.
    `flow` says that it counts what happened within a period: no level is that; `year_end` that it is the level of
    December. `bare` is the heading without its unit;
    `rest` is what is not understood of it.
    """

    cell: Cell
    role: str = ""
    indicator: str = ""
    period: WrittenPeriod | None = None
    this_period: ThisPeriod | None = None
    this_year: bool = False
    basis: Basis | None = None
    unit: str = ""
    aside: Aside | None = None
    actual: bool = False
    provisional: bool = False
    parts: bool = False
    total: bool = False
    part: bool = False
    flow: bool = False
    year_end: bool = False
    rest: str = ""
    bare: str = ""

    @property
    def understood(self) -> bool:
        """Whether nothing of the heading is left unread."""
        return not self.rest

    @property
    def heads_figures(self) -> bool:
        """Whether the heading may stand over figures, rather than over words about them."""
        says = (self.indicator, self.period, self.this_period, self.this_year, self.basis, self.aside, self.actual)
        return self.understood and (any(says) or self.provisional or self.total or self.part)


#: The headings of columns by role; folded as names are.
_ROLES = {
    "city": ("city", "城市", "地区", "地市", "市", "市别", "设区市", "国家", "国别", "region", "area", "省市"),
    "indicator": (
        *("indicator", "指标", "指标名称", "指标代码", "主要指标", "项目", "项目名称", "统计项目"),
        *("工作指标", "考核指标", "指标项", "指标内容", "统计指标", "工作任务", "任务名称", "indicatorname", "item"),
    ),
    "period": ("period", "时期", "期间", "时间", "报告期", "统计期", "统计时间", "所属期", "年月", "日期", "date"),
    "year": ("year", "年份", "年度", "年"),
    "month": ("month", "月份", "月"),
    "basis": ("basis", "口径", "统计口径", "数据口径"),
    "bound": ("bound", "界限"),
    "published": ("published", "发布日期", "公布日期", "发布时间", "公布时间", "发布日", "datepublished"),
    "source": ("source", "来源", "数据来源", "资料来源", "出处"),
    **{column: (column,) for column in FURTHER_COLUMNS},
    "note": (
        *("note", "notes", "备注", "说明", "注", "remark", "remarks", "备注说明", "情况说明", "comment", "comments"),
    ),
    "unit": ("unit", "units", "单位", "计量单位"),
    "number": ("no", "no.", "number", "序号", "编号", "行次", "代码", "序", "栏次"),
    "person": (
        *("责任单位", "责任部门", "责任处室", "责任科室", "牵头单位", "牵头部门", "牵头处室", "配合单位", "填报单位"),
        *(
            "责任人",
            "负责人",
            "联系人",
            "联系电话",
            "填表人",
            *("审核人", "审核", "经办人", "填报人", "分管领导", "数据提供单位", "完成时限", "更新日期", "频次", "方向"),
            *(
                "进展情况",
                "工作进展",
                "存在问题",
                "下一步措施",
                "完成情况说明",
                "指标解释",
                "计算公式",
                "预警",
                "红绿灯",
            ),
            *("趋势", "权重", "分值"),
        ),
    ),
    "nature": ("属性", "指标属性", "性质", "指标性质", "指标类型"),
}
_ROLE_OF = {heading: role for role, headings in _ROLES.items() for heading in headings}

#: Columns whose cell in a figure's row says more about the figure.
ROW_ROLES = ("city", "unit", "basis", "bound", "provisional", "published", "source", "note", *FURTHER_COLUMNS)

#: The columns that together say when a figure was observed.
PERIOD_ROLES = ("period", "year", "month")

#: Headings of columns that part one indicator; the words in them that are the whole, and those known for parts.
_PARTING = frozenset(
    (
        *(
            "性别",
            "区县",
            "区(县)",
            "县区",
            "区市",
            "县(市、区)",
            "县市区",
            "板块",
            "区域",
            "街道",
            "园区",
            "类型",
            "类别",
        ),
        *(
            "分类",
            "分组",
            "产业",
            "行业",
            "学历",
            "年龄",
            "年龄段",
            "户籍",
            "户口",
            "所有制",
            "登记类型",
            "人群",
            "对象",
        ),
        *("sex", "gender", "district", "type", "category", "group", "agegroup"),
    )
)
_TOTALS = frozenset(
    (
        *(
            "合计",
            "总计",
            "全年合计",
            "累计合计",
            "总数",
            "总量",
            "全部",
            "全体",
            "全市",
            "全市合计",
            "共计",
            "计",
            "汇总",
            "全市总计",
        ),
        *("total", "all", "both", "sum"),
    )
)
#: Headings of figures that beside other words may be those of a plan: 2025年指标值.
_VALUES = frozenset(("指标值", "指标数值"))
_SUBTOTALS = frozenset(("小计", "subtotal"))
#: Names of rows that stand for all or several others, whatever words are before: 各区合计, 全省, 全市平均.
_WHOLE = re.compile(
    r".*(?:合计|总计|小计|共计|总和|之和|汇总|总数|总量|平均)[数值]?|[全本我](?:国|省|州|市|盟|区|县|旗|域)"
    r"|.*totals?|wholecity|citywide|average|mean"
)
_PARTS = frozenset(("男", "女", "男性", "女性", "male", "female", "men", "women", "其他", "其它", "other", "others"))

#: Words of a heading by the reason for which its figures are no observations, where the rest may say what it likes.
_ASIDE_WORDS: tuple[tuple[Aside, str], ...] = (
    (
        Aside.GROWTH,
        (
            r"同比|环比|增速|增长|增幅|涨幅|降幅|增减|增加额|净增|升降|变动|变化|上升|下降|±|比上|较上|比去|较去"
            r"|与上年|与去年|上年(?:同[期月])?=100|上月=100|yoy|growth|change|increase"
        ),
    ),
    (
        Aside.RATIO,
        (
            r"占[^ ]{0,8}?比[重例]|目标完成率|[序时]{2}进度|"
            r"完成率|完成比|完成进度|完成程度|完成百分|占比|比重|比例|达标|达成|达到目标|进度|评价|评分|得分|考核结果"
            r"|是否|占全|占[^地]*%|share|ratio|progress|completion|%of"
        ),
    ),
    (Aside.TARGET, r"目标|计划|规划|任务|预期|要求|应完成|指导值|控制数|年度指标|target|plan|goal|budget"),
    (
        Aside.EARLIER,
        r"上年|去年|同期|上月|上期|上季|上周期|前期|基期|基数|期初|年初数|往年|历年|lastyear|lastmonth|previous|prior|yearago|yearearlier",
    ),
    (Aside.RANK, r"排名|排位|位次|名次|rank"),
    (Aside.NUMBER, r"^(?:序号|编号|行次|代码|栏次)$"),
)
_ASIDES = tuple((reason, re.compile(words)) for reason, words in _ASIDE_WORDS)

_TO = "[-—–~至到]"
#: Words of a heading, each read whole; of several that fit the longest one counts.
_YTD = re.compile(
    rf"(?:(?:自|从)?(?:本|当)?年初|本年度?|当年|年内|今年以来|今年)?(?:至今|以来)?(?:{_TO}|截至|截止)?(?:1{_TO}+)?(?:本[月期季])?"
    rf"(?:末|底|止)?(?:的)?累计(?:数|值|完成数?|实际完成数?|实际|人数|新增|发生数?)?"
    rf"|1{_TO}+本[月期季](?:止|末)?|(?:自|从)?(?:本|当)?年初(?:{_TO}|截至)?(?:今|本月|本期)|本年止"
    r"|ytd|yeartodate|cumulative"
)
_FROM_JANUARY = re.compile("年初|1[-—–~至]|今年以来|本年|当年|年内|ytd|yeartodate")
_OPEN_SUM = re.compile("本[月季]的?累计.*")
_YEAR_END = re.compile("本?年[末底]")
_FLOW = re.compile("新增|发生")
_DASHES = frozenset("-—–~")
_PERIOD = re.compile(
    r"(?:本|当)(?:月|期|季度?)(?:数|值|额|完成数?|实际完成数?|实际|发生数?|新增)?|单月数?|thismonth|month"
)
_LEVEL = re.compile(
    r"(?:本)?(?:期|月|季|年)(?:末|底)(?:数|值|人数|实有数?|实有|余额|累计)?|时点数?|存量|level|endofperiod"
)
_MEAN = re.compile(r"平均|平均值|均值|月均|年均|季均|mean|average")
_PTD = re.compile(r"规划期累计|规划以来累计|五年累计|“?十[三四五六七]五”?以来累计|ptd|plantodate")
_THIS_YEAR = re.compile(r"本年度?|今年|thisyear")
_ACTUAL = re.compile(
    r"实际完成(?:数|值|情况|量)?|实际(?:数|值|人数|执行数?)?|完成(?:数|值|情况|量|人数|实绩)?|实绩|数值|数据|统计值"
    r"|绝对[数额值]|数量|值|执行数?|value|actual|result|figure"
)
_DONE = re.compile("完成数|完成值|完成量|实际|实绩|完成$")
_PROVISIONAL = re.compile(
    r"预计(?:数|值|完成数?|完成)?|初步(?:统计|核算)?(?:数|值)?|快报(?:数|值)?|预估|估计|provisional|estimated?"
)
_FILLER = re.compile(r"[:、,/\-—_.的数值]|人数|情况|(?<=月)份")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_OF_PERIOD = ((Basis.PTD, _PTD), (Basis.YTD, _YTD), (Basis.LEVEL, _LEVEL), (Basis.MEAN, _MEAN))

#: A number that is no year, no month of a year, and no day in the count of spreadsheets.
_NO_NAME = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]+)?|[0-9]{5,}\.[0-9]+|[0-9]{7,})", re.ASCII)

_NOTHING = re.compile("(?!)")

_DECEMBER = 12

#: A period is looked for in so many characters.
_LONGEST_PERIOD = 22


def role_of(text: str) -> str:
    """The role of a column by its heading, with or without a unit after it; a number before it makes 1月 no month."""
    whole = folded_name(text)
    names = [printed.name for printed in printed_names(text)]
    return next((_ROLE_OF[name] for name in names if name in _ROLE_OF and whole.startswith(name)), "")


def is_total(text: str) -> bool:
    """Whether the words name the whole of something."""
    return folded_name(text) in _TOTALS


def counts_from_january(text: str) -> bool:
    """Whether the words say that a sum begins with the year."""
    return _FROM_JANUARY.search(folded_name(text)) is not None


def is_subtotal(text: str) -> bool:
    """Whether the words name a sum of some of the rows above."""
    return folded_name(text) in _SUBTOTALS


def is_whole(text: str) -> bool:
    """Whether the name of a row is that of a sum or an average of others, its unit behind it or not."""
    name = _BRACKETED.sub("", folded_name(text)).rstrip(":")
    return name in _TOTALS or name in _SUBTOTALS or _WHOLE.fullmatch(name) is not None


class HeadingReader:
    """Reads cells as headings, equal texts once: a table repeats its names in every row."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._by_text: dict[str, Heading] = {}
        self._numbers = _NOTHING if names.begin_with_digits else _NO_NAME

    def is_number(self, text: str) -> bool:
        """Whether the text is a number that cannot be a heading."""
        return self._numbers.fullmatch(text) is not None

    def are_numbers(self, texts: Sequence[str]) -> bool:
        """Whether each of the texts is such a number."""
        return all(map(self._numbers.fullmatch, texts))

    def read(self, cell: Cell) -> Heading:
        """Read the cell as a heading; `rest` holds what has no known meaning."""
        known = self._by_text.get(cell.text)
        if known is None and self.is_number(cell.text):
            return Heading(cell, rest=cell.text, bare=cell.text)
        if known is None:
            known = self._by_text[cell.text] = _read_heading(cell, self._names)
        # The cell is the first of many fields: naming it takes five times as long.
        return known if known.cell == cell else tuple.__new__(Heading, (cell, *known[1:]))

    def read_text(self, text: str) -> Heading:
        """Read the text as a heading, wherever it stands."""
        return self._by_text.get(text) or self.read(Cell(0, 0, text))


def _read_heading(cell: Cell, names: Names) -> Heading:
    text = cell.text
    role = role_of(text)
    if names.is_skipped(text):
        # 指标=skip and the like leave out rows and columns, not the column that names them or says when they were.
        return (
            Heading(cell, role=role)
            if role in ("indicator", "basis", "unit", *PERIOD_ROLES)
            else Heading(cell, aside=Aside.SKIPPED)
        )
    if role:
        return Heading(cell, role=role)
    if names.is_indicator(text):
        basis = None if names.is_printed(text) else _basis_in_name(folded_name(text))
        return Heading(cell, indicator=text, unit=_unit_after(text), basis=basis)
    folded = folded_name(text)
    if folded in _PARTING:
        return Heading(cell, parts=True)
    bare = _BRACKETED.sub("", folded)
    if is_unit(folded):
        return Heading(cell, unit=folded)
    if bare in _VALUES:
        return Heading(cell, actual=True, unit=_unit_after(text))
    if bare in _TOTALS or bare in _SUBTOTALS:
        return Heading(cell, total=True, unit=_unit_after(text))
    if bare in _PARTS:
        return Heading(cell, part=True, unit=_unit_after(text))
    return _composed(cell, folded, names)


def _unit_after(text: str) -> str:
    return next((printed.unit for printed in printed_names(text) if printed.unit), "")


def _basis_in_name(folded: str) -> Basis | None:
    """The basis that words at the end of a name state which the user has mapped: 新增就业累计值."""
    name = _BRACKETED.sub("", folded)
    for length in range(2, len(name)):
        basis = _read(name[-length:])
        if basis.basis is not None and not basis.rest:
            return basis.basis
    return None


class _Pieces(NamedTuple):
    """The meaning of the words of a heading, gathered from left to right."""

    period: WrittenPeriod | None = None
    this_period: ThisPeriod | None = None
    this_year: bool = False
    basis: Basis | None = None
    actual: bool = False
    provisional: bool = False
    flow: bool = False
    year_end: bool = False
    rest: str = ""


def _composed(cell: Cell, folded: str, names: Names) -> Heading:
    """A heading of several words: a period, a basis, the kind of figure, a name with words around it."""
    within = names.name_within(folded)
    remainder = within[1] if within else folded
    aside = None if _PTD.fullmatch(_BRACKETED.sub("", remainder)) else _aside(remainder, folded, names)
    if aside is not None:
        return Heading(cell, aside=aside, period=_read(_BRACKETED.sub("", remainder)).period)
    if misread_date(cell.text):
        return Heading(cell, rest=folded)
    whole = read_period(cell.text)
    if whole is not None and not within:
        return Heading(cell, period=whole, actual=_DONE.search(folded) is not None)
    unit, pieces = "", _Pieces()
    for bracketed in _BRACKETED.findall(remainder):
        inner = _read(bracketed)
        if inner.rest or not bracketed:
            unit = unit or bracketed
        else:
            pieces = _joined(pieces, inner) or pieces._replace(rest=bracketed)
    around = _read(_BRACKETED.sub("", remainder))
    pieces = _joined(pieces, around) or pieces._replace(rest=folded)
    return Heading(
        cell,
        indicator=within[0] if within and not pieces.rest else "",
        unit=unit,
        bare=_BRACKETED.sub("", folded),
        **{key: value for key, value in pieces._asdict().items() if key != "rest"},
        rest=folded if pieces.rest else "",
    )


def _aside(remainder: str, folded: str, names: Names) -> Aside | None:
    """The reason to leave the figures under the words aside; None where the words may name an indicator after all.

    比重 and 率 end the names of indicators as well: beside words that are not known they decide nothing.
    """
    reasons = [reason for reason, words in _ASIDES if words.search(remainder)]
    if not reasons or (reasons == [Aside.TARGET] and _DONE.search(remainder)):
        return None  # 任务完成数 is a result, 完成目标任务 a target: nobody knows
    left = _BRACKETED.sub("", remainder)
    for _, words in _ASIDES:
        left = words.sub("", left)
    if not _read(left).rest:
        return reasons[0]
    certain = [reason for reason in reasons if reason is not Aside.RATIO]
    return certain[0] if certain and not names.is_near(folded) else None


def _joined(first: _Pieces, other: _Pieces) -> _Pieces | None:
    """The meaning of both together; None where they say different things of the same."""
    period = first.period or other.period
    if first.period is not None and other.period is not None:
        joined = with_year(first.period, other.period) or with_year(other.period, first.period)
        if joined is None:
            return None
        period = joined[0]
    if None not in (first.basis, other.basis) and first.basis is not other.basis:
        return None
    if None not in (first.this_period, other.this_period) and first.this_period is not other.this_period:
        return None
    return _Pieces(
        period=period,
        this_period=first.this_period or other.this_period,
        this_year=first.this_year or other.this_year,
        basis=first.basis or other.basis,
        actual=first.actual or other.actual,
        provisional=first.provisional or other.provisional,
        flow=first.flow or other.flow,
        year_end=first.year_end or other.year_end,
        rest=first.rest + other.rest,
    )


def with_year(year: WrittenPeriod, months: WrittenPeriod) -> tuple[WrittenPeriod, bool] | None:
    """Months in the year that stands over them, and whether the months' cell names both; None where they differ."""
    whole = (year.first, year.last, year.day) == (1, _DECEMBER, None) and not year.ranged and year.basis is None
    if whole and (months.year in (None, year.year) or year.year is None):
        return months._replace(year=months.year or year.year), True
    if (year.first, year.last, year.day) == (months.first, months.last, months.day) and (
        year.year == months.year or None in (year.year, months.year)
    ):
        return months._replace(year=months.year or year.year), True
    return None


def _read(text: str) -> _Pieces:
    """The words of the text from left to right, each the longest that fits."""
    if text == "p":
        return _Pieces(provisional=True)
    pieces, dash = _Pieces(), False
    while text:
        found = max(_words_at_start(text), key=itemgetter(0), default=(0, pieces))
        length, piece = found
        joined = _joined(pieces, piece) if length else None
        # 2024年-6月 lacks the month from which it goes on.
        if joined is None or (dash and pieces.period and piece.period):
            return pieces._replace(rest=text)
        dash = text[:length] in _DASHES
        pieces, text = joined, text[length:]
    return pieces


def _words_at_start(text: str) -> Iterator[tuple[int, _Pieces]]:
    period = _period_at_start(text)
    if period:
        yield period
    for basis, words in _OF_PERIOD:
        if match := words.match(text):
            # 累计 and 期末 refer to the table's own period where none is named. 本月累计 may be the month's.
            if basis is Basis.YTD and _OPEN_SUM.fullmatch(match[0]):
                continue
            flow, year_end = _FLOW.search(match[0]) is not None, _YEAR_END.match(match[0]) is not None
            yield len(match[0]), _Pieces(basis=basis, flow=flow, year_end=year_end)
    if match := _PERIOD.match(text):
        yield (
            len(match[0]),
            _Pieces(basis=Basis.PERIOD, this_period=_this(match[0]), flow=_FLOW.search(match[0]) is not None),
        )
    if match := _THIS_YEAR.match(text):
        yield len(match[0]), _Pieces(this_year=True)
    if match := _ACTUAL.match(text):
        yield len(match[0]), _Pieces(actual=True)
    if match := _PROVISIONAL.match(text):
        yield len(match[0]), _Pieces(provisional=True)
    if match := _FILLER.match(text):
        yield len(match[0]), _Pieces()
    if (whole := BASIS_WORDS.get(text)) is not None:
        yield len(text), _Pieces(basis=whole, this_period=_this(text) if whole is Basis.PERIOD else None)


def _this(words: str) -> ThisPeriod:
    if "月" in words or "month" in words:
        return ThisPeriod.MONTH
    return ThisPeriod.QUARTER if "季" in words else ThisPeriod.WHOLE


def _period_at_start(text: str) -> tuple[int, _Pieces] | None:
    for length in range(min(len(text), _LONGEST_PERIOD), 1, -1):
        period = read_period(text[:length])
        if period is not None:
            basis = None if period.to_date else period.basis
            return length, _Pieces(period=period._replace(basis=None), basis=basis)
    return None
