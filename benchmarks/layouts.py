"""Tables as bureaus make them, each built from observations that are known: what has to be read back from it.

A table is drawn from a seed alone. Beside its figures it holds what surrounds them: titles, units, serial numbers,
targets, last year's figures, growth, ranks, remarks, sections and notes, with figures as plausible as the true ones.
`mutated` changes one heading of it, so that the table says less than before, and never something else that is right.
"""

import calendar
import random
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rsplan.documents.cells import Area, Cell, CellTable

CITY, OTHER_CITY = "yunping", "linjiang"

#: The plan of both cities; a sum of 60 in five years is one a month.
TARGETS = """\
city: {{id: {id}, name: {{zh: {zh}, en: {en}}}}}
documents: {{own: {{title: {{zh: 规划, en: Plan}}, state: issued}}}}
plans:
  - id: 14fyp
    title: {{zh: 规划, en: Plan}}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - {{id: jobs, name: {{zh: 城镇新增就业人数, en: New urban jobs}}, unit: {{zh: 万人, en: "10,000 persons"}},
         kind: cumulative, better: higher, target: {{printed: "[60]", where: 表1}}}}
      - {{id: returned, name: {{zh: 城镇失业人员再就业人数, en: Re-employed}}, unit: {{zh: 万人, en: "10,000 persons"}},
         kind: cumulative, better: higher, target: {{printed: "[30]", where: 表1}}}}
      - {{id: trained, name: {{zh: 补贴性职业技能培训人次, en: Trained}}, unit: {{zh: 万人次, en: "10,000"}},
         kind: annual, better: higher, target: {{printed: 9, where: 表1}}}}
      - {{id: rate, name: {{zh: 城镇登记失业率, en: Unemployment rate}}, unit: {{zh: "%", en: "%"}},
         kind: rate, better: lower, target: {{printed: 4以内, where: 表1}}}}
      - {{id: insured, name: {{zh: 基本养老保险参保人数, en: Insured}}, unit: {{zh: 万人, en: "10,000 persons"}},
         kind: stock, better: higher, target: {{printed: 500, where: 表1}}, baseline: {{printed: 450, where: 表1}}}}
      - {{id: skilled, name: {{zh: 高技能人才占技能人才比重, en: Highly skilled}}, unit: {{zh: "%", en: "%"}},
         kind: rate, better: higher, target: {{printed: 35, where: 表1}}, baseline: {{printed: 30, where: 表1}}}}
      - {{id: closed, name: {{zh: 劳动人事争议仲裁结案率, en: Closed}}, unit: {{zh: "%", en: "%"}},
         kind: rate, better: higher, target: {{printed: 95以上, where: 表1}}, baseline: {{printed: 92, where: 表1}}}}
"""
_LINES = [line for line in TARGETS.splitlines() if "- {{id" in line]
CITIES = {CITY: ("云屏市", "Yunping"), OTHER_CITY: ("临江市", "Linjiang")}


class Item(NamedTuple):
    """An indicator; `usual` is a month's amount of a sum, and what a level is about."""

    id: str
    name: str
    unit: str
    flow: bool
    usual: float
    spread: float


ITEMS = (
    Item("jobs", "城镇新增就业人数", "万人", flow=True, usual=1.0, spread=0.15),
    Item("returned", "城镇失业人员再就业人数", "万人", flow=True, usual=0.5, spread=0.08),
    Item("trained", "补贴性职业技能培训人次", "万人次", flow=True, usual=0.75, spread=0.1),
    Item("rate", "城镇登记失业率", "%", flow=False, usual=2.4, spread=0.2),
    Item("insured", "基本养老保险参保人数", "万人", flow=False, usual=478, spread=6),
    Item("skilled", "高技能人才占技能人才比重", "%", flow=False, usual=33, spread=0.8),
    Item("closed", "劳动人事争议仲裁结案率", "%", flow=False, usual=96, spread=1.0),
)
FLOWS, LEVELS = ITEMS[:3], ITEMS[3:]

# --- words -----------------------------------------------------------------------------------------------------------

MONTH_WORDS = (
    *("当月", "本月", "本月数", "当月数", "本月完成", "当月值", "本期", "本月完成数", "当月新增", "本月实际", "本期数"),
    *("本月发生数", "当月完成", "本月实际完成", "当 月", "本 月"),
)
YTD_WORDS = (
    *("累计", "本月止累计", "自年初累计", "年初至本月累计", "1—本月累计", "本年累计", "累计完成", "累计数", "年初累计"),
    *(
        "本年累计数",
        "1-本月",
        "至本月累计",
        "累计完成数",
        "累 计",
        "今年以来累计",
        "累计值",
        "本年累计完成",
        "自年初累计数",
    ),
)
LEVEL_WORDS = ("期末数", "月末数", "期末", "月末", "期末人数", "月末实有")
DONE_WORDS = ("完成数", "实际完成", "完成值", "实际完成数", "实际", "完成情况", "实绩", "完成")
VALUE_WORDS = ("数值", "数据", "完成数", "实际完成数", "指标值", "value")
NAME_WORDS = ("指标", "指标名称", "主要指标", "项目", "指标 名称", "统计指标", "指  标")
TARGET_WORDS = (
    *(
        "年度目标",
        "全年目标",
        "目标任务",
        "年度计划",
        "全年任务数",
        "目标值",
        "规划目标",
        "预期目标",
        "任务数",
        "计划数",
    ),
    *("年度目标任务", "省下达任务", "责任目标", "目标", "全年计划", "十四五目标", "2025年目标", "年度预期目标"),
)
EARLIER_WORDS = (
    "上年同期",
    "去年同期",
    "上年同月",
    "上月",
    "上年同期数",
    "去年同期累计",
    "上年实际",
    "上期",
    "上年同期完成数",
)
GROWTH_WORDS = (
    *("同比(%)", "同比", "同比增长（%）", "增幅", "比上年同期增减", "较上月增减", "环比", "增速(%)", "同比增减", "±%"),
    *("比上年同期±%", "同比变化", "增减额", "比去年同期增长%", "同比增幅（%）", "比上月", "增长率"),
)
RATIO_WORDS = (
    "完成率",
    "完成率（%）",
    "完成进度",
    "占比",
    "完成比例(%)",
    "目标完成率",
    "占全省比重",
    "完成年度目标%",
    "比重(%)",
)
RANK_WORDS = ("排名", "全省排名", "位次", "在全省位次", "名次")
PERSON_WORDS = ("责任处室", "责任单位", "牵头单位", "责任人", "填报单位")
NOTE_WORDS = ("备注", "说明", "备  注", "情况说明")
NUMBER_WORDS = ("序号", "序 号", "编号", "No.")
UNIT_WORDS = ("单位", "计量单位", "单 位")
REGION_WORDS = ("地区", "城市", "地市", "市别", "设区市")
NOISE_WORDS = (*TARGET_WORDS, *EARLIER_WORDS, *GROWTH_WORDS, *RATIO_WORDS, *RANK_WORDS)

#: Words that head a column of figures and that no reader can know.
UNKNOWN_WORDS = ("甲数", "参考", "校核", "备用", "另计", "其他口径", "测算", "调整", "XX", "数二", "农村", "？", "待定")
#: Put before or behind words, these make another quantity of it.
BEFORE = ("未", "拟", "应", "原", "非", "省", "农村", "修订前", "剔除后", "人均", "区级", "校正", "不含农村")
BEHIND = ("缺口", "差额", "上限", "（不含农村）", "（修订前）", "系数", "预警线", "户数", "倍数")

#: Headings that mean something else than the one before the mutation, and so make another true table of it.
_PROPER = {
    re.sub(r"\s", "", word)
    for words in (MONTH_WORDS, YTD_WORDS, LEVEL_WORDS, DONE_WORDS, VALUE_WORDS, NOISE_WORDS, NOTE_WORDS, UNIT_WORDS)
    for word in words
} | {
    *(
        "一季度",
        "二季度",
        "三季度",
        "四季度",
        "上半年",
        "下半年",
        "前三季度",
        "全年",
        "本年",
        "今年",
        "当年",
        "年末",
        "月",
    ),
    *("实际", "合计", "总计", "全市", "年均", "平均", "完成"),
}

