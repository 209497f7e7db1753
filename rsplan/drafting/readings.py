"""Readings of printed rows: kind, direction and figures, with the parts that remain to be confirmed.

Signals are the marks of the figures, the unit, words of the name, and a loaded plan that has the indicator. If they
disagree, or if there are none, the likeliest meaning is taken and the reason to look at it is kept.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from rsplan.documents.structure.folding import folded
from rsplan.drafting.columns import GROWTH_WORDS, OF_CHANGE, SUM_WORDS, plan_numbers, says_sum
from rsplan.drafting.printed_parts import is_unit, unit_of
from rsplan.drafting.printed_rows import PrintedFigure, PrintedRow, heading_unit
from rsplan.errors import BadText
from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, By, Comparator, Judged, Kind, Says
from rsplan.model.plan import Indicator
from rsplan.model.printed_figure_reading import RAISED_MARKS, Reading, read_target
from rsplan.model.target_meaning import (
    ABOUT_TOLERANCE,
    Stated,
    by_default,
    contradictions,
    impossible,
    in_unit_of_target,
    judged_by,
    resolve,
    unit_difference,
    unit_of_target,
)
from rsplan.model.units import are_persons, base_unit, in_unit
from rsplan.read.yaml_values import percentage
from rsplan.text import Language, say

#: Words of names by the kind of quantity that they say; a name may say several.
KIND_WORDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CUMULATIVE: (
        *("新增", "新招", "新取得", "新培养", "新建", "新引进", "新认定", "累计", "培训", "招收", "引进"),
        *("取证", "援助", "扶持", "培育", "帮扶", "再就业人数", "转移就业人数", "创业人数", "带动就业"),
        *("开展", "举办", "资助", "选派", "人次"),
    ),
    Kind.STOCK: (
        *("总量", "总数", "存量", "参保人数", "参保人员", "参保规模", "持卡人数", "每万", "每千", "每百"),
        *(
            "拥有",
            "保有",
            "在册",
            "在岗",
            "年末",
            "期末",
            "人均",
            "平均",
            "预期寿命",
            "余额",
            "结余",
            "规模",
            "面积",
            "浓度",
        ),
    ),
    Kind.ANNUAL: ("每年", "年均", "年度"),
    **dict.fromkeys((Kind.RATE, Kind.COMPOSITION, Kind.GROWTH, Kind.CHANGE), ()),  # the unit and the print say these
}
_RATE_ENDS = ("率", "比重", "占比", "比例", "覆盖面", "度")
_RATE_UNITS = ("%", "‰")
_REDUCTION_WORDS = ("降低", "下降", "减少", "压减")

#: Words of names of which less is better, unless the name says by how much it falls.
_LOWER_WORDS = (
    *("失业率", "零就业", "事故", "死亡", "发病", "发生率", "能耗", "消耗", "排放", "发案", "逾期", "缺口"),
    *("流失率", "欠薪", "欠费", "抚养比", "贫困", "伤亡", "浓度", "耗水", "用水量", "超时", "超期", "投诉率", "时限"),
    *("困难", "流失", "失信", "信访", "上访", "辍学", "拖欠", "空置", "犯罪", "违法", "返贫", "污染", "二氧化碳"),
)
#: Words that turn round what follows them, and the unemployed themselves; not the insurance against unemployment.
_NOT = re.compile(r"未(?!来|成年)|不(?=合格|满意|达标|足|稳定)|不充分|无(?=欠|事故|投诉)|零(?=事故|欠|投诉)|非法")
_UNEMPLOYED = re.compile(r"失业(?!保险)")
_UNEMPLOYED_HEAD = re.compile(
    r"失业(?:率|(?:者|人员|人口|青年|职工|毕业生)?(?:总?人数|总?数|总量|规模|比例|比重|占比)?)$"
)
#: The word that a name ends with says what is measured, of whatever it is measured: 欠薪案件结案率.
_GOOD_HEAD = re.compile(
    r"(?:结案|办结|调解|调处|成功|满意|解决|处置|处理|查处|核处|清欠|清偿|追缴|追回|整改|化解|清零|帮扶|援助|救助|培训|安置"
    r"|就业|上岗|参保|缴费|覆盖|达标|合格|签订|申领|回复|响应|治理|认定|创业|脱贫|完成|配备|支付|保障|管理)"
    r"(?:人员)?(?:总?人数|人次数?|户数|件数|数量?|率|度|面|比例|比重|占比)?$"
)
#: Actions on what is bad, of which more is better than less; of what a name measures by them nothing is certain.
_ACTION = re.compile(
    r"清[理偿欠缴零]|追[发缴回讨偿]|劝返|演练|发放|抚恤|化解|处置|整治|救助|查处|办理|处理|挽回|预防|防治|监测|排查"
)
#: Things that are bad by themselves, of which names seldom say a rate: with 新增 they are no less so.
_BAD_THINGS = re.compile(
    r"工伤(?!保险|认定|预防|康复|参保)|争议|案件|纠纷|投诉|职业病|债务|违规|违约|隐患|诈骗|裁员|破产"
)
#: Employment that plans want less of, where the name says how much of it there is.
_LESSER = re.compile(
    r"(?:非正规|低技能|低收入|低端|临时|(?:第一产业|农业|灵活|隐性)(?=就业|从业))"
    r".*(?:就业|从业|用工|劳务)(?:人员|人口|人数)?(?:总?人数|总?数|总量|规模|率|比例|比重|占比)?$"
)
#: Ends of names that say how many of a bad thing there are, and nothing that is done about it.
_OF_THINGS = (
    r"(?:人员|人口|案件|事件)?(?:总?人数|起数|件数|次数|户数|天数|总数|数量?|总?量|总额|金额|额|率|比例|比重|占比)?$"
)
_BAD_END = re.compile(f"(?:{'|'.join(_LOWER_WORDS)}){_OF_THINGS}")
#: A share is none of which plans set floors below what has been reached.
_SHARE_END = ("比例", "比重", "占比")
#: A floor lies not much below what has been reached.
_LOWEST_FLOOR = Decimal("0.75")

_HIGHER_WORDS = (
    *("就业", "参保", "覆盖", "成功", "结案", "好评", "满意", "签订", "持卡", "申领", "达标", "配备"),
    *("持证", "取证", "上岗", "缴费", "新增", "培训", "人才", "优良", "生产总值", "护士", "帮扶", "援助", "救助"),
    *("管理率", "安全率", "增长", "增速", "收入", "待遇", "博士", "技师", "专家", "毕业", "劳动者"),
    *("创业", "服务", "开展", "建成", "拥有", "入学", "普及", "寿命", "医师", "床位", "托位", "办结"),
    *("完成率", "劳动生产率", "城镇化", "经费", "专利", "增加值", "社保卡", "基金", "年限"),
)

#: Words for a target that another series gives the number of.
_RELATIVE = re.compile(
    r"同步|(?:达到|接近|赶上).*(?:平均|全[国省市].*水平)|(?:[高低快慢优大小]于|不[高低]于|超过|跑赢).*(?:增速|增长|平均|水平|全[国省市])"
)

#: Rates of cases build up within a year, so that only their year-end figures say something.
_WITHIN_YEAR = ("结案率", "调解成功率", "办结率")

#: A value as many times another of the same row is likely to be in another unit.
_FAR = 20

_WHOLE = Decimal(100)

#: Printed completion rates have one or two places.
_ROUNDING = Decimal("0.1")


#: The kinds that the words around a figure name, and the measures of a change.
_KINDS_OF_WORDS: Mapping[Says, Kind | None] = {
    Says.SUM: Kind.CUMULATIVE,
    Says.GROWTH: Kind.GROWTH,
    Says.POINTS: Kind.CHANGE,
    Says.PERCENT: Kind.CHANGE,
    **dict.fromkeys((Says.ADDED, Says.YEARLY, Says.MEAN)),
}
_MEASURES: Mapping[Says, By | None] = {**dict.fromkeys(Says), Says.POINTS: By.POINTS, Says.PERCENT: By.PERCENT}

#: The words around a figure whose percentages are those of a growth, not the unit of what grows.
_OF_CHANGES = (Says.GROWTH, Says.PERCENT)

#: The notes that explain differences of print and meaning, by the code of the difference.
_NOTES = {
    "mark_on_other_kind": "draft.note.mark_on_other_kind",
    "sum_without_mark": "draft.note.sum_without_mark",
}

#: What the faults of a row's layout leave to be confirmed, where that is not the row.
_DOUBTED = {
    "confirm.row_nature": "nature",
    "confirm.row_number": "number",
    "confirm.row_brackets": "name",
    "confirm.row_part": "name",
    "confirm.row_total": "name",
    "confirm.row_unit": "unit",
    "confirm.row_units": "unit",
    "confirm.earlier_unit": "earlier",
    "confirm.result_unit": "result",
}


class Doubt(NamedTuple):
    """A part of a target to be confirmed, as a word of `confirm`, and why, in the language of the file."""

    what: str
    reason: str


class ReadRow(NamedTuple):
    """A row with its meaning; figures that could not be read are among `unread`.

    `printed` is that of the target, from the column of targets or that of yearly figures; `comparator` is stated only
    where the target sets no condition that can be calculated. `known` is the indicator of a loaded plan that this is.
    """

    row: PrintedRow
    printed: str
    unit: str
    kind: Kind
    better: Better
    comparator: Comparator | None
    by: By | None
    judged: Judged
    hold: bool | None
    completion_ratio: bool
    signed: bool
    note: Text | None
    result: PrintedFigure | None
    completion: str
    earlier: PrintedFigure | None
    milestones: tuple[PrintedFigure, ...]
    unread: tuple[PrintedFigure, ...]
    doubts: tuple[Doubt, ...]
    known: Indicator | None


class TableSigns(NamedTuple):
    """The facts about the whole table: whether it marks sums, with which signs, and how its columns were read."""

    marks_sums: bool
    sum_signs: tuple[str, ...]
    assumed_heading: str | None
    plan_length: int


def read_or_none(printed: str, name: str = "") -> Reading | None:
    """Return the reading of a printed figure, None for one that the notation does not read.

    `name` is that of the indicator where the figure is its target, in which it may stand.
    """
    try:
        return read_target(printed, name)
    except BadText:
        return None


class Known(NamedTuple):
    """The indicator of a loaded plan with the name and the unit of a row, and whether the plan is the city's own."""

    indicator: Indicator
    is_own: bool


