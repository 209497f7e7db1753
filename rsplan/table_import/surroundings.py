"""The words around figures that decide what they are, though they head no column; docs/import-export.md.

Under the title 上年同期, on a sheet 目标, below a section 昆山市 or beside the remark 预计数 a figure is another one
than its own heading says. Titles, names of sheets and rows of sections are searched for such words; notes and remarks
are only read where they say nothing else: many of them speak of other things.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from rsplan.documents.cells import Cell
from rsplan.model.enums import Basis
from rsplan.model.period_words import read_period
from rsplan.name_matching import folded_name
from rsplan.table_import.headings import Aside


class PlaceNames(Protocol):
    """The names of indicators and cities that words around figures are read without."""

    def name_within(self, text: str) -> tuple[str, str] | None:
        """The longest name of an indicator inside the folded text, and the text without it."""

    def names_of_city(self, city: str) -> list[str]:
        """The folded names of the city, the longest first."""

    def cities(self) -> list[str]:
        """The ids of the cities."""


class Said(NamedTuple):
    """The meaning of words around figures.

    `aside` is the reason for which they are no results; `mixed` says that results stand beside them, as in
    目标完成情况. `place` is another place than the city, `part` what limits them to a part of it. `attribute` says that
    the row has a target of one of the two natures.
    """

    cell: Cell
    aside: Aside | None = None
    mixed: bool = False
    provisional: bool = False
    place: str = ""
    part: str = ""
    basis: Basis | None = None
    unit: str = ""
    year: int | None = None
    attribute: bool = False

    @property
    def matters(self) -> bool:
        """Whether the words say anything of the figures."""
        return any(self[1:])


#: Words for what is no result, in the order in which they count.
_ASIDES: tuple[tuple[Aside, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(words))
    for reason, words in (
        (Aside.EARLIER, r"上年|去年|上月|上期|上季|前期|基期|(?<!不)同期|lastyear|previousyear|yearago"),
        (
            Aside.GROWTH,
            r"同比|环比|增速|增幅|增长|涨幅|降幅|增减|变动|变化|升降|(?:上年|上月)?(?:同[期月])?=100|growth|change",
        ),
        (Aside.RANK, r"排名|排位|位次|名次|ranking"),
        (
            Aside.RATIO,
            r"完成率|完成比|达标率|占[^,、]{0,8}?(?:比重|比例|%)|占全|比重|占比|比例|得分|评分|评价|考核结果|ratio|share",
        ),
        (
            Aside.TARGET,
            r"目标|计划|预期|任务|预测|工作安排|考核|责任分解|指标分解|下达|target|forecast|budget|plan(?!ning)",
        ),
    )
)

#: Words by which results stand beside targets, and those that join results with anything.
_RESULTS = re.compile(r"完成(?!率|比|度|目标|任务)|执行|进展|实绩|实际|推进|落实|results?|actual")
_JOINING = re.compile(r"及|和|与|暨|以及|对比|比较|对照|\band\b|vs")
_PROVISIONAL = re.compile(r"预计|初步|快报|预估|暂估|估计数|provisional|preliminary|estimate")
_PARTS = re.compile(
    r"不含|不包括|剔除|除[^,、]{1,8}外|女性|男性|女职工|本级|(?<=其中[:：])[一-龥]{1,6}|excluding|female|male"
)
_BASES = ((Basis.PERIOD, re.compile(r"当月|本月数|单月|当季数|当期数")), (Basis.YTD, re.compile(r"累计")))

_PROVINCES = (
    *("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西"),
    *("山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古"),
    *("广西", "西藏", "宁夏", "新疆", "香港", "澳门"),
)
#: Capitals of provinces and the neighbours of the cities shipped, which titles name without 市.
_CITIES = (
    *("南京", "无锡", "徐州", "常州", "苏州", "南通", "连云港", "淮安", "盐城", "扬州", "镇江", "泰州", "宿迁"),
    *("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "合肥", "福州", "厦门", "南昌", "济南", "青岛", "郑州", "武汉"),
    *("长沙", "广州", "深圳", "海口", "成都", "贵阳", "昆明", "西安", "兰州", "西宁", "银川", "南宁", "拉萨", "沈阳"),
    *("大连", "长春", "哈尔滨", "石家庄", "太原", "呼和浩特", "乌鲁木齐"),
)
_WIDER = re.compile(r"全国|全省|全球|国家|省属|长三角")
_OWN = "〇"
_SUFFIX = r"(?:自治区|开发区|工业园区|高新区|新区|园区|街道|自治州|市|区|县|镇|乡|州|盟|旗|省)"
_PLACE = re.compile(
    rf"(?:^|(?<=[{_OWN}、,和与及:(\-—省市;]))(?P<name>[一-龥]{{2,4}}?{_SUFFIX}|高新区|开发区|市?区(?![域间])|城区|市辖区)"
    r"(?!场|民|级|政|值|直|属|域|位|分|别)"
)
#: Words of two to four characters before a suffix that are no places.
_NO_PLACE = re.compile(
    r"(?:全|我|本|各|该|分|地级|设区|省辖|县级)(?:市|区|县|省)|.*(?:地区|社区|辖区|园区内|市区县|人力资源市|就业市|劳动力市)"
)

#: Words with which a title may begin before its year.
_BEGINNINGS = re.compile(
    r"全市|我市|本市|主要|各项|就业|社保|社会|人社|人力|统计|指标|工作|情况|月度|季度|年度|失业|养老|工伤|医疗|劳动|人才"
    r"|技能|培训|职业|重点|民生|事业|简报|快报|月报|季报|年报|数据|历年|截至|截止|附|报告|时间|时期|单位|城镇|城乡|居民|登记"
    r"|基本|完成|进展|汇总|合计|参保|保险|权益|创业|服务|经济|运行|表|自|从|关于|本|上|下|前|第|至|到|按|现|我局|全局|日期|期间|各市|各地|各区|各县|分市|分地"
)
_BEGINS = re.compile(r"(?P<word>[一-龥]{2,4})(?=(?:19|20|21)[0-9]{2}年)")

_NUMBERED = re.compile(r"^(?:[(]?[一二三四五六七八九十0-9]{1,3}[)、.．]|[#·•-])+")
_NOTE = re.compile(r"^(?:注|备注|说明|附注|note|remark)s?[0-9一二三]?[:.、)]|^[*※†‡①-⑳]|^(?:资料|数据)?来源[:]")
_SOURCE = re.compile(r"^(?:资料来源|数据来源|来源|制表|填表|审核|联系|电话|打印|导出|source)")

#: The subject and the verb of a note that says what all figures are.
_OF_ALL = (
    r"(?:数据|数字|数值|数|指标|本表|表中|表内|上表|以上|上述|人数)[^,。;]{{0,10}}?(?:均|都|皆)?(?:为|系|是)(?:{words})"
)
_NOTE_PROVISIONAL = re.compile(_OF_ALL.format(words=r"[^,。;]{0,6}?(?:预计|初步|快报|预估|暂估)"))
_NOTE_ASIDE = tuple(
    (reason, re.compile(_OF_ALL.format(words=rf"[^,。;]{{0,8}}?(?:{words.pattern})"))) for reason, words in _ASIDES
)
_NOTE_BASIS = tuple(
    (basis, re.compile(_OF_ALL.format(words=rf"[^,。;]{{0,12}}?(?:{words.pattern})"))) for basis, words in _BASES
)
_NOTE_UNIT = re.compile(r"单位(?:均|都)?(?:为|是|系)(?P<unit>[^,。;]+)")

#: What a remark may hold beside the words that matter.
_HOLLOW = re.compile(r"此|该|本|为|系|是|数据|数|值|的|年度|全年|口径|指标|[:：()。.]|[0-9]{4}年末?|末")


class SurroundingWords:
    """Reads the words around the figures of a table for one city; `city` is its id, empty where it is not known."""

    def __init__(self, names: PlaceNames, city: str) -> None:
        self._names = names
        known = [city] if city else names.cities()
        self._own = sorted((name for one in known for name in names.names_of_city(one)), key=len, reverse=True)
        others = [name for one in names.cities() if one not in known for name in names.names_of_city(one)]
        self._others = sorted((*others, *_CITIES), key=len, reverse=True)

    def of_title(self, cell: Cell) -> Said:
        """The meaning of a title, of a sheet's name or of a row that heads a section."""
        text = self._bare(cell.text)
        aside = next((reason for reason, words in _ASIDES if words.search(text)), None)
        joined = _JOINING.search(text) is not None
        part = _PARTS.search(text)
        return Said(
            cell,
            aside=aside,
            mixed=joined or (aside is Aside.TARGET and _RESULTS.search(text) is not None),
            provisional=_PROVISIONAL.search(text) is not None,
            place=self._place(text),
            part=part[0] if part else "",
            basis=_only(basis for basis, words in _BASES if words.search(text)),
        )

    def of_section(self, cell: Cell) -> Said:
        """The meaning of a row without figures for the rows below it."""
        text = _NUMBERED.sub("", folded_name(cell.text))
        period = read_period(text.strip(":"))
        said = self.of_title(cell)
        # 比例类指标 and the like head groups of a plan.
        aside = None if said.aside is Aside.RATIO else said.aside
        return said._replace(aside=aside, year=period.year if period is not None else None)

    def of_note(self, cell: Cell) -> Said:
        """The meaning of a note for the whole table."""
        text = self._bare(cell.text)
        unit = _NOTE_UNIT.search(text)
        return Said(
            cell,
            aside=next((reason for reason, words in _NOTE_ASIDE if words.search(text)), None),
            provisional=_NOTE_PROVISIONAL.search(text) is not None,
            basis=_only(basis for basis, words in _NOTE_BASIS if words.search(text)),
            unit=unit["unit"] if unit else "",
        )

    def of_remark(self, cell: Cell) -> Said:
        """The meaning of a cell beside figures that holds words about them."""
        text = self._bare(cell.text)
        nature = text in ("预期性", "约束性", "anticipatory", "binding")
        hollow = _HOLLOW.sub("", text)
        aside = next((reason for reason, words in _ASIDES if not _without(words, hollow)), None) if hollow else None
        year = re.fullmatch(r"(?P<year>(?:19|20|21)[0-9]{2})年.{0,4}", text)
        return Said(
            cell,
            aside=None if nature else aside,
            provisional=bool(hollow) and not _without(_PROVISIONAL, hollow),
            place=self._place(hollow) if len(hollow) <= _LONGEST_PLACE else "",
            year=int(year["year"]) if year else None,
            attribute=nature,
        )

    def _bare(self, text: str) -> str:
        """The folded text without documents that are cited and without names of indicators, the city's name as 〇."""
        folded = re.sub("《[^》]*》", "", folded_name(text))
        while (within := self._names.name_within(folded)) is not None:
            folded = within[1]
        for name in self._own:
            folded = folded.replace(name, _OWN)
        return folded

    def _place(self, text: str) -> str:
        """The name of another place in the text, empty where there is none."""
        own = _OWN in text
        for name in self._others:
            if name in text:
                return name
        wider = _WIDER.search(text) or re.search("|".join(_PROVINCES), text)
        if wider and not own:
            return wider[0]
        for match in _PLACE.finditer(text):
            if not _NO_PLACE.fullmatch(match["name"]) and not match["name"].startswith(_PROVINCES if own else ()):
                return match["name"]
        begins = _BEGINS.match(text)
        if begins and not own and not _BEGINNINGS.search(begins["word"]):
            return begins["word"]
        return ""


_LONGEST_PLACE = 8


def is_note(text: str) -> bool:
    """Whether a row of words is a note on the table rather than the heading of a section."""
    folded = folded_name(text)
    return _NOTE.search(folded) is not None or _SOURCE.search(folded) is not None or text.strip()[:1] in "*※†‡①②③④⑤⑥⑦⑧⑨"


def marks_in(text: str) -> set[str]:
    """The marks in a note to which names and headings refer."""
    return set(_MARKS & set(text))


def mark_of_name(text: str) -> str:
    """The mark at the end of a name or heading that refers to a note."""
    return text.strip()[-1:] if text.strip()[-1:] in _MARKS else ""


_MARKS = frozenset("*※†‡①②③④⑤⑥⑦⑧⑨⑩")


def _without(words: re.Pattern[str], text: str) -> str:
    return words.sub("", text)


def _only(found: Iterable[Basis]) -> Basis | None:
    each: Iterator[Basis] = iter(found)
    first, second = next(each, None), next(each, None)
    return first if second is None else None