SECTIONS = ("一、就业创业", "二、社会保障", "【重点指标】", "就业", "（三）劳动关系")
NOTES = (
    "注：1.本表数据为快报数，以年报为准。",
    "注：同比按可比口径计算。",
    "数据来源：业务系统",
    "填表人：王某　　审核人：李某　　联系电话：0512-00000000",
    "说明：失业率为期末数",
    "填报日期：2026年1月8日",
    "备注：上年同期数已调整",
)
REMARKS = ("快报", "含驻外", "", "", "以年报为准", "按新口径")
OFFICES = ("就业处", "社保中心", "培训处", "仲裁院")


# --- observations ----------------------------------------------------------------------------------------------------

#: The days of a figure: ("sum", first day, last day) or ("level", last day).
Days = tuple[str, date, date] | tuple[str, date]


class Truth(NamedTuple):
    """A figure that stands in a table."""

    indicator: str
    days: Days
    value: Decimal
    provisional: bool = False


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


class World:
    """The known observations of a city, and the chance by which tables are made of them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.year = chance.randint(2021, 2025)
        self.month = chance.randint(2, 12)
        self.style = chance.choice(("", "", "", "%", "unit"))
        self._months: dict[tuple[str, int, int], Decimal] = {}

    def pick(self, words: Sequence[str]) -> str:
        """One of the words."""
        return self.chance.choice(words)

    def pick_item(self, items: Sequence[Item]) -> Item:
        """One of the indicators."""
        return self.chance.choice(items)

    def pick_kinds(self) -> Sequence[tuple[str, bool]]:
        """Words that tell targets from results, one of which is the result."""
        return self.chance.choice(
            (
                (("目标", False), ("实际", True)),
                (("实际完成", True), ("目标任务", False)),
                (("计划", False), ("完成", True)),
                (("目标", False), ("实际", True), ("上年同期", False)),
                (("计划数", False), ("完成数", True), ("完成率", False)),
            )
        )

    def maybe(self, share: float) -> bool:
        """Whether something that occurs so often occurs."""
        return self.chance.random() < share

    def items(self, most: int = 4, *, flows: bool = False) -> list[Item]:
        """Some indicators, at least one sum among them; sums alone where asked for."""
        first = self.chance.choice(FLOWS)
        others = [item for item in (FLOWS if flows else ITEMS) if item is not first]
        found = [first, *self.chance.sample(others, self.chance.randint(0, min(most - 1, len(others))))]
        self.chance.shuffle(found)
        return found

    def amount(self, item: Item, year: int, month: int) -> Decimal:
        """The amount of a month, or the level at its end."""
        key = item.id, year, month
        if key not in self._months:
            drawn = self.chance.uniform(item.usual - item.spread, item.usual + item.spread)
            self._months[key] = Decimal(f"{drawn:.3f}")
        return self._months[key]

    def within(self, item: Item, year: int, first: int, last: int) -> Truth:
        """The figure of some months: their sum, or the level at the end of the last."""
        if not item.flow:
            return Truth(item.id, ("level", last_day(year, last)), self.amount(item, year, last))
        value = sum((self.amount(item, year, month) for month in range(first, last + 1)), Decimal())
        return Truth(item.id, ("sum", date(year, first, 1), last_day(year, last)), value)

    def month_of(self, item: Item, year: int, month: int) -> Truth:
        """The figure of a month."""
        return self.within(item, year, month, month)

    def to_date(self, item: Item, year: int, month: int) -> Truth:
        """The figure from January on."""
        return self.within(item, year, 1, month)

    def shown(self, truth: Truth) -> "Entry":
        """A figure as cells hold it: bare, rates with their sign, or everything with its unit."""
        unit = next(item.unit for item in ITEMS if item.id == truth.indicator)
        with_unit = self.style == "unit" or (self.style == "%" and unit == "%")
        return Entry(f"{truth.value:f}{unit if with_unit else ''}", truth)

    def noise(self, item: Item, heading: str) -> str:
        """A figure that is no observation, as it stands under the heading."""
        if any(heading in words for words in (GROWTH_WORDS, RATIO_WORDS)):
            return f"{self.chance.uniform(-9, 110):.1f}"
        if heading in RANK_WORDS:
            return str(self.chance.randint(1, 13))
        months = self.chance.randint(1, 12) if item.flow else 1
        return f"{self.chance.uniform(0.9, 1.1) * item.usual * months:.2f}"


class Same(World):
    """The observations of another world, with chances of its own: it makes the same table anew from the same seed."""

    def __init__(self, world: World, seed: float) -> None:
        super().__init__(random.Random(seed))
        self.year, self.month, self.style, self._world = world.year, world.month, world.style, world

    def amount(self, item: Item, year: int, month: int) -> Decimal:
        """The amount that the other world has."""
        return self._world.amount(item, year, month)


# --- tables ----------------------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """The content of a cell; `head` says that it names what stands beside or under it."""

    text: str
    truth: Truth | None = None
    head: bool = False


#: What one row has in a column, by the row's number.
Fill = Callable[[int], Entry | None]


class Column(NamedTuple):
    """A column: its headings from top to bottom, and its content."""

    heads: tuple[str, ...]
    fill: Fill
    hidden: bool = False


class Block(NamedTuple):
    """A table without what surrounds it; `stubs` name its rows, `after` are words about them."""

    stubs: Sequence[Column]
    columns: Sequence[Column]
    rows: int
    after: Sequence[Column] = ()

    @property
    def all(self) -> list[Column]:
        """Every column, in order."""
        return [*self.stubs, *self.columns, *self.after]


class Sheet:
    """A sheet that is being filled.

    `heads` are the places of headings, `figures` those of the known figures, `hidden` the columns nobody sees.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self.heads: list[tuple[int, int]] = []
        self.figures: dict[tuple[int, int], Truth] = {}
        self.hidden: set[int] = set()

    def put(self, row: int, column: int, entry: Entry) -> None:
        """Write a cell; a text without content is an empty one."""
        if entry.text.strip():
            self.cells[row, column] = entry.text
            if entry.head:
                self.heads.append((row, column))
            if entry.truth is not None:
                self.figures[row, column] = entry.truth

    def mark_provisional(self) -> None:
        """Make figures provisional that a note or the remark in their row says are."""
        whole = any("快报数" in text for text in self.cells.values())
        rows = {row for (row, _), text in self.cells.items() if text == "快报"}
        self.figures = {
            place: truth._replace(provisional=truth.provisional or whole or place[0] in rows)
            for place, truth in self.figures.items()
        }

    def table(self, name: str = "t.csv") -> CellTable:
        """The cells as the program reads them."""
        cells = {place: Cell(*place, text.strip()) for place, text in sorted(self.cells.items())}
        hidden = frozenset(place for place in cells if place[1] in self.hidden)
        return CellTable(name, self.name, "0" * 64, cells, tuple(self.merged), hidden=hidden)


class Options(NamedTuple):
    """The words of the command that the table does not say."""

    basis: str = ""
    year: int | None = None
    period: str = ""
    indicator: str = ""
    convert: bool = False
    skipped: tuple[str, ...] = ()


class Case(NamedTuple):
    """Sheets with what the command says of them."""

    layout: str
    sheets: tuple[Sheet, ...]
    options: Options

    @property
    def truths(self) -> set[Truth]:
        """The observations that the sheets hold."""
        return {truth for sheet in self.sheets for truth in sheet.figures.values()}