def read_row(row: PrintedRow, signs: TableSigns, known: Known | None, lang: Language) -> ReadRow:
    """Return the meaning of a row; `known` is the indicator of a loaded plan that it is, if any."""
    return _RowReader(row, signs, known, lang).read()


class _Measure(NamedTuple):
    """The quantity that a row measures, against which its target is read."""

    kind: Kind
    by: By | None
    unit: str
    better: Better

    def problems(self, reading: Reading, *, marked: bool) -> tuple[set[str], set[str]]:
        """The codes of what makes the target impossible, and of its differences from the print."""
        reading = in_unit_of_target(reading, self.kind, self.by, self.unit)
        meaning = resolve(reading, Stated(), self.better)
        unit = unit_of_target(self.kind, self.by, self.unit)
        faults = [*impossible(meaning, self.kind, self.better, unit), *unit_difference(reading, unit)]
        differences = contradictions(reading, meaning, self.kind, self.better, marked=marked, by=self.by)
        return {code for code, _ in faults}, {code for code, _ in differences}


class _RowReader:
    """Reads one row, and collects the doubts."""

    def __init__(self, row: PrintedRow, signs: TableSigns, known: Known | None, lang: Language) -> None:
        self._lang = lang
        self._row = row
        self._signs = signs
        self._known = known.indicator if known else None
        self._is_own = known is not None and known.is_own
        self._doubts: list[Doubt] = []
        self._unread = list(row.unread)

    def _doubt(self, what: str, key: str, **details: str) -> None:
        if all(doubt.what != what for doubt in self._doubts):
            self._doubts.append(Doubt(what, say(self._lang, key, details)))

    def read(self) -> ReadRow:
        row = self._row
        total, amounts = self._sum_of_years()
        figure = total or self._target_figure()
        printed = figure.printed if figure else ""
        reading = read_or_none(printed, row.name)
        for doubt in row.doubts:
            self._doubt(_DOUBTED.get(doubt, "row"), doubt)
        for unread in row.unread:
            self._doubt("column", "confirm.column", heading=unread.heading or "—", text=unread.printed)
        if self._signs.assumed_heading is not None:
            self._doubt("printed", "confirm.heading", heading=self._signs.assumed_heading or "—")
        unit = self._unit(reading)
        kind = self._kind(reading, unit, figure, adds_up=bool(amounts))
        by = self._by(reading, kind, figure.heading if figure else "")
        better = self._better(reading, kind)
        measure = _Measure(kind, by, unit, better)
        comparator = self._checked(printed, reading, measure)
        result, earlier = (
            self._figure(row.result, "result", kind, unit),
            self._figure(row.earlier, "earlier", kind, unit),
        )
        self._check_sum_before(earlier, kind)
        self._check_sizes(printed, reading if comparator is None else None, earlier, measure)
        read = ReadRow(
            row=row,
            printed=printed,
            unit=unit,
            kind=kind,
            better=better,
            comparator=comparator,
            by=by,
            judged=self._judged(reading, kind),
            hold=self._hold(),
            completion_ratio=bool(self._known and self._known.completion_ratio),
            signed=bool(self._known and self._known.signed),
            note=self._note(reading, measure) if comparator is None else self._note_of_words(reading, printed),
            result=result,
            completion=self._completion(reading, result),
            earlier=earlier,
            milestones=amounts if kind is Kind.CUMULATIVE and amounts else tuple(self._milestones(kind, better)),
            unread=(),
            doubts=(),
            known=self._known,
        )
        return read._replace(unread=tuple(self._unread), doubts=tuple(self._doubts))

    def _sum_of_years(self) -> tuple[PrintedFigure | None, tuple[PrintedFigure, ...]]:
        """The figure of a column beside those of all years of the plan that is their sum, and these; else none.

        Then it is the target, unless unit or name say something else than amounts.
        """
        row = self._row
        held = filter(None, (row.target,))
        for total, figures in ((row.yearly, (*row.milestones, *held)), (row.target, row.milestones)):
            if (
                total is None
                or (total is row.yearly and not says_sum(total.heading))
                or not self._adds_up(total, figures)
            ):
                continue
            reading = read_or_none(total.printed)
            unit = row.unit or (reading.unit if reading else "")
            return (total, figures) if set(dict(self._votes(None, unit)).values()) <= {Kind.CUMULATIVE} else (None, ())
        return None, ()

    def _adds_up(self, total: PrintedFigure, figures: tuple[PrintedFigure, ...]) -> bool:
        """Whether the figures are those of each year of the plan, and the total is exactly their sum."""
        said = read_or_none(total.printed)
        readings = [read_or_none(figure.printed) for figure in figures]
        amounts = [reading.values[0] for reading in readings if reading and _is_number(reading)]
        is_whole = len({figure.year for figure in figures}) == len(amounts) == self._signs.plan_length
        return is_whole and said is not None and said.values == (sum(amounts),)

    def _target_figure(self) -> PrintedFigure | None:
        """The figure of the column of targets, else of that of yearly figures; the other is left unread."""
        target, yearly = self._row.target, self._row.yearly
        is_filled = target is not None and bool((reading := read_or_none(target.printed)) is None or reading.values)
        if yearly is None or not yearly.printed or read_or_none(yearly.printed) == Reading():
            return target
        if is_filled:
            self._unread.append(yearly)
            if any(word in yearly.heading for word in SUM_WORDS):
                self._doubt("column", "confirm.column", heading=yearly.heading, text=yearly.printed)
            return target
        if target is not None and target.printed and read_or_none(target.printed) != Reading():
            self._unread.append(yearly)
            return target
        self._doubt("kind", "confirm.yearly", heading=yearly.heading)
        return yearly

    def _unit(self, reading: Reading | None) -> str:
        if self._row.unit:
            is_rate = self._row.name.endswith(_RATE_ENDS[:4])  # 人/亿元 is a rate as well
            if is_rate and not (self._row.unit in _RATE_UNITS or "/" in self._row.unit or (reading and reading.unit)):
                self._doubt("unit", "confirm.rate_unit", unit=self._row.unit)
            return self._row.unit
        is_of_change = reading is not None and reading.unit in _RATE_UNITS and reading.says in _OF_CHANGES
        if reading and reading.unit and not is_of_change:
            if not base_unit(reading.unit):  # 2万 of something
                self._doubt("unit", "confirm.bare_unit", unit=reading.unit)
            elif not is_unit(reading.unit):
                self._doubt("unit", "confirm.row_unit")
            return reading.unit
        if self._row.units_above:
            unit = self._unit_of_several(self._row.units_above)
            self._doubt("unit", "confirm.units_above", units=self._row.units_above, unit=unit)
            return unit
        if self._known:
            self._doubt("unit", "confirm.unit_known", unit=self._known.unit.zh)
            return self._known.unit.zh
        is_rate = self._row.name.endswith(_RATE_ENDS) or (reading is not None and len(reading.values) > 1)
        unit = "%" if is_rate else say(self._lang, "draft.no_unit")
        self._doubt("unit", "confirm.unit", unit=unit)
        return unit

    def _unit_of_several(self, units: str) -> str:
        """The likeliest of units that a table states for all its rows: a share has that of shares."""
        stated = [unit_of(unit) for unit in re.split("[、,，/;；和或]", units)]
        is_rate = self._row.name.endswith((*_RATE_ENDS, *GROWTH_WORDS))
        fitting = [unit for unit in stated if is_unit(unit) and (unit in _RATE_UNITS) is is_rate]
        return fitting[0] if fitting else "%" if is_rate else say(self._lang, "draft.no_unit")

    def _kind(self, reading: Reading | None, unit: str, figure: PrintedFigure | None, *, adds_up: bool) -> Kind:
        heading = figure.heading if figure else ""
        votes = dict(self._votes(reading, unit))
        by_heading = _kind_of_heading(heading, unit)
        if by_heading is not None:
            if "新增" in heading and Kind.CUMULATIVE in votes.values():
                by_heading = Kind.CUMULATIVE  # what is new of sums is the sum, of levels their change
            votes["confirm.signal.heading"] = by_heading
        kinds = set(votes.values())
        kind = _likeliest(kinds, unit)
        if len(kinds) > 1:
            said = (self._said(signal, vote) for signal, vote in votes.items())
            self._doubt("kind", "confirm.kind_differs", signals=say(self._lang, "word.and").join(said))
        elif not kinds:
            self._doubt("kind", "confirm.kind_missing")
        elif kind is Kind.CUMULATIVE and reading and reading.values and not reading.cumulative:
            if by_heading is not kind and not adds_up:
                self._check_unmarked(reading, unit)
        elif reading and reading.wording == "+" and by_heading is not kind:
            self._doubt("kind", "confirm.added", text=figure.printed if figure else "")
        elif kind in (Kind.RATE, Kind.ANNUAL) and self._is_change() and self._known is None:
            self._doubt("kind", "confirm.change")
        is_marked = bool(reading and reading.remark and reading.remark in RAISED_MARKS)
        if reading and reading.remark and not is_marked and kind is not Kind.COMPOSITION and self._known is None:
            self._doubt("kind", "confirm.remark", remark=reading.remark)
        self._check_marks()
        if self._row.remark and self._known is None:
            self._doubt("name", "confirm.remark", remark=self._row.remark)
        return kind

    def _check_marks(self) -> None:
        """Doubt figures with the sign of a note, or a word in brackets: they may be of another year, or of others."""
        row = self._row
        for what, figure in (("printed", row.target), ("result", row.result), ("earlier", row.earlier)):
            mark = reading.remark if figure and (reading := read_or_none(figure.printed)) else ""
            if figure and mark and mark in RAISED_MARKS:
                self._doubt("printed", "confirm.mark", text=figure.printed, mark=mark)
            elif figure and mark and what != "printed":
                self._doubt(what, "confirm.figure_remark", text=figure.printed, mark=mark)

    def _said(self, signal: str, kind: Kind) -> str:
        """What a signal says; a word of the name is the word itself."""
        key = signal if signal.isascii() else "confirm.signal.name"
        details = {"signal": say(self._lang, key, {"word": signal}), "kind": say(self._lang, f"kind.{kind}")}
        return say(self._lang, "confirm.says", details)

    def _votes(self, reading: Reading | None, unit: str) -> Iterator[tuple[str, Kind]]:
        """What each signal says of the kind."""
        row = self._row
        if reading is not None and reading.cumulative:
            yield "confirm.signal.target_mark", Kind.CUMULATIVE
        for figure, signal in (
            (row.result, "confirm.signal.result_mark"),
            (row.earlier, "confirm.signal.earlier_mark"),
        ):
            read = read_or_none(figure.printed) if figure else None
            if read is not None and read.cumulative:
                yield signal, Kind.CUMULATIVE
        printed = row.target.printed if row.target else ""
        if any(sign in printed for sign in self._signs.sum_signs):
            yield "confirm.signal.sign", Kind.CUMULATIVE
        if reading is not None and reading.says and (said := _KINDS_OF_WORDS[reading.says]):
            yield "confirm.signal.words", said
        if reading is not None and len(reading.values) > 1:
            yield "confirm.signal.target", Kind.COMPOSITION
        elif unit in _RATE_UNITS:
            yield "confirm.signal.unit", Kind.RATE
        else:
            if reading is not None and reading.says is Says.YEARLY:
                yield "confirm.signal.words", Kind.ANNUAL
            for kind, words in KIND_WORDS.items():
                if word := next((word for word in words if word in row.name), None):
                    yield word, kind
            if unit.endswith("/年"):
                yield "confirm.signal.unit", Kind.ANNUAL
            elif base_unit(unit) == "人次":
                yield "confirm.signal.unit", Kind.CUMULATIVE
        if self._known is not None:
            yield "confirm.signal.known", self._known.kind

    def _check_unmarked(self, reading: Reading, unit: str) -> None:
        """Doubt a sum without a mark: in a table that marks sums, and where nothing says that all years are meant."""
        if reading.says is Says.SUM:
            return
        signed = self._row.target is not None and any(
            sign in self._row.target.printed for sign in self._signs.sum_signs
        )
        if signed:
            return
        if self._signs.marks_sums:
            self._doubt("kind", "confirm.unmarked")
        elif not self._is_like_known(reading, unit):
            self._doubt("kind", "confirm.sum_or_year", years=str(self._signs.plan_length))

    def _is_like_known(self, reading: Reading, unit: str) -> bool:
        """Whether another plan of the city sets a sum of about this size for the indicator."""
        known = self._known
        if known is None or not self._is_own or known.kind is not Kind.CUMULATIVE or not known.target.values:
            return False
        value, other = in_unit(reading, unit).values[0], Decimal(str(known.target.value))
        return other > 0 and Decimal("0.5") <= value / other <= 2

    def _better(self, reading: Reading | None, kind: Kind) -> Better:
        by_name, is_sure = _direction_of_name(self._row.name)
        if by_name is Better.LOWER and (kind.sums_whole_plan or kind is Kind.ANNUAL):
            is_sure = is_sure and _is_bad_thing(self._row.name)
        by_print = _direction(reading)
        by_known = self._known.better if self._known else None
        said = {vote for vote in (by_print, by_name, by_known) if vote is not None}
        if not said:
            self._doubt("better", "confirm.better_missing")
            return Better.HIGHER
        if len(said) > 1:
            self._doubt("better", "confirm.better_differs")
        if not is_sure and by_print is None and by_known is None:
            self._doubt("better", "confirm.better_unsure")
        return by_print or by_known or by_name or Better.HIGHER

    def _by(self, reading: Reading | None, kind: Kind, heading: str) -> By | None:
        """The measure of a change: as the words say, else that of the loaded indicator."""
        if kind is not Kind.CHANGE:
            return None
        said = _MEASURES[reading.says] if reading and reading.says else None
        is_percent = reading is not None and (reading.unit or heading_unit(heading)) == "%"
        if is_percent and self._row.unit not in ("", *_RATE_UNITS):
            said = said or By.PERCENT
        return said or (self._known.by if self._known else None) or By.POINTS

    def _checked(self, printed: str, reading: Reading | None, measure: "_Measure") -> Comparator | None:
        """NONE where the print sets no condition that can be calculated, with the doubt that says why."""
        if not folded(printed):
            self._doubt("printed", "confirm.empty")
            return Comparator.NONE
        if reading is None:
            key = "confirm.relative" if _RELATIVE.search(printed) else "confirm.not_read"
            self._doubt("value", key, text=printed)
            return Comparator.NONE
        if not reading.values:
            if reading.comparator is None:
                self._doubt("printed", "confirm.no_figure", text=printed)
            return Comparator.NONE if reading.comparator is None else None
        faults, differences = measure.problems(reading, marked=False)
        if faults:
            self._doubt("value", "confirm.contradiction", text=printed, unit=measure.unit)
            return Comparator.NONE
        if "words_and_kind" in differences:
            self._doubt("kind", "confirm.words", text=printed)
            return Comparator.NONE
        return None

    def _figure(self, figure: PrintedFigure | None, what: str, kind: Kind, unit: str) -> PrintedFigure | None:
        """The result or the earlier value; None where there is none, or it cannot be read as one of this kind."""
        if figure is None or (what == "earlier" and not figure.printed):
            return None
        reading = read_or_none(figure.printed)
        if reading is not None:
            values = in_unit(reading, unit).values
            fits = not values or (
                (len(values) > 1) == kind.has_shares
                and min(values) >= (0 if kind.is_additive or are_persons(unit) else min(values))
                and not (kind.has_shares and sum(values) == 0)
                and not list(unit_difference(reading, unit))
                and reading.says not in (Says.GROWTH, Says.POINTS, Says.PERCENT)
            )
            if fits and reading.comparator is not Comparator.NONE:
                return figure
        self._unread.append(figure)
        self._doubt(what, "confirm.figure_not_read", text=figure.printed)
        return None

    def _check_sum_before(self, earlier: PrintedFigure | None, kind: Kind) -> None:
        """Doubt the earlier value of a sum without a mark: it is as likely the amount of the last year."""
        before = read_or_none(earlier.printed) if earlier and kind.sums_whole_plan else None
        if earlier is None or before is None or not before.values or before.cumulative or before.says is Says.SUM:
            return
        is_of_plan = bool(plan_numbers(earlier.heading)) and "末" not in earlier.heading
        if not is_of_plan and all(doubt.what != "kind" for doubt in self._doubts):
            self._doubt("earlier", "confirm.sum_before", text=earlier.printed)

    def _check_sizes(
        self, printed: str, reading: Reading | None, earlier: PrintedFigure | None, measure: "_Measure"
    ) -> None:
        """Doubt a target whose size fits neither its unit nor the earlier value, or that lies on the other side."""
        kind, better, unit = measure.kind, measure.better, unit_of_target(measure.kind, measure.by, measure.unit)
        if reading is not None and len(reading.values) > 1 and sum(reading.values) != _WHOLE:
            self._doubt("value", "confirm.shares", sum=format(sum(reading.values), "f"))
        if reading is None or len(reading.values) != 1:
            return
        value = in_unit(reading, unit).values[0]
        if unit == "%" and (0 < value <= 1 or (value > _WHOLE and not self._is_change())):
            self._doubt("value", "confirm.percent", value=format(value, "f"))
        if value < 0 and not kind.states_change and not self._is_change():
            self._doubt("value", "confirm.negative", text=printed)
        before = read_or_none(earlier.printed) if earlier and not kind.states_change else None
        if before is None or len(before.values) != 1:
            return
        other = in_unit(before, unit).values[0]
        if reading.comparator is Comparator.ABOUT and abs(value - other) <= abs(value) * ABOUT_TOLERANCE:
            share = format((ABOUT_TOLERANCE * 100).normalize(), "f")
            self._doubt("value", "confirm.about", text=printed, earlier=earlier.printed if earlier else "", share=share)
        # Plans set floors below what has been reached for rates whose name leaves no doubt: 就业率, 调解成功率.
        is_floor = (
            kind is Kind.RATE
            and better is Better.HIGHER
            and _GOOD_HEAD.search(self._row.name) is not None
            and not self._row.name.endswith(_SHARE_END)
            and value >= other * _LOWEST_FLOOR
        )
        if (
            not is_floor
            and self._compares(reading, before, measure)
            and _direction(reading) is None
            and (value < other if better is Better.HIGHER else value > other)
        ):
            details = {"value": format(value, "f"), "earlier": earlier.printed if earlier else ""}
            key = "confirm.better_below" if better is Better.HIGHER else "confirm.better_above"
            self._doubt("better", key, **details)
        most = _FAR * (self._signs.plan_length if kind.sums_whole_plan else 1)
        if other > 0 and value > 0 and not Decimal(1) / _FAR <= value / other <= most:
            self._doubt("value", "confirm.far", value=format(value, "f"), earlier=earlier.printed if earlier else "")

    def _compares(self, reading: Reading, before: Reading, measure: "_Measure") -> bool:
        """Whether the base value can contradict the direction: sums of good things may fall, of bad ones not rise."""
        if not measure.kind.sums_whole_plan:
            return True
        return measure.better is Better.LOWER and reading.cumulative == before.cumulative

    def _is_change(self) -> bool:
        return any(word in self._row.name for word in (*GROWTH_WORDS, *_REDUCTION_WORDS))

    def _judged(self, reading: Reading | None, kind: Kind) -> Judged:
        """The figures that a rate is judged by: as the words say, else those of the loaded indicator."""
        if kind is not Kind.RATE:
            return Judged.LATEST
        fitting = judged_by(reading) if reading else tuple(Judged)
        if self._known is not None and self._known.judged in fitting:
            return self._known.judged
        if len(fitting) < len(Judged):
            if len(fitting) > 1:
                self._doubt("judged", "confirm.mean")
            return fitting[0]
        if any(word in self._row.name for word in _WITHIN_YEAR):
            self._doubt("judged", "confirm.within_year")
            return Judged.YEAR_END
        return Judged.LATEST

    def _hold(self) -> bool | None:
        hold = self._known.target.hold if self._known else None
        if hold is not None:
            self._doubt("hold", "confirm.hold_known")
        return hold

    def _completion(self, reading: Reading | None, result: PrintedFigure | None) -> str:
        """The printed completion rate; a doubt where it is that of target to result rather than the other way round."""
        printed = self._row.completion
        if not printed or result is None:
            return ""
        try:
            rate = percentage(printed)
        except BadText:
            self._unread.append(PrintedFigure(printed, "", None))
            self._doubt("result", "confirm.figure_not_read", text=printed)
            return ""
        done = read_or_none(result.printed)
        if reading and done and len(reading.values) == len(done.values) == 1 and all((*reading.values, *done.values)):
            forward, backward = done.values[0] / reading.values[0] * 100, reading.values[0] / done.values[0] * 100
            if rate != _WHOLE and abs(backward - rate) < _ROUNDING and abs(forward - rate) > _ROUNDING:
                self._doubt("printed", "confirm.swapped", completion=printed)
        return printed

    def _milestones(self, kind: Kind, better: Better) -> Iterator[PrintedFigure]:
        """The levels that the plan sets for its years; sums are left unread: a column may count from the start."""
        for figure in self._row.milestones:
            reading = read_or_none(figure.printed)
            plain = reading is not None and _is_number(reading._replace(comparator=None))
            is_level = reading is not None and reading.comparator in (None, by_default(None, better))
            if plain and is_level and kind in (Kind.STOCK, Kind.RATE):
                yield figure
            else:
                self._unread.append(figure)
                self._doubt("milestones", "confirm.milestone", heading=figure.heading, text=figure.printed)

    def _note(self, reading: Reading | None, measure: "_Measure") -> Text | None:
        """The note that a difference of print and meaning needs."""
        if reading is None or not reading.values:
            return None
        _, differences = measure.problems(reading, marked=self._signs.marks_sums)
        key = next((key for code, key in _NOTES.items() if code in differences), None)
        return Text.made(lambda lang: say(lang, key, {})) if key else None

    def _note_of_words(self, reading: Reading | None, printed: str) -> Text | None:
        """The note that a figure needs which could be read and is kept in words."""
        if reading is None or not folded(printed):
            return None
        return Text.made(lambda lang: say(lang, "draft.note.not_quantified", {}))


