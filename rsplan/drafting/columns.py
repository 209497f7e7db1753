"""The columns of an indicator table, told by their headings, and by their cells where these say nothing.

A column of figures is a target's only where its heading says so, and names no other plan and no other year.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple, assert_never

from rsplan.documents.structure.folding import folded
from rsplan.documents.structure.indicator_table import HEADING_WORDS, NATURE_HEADINGS, UNIT_HEADINGS, ColumnRole
from rsplan.drafting.grids import GridCell
from rsplan.drafting.printed_parts import NATURE_WORDS, is_figure_like, is_sign, is_unit

#: The numerals of five-year plans as documents name them.
_FYP_NUMERALS = {
    "十一": 11,
    "十二": 12,
    "十三": 13,
    "十四": 14,
    "十五": 15,
    "十六": 16,
    "十七": 17,
    "十八": 18,
    "十九": 19,
}
_FYP = re.compile(rf"({'|'.join(_FYP_NUMERALS)})五")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", re.ASCII)
_YEAR_WORD = re.compile(rf"{_YEAR.pattern}年?", re.ASCII)
#: Words that say a span of years rather than its end.
_SPAN_WORDS = ("期间", "期内", "时期")
_FIRST_FYP, _FIRST_YEAR = 13, 2016


class Role(StrEnum):
    """The contents of a column of an indicator table; ASIDE is known to be of no use, UNKNOWN may be of use."""

    NUMBER = "number"
    GROUP = "group"
    NAME = "name"
    UNIT = "unit"
    NATURE = "nature"
    TARGET = "target"
    RESULT = "result"
    EARLIER = "earlier"
    COMPLETION = "completion"
    MILESTONE = "milestone"
    YEARLY = "yearly"
    ASIDE = "aside"
    UNKNOWN = "unknown"


class Column(NamedTuple):
    """A column with its heading as printed; `year` is the one that the heading names, if any.

    `rest` is what of the heading is not understood: then nothing is sure of what stands below.
    """

    heading: str
    role: Role
    year: int | None = None
    rest: str = ""


class PlanSpan(NamedTuple):
    """The years of a plan, and its number among the five-year plans where it is one."""

    first: int
    last: int

    @property
    def number(self) -> int | None:
        """The number of the five-year plan with these years; None for other years."""
        number, rest = divmod(self.first - _FIRST_YEAR, 5)
        return number + _FIRST_FYP if not rest and self.last == self.first + 4 else None


def span_of_five_year_plan(number: int) -> PlanSpan:
    """Return the years of a five-year plan: the 15th is 2026 to 2030."""
    first = _FIRST_YEAR + 5 * (number - _FIRST_FYP)
    return PlanSpan(first, first + 4)


def plan_number(text: str) -> int | None:
    """Return the number of the five-year plan that the text names first, None where it names none."""
    named = _FYP.search(folded(text))
    return _FYP_NUMERALS[named[1]] if named else None


def plan_numbers(text: str) -> set[int]:
    """Return the numbers of all five-year plans that the text names."""
    return {_FYP_NUMERALS[numeral] for numeral in _FYP.findall(folded(text))}


def says_sum(text: str) -> bool:
    """Whether a heading says that its figures are sums, by a word, or by a span of years of which it says no end."""
    years = set(years_in(text))
    is_span = len(years) > 1 or (not years and _has(text, _SPAN_WORDS))
    return _has(text, SUM_WORDS) or (is_span and "末" not in text)


def says_span_only(text: str) -> bool:
    """Whether a heading says a span of years, and neither its end nor a target."""
    return says_sum(text) and not _has(text, TARGET_WORDS)


def years_in(text: str) -> list[int]:
    """Return the years that the text names."""
    return [int(year) for year in _YEAR.findall(folded(text))]


_ASIDE = ("备注", "责任", "牵头", "来源", "说明", "部门", "依据", "口径")
#: Headings of those who do the work, not of what is counted.
_OFFICES = re.compile(
    r"(?:配合|协办|协同|承办|主办|主管|实施|参与|填报|报送|提供|督办|考核|监测|负责|落实|完成|支持|具体|相关)单位"
)
_NUMBERS = ("序号", "编号", "No", "NO")
_GROUPS = ("类别", "分类", "领域", "维度", "方面", "板块", "一级指标", "指标类型", "大类")
_NAMES = ("指标", "名称", "项目", "内容", "任务")
_NATURE_TYPES = ("类型",)
#: Words of figures that are not final.
PROVISIONAL = ("预计", "初步", "快报", "预估", "暂估", "估计数")
#: Words of headings and of names that say a growth.
GROWTH_WORDS = ("增长", "增速", "增幅")
SUM_WORDS = ("累计", "合计", "总计", "共计")
_YEARLY = ("年均", *SUM_WORDS, *GROWTH_WORDS)
TARGET_WORDS = (*HEADING_WORDS[ColumnRole.TARGET], "预期", "规划期末", "规划末")
_RESULT_WORDS = HEADING_WORDS[ColumnRole.RESULT]
#: The end of a period is that of this plan or of the one before: 期末 alone says neither.
BEFORE_WORDS = (*(w for w in HEADING_WORDS[ColumnRole.EARLIER] if w != "期末"), "基础值", "现值", "上期", "起始")
_COMPLETION_WORDS = HEADING_WORDS[ColumnRole.COMPLETION]
#: Headings that say figures, of which they do not say what: 指标值 is none of names.
_OF_FIGURES = re.compile(r"(?:值|数据|水平)(?:\([^()]*\))?$")
#: A heading of names is a few characters.
_LONGEST_HEADING = 12

#: Headings of differences: what stands below is neither a level nor a target, unless somebody says so.
OF_CHANGE = re.compile(
    r"[较比](?:[0-9]{4}|上年|基期|“?十)|变化|变动|增减|增量|提高|提升|降低|下降|上升|增加(?!值)|减少|净增|净减|新增"
)

#: What a heading of figures may say besides its words: for when they are, that they are figures, and their unit.
_PLAIN_WORDS = (
    *("截至", "截止", *"“”‘’\"'()[]【】:,、-—–~/至到"),
    *("年末", "年底", "末", "底", "期末", "期间", "时期", "规划期", "期内", "期", "的"),
    *("主要", "指标", "数值", "数据", "值", "数", "水平", "情况"),
)
_OF_AIMS = (*TARGET_WORDS, "目标年", "规划", "计划", "预期", "任务", "发展", "达到")
_OF_FACTS = (*_RESULT_WORDS, *PROVISIONAL, *SUM_WORDS, "完成", "实现", "达到", "数字")


@cache
def _understood(role: Role) -> re.Pattern[str] | None:
    """The words of headings of figures that are understood; None for a role whose headings are not read whole."""
    words: tuple[str, ...]
    match role:
        case Role.TARGET:
            words = _OF_AIMS
        case Role.EARLIER:
            words = (*BEFORE_WORDS, *_OF_FACTS, "基期年", "基准年", "基础")
        case Role.RESULT:
            words = _OF_FACTS
        case Role.MILESTONE:
            words = (*_OF_AIMS, "中期", "阶段")
        case Role.NUMBER | Role.GROUP | Role.NAME | Role.UNIT | Role.NATURE:
            return None
        case Role.COMPLETION | Role.YEARLY | Role.ASIDE | Role.UNKNOWN:
            return None
        case _:
            assert_never(role)
    return re.compile("|".join(sorted(map(re.escape, {*words, *_PLAIN_WORDS}), key=len, reverse=True)))


#: Words of headings with which a figure may begin: 5年累计.
_OF_HEADINGS = (*TARGET_WORDS, *_RESULT_WORDS, *BEFORE_WORDS, *_YEARLY)


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def column_of(heading: str, span: PlanSpan, lowest: str = "") -> Column:
    """Return the column with the heading in a table of the plan; `lowest` is its own part of a heading over several.

    A year before the plan alone below 目标 is that of the base value.
    """
    text = folded(heading)
    years = years_in(text)
    own = folded(lowest)
    if _has(text, TARGET_WORDS) and own != text and years and max(years) < span.first and own == f"{years[-1]}年":
        return Column(heading, Role.EARLIER, years[-1], _rest(text, years, Role.EARLIER, span))
    role = _role(text, years, span)
    if own != text and _has(own, _YEARLY) and not (years_in(own) or _has(own, TARGET_WORDS)):
        role = Role.YEARLY  # beside the target, under 目标
    return Column(heading, role, years[-1] if years else None, _rest(text, years, role, span))


def _rest(text: str, years: Sequence[int], role: Role, span: PlanSpan) -> str:
    """What of a heading of figures is not understood; several years are those of the plan, or of the one before."""
    is_aim = role is Role.EARLIER and _has(text, TARGET_WORDS)
    words = _understood(Role.TARGET if is_aim else role)  # 规划目标 over the year before, which is doubted as such
    if words is None:
        return ""
    before = {span.first - 5, span.first - 1}
    of_plan = before if role is Role.EARLIER else {span.first, span.last}
    if len(set(years)) > 1 and set(years) != of_plan:
        return text
    text = re.sub(r"\(([^()]*)\)", lambda found: "" if is_unit(unit_beside_year(found[1])) else found[0], text)
    if years:
        text = text.replace("分年度", "").replace("年度", "")  # of single years
    return words.sub("", _FYP.sub("", _YEAR_WORD.sub("", text)))


def _role(text: str, years: Sequence[int], span: PlanSpan) -> Role:
    if not text:
        return Role.UNKNOWN
    if _has(text, _ASIDE) or _OFFICES.search(text):
        return Role.ASIDE
    if text in _NUMBERS:
        return Role.NUMBER
    if _has(text, UNIT_HEADINGS):
        return Role.UNIT
    if _has(text, NATURE_HEADINGS) or text in ("约束性", "预期性") or ("约束性" in text and "预期性" in text):
        return Role.NATURE
    if _has(text, _GROUPS):
        return Role.GROUP
    figures = _figure_role(text, years, span)
    return Role.NAME if figures is Role.UNKNOWN and not years and _says_names(text) else figures


def _says_names(text: str) -> bool:
    return _has(text, _NAMES) and not _OF_FIGURES.search(text)


def _figure_role(text: str, years: Sequence[int], span: PlanSpan) -> Role:
    """The role of a column of figures: words say what it holds, years and plans for when."""
    if _has(text, _COMPLETION_WORDS):
        return Role.COMPLETION
    others = plan_numbers(text) - {span.number}
    if OF_CHANGE.search(text):
        return Role.ASIDE if others and span.number not in plan_numbers(text) else Role.UNKNOWN
    is_result, is_target, is_earlier = (_has(text, words) for words in (_RESULT_WORDS, TARGET_WORDS, BEFORE_WORDS))
    if others:
        return Role.EARLIER if not is_target and max(others) == (span.number or 0) - 1 else Role.ASIDE
    if _has(text, _YEARLY) and not is_target and (not years or span.last in years):
        return Role.YEARLY if not is_result else Role.ASIDE
    if years:
        return _role_of_year(max(years), is_result=is_result, is_target=is_target, span=span)
    if is_result:
        return Role.RESULT
    if is_target or (span.number in plan_numbers(text) and not is_earlier):
        return Role.TARGET
    return Role.EARLIER if is_earlier else Role.UNKNOWN


def _role_of_year(year: int, *, is_result: bool, is_target: bool, span: PlanSpan) -> Role:
    if year < span.first:
        return Role.ASIDE if is_target and not is_result else Role.EARLIER
    if year > span.last:
        return Role.ASIDE
    if is_result:
        return Role.RESULT
    if year == span.last:
        return Role.TARGET
    return Role.MILESTONE if is_target else Role.UNKNOWN


def unit_beside_year(text: str) -> str:
    """Return what stands in the brackets of a heading without the year beside it: 2030年，万人."""
    return _YEAR_WORD.sub("", folded(text)).strip(",、;")


class Layout(NamedTuple):
    """The columns of a grid, and the index of its first row below the headings."""

    columns: tuple[Column, ...]
    first_row: int

    def indexes(self, role: Role) -> list[int]:
        """Return the columns with the role, from the left."""
        return [index for index, column in enumerate(self.columns) if column.role is role]


def layout_of(rows: Sequence[Sequence[GridCell]], span: PlanSpan) -> Layout:
    """Return the columns of a grid, whose headings may stand in several rows."""
    first = _first_row(rows)
    columns = _columns(rows[:first], rows[first:], span)
    # Rows above that with the names are a title where they make several columns those of targets, it alone one.
    names = next((at for at, row in enumerate(rows[:first]) if _heads_names(row)), 0)
    if names and _targets(columns) > 1:
        own = _columns(rows[names:first], rows[first:], span)
        columns = own if _targets(own) == 1 else columns
    return Layout(tuple(_with_years(columns, span)), first)


def _with_years(columns: Sequence[Column], span: PlanSpan) -> list[Column]:
    """The columns, those of all years of the plan one beside the other as its milestones, whose headings say no more.

    The last of them is that of targets where no other column is.
    """
    years = range(span.first, span.last + 1)
    held = {
        index: year
        for index, column in enumerate(columns)
        if (year := column.year or 0) in years
        and column.role in (Role.UNKNOWN, Role.MILESTONE, Role.TARGET)
        and not _rest(folded(column.heading), [year], Role.MILESTONE, span)
    }
    alone = [index for index, column in enumerate(columns) if column.role is Role.TARGET and index not in held]
    if sorted(held.values()) != list(years) or len(alone) > 1:
        return list(columns)
    return [
        column._replace(role=Role.MILESTONE) if index in held and (alone or column.year != span.last) else column
        for index, column in enumerate(columns)
    ]


def _columns(
    headings: Sequence[Sequence[GridCell]], rows: Sequence[Sequence[GridCell]], span: PlanSpan
) -> list[Column]:
    """The columns below the rows of headings."""
    width = max((len(row) for row in headings or rows), default=0)
    parts = [_heading(headings, index) for index in range(width)]
    columns = [column_of("".join(texts), span, *texts[-1:]) for texts in parts]
    return _latest_earlier(_one_name(_told_by_cells(columns, rows), rows))


def _targets(columns: Sequence[Column]) -> int:
    return sum(column.role is Role.TARGET for column in columns)


def _heads_names(row: Sequence[GridCell]) -> bool:
    """Whether a row has the heading of the names beside others, and no figures."""
    texts = [cell.folded for cell in row]
    is_alone = len(set(filter(None, texts))) == 1
    return any(map(_is_heading_of_names, texts)) and not is_alone and not any(map(_has_number, texts))


def _first_row(rows: Sequence[Sequence[GridCell]]) -> int:
    """The index of the first row below the headings: those end with the heading of the names, or with figures."""
    for index, row in enumerate(rows):
        texts = [cell.folded for cell in row]
        names = [at for at, text in enumerate(texts) if _is_heading_of_names(text)]
        if names and len(set(filter(None, texts))) > 1 and not any(map(_has_number, texts)):
            below = index + 1
            while below < len(rows) and _continues_headings(rows[below], names[-1], texts[names[-1]]):
                below += 1
            return below
        if any(map(_begins_rows, texts)) or (index and len(set(filter(None, texts))) == 1):
            return index
    return len(rows)


def _is_heading_of_names(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and _says_names(text) and not _has(text, (*NATURE_HEADINGS, *UNIT_HEADINGS))


def _has_number(text: str) -> bool:
    """Whether digits stand in a text that are those of no year."""
    return re.search("[0-9]", _YEAR.sub("", text)) is not None and not _has(text, _OF_HEADINGS)


def _begins_rows(text: str) -> bool:
    """Whether a text is one that stands in rows of indicators: a figure, a nature, a numbered name."""
    is_figure = is_figure_like(text) and not _YEAR.search(text) and not _has(text, _OF_HEADINGS)
    return is_figure or text in NATURE_WORDS or re.match(r"[0-9]{1,3}[.、](?![0-9])", text) is not None


_BRACKETED = re.compile(r"\(.*\)")


def _continues_headings(row: Sequence[GridCell], name_at: int, heading: str) -> bool:
    """Whether a row is a further one of headings: it names nothing, and says what other columns hold."""
    texts = [cell.folded for cell in row]
    name = texts[name_at] if name_at < len(texts) else ""
    if name not in ("", heading) or any(map(_has_number, texts)):
        return False
    words = {text for text in texts if text not in ("", name)}
    if words and all(_BRACKETED.fullmatch(text) and is_unit(text) for text in words):
        return True  # (万人) below the years
    if len(words) > 1 and not any(is_figure_like(text) or is_unit(text) for text in words):
        return True  # 全市, 市区 below a year
    return any(_YEAR.search(text) or _has(text, _OF_HEADINGS) for text in texts)


def _heading(rows: Sequence[Sequence[GridCell]], index: int) -> list[str]:
    """The parts of a column's heading, from the uppermost; an upper one may span several columns."""
    texts: list[str] = []
    for number, row in enumerate(rows):
        text = row[index].text if index < len(row) else ""
        below = [lower[index].text for lower in rows[number + 1 :] if index < len(lower)]
        if not text and any(below) and index < len(row):
            left = next((before for before in range(index - 1, -1, -1) if row[before].text), None)
            is_over = left is not None and any(lower[left].text for lower in rows[number + 1 :] if left < len(lower))
            text = row[left].text if left is not None and is_over and _spans(row[left].text) else ""
        if text and text not in texts:
            texts.append(text)
    return texts