class Drawing:
    """Draws blocks on a sheet, with the noise of one kind of table."""

    def __init__(self, world: World) -> None:
        self.world = world
        #: Merged cells are kept as in a workbook, lost as in CSV, or each filled in by hand.
        self.merging = world.pick(("kept", "lost", "repeated"))
        self.margin = 1 if world.maybe(0.1) else 0
        self.stubs_below = world.maybe(0.3)

    def titles(self, sheet: Sheet, lines: Sequence[str], top: int = 1, width: int = 4) -> int:
        """Write lines above a table and return the row after them."""
        row = top
        for line in lines:
            sheet.put(row, 1 + self.margin, Entry(line, head=True))
            if self.merging == "kept" and line and width > 1 and self.world.maybe(0.5):
                sheet.merged.append(Area(row, 1 + self.margin, row, self.margin + width))
            row += 2 if self.world.maybe(0.15) else 1
        return row

    def block(self, sheet: Sheet, block: Block, top: int, left: int = 1, *, plain: bool = False) -> int:
        """Write a block and return the row after it; `plain` without rows between the others."""
        columns, left = block.all, left + self.margin
        depth = max(len(column.heads) for column in columns)
        for offset, column in enumerate(columns):
            self._heads(sheet, columns, offset, top, left + offset, depth)
            sheet.hidden |= {left + offset} if column.hidden else set()
        row = top + depth
        if not plain and self.world.maybe(0.08):
            self._codes(sheet, block, row, left)
            row += 1
        for number in range(block.rows):
            if not plain and self.world.maybe(0.08):
                sheet.put(row, left, Entry(self.world.pick(SECTIONS)))
                row += 1
            if not plain and self.world.maybe(0.04):
                row += 1
            for offset, column in enumerate(columns):
                entry = column.fill(number)
                if entry is not None:
                    sheet.put(row, left + offset, entry)
            row += 1
        return row

    def _heads(self, sheet: Sheet, columns: Sequence[Column], offset: int, top: int, at: int, depth: int) -> None:
        """The headings over one column; one that is wider or higher than a cell is merged, repeated or left blank."""
        heads = columns[offset].heads
        single = len(heads) == 1 < depth
        for level, text in enumerate(heads):
            row = top + level
            if single:
                row = top + depth - 1 if self.stubs_below else top
                if self.merging == "kept":
                    row = top
                    sheet.merged.append(Area(top, at, top + depth - 1, at))
            upper = heads[: level + 1]
            goes_on = not single and level < depth - 1
            if goes_on and offset and columns[offset - 1].heads[: level + 1] == upper and self.merging != "repeated":
                continue
            sheet.put(row, at, Entry(text, head=True))
            if goes_on and self.merging == "kept":
                width = 1
                while offset + width < len(columns) and columns[offset + width].heads[: level + 1] == upper:
                    width += 1
                if width > 1:
                    sheet.merged.append(Area(row, at, row, at + width - 1))

    def _codes(self, sheet: Sheet, block: Block, row: int, left: int) -> None:
        """A row that numbers the columns: 甲, 乙, 1, 2."""
        for offset in range(len(block.all)):
            stub = offset < len(block.stubs)
            text = "甲乙丙丁"[offset] if stub else str(offset - len(block.stubs) + 1)
            sheet.put(row, left + offset, Entry(text))

    def notes(self, sheet: Sheet, row: int) -> None:
        """Write lines below a table."""
        if self.world.maybe(0.2):
            row += 1
        for note in self.world.chance.sample(NOTES, self.world.chance.choice((0, 0, 1, 2))):
            sheet.put(row, 1 + self.margin, Entry(note))
            row += 1


# --- words of a table ------------------------------------------------------------------------------------------------


def month_name(world: World, month: int, year: int | None = None) -> str:
    """A month as it heads a column or a row, with its year where there is one."""
    if year is None:
        return world.pick((f"{month}月", f"{month}月", f"{month}月份", f"{month:02}月"))
    return world.pick(
        (f"{year}年{month}月", f"{year}-{month:02}", f"{year}/{month}", f"{year}年{month:02}月", f"{year}{month:02}")
    )


def to_date_name(world: World, month: int, year: int | None = None) -> str:
    """The months from January on."""
    form = world.pick(("1—{}月", "1-{}月", "1～{}月", "1至{}月", "1-{}月累计", "1—{}月份", "1月-{}月", "{}月累计"))
    return (f"{year}年" if year is not None else "") + form.format(month)


def label(world: World, item: Item, number: int = 0, *, unit: bool = False) -> str:
    """The name of an indicator as tables print it."""
    name = item.name
    if unit:
        name += world.pick(("（{}）", "({})")).format(item.unit)
    before = ("", "", "", f"{number}.", f"{number}、", f"（{number}）", "　", "其中：") if number else ("", "", "　")
    return world.pick(before) + name + world.pick(("", "", "", "*", "①"))


def title(world: World, period: str, *, unit: str = "") -> list[str]:
    """The lines above a table, the period in one of them."""
    city = world.pick((CITIES[CITY][0], CITIES[CITY][0], "全市", ""))
    words = world.pick(
        (
            "就业主要指标",
            "人力资源和社会保障主要指标完成情况",
            "就业创业工作月报",
            "主要指标",
            "统计月报",
            "主要数据情况表",
        )
    )
    forms = [f"{city}{period}{words}", f"{period}{city}{words}", *([f"{city}{words}（{period}）"] if period else [])]
    line = world.pick(forms)
    lines = [world.pick(("表1", "附件2"))] if world.maybe(0.15) else []
    lines.append(line)
    if world.maybe(0.25):
        lines.append(
            world.pick(("填报单位：就业促进处", "制表单位：规划财务处", "填报日期：2026年1月8日", "云人社统1表"))
        )
    if unit:
        lines.append(world.pick((f"单位：{unit}", f"计量单位：{unit}", f"（单位：{unit}）")))
    return lines


def title_of_month(world: World, year: int, month: int, *, unit: str = "") -> list[str]:
    """A title with a month, or a title and a line that says the month."""
    if world.maybe(0.2):
        line = world.pick(("时期：{}", "统计时间：{}", "报告期：{}", "数据时间：{}"))
        return [*title(world, "", unit=unit), line.format(f"{year}年{month}月")]
    form = world.pick(("{}年{}月", "{}年{}月份", "{}年{:02}月"))
    return title(world, form.format(year, month), unit=unit)


def stubs_of_items(world: World, items: Sequence[Item], *, unit: bool | None = None) -> tuple[list[Column], bool]:
    """The columns that name indicators, with or without numbers and units; whether the units stand in the names."""
    has_unit = world.maybe(0.6) if unit is None else unit
    within = not has_unit and world.maybe(0.6)
    names = [label(world, item, number, unit=within) for number, item in enumerate(items, 1)]
    columns = [Column((world.pick(NAME_WORDS),), lambda row: Entry(names[row], head=True))]
    if world.maybe(0.5):
        columns.insert(0, Column((world.pick(NUMBER_WORDS),), lambda row: Entry(str(row + 1))))
    if has_unit:
        columns.append(Column((world.pick(UNIT_WORDS),), lambda row: Entry(items[row].unit)))
    return columns, within


def words_after(world: World, most: int = 2) -> list[Column]:
    """Columns of words about the rows."""
    found = []
    if world.maybe(0.4):
        remarks = [world.pick(REMARKS) for _ in range(40)]
        found.append(Column((world.pick(NOTE_WORDS),), lambda row: Entry(remarks[row])))
    if world.maybe(0.25):
        found.append(Column((world.pick(PERSON_WORDS),), lambda row: Entry(OFFICES[row % len(OFFICES)])))
    return found[:most]


def noise_column(world: World, item_of: Callable[[int], Item | None], heads: tuple[str, ...] = ()) -> Column:
    """A column of figures that are no observations."""
    heading = world.pick(NOISE_WORDS)
    texts: dict[int, str] = {}

    def fill(row: int) -> Entry | None:
        item = item_of(row)
        if item is None:
            return None
        if row not in texts:
            texts[row] = "—" if world.maybe(0.05) else world.noise(item, heading)
        return Entry(texts[row])

    return Column((*heads, heading), fill)


def with_noise(
    world: World, columns: Sequence[Column], item_of: Callable[[int], Item | None], *, share: float = 0.7
) -> list[Column]:
    """The columns with some of noise before, behind or between them, each heading once."""
    found = list(columns)
    while world.maybe(share):
        column = noise_column(world, item_of)
        if all(column.heads[-1] != other.heads[-1] for other in found):
            found.insert(world.chance.randint(0, len(found)), column)
        share /= 1.6
    return found


# --- layouts ---------------------------------------------------------------------------------------------------------

Layout = Callable[[World], tuple[Sequence[Sheet], Options]]
LAYOUTS: dict[str, Layout] = {}


def layout(name: str) -> Callable[[Layout], Layout]:
    """Name a layout."""

    def named(made: Layout) -> Layout:
        LAYOUTS[name] = made
        return made

    return named