def _is_number(reading: Reading) -> bool:
    """Whether a figure is a number and nothing else."""
    return len(reading.values) == 1 and reading == Reading(reading.values)


def _direction_of_name(name: str) -> tuple[Better | None, bool]:
    """The direction that the words of a name say, and whether they leave no doubt of it."""
    falls = any(word in name for word in _REDUCTION_WORDS)
    turned = list(_NOT.finditer(name))
    is_bad = any(word in name for word in _LOWER_WORDS)
    is_unemployed = _UNEMPLOYED.search(name) is not None
    head = _GOOD_HEAD.search(name)
    if turned and (head is None or any(word.end() == head.start() for word in turned)):
        return Better.LOWER, len(turned) == 1 and not (is_bad or is_unemployed or falls)
    is_good = any(word in name for word in _HIGHER_WORDS)
    if not turned and not is_bad and not is_unemployed:
        is_doubtful = _LESSER.search(name) or (head is None and _BAD_THINGS.search(name))
        return Better.HIGHER if is_good else None, not is_doubtful
    if falls:
        return Better.HIGHER, True
    if head and "零就业" not in name:
        return Better.HIGHER, True
    if is_unemployed and _UNEMPLOYED_HEAD.search(name):
        return Better.LOWER, True
    if _ACTION.search(name):
        return Better.HIGHER, False
    is_rate_of_it = any(name.endswith((word, f"{word}率")) for word in _LOWER_WORDS)
    return Better.LOWER, is_rate_of_it or not (is_unemployed or is_good or name.endswith("率"))