def _spans(text: str) -> bool:
    """Whether a heading may stand over several columns: it says what figures are, or for when."""
    heading = folded(text)
    return bool(years_in(heading) or _FYP.search(heading) or _OF_FIGURES.search(heading)) or _has(heading, _OF_HEADINGS)


def _told_by_cells(columns: Sequence[Column], rows: Sequence[Sequence[GridCell]]) -> list[Column]:
    """The columns, those whose headings say nothing by what their cells are: natures, units, row numbers, names."""
    told = []
    for index, column in enumerate(columns):
        texts = [row[index].folded for row in rows if index < len(row) and row[index].text]
        if column.role is Role.UNKNOWN and texts and column.year is None:
            column = column._replace(role=_role_of_cells(texts))
        elif column.role is Role.GROUP and texts and all(text in NATURE_WORDS or is_sign(text) for text in texts):
            column = column._replace(role=Role.NATURE)
        elif (
            column.role is Role.NATURE
            and not any(text in NATURE_WORDS or is_sign(text) for text in texts)
            and _has(folded(column.heading), _NATURE_TYPES)
        ):
            column = column._replace(role=Role.GROUP)
        told.append(column)
    return told


def _role_of_cells(texts: Sequence[str]) -> Role:
    if all(text in NATURE_WORDS or is_sign(text) for text in texts):
        return Role.NATURE
    if all(is_unit(text) for text in texts):
        return Role.UNIT
    if [text.rstrip(".、") for text in texts] == [str(number) for number in range(1, len(texts) + 1)]:
        return Role.NUMBER
    if not any(is_figure_like(text) for text in texts):
        return Role.NAME
    return Role.UNKNOWN