def one_sheet(
    world: World, lines: Sequence[str], block: Block, options: Options, name: str = ""
) -> tuple[Sequence[Sheet], Options]:
    """A sheet with one table and what surrounds it."""
    drawing, sheet = Drawing(world), Sheet(name)
    top = drawing.titles(sheet, lines, width=len(block.all))
    drawing.notes(sheet, drawing.block(sheet, block, top))
    return [sheet], options


@layout("long")
def _long(world: World) -> tuple[Sequence[Sheet], Options]:
    """A figure a row: indicator, period, value, with or without a column for the basis."""
    items = world.items()
    months = range(1, world.month + 1)
    some = {item: sorted(world.chance.sample(months, world.chance.randint(1, min(3, world.month)))) for item in items}
    rows = [(item, month) for item in items for month in some[item]]
    if world.maybe(0.4):
        world.chance.shuffle(rows)
    has_basis = world.maybe(0.5)
    within = has_basis or world.maybe(0.5)  # the months alone, else the sums from January on
    sums = [not within or (has_basis and world.maybe(0.5)) for _ in rows]

    def period(row: int) -> Entry:
        item, month = rows[row]
        if has_basis or within or not item.flow:
            return Entry(month_name(world, month, world.year), head=True)
        return Entry(to_date_name(world, month, world.year), head=True)

    def basis(row: int) -> Entry:
        if not rows[row][0].flow:
            return Entry(world.pick(("期末", "时点", "—")) if world.maybe(0.7) else "", head=True)
        return Entry(
            world.pick(("累计", "本年累计", "ytd")) if sums[row] else world.pick(("当月", "当期", "本月")), head=True
        )

    def value(row: int) -> Entry:
        item, month = rows[row]
        return world.shown(
            world.to_date(item, world.year, month) if sums[row] else world.month_of(item, world.year, month)
        )

    columns = [
        Column((world.pick(NAME_WORDS),), lambda row: Entry(label(world, rows[row][0]), head=True)),
        Column((world.pick(("时期", "期间", "时间", "报告期", "统计时间")),), period),
        Column((world.pick(VALUE_WORDS),), value),
    ]
    if has_basis:
        columns.append(Column((world.pick(("口径", "统计口径")),), basis))
    if world.maybe(0.5):
        columns.append(Column((world.pick(UNIT_WORDS),), lambda row: Entry(rows[row][0].unit)))
    columns = with_noise(world, columns, lambda row: rows[row][0], share=0.5)
    if world.maybe(0.3):
        world.chance.shuffle(columns)
    lines = title(world, f"{world.year}年") if world.maybe(0.5) else []
    options = Options(basis="period") if within and not has_basis else Options()
    return one_sheet(world, lines, Block([], columns, len(rows), words_after(world)), options)


@layout("long, year and month")
def _year_and_month(world: World) -> tuple[Sequence[Sheet], Options]:
    """A figure a row, with the year and the month in columns of their own."""
    items = world.items()
    rows = [(item, month) for month in range(1, min(world.month, 4) + 1) for item in items]
    columns = [
        Column(("年份",), lambda row: Entry(str(world.year) + ("年" if world.maybe(0.3) else ""), head=True)),
        Column(("月份",), lambda row: Entry(str(rows[row][1]) + ("月" if world.maybe(0.3) else ""), head=True)),
        Column((world.pick(NAME_WORDS),), lambda row: Entry(label(world, rows[row][0]), head=True)),
    ]
    figures = [
        Column(
            (world.pick(MONTH_WORDS),), lambda row: world.shown(world.month_of(rows[row][0], world.year, rows[row][1]))
        ),
        Column(
            (world.pick(YTD_WORDS),), lambda row: world.shown(world.to_date(rows[row][0], world.year, rows[row][1]))
        ),
    ]
    figures = with_noise(world, world.chance.sample(figures, world.chance.randint(1, 2)), lambda row: rows[row][0])
    return one_sheet(world, [], Block(columns, figures, len(rows), words_after(world)), Options())


@layout("wide, months")
def _months_across(world: World) -> tuple[Sequence[Sheet], Options]:
    """Indicators down, months across; the year stands in the title, the basis in the command."""
    items, basis = world.items(), world.pick(("period", "ytd"))
    stubs, _ = stubs_of_items(world, items)
    of_year = world.maybe(0.3)

    def column(month: int) -> Column:
        def fill(row: int) -> Entry:
            if world.maybe(0.03):
                return Entry(world.pick(("—", "…", "/", "")))
            made = world.month_of if basis == "period" else world.to_date
            return world.shown(made(items[row], world.year, month))

        return Column((month_name(world, month, world.year if of_year else None),), fill)

    columns = [column(month) for month in range(1, world.month + 1)]
    if world.maybe(0.25):
        columns.append(
            Column((world.pick(("合计", "总计", "全年合计")),), lambda row: Entry(world.noise(items[row], "合计")))
        )
    elif world.maybe(0.5):
        columns = with_noise(world, columns, lambda row: items[row], share=0.5)
    lines = [] if of_year and world.maybe(0.5) else title(world, f"{world.year}年")
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options(basis=basis))


@layout("wide, sums from January")
def _sums_across(world: World) -> tuple[Sequence[Sheet], Options]:
    """Indicators down, 1—2月, 1—3月 … across."""
    items = world.items()
    stubs, _ = stubs_of_items(world, items)
    form = world.chance.random()

    def column(month: int) -> Column:
        same = World(random.Random(form))  # each column in the same words
        return Column(
            (to_date_name(same, month),), lambda row: world.shown(world.to_date(items[row], world.year, month))
        )

    first = world.chance.randint(2, world.month)
    columns = with_noise(world, [column(month) for month in range(first, world.month + 1)], lambda row: items[row])
    lines = title(world, f"{world.year}年")
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options())


@layout("wide, years over months")
def _years_over_months(world: World) -> tuple[Sequence[Sheet], Options]:
    """Two rows of headings: the years over their months."""
    items = world.items()
    stubs, _ = stubs_of_items(world, items)
    year = max(world.year, 2022)

    def column(of_year: int, month: int) -> Column:
        return Column(
            (f"{of_year}年", f"{month}月"), lambda row: world.shown(world.month_of(items[row], of_year, month))
        )

    months = [(year - 1, 11), (year - 1, 12), (year, 1), (year, 2)][world.chance.randint(0, 1) :]
    block = Block(stubs, [column(*month) for month in months], len(items), words_after(world))
    lines = title(world, "") if world.maybe(0.5) else []
    return one_sheet(world, lines, block, Options(basis="period"))


@layout("wide, years")
def _years_across(world: World) -> tuple[Sequence[Sheet], Options]:
    """Indicators down, whole years across, with a target or growth beside them."""
    items = world.items()
    stubs, _ = stubs_of_items(world, items)
    form = world.pick(("{}年", "{}", "{}年度"))
    years = list(range(world.chance.randint(2021, 2024), 2026))
    columns = [
        Column((form.format(year),), lambda row, year=year: world.shown(world.to_date(items[row], year, 12)))  # type: ignore[misc]
        for year in years
    ]
    columns = with_noise(world, columns, lambda row: items[row])
    return one_sheet(world, title(world, ""), Block(stubs, columns, len(items), words_after(world)), Options())


@layout("wide, month and sum under months")
def _parts_of_months(world: World) -> tuple[Sequence[Sheet], Options]:
    """Two rows of headings: under each month 当月, 累计 and 同比."""
    items = world.items()
    stubs, _ = stubs_of_items(world, items)
    month_word, sum_word, noise = world.pick(MONTH_WORDS), world.pick(YTD_WORDS), world.pick(GROWTH_WORDS)
    has_noise = world.maybe(0.7)
    of_year = world.maybe(0.3)

    def group(month: int) -> Iterator[Column]:
        over = f"{world.year}年{month}月" if of_year else f"{month}月"
        yield Column((over, month_word), lambda row: world.shown(world.month_of(items[row], world.year, month)))
        yield Column((over, sum_word), lambda row: world.shown(world.to_date(items[row], world.year, month)))
        if has_noise:
            yield Column((over, noise), lambda row: Entry(world.noise(items[row], noise)))

    first = world.chance.randint(1, world.month)
    columns = [column for month in range(first, min(first + 2, world.month) + 1) for column in group(month)]
    lines = title(world, f"{world.year}年") if not of_year or world.maybe(0.5) else []
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options())