def _is_bad_thing(name: str) -> bool:
    """Whether the name ends with what is bad and how much of it there is, and names nothing that is done about it."""
    ends = _BAD_END.search(name) or _UNEMPLOYED_HEAD.search(name) or _NOT.search(name)
    return ends is not None and _ACTION.search(name) is None


def _kind_of_heading(heading: str, unit: str) -> Kind | None:
    """The kind that the heading of the column of a target says; None where it says none, or may say several."""
    if OF_CHANGE.search(folded(heading)) and not any(word in heading for word in _REDUCTION_WORDS):
        return Kind.CHANGE
    is_sum = any(word in heading for word in SUM_WORDS)
    is_yearly = any(word in heading for word in ("年均", "每年", "平均"))
    if unit in _RATE_UNITS or is_sum == is_yearly:
        return None
    if is_sum:
        return Kind.CUMULATIVE
    return Kind.GROWTH if any(word in heading for word in GROWTH_WORDS) else Kind.ANNUAL


def _direction(reading: Reading | None) -> Better | None:
    """The direction that the print says, by its comparator or by words as 提高."""
    if reading is None:
        return None
    return (reading.comparator.direction if reading.comparator else None) or reading.moves


#: The kinds from that of which a signal says most to that of which it says least.
_MOST_TELLING = (*(Kind.COMPOSITION, Kind.GROWTH, Kind.CHANGE, Kind.RATE, Kind.STOCK, Kind.ANNUAL, Kind.CUMULATIVE),)


def _likeliest(kinds: set[Kind], unit: str) -> Kind:
    """The kind of several that signals say: shares and rates by the figure and the unit, levels by their name."""
    for kind in _MOST_TELLING:
        if kind in kinds:
            return kind
    return Kind.RATE if unit in _RATE_UNITS else Kind.STOCK