def _one_name(columns: Sequence[Column], rows: Sequence[Sequence[GridCell]]) -> list[Column]:
    """The columns, of those that may hold names only the last one before the figures; the others hold groups."""
    figures = {Role.TARGET, Role.RESULT, Role.EARLIER, Role.COMPLETION, Role.MILESTONE, Role.YEARLY}
    first_figure = next((index for index, column in enumerate(columns) if column.role in figures), len(columns))
    names = [index for index, column in enumerate(columns) if column.role is Role.NAME and index < first_figure]
    if not names:  # 类别 may head the names as well
        names = [index for index, column in enumerate(columns) if column.role is Role.GROUP and index < first_figure][
            -1:
        ]
        columns = [each._replace(role=Role.NAME) if at in names else each for at, each in enumerate(columns)]
    if not names:
        return list(columns)
    name = names[-1]
    return [
        column._replace(role=Role.GROUP if index < name else Role.ASIDE)
        if column.role is Role.NAME and index != name
        else column
        for index, column in enumerate(columns)
    ]


def _latest_earlier(columns: Sequence[Column]) -> list[Column]:
    """The columns, of several with earlier values only those that are understood, and the latest; others are aside."""
    unsure = [column.role is Role.EARLIER and bool(column.rest or says_sum(column.heading)) for column in columns]
    if any(column.role is Role.EARLIER and not is_unsure for column, is_unsure in zip(columns, unsure, strict=True)):
        columns = [
            column._replace(role=Role.ASIDE) if is_unsure else column
            for column, is_unsure in zip(columns, unsure, strict=True)
        ]
    years = [column.year or 0 for column in columns if column.role is Role.EARLIER]
    if len(years) < 2 or len(set(years)) < len(years):
        return list(columns)
    return [
        column._replace(role=Role.ASIDE) if column.role is Role.EARLIER and (column.year or 0) < max(years) else column
        for column in columns
    ]