def bulletin(world: World, items: Sequence[Item], year: int, month: int, *, apart: bool | None = None) -> Block:
    """The commonest table: 指标, 单位, 本月, 累计, 同比, or a column of levels beside them."""
    stubs, _ = stubs_of_items(world, items)
    month_word, sum_word, level_word = world.pick(MONTH_WORDS), world.pick(YTD_WORDS), world.pick(LEVEL_WORDS)
    apart = world.maybe(0.3) if apart is None else apart
    dash = world.pick(("—", "", "/", "…"))

    def of_month(row: int) -> Entry:
        item = items[row]
        return world.shown(world.month_of(item, year, month)) if item.flow or not apart else Entry(dash)

    def to_date(row: int) -> Entry:
        item = items[row]
        return world.shown(world.to_date(item, year, month)) if item.flow else Entry(dash)

    def level(row: int) -> Entry:
        return Entry(dash) if items[row].flow else world.shown(world.month_of(items[row], year, month))

    columns = [Column((month_word,), of_month), Column((sum_word,), to_date)]
    if apart:
        columns.append(Column((level_word,), level))
    columns = with_noise(world, columns, lambda row: items[row], share=0.9)
    return Block(stubs, columns, len(items), words_after(world))


@layout("bulletin")
def _bulletin(world: World) -> tuple[Sequence[Sheet], Options]:
    """The month stands in the title or in a line below it, or the command says it."""
    block = bulletin(world, world.items(5), world.year, world.month)
    if world.maybe(0.15):
        return one_sheet(world, title(world, ""), block, Options(period=f"{world.year}-{world.month:02}"))
    return one_sheet(world, title_of_month(world, world.year, world.month), block, Options())


@layout("bulletin, month in the sheet's name")
def _named_sheet(world: World) -> tuple[Sequence[Sheet], Options]:
    """The sheet is called 2024年6月, or 6月 under a title with the year."""
    block = bulletin(world, world.items(5), world.year, world.month)
    if world.maybe(0.5):
        name = world.pick(
            (f"{world.year}年{world.month}月", f"{world.year}-{world.month:02}", f"{world.year}.{world.month:02}")
        )
        return one_sheet(world, title(world, ""), block, Options(), name)
    return one_sheet(world, title(world, f"{world.year}年"), block, Options(), f"{world.month}月")


@layout("workbook, a sheet a month")
def _sheet_a_month(world: World) -> tuple[Sequence[Sheet], Options]:
    """A workbook with a bulletin on each sheet."""
    items, drawing, sheets = world.items(), Drawing(world), []
    seed, in_name = world.chance.random(), world.maybe(0.5)
    for month in range(max(1, world.month - 2), world.month + 1):
        sheet = Sheet(f"{month}月")
        block = bulletin(Same(world, seed), items, world.year, month, apart=False)
        lines = title(world, f"{world.year}年") if in_name else title_of_month(world, world.year, month)
        top = drawing.titles(sheet, lines, width=len(block.all))
        drawing.notes(sheet, drawing.block(sheet, block, top))
        sheets.append(sheet)
    if world.maybe(0.3):
        cover = Sheet("封面")
        cover.put(2, 2, Entry("云屏市人力资源和社会保障局"))
        cover.put(4, 2, Entry("就业工作月报"))
        sheets.insert(0, cover)
    return sheets, Options()


@layout("transposed, months down")
def _transposed(world: World) -> tuple[Sequence[Sheet], Options]:
    """Months down, indicators across; a total may close the months."""
    items, basis = world.items(), world.pick(("period", "ytd"))
    months = list(range(1, world.month + 1))
    of_year, total = world.maybe(0.5), basis == "period" and world.maybe(0.3)

    def name(row: int) -> Entry:
        if row == len(months):
            return Entry(world.pick(("合计", "总计", "全年合计")), head=True)
        year = world.year if of_year else None
        if basis == "ytd" and months[row] > 1:
            return Entry(to_date_name(world, months[row], year), head=True)
        return Entry(month_name(world, months[row], year), head=True)

    def column(item: Item) -> Column:
        def fill(row: int) -> Entry:
            if row == len(months):
                return Entry(world.noise(item, "合计"))
            made = world.month_of if basis == "period" else world.to_date
            return world.shown(made(item, world.year, months[row]))

        return Column((label(world, item, unit=world.maybe(0.4)),), fill)

    stub = Column((world.pick(("月份", "时期", "时间", "年月") if of_year else ("月份", "时期", "时间")),), name)
    columns = [column(item) for item in items]
    if world.maybe(0.5):
        columns = with_noise(world, columns, lambda row: items[0] if row < len(months) else None, share=0.5)
    lines = title(world, f"{world.year}年") if not of_year or world.maybe(0.3) else []
    block = Block([stub], columns, len(months) + total, words_after(world))
    return one_sheet(world, lines, block, Options(basis=basis) if basis == "period" else Options())


@layout("transposed, month and sum under names")
def _transposed_parts(world: World) -> tuple[Sequence[Sheet], Options]:
    """Months down; over each pair of 当月 and 累计 the name of the indicator."""
    items = world.items(3, flows=True)
    months = list(range(1, world.month + 1))
    month_word, sum_word, noise = world.pick(MONTH_WORDS), world.pick(YTD_WORDS), world.pick(GROWTH_WORDS)
    has_noise = world.maybe(0.6)

    def group(item: Item) -> Iterator[Column]:
        over = label(world, item, unit=world.maybe(0.3))
        yield Column((over, month_word), lambda row: world.shown(world.month_of(item, world.year, months[row])))
        yield Column((over, sum_word), lambda row: world.shown(world.to_date(item, world.year, months[row])))
        if has_noise:
            yield Column((over, noise), lambda row: Entry(world.noise(item, noise)))

    stub = Column((world.pick(("月份", "时期", "时间")),), lambda row: Entry(month_name(world, months[row]), head=True))
    columns = [column for item in items for column in group(item)]
    block = Block([stub], columns, len(months), words_after(world))
    return one_sheet(world, title(world, f"{world.year}年"), block, Options())


@layout("one indicator, named by the command or above")
def _one_indicator(world: World) -> tuple[Sequence[Sheet], Options]:
    """Months down, 当月 and 累计 across, and the indicator in a line above, or nowhere."""
    item = world.pick_item(FLOWS)
    months = list(range(1, world.month + 1))
    columns = [
        Column((world.pick(MONTH_WORDS),), lambda row: world.shown(world.month_of(item, world.year, months[row]))),
        Column((world.pick(YTD_WORDS),), lambda row: world.shown(world.to_date(item, world.year, months[row]))),
    ]
    columns = with_noise(world, columns, lambda row: item)
    stub = Column(("月份",), lambda row: Entry(month_name(world, months[row], world.year), head=True))
    block = Block([stub], columns, len(months), words_after(world))
    if world.maybe(0.5):
        return one_sheet(world, title(world, ""), block, Options(indicator=item.id))
    return one_sheet(world, [f"指标：{item.name}"], block, Options())


@layout("regions down")
def _regions(world: World) -> tuple[Sequence[Sheet], Options]:
    """Cities down, the one that is asked for among them; indicators across."""
    items = world.items(3)
    regions = ["全省", "临江市", "南屏市", CITIES[CITY][0], "北屏市"][world.chance.randint(0, 1) :]
    own = regions.index(CITIES[CITY][0])

    def column(item: Item) -> Column:
        def fill(row: int) -> Entry:
            if row != own:
                return Entry(world.noise(item, ""))
            return world.shown(world.to_date(item, world.year, world.month))

        return Column((label(world, item, unit=world.maybe(0.4)),), fill)

    stub = Column((world.pick(REGION_WORDS),), lambda row: Entry(regions[row], head=True))
    columns = [column(item) for item in items]
    if world.maybe(0.4):
        columns = with_noise(world, columns, lambda row: items[0], share=0.4)
    lines = [f"各市{world.year}年1—{world.month}月主要指标"]
    return one_sheet(world, lines, Block([stub], columns, len(regions), words_after(world, 1)), Options())


@layout("regions down, years across")
def _regions_and_years(world: World) -> tuple[Sequence[Sheet], Options]:
    """Cities down, years across, the indicator in a line above."""
    item = world.pick_item(ITEMS)
    regions = ["全省", "临江市", CITIES[CITY][0], "南屏市"]
    own = regions.index(CITIES[CITY][0])
    years = list(range(2022, 2026))

    def column(year: int) -> Column:
        def fill(row: int) -> Entry:
            return world.shown(world.to_date(item, year, 12)) if row == own else Entry(world.noise(item, ""))

        return Column((f"{year}年",), fill)

    stub = Column((world.pick(REGION_WORDS),), lambda row: Entry(regions[row], head=True))
    lines = [f"{world.pick(('指标：', '指标名称：'))}{item.name}{world.pick(('', f'（{item.unit}）'))}"]
    return one_sheet(world, lines, Block([stub], [column(year) for year in years], len(regions)), Options())


@layout("districts with their total")
def _districts(world: World) -> tuple[Sequence[Sheet], Options]:
    """Districts down, closed or opened by the row of the whole city; indicators across."""
    items = world.items(3)
    districts = ["东湖区", "西山区", "高新区"]
    own = world.chance.choice((0, 3))
    districts.insert(own, world.pick(("合计", "全市", "全市合计", "总计")))

    def column(item: Item) -> Column:
        def fill(row: int) -> Entry:
            if row != own:
                return Entry(world.noise(item, ""))
            return world.shown(world.to_date(item, world.year, world.month))

        return Column((label(world, item, unit=world.maybe(0.4)),), fill)

    stub = Column((world.pick(("区县", "县区", "区（县）", "板块")),), lambda row: Entry(districts[row], head=True))
    lines = title(world, f"{world.year}年1—{world.month}月")
    return one_sheet(world, lines, Block([stub], [column(item) for item in items], 4, words_after(world, 1)), Options())


@layout("two panels side by side")
def _panels(world: World) -> tuple[Sequence[Sheet], Options]:
    """Two bulletins beside each other, each with its column of names."""
    items, drawing, sheet = world.chance.sample(ITEMS, 4), Drawing(world), Sheet()
    seed, left = world.chance.random(), 1
    lines = title_of_month(world, world.year, world.month)
    top = drawing.titles(sheet, lines, width=6)
    blocks = [bulletin(Same(world, seed), part, world.year, world.month) for part in (items[:2], items[2:])]
    bottom = top
    for block in blocks:
        block = block._replace(after=())
        bottom = max(bottom, drawing.block(sheet, block, top, left, plain=True))
        left += len(block.all) + world.chance.randint(0, 1)
    drawing.notes(sheet, bottom)
    return [sheet], Options()


@layout("a second table below")
def _below(world: World) -> tuple[Sequence[Sheet], Options]:
    """Another table with its own title and header below the first."""
    drawing, sheet, row = Drawing(world), Sheet(), 1
    items = world.chance.sample(ITEMS, 4)
    other = world.month % 12 + 1 if world.maybe(0.5) else world.month
    parts = (items[:2], items[:2]) if other != world.month else (items[:2], items[2:])
    for part, month in zip(parts, (world.month, other), strict=True):
        block = bulletin(world, part, world.year, month)
        row = drawing.titles(sheet, title_of_month(world, world.year, month), row, width=len(block.all))
        row = drawing.block(sheet, block, row) + world.chance.randint(1, 2)
    drawing.notes(sheet, row)
    return [sheet], Options()


@layout("header repeated on each page")
def _pages(world: World) -> tuple[Sequence[Sheet], Options]:
    """The header stands again over the rows of the next page."""
    items, drawing, sheet = world.chance.sample(ITEMS, 4), Drawing(world), Sheet()
    seed = world.chance.random()
    block = bulletin(Same(world, seed), items[:2], world.year, world.month)
    row = drawing.titles(sheet, title_of_month(world, world.year, world.month), width=len(block.all))
    row = drawing.block(sheet, block, row) + world.chance.randint(0, 1)
    again = bulletin(Same(world, seed), items[2:], world.year, world.month)
    drawing.notes(sheet, drawing.block(sheet, again, row))
    return [sheet], Options()


@layout("rows of target and result")
def _types(world: World) -> tuple[Sequence[Sheet], Options]:
    """Two or three rows an indicator, told apart by a column."""
    items = world.items(3)
    kinds = world.pick_kinds()
    done = next(index for index, (_, real) in enumerate(kinds) if real)
    months = list(range(max(2, world.month - 2), world.month + 1))

    def column(month: int) -> Column:
        def fill(row: int) -> Entry:
            item, kind = items[row // len(kinds)], row % len(kinds)
            if kind != done:
                return Entry(world.noise(item, ""))
            return world.shown(world.to_date(item, world.year, month))

        return Column((f"1—{month}月",), fill)

    names = [label(world, item) for item in items]
    stubs = [
        Column((world.pick(NAME_WORDS),), lambda row: Entry(names[row // len(kinds)], head=True)),
        Column((world.pick(("类型", "类别", "分类")),), lambda row: Entry(kinds[row % len(kinds)][0], head=True)),
    ]
    block = Block(stubs, [column(month) for month in months], len(items) * len(kinds), words_after(world))
    return one_sheet(world, title(world, f"{world.year}年"), block, Options())


@layout("rows of men and women")
def _sexes(world: World) -> tuple[Sequence[Sheet], Options]:
    """Three rows an indicator: the whole, men and women."""
    items = [item for item in world.items(3) if item.unit != "%"] or list(FLOWS[:1])
    groups = [world.pick(("合计", "总计", "总数", "全部")), "男", "女"]
    if world.maybe(0.4):
        groups = [*groups[1:], groups[0]]
    whole = next(index for index, group in enumerate(groups) if group not in ("男", "女"))
    months = [2, 3, 4][: world.chance.randint(1, 3)]

    def column(month: int) -> Column:
        def fill(row: int) -> Entry:
            item = items[row // 3]
            if row % 3 != whole:
                return Entry(world.noise(item, ""))
            return world.shown(world.to_date(item, world.year, month))

        return Column((f"{world.year}年1—{month}月",), fill)

    names = [label(world, item) for item in items]
    stubs = [
        Column((world.pick(NAME_WORDS),), lambda row: Entry(names[row // 3], head=True)),
        Column((world.pick(("性别", "性 别")),), lambda row: Entry(groups[row % 3], head=True)),
    ]
    block = Block(stubs, [column(month) for month in months], len(items) * 3, words_after(world))
    return one_sheet(world, title(world, "") if world.maybe(0.5) else [], block, Options())


@layout("target, result and degree")
def _target_and_result(world: World) -> tuple[Sequence[Sheet], Options]:
    """The year's target, what was done to date, and the share of the one in the other."""
    items = world.items(4)
    stubs, _ = stubs_of_items(world, items)
    done = world.pick(DONE_WORDS)
    to_date = world.maybe(0.5)
    columns = [
        Column((world.pick(TARGET_WORDS),), lambda row: Entry(world.noise(items[row], "目标"))),
        Column((done,), lambda row: world.shown(world.to_date(items[row], world.year, world.month if to_date else 12))),
        Column((world.pick(RATIO_WORDS),), lambda row: Entry(world.noise(items[row], "完成率"))),
    ]
    period = f"{world.year}年1—{world.month}月" if to_date else f"{world.year}年"
    lines = [world.pick(("{}目标任务完成情况", "{}重点任务进展情况表", "{}主要指标完成情况")).format(period)]
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options())


@layout("targets over years, results over years")
def _headings_over_headings(world: World) -> tuple[Sequence[Sheet], Options]:
    """规划目标 over 2025年, 实际完成 over the years that are past."""
    items = world.items(4)
    stubs, _ = stubs_of_items(world, items)
    target, done = world.pick(TARGET_WORDS[:10]), world.pick(("实际完成", "完成情况", "实际", "完成数"))
    years = [2022, 2023, 2024][: world.chance.randint(1, 3)]
    columns = [
        Column((done, f"{year}年"), lambda row, year=year: world.shown(world.to_date(items[row], year, 12)))  # type: ignore[misc]
        for year in years
    ]
    noise = Column((target, "2025年"), lambda row: Entry(world.noise(items[row], target)))
    columns.insert(world.chance.choice((0, len(columns))), noise)
    return one_sheet(world, title(world, ""), Block(stubs, columns, len(items), words_after(world)), Options())


@layout("this year and the same months of the last")
def _this_year_and_last(world: World) -> tuple[Sequence[Sheet], Options]:
    """本年 and 上年同期 over their months; the latter is no observation of this year."""
    items = world.items(4)
    stubs, _ = stubs_of_items(world, items)
    this, last = world.pick(("本年", "今年", "本年度")), world.pick(("上年同期", "去年同期", "上年"))
    months = f"1—{world.month}月"
    columns = [
        Column((this, months), lambda row: world.shown(world.to_date(items[row], world.year, world.month))),
        Column((last, months), lambda row: Entry(world.noise(items[row], last))),
    ]
    if world.maybe(0.3):
        columns.reverse()
    lines = title(world, f"{world.year}年")
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options())


@layout("two years beside each other")
def _two_years(world: World) -> tuple[Sequence[Sheet], Options]:
    """The same months of two years, both observations, and the growth between them."""
    items = world.items(4)
    stubs, _ = stubs_of_items(world, items)
    year, growth = max(world.year, 2022), world.pick(GROWTH_WORDS)

    def column(of_year: int) -> Column:
        head = f"{of_year}年1—{world.month}月"
        return Column((head,), lambda row: world.shown(world.to_date(items[row], of_year, world.month)))

    columns = [column(year), column(year - 1), Column((growth,), lambda row: Entry(world.noise(items[row], growth)))]
    lines = title(world, "") if world.maybe(0.5) else []
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options())


@layout("quarters")
def _quarters(world: World) -> tuple[Sequence[Sheet], Options]:
    """一季度, 上半年, 前三季度, 全年, as governments report."""
    items = world.items(3, flows=True)
    stubs, _ = stubs_of_items(world, items)
    spans = [("一季度", 3), ("上半年", 6), ("前三季度", 9), ("全年", 12)][: world.chance.randint(1, 4)]
    columns = [
        Column((name,), lambda row, last=last: world.shown(world.to_date(items[row], world.year, last)))  # type: ignore[misc]
        for name, last in spans
    ]
    columns = with_noise(world, columns, lambda row: items[row], share=0.5)
    lines = title(world, f"{world.year}年")
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options())


@layout("persons instead of ten thousands")
def _persons(world: World) -> tuple[Sequence[Sheet], Options]:
    """The table counts 人, the plan 万人, and the command allows to convert."""
    items = [item for item in world.items(3, flows=True) if item.unit == "万人"] or [FLOWS[0]]

    def persons(truth: Truth) -> Entry:
        return Entry(f"{truth.value * 10_000:f}".split(".")[0], truth, head=False)

    form = world.pick(("column", "name", "line"))
    names = [item.name + ("（人）" if form == "name" else "") for item in items]
    stubs = [Column((world.pick(NAME_WORDS),), lambda row: Entry(names[row], head=True))]
    if form == "column":
        stubs.append(Column((world.pick(UNIT_WORDS),), lambda row: Entry("人", head=True)))
    columns = [
        Column((world.pick(MONTH_WORDS),), lambda row: persons(world.month_of(items[row], world.year, world.month))),
        Column((world.pick(YTD_WORDS),), lambda row: persons(world.to_date(items[row], world.year, world.month))),
    ]
    lines = title_of_month(world, world.year, world.month, unit="人" if form == "line" else "")
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options(convert=True))


@layout("rows and columns that are skipped")
def _skipped(world: World) -> tuple[Sequence[Sheet], Options]:
    """What the plan does not have is left out by the command."""
    items: list[Item | None] = [*world.items(3), None]
    world.chance.shuffle(items)
    unknown, heading = world.pick(("信访件数", "招聘会场次", "零就业家庭")), world.pick(UNKNOWN_WORDS)
    names = [label(world, item) if item else unknown for item in items]

    def figure(made: Callable[[Item, int, int], Truth]) -> Fill:
        def fill(row: int) -> Entry:
            item = items[row]
            return (
                Entry(str(world.chance.randint(10, 99)))
                if item is None
                else world.shown(made(item, world.year, world.month))
            )

        return fill

    columns = [
        Column((world.pick(MONTH_WORDS),), figure(world.month_of)),
        Column((world.pick(YTD_WORDS),), figure(world.to_date)),
        Column((heading,), lambda row: Entry(world.noise(items[row] or FLOWS[0], ""))),
    ]
    stub = Column((world.pick(NAME_WORDS),), lambda row: Entry(names[row], head=True))
    block = Block([stub], columns, len(items), words_after(world))
    options = Options(skipped=(unknown, heading))
    return one_sheet(world, title_of_month(world, world.year, world.month), block, options)


@layout("hidden columns")
def _hidden_columns(world: World) -> tuple[Sequence[Sheet], Options]:
    """A column that nobody sees has the same heading as one that everybody sees, with figures of an older state."""
    items = world.items(4)
    stubs, _ = stubs_of_items(world, items)
    month_word, sum_word = world.pick(MONTH_WORDS), world.pick(YTD_WORDS)
    columns = [
        Column((month_word,), lambda row: world.shown(world.month_of(items[row], world.year, world.month))),
        Column((sum_word,), lambda row: world.shown(world.to_date(items[row], world.year, world.month))),
    ]
    heading = world.pick((month_word, sum_word, "备用"))
    stale = Column((heading,), lambda row: Entry(world.noise(items[row], "")), hidden=True)
    columns.insert(world.chance.randint(0, 2), stale)
    block = Block(stubs, columns, len(items), words_after(world))
    sheets, options = one_sheet(world, title_of_month(world, world.year, world.month), block, Options())
    for sheet in sheets:
        sheet.merged.clear()
    return sheets, options


@layout("months that a spreadsheet rewrote")
def _rewritten(world: World) -> tuple[Sequence[Sheet], Options]:
    """The first of a month for the month, a serial number, Jun-24, 2024.1: what was meant, or a refusal."""
    items, basis = world.items(3), world.pick(("period", "ytd"))
    stubs, _ = stubs_of_items(world, items)
    way = world.pick(("{0}/{1}/1", "{0}-{1:02}-01", "serial", "name", "{0}.{1}", "{0}年{1}月1日", "last"))

    def heading(month: int) -> str:
        day = date(world.year, month, 1)
        if way == "serial":
            return str((day - date(1899, 12, 30)).days)
        if way == "name":
            return day.strftime("%b-%y")
        return str(last_day(world.year, month)) if way == "last" else way.format(world.year, month)

    def column(month: int) -> Column:
        made = world.month_of if basis == "period" else world.to_date
        return Column((heading(month),), lambda row: world.shown(made(items[row], world.year, month)))

    columns = [column(month) for month in range(1, world.month + 1)]
    block = Block(stubs, columns, len(items), words_after(world))
    lines = title(world, f"{world.year}年") if world.maybe(0.5) else []
    return one_sheet(world, lines, block, Options(basis=basis))


@layout("marks in cells")
def _marks(world: World) -> tuple[Sequence[Sheet], Options]:
    """Estimates in some cells; in others a mark that refers to a note, two numbers, or a blank within the number."""
    items = world.items(4)
    stubs, _ = stubs_of_items(world, items)
    world.style = ""

    def marked(truth: Truth) -> Entry:
        if world.maybe(0.2):
            form = world.pick(("{}（预计）", "{}(P)", "{}（预计数）", "{}p", "预计{}", "{}（初步）"))
            return Entry(form.format(truth.value), truth._replace(provisional=True))
        if world.maybe(0.04):
            text = f"{truth.value:f}"
            ways = (f"{text}①", f"{text}/+1.9%", f"{text[0]} {text[1:]}", f"{text}—9", f"约{text}", f"{text}（含农村）")
            return Entry(world.pick(ways), truth)
        return world.shown(truth)

    def to_date(row: int) -> Entry:
        return marked(world.to_date(items[row], world.year, world.month)) if items[row].flow else Entry("—")

    columns = [
        Column((world.pick(MONTH_WORDS),), lambda row: marked(world.month_of(items[row], world.year, world.month))),
        Column((world.pick(YTD_WORDS),), to_date),
    ]
    columns = with_noise(world, columns, lambda row: items[row])
    block = Block(stubs, columns, len(items), words_after(world))
    return one_sheet(world, title_of_month(world, world.year, world.month), block, Options())


@layout("no period, or two")
def _no_period(world: World) -> tuple[Sequence[Sheet], Options]:
    """Nothing says which month is meant, or two words contradict each other: nothing may be read."""
    block = bulletin(world, world.items(3), world.year, world.month)
    other = world.month % 12 + 1
    lines, name, options = title_of_month(world, world.year, world.month), "", Options()
    match world.chance.randint(0, 4):
        case 0:
            lines = [*title(world, ""), f"填报日期：{world.year}年{other}月8日"]
        case 1:
            lines = title(world, f"{world.year - 1}年和{world.year}年")
        case 2:
            name = f"{other}月"
        case 3:
            options = Options(period=f"{world.year}-{other:02}")
        case _:
            lines = title(world, f"《关于印发{world.year}年就业工作要点的通知》")
    sheets, options = one_sheet(world, lines, block, options, name)
    for sheet in sheets:
        sheet.figures.clear()
    return sheets, options


@layout("parts across")
def _parts_across(world: World) -> tuple[Sequence[Sheet], Options]:
    """合计, 男, 女 across, under the period or under the title's."""
    items = [item for item in world.items(3) if item.unit != "%"] or list(FLOWS[:1])
    stubs, _ = stubs_of_items(world, items)
    period = f"{world.year}年1—{world.month}月"
    over = (period,) if world.maybe(0.5) else ()
    whole = world.pick(("合计", "总计", "总数"))
    columns = [
        Column((*over, whole), lambda row: world.shown(world.to_date(items[row], world.year, world.month))),
        Column((*over, "男"), lambda row: Entry(world.noise(items[row], "男"))),
        Column((*over, "女"), lambda row: Entry(world.noise(items[row], "女"))),
    ]
    if world.maybe(0.4):
        columns = [*columns[1:], columns[0]]
    lines = title(world, "" if over else period)
    return one_sheet(world, lines, Block(stubs, columns, len(items), words_after(world)), Options())


@layout("in English")
def _english(world: World) -> tuple[Sequence[Sheet], Options]:
    """The same bulletin in English."""
    items = world.items(4)
    names = {line.split(", name")[0].split("id: ")[1]: line.split("en: ")[1].split("}")[0] for line in _LINES}
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    month = months[world.month - 1]
    columns = [
        Column(
            (f"{month} {world.year}",), lambda row: world.shown(world.month_of(items[row], world.year, world.month))
        ),
        Column(
            (f"Jan-{month} {world.year}",), lambda row: world.shown(world.to_date(items[row], world.year, world.month))
        ),
    ]
    noise = world.pick(("Change (%)", "YoY", "Target", "Last year", "Rank", "Growth", "Plan", "% of target"))
    columns.insert(world.chance.randint(0, 2), Column((noise,), lambda row: Entry(world.noise(items[row], noise))))
    world.style = ""
    stub = Column(("Indicator",), lambda row: Entry(names[items[row].id], head=True))
    return one_sheet(world, [], Block([stub], columns, len(items)), Options(basis="period"))


@layout("the data file's own columns")
def _own_columns(world: World) -> tuple[Sequence[Sheet], Options]:
    """As data files and exports are written."""
    items = world.items(4)
    rows = [(item, month) for item in items for month in range(1, world.month + 1)]
    world.style = ""

    def basis(row: int) -> Entry:
        return Entry(("ytd" if rows[row][1] % 2 else "period") if rows[row][0].flow else "level")  # empty: period

    def value(row: int) -> Entry:
        item, month = rows[row]
        made = world.to_date if month % 2 else world.month_of
        return world.shown(made(item, world.year, month))

    columns = [
        Column(("city",), lambda row: Entry(CITY, head=True)),
        Column(("indicator",), lambda row: Entry(rows[row][0].id, head=True)),
        Column(("period",), lambda row: Entry(f"{world.year}-{rows[row][1]:02}", head=True)),
        Column(("value",), value),
        Column(("basis",), basis),
    ]
    drawing, sheet = Drawing(world), Sheet()
    drawing.margin, drawing.merging = 0, "lost"
    drawing.block(sheet, Block([], columns, len(rows)), 1, plain=True)
    return [sheet], Options()


# --- cases and their mutations ---------------------------------------------------------------------------------------


def case_of(name: str, seed: int) -> Case:
    """The table of a layout that the seed makes."""
    world = World(random.Random(f"{name} {seed}"))
    sheets, options = LAYOUTS[name](world)
    for sheet in sheets:
        sheet.mark_provisional()
    return Case(name, tuple(sheets), options)


class Mutation(NamedTuple):
    """A case with one heading changed, and what was done to it."""

    case: Case
    what: str
    before: str
    after: str


def mutated(case: Case, chance: random.Random) -> Mutation | None:
    """Change one heading: drop it, misspell it, or put another word in its place; None where nothing was found."""
    for _ in range(20):
        sheet = chance.choice([sheet for sheet in case.sheets if sheet.heads])
        place = chance.choice([place for place in sheet.heads if place[1] not in sheet.hidden])
        before = sheet.cells[place]
        what, after = chance.choice(_WAYS)(before, chance)
        if after == before or _is_proper(before, after):
            continue
        changed = Sheet(sheet.name)
        changed.cells = {**sheet.cells, place: after}
        if not after:
            del changed.cells[place]
        changed.merged, changed.heads, changed.figures = sheet.merged, sheet.heads, sheet.figures
        changed.hidden = sheet.hidden
        sheets = tuple(changed if one is sheet else one for one in case.sheets)
        return Mutation(case._replace(sheets=sheets), what, before, after)
    return None


def _is_proper(before: str, after: str) -> bool:
    """Whether the words are another proper heading: the table then tells something else, and nobody can know."""
    folded = re.sub(r"\s", "", after)
    same = [word for word in _SAME if before in word]
    return folded in _PROPER and not any(folded in word for word in same)


_SAME = (MONTH_WORDS, YTD_WORDS, LEVEL_WORDS, NAME_WORDS, NOTE_WORDS, UNIT_WORDS)


def _dropped(text: str, chance: random.Random) -> tuple[str, str]:
    return "dropped", ""


def _other(text: str, chance: random.Random) -> tuple[str, str]:
    return "other word", chance.choice(UNKNOWN_WORDS)


def _aside(text: str, chance: random.Random) -> tuple[str, str]:
    return "word for what is no observation", chance.choice(NOISE_WORDS)


def _before(text: str, chance: random.Random) -> tuple[str, str]:
    return "word before", chance.choice(BEFORE) + text


def _behind(text: str, chance: random.Random) -> tuple[str, str]:
    return "word behind", text + chance.choice(BEHIND)


def _without_one(text: str, chance: random.Random) -> tuple[str, str]:
    """Leave out a character that is no numeral, nor the only thing that parts two of them."""
    at = chance.randrange(len(text))
    return "character lost", text if _counts(text, at) else text[:at] + text[at + 1 :]


def _with_two(text: str, chance: random.Random) -> tuple[str, str]:
    at = chance.randrange(len(text))
    return "character doubled", text if _counts(text, at) else text[:at] + text[at] + text[at:]


def _turned(text: str, chance: random.Random) -> tuple[str, str]:
    at = chance.randrange(max(1, len(text) - 1))
    pair = text[at : at + 2]
    if len(pair) < 2 or any(_counts(text, at + index) for index in range(2)):
        return "characters swapped", text
    return "characters swapped", text[:at] + pair[::-1] + text[at + 2 :]


def _counts(text: str, at: int) -> bool:
    """Whether the character says which number is meant: without it another period might stand there."""
    numerals = "0123456789一二三四五六七八九十前上下"
    near = text[max(0, at - 1) : at] in "0123456789" and text[at + 1 : at + 2] in "0123456789"
    return text[at] in numerals or (0 < at < len(text) - 1 and near)


_WAYS = (_dropped, _other, _aside, _before, _behind, _without_one, _without_one, _with_two, _turned)
