"""The notation of plan documents: printed figures to their literal reading; docs/methodology.md, section 1.

〔130〕, 5左右, 控制在4%以内, 累计130万人, 年均增长6%以上, 较2020年提高5个百分点, 由0.45增加到0.5, 14∶42∶44, **
and others become a `Reading`. The meaning of a target, which its file may state otherwise, is decided in `meaning`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, assert_never

from rsplan.errors import BadText
from rsplan.model.enums import Better, Bound, Comparator, Says
from rsplan.model.plain_text import compiled, has_blank_inside, number, plain

#: The sign between shares in what is written for other programs: with a colon a spreadsheet reads a time of day.
SHARE_SIGN = "∶"


class _ContradictingWords(Exception):
    """The words around a figure contradict each other: there is no reading."""


class Reading(NamedTuple):
    """The literal reading of a printed figure.

    `comparator` is None for a bare number, `values` is empty where there is no figure (an empty cell, ——, **), `unit`
    is the unit printed beside the number, if any. `cumulative` says that the mark of accumulation stands around it,
    `remark` what stands in brackets behind it, as 年均, or the sign of a note.

    `says` is what the words around the figure say that it is, as 累计 a sum, and `moves` the direction that they name
    (提高, 降低). `base` is the number from which (由0.45), `since` the year against which (较2020年). `wording` is all
    of these words: a target may have them, an observed figure has none.
    """

    values: tuple[Decimal, ...] = ()
    comparator: Comparator | None = None
    high: Decimal | None = None
    cumulative: bool = False
    unit: str = ""
    remark: str = ""
    says: Says | None = None
    moves: Better | None = None
    base: Decimal | None = None
    since: int | None = None
    wording: str = ""

    @property
    def is_mean(self) -> bool:
        """Whether the words say that the figure is a mean, of a year or of years: 年均, 五年平均, not 每年."""
        return self.says in (Says.YEARLY, Says.MEAN) and "均" in self.wording + self.remark

    @property
    def bound_of_start(self) -> Bound:
        """The bound of the printed figure as a baseline or an earlier value: 45左右 and 40—45 are no number either."""
        return Bound.UNKNOWN if self.comparator in (Comparator.ABOUT, Comparator.BETWEEN) else self.bound

    @property
    def bound(self) -> Bound:
        """The bound of the printed figure as an observation (≥98 is not 98)."""
        match self.comparator:
            case Comparator.AT_LEAST | Comparator.MORE_THAN:
                return Bound.AT_LEAST
            case Comparator.AT_MOST | Comparator.LESS_THAN:
                return Bound.AT_MOST
            case None | Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
                return Bound.EXACT
            case _:
                assert_never(self.comparator)


def share_texts(text: str) -> list[str]:
    """The shares of a composition as texts, at any of the signs between them."""
    return compiled("[:∶：]").split(text)


_ABSENT = {"", "-", "--", "—", "——", "…", "……", "/"}


class _Words(NamedTuple):
    """The words for a comparator: before a figure, after it, and those that are a figure themselves."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    figures: Mapping[str, Decimal] = {}


#: The printed words for every comparator; the longest that fits is read.
_WORDS = {
    Comparator.AT_LEAST: _Words(
        before=("≥", "不少于", "不低于", "不小于", "大于等于", "大于或等于", "达到或超过", "至少", "达到", "达"),
        after=("及以上", "以上"),
        figures={"全覆盖": Decimal(100), "应保尽保": Decimal(100)},
    ),
    Comparator.AT_MOST: _Words(
        before=("≤", "不超过", "不高于", "不多于", "不大于", "小于等于", "小于或等于", "至多"),
        after=("及以下", "以内", "以下"),
        figures=dict.fromkeys(("清零", "动态清零", "动态为零", "零发生"), Decimal(0)),
    ),
    Comparator.MORE_THAN: _Words(before=(">", "超过", "突破", "超", "高于", "大于", "多于")),
    Comparator.LESS_THAN: _Words(before=("<", "低于", "小于", "少于")),
    Comparator.ABOUT: _Words(before=("约",), after=("左右",)),
    Comparator.BETWEEN: _Words(after=("之间",)),  # a range: 5—6
    Comparator.NONE: _Words(),  # asterisks
}
_BEFORE = {word: comparator for comparator, words in _WORDS.items() for word in words.before}
_AFTER = {word: comparator for comparator, words in _WORDS.items() for word in words.after}
_FIGURES = {
    word: Reading((figure,), comparator)
    for comparator, words in _WORDS.items()
    for word, figure in words.figures.items()
}

#: The words that qualify a figure, before and after it, for finding figures in running text.
QUALIFIERS_BEFORE, QUALIFIERS_AFTER = tuple(_BEFORE), tuple(_AFTER)

#: The words that are figures themselves.
FIGURE_WORDS = tuple(_FIGURES)

#: Words for a change, and the direction that they name.
_CHANGES = {
    **dict.fromkeys(("提高", "增加", "增长", "上升", "提升", "增至", "升至", "净增", "净增加"), Better.HIGHER),
    **dict.fromkeys(("降低", "下降", "减少", "降至", "减至", "压减", "净减", "净减少"), Better.LOWER),
}

#: Words for reaching a level, which a figure may have or not have: nothing depends on them.
_REACHED = ("达到", "达")

#: Words before the level that is to be reached or kept; they leave open on which side of it.
_LEVELS: Mapping[str, Better | None] = {
    **{f"{word}{to}": moves for word, moves in _CHANGES.items() for to in "到至" if not word.endswith("至")},
    **{word: moves for word, moves in _CHANGES.items() if word.endswith("至")},
    **dict.fromkeys(("降到", "减到"), Better.LOWER),
    **dict.fromkeys(("升到", "增到"), Better.HIGHER),
    **dict.fromkeys(("控制在", "控制到", "控制为"), Better.LOWER),
    **dict.fromkeys(("保持在", "保持", "稳定在", "维持在", "维持", *_REACHED), None),
}

#: Words for what is counted: a sum over the plan, the amount of a year, or a mean over the plan's years.
_COUNTED = {
    **dict.fromkeys(("五年累计", "5年累计", "五年", "5年", "累计", "期内累计"), Says.SUM),
    **dict.fromkeys(("每年", "年均", "年平均", "平均每年"), Says.YEARLY),
    **dict.fromkeys(("五年平均", "5年平均", "五年年均", "5年年均", "规划期平均", "规划期内平均"), Says.MEAN),
    **dict.fromkeys(("规划期年均", "规划期内年均", "期内平均", "期内年均"), Says.MEAN),
}
#: Words for what is done in so many cases: behind 五年 a sum, alone the amount of a year or of the plan, as 新增.
_ADDED = (
    *("新增", "引进", "新引进", "培训", "培养", "新培养", "招收", "新招收", "新建", "新认定", "开展", "举办"),
    *("帮扶", "扶持", "援助", "资助", "发放"),
)
#: So many times more is once more; twice more is meant by some as twice as much.
_DOUBLED = {
    **dict.fromkeys(("翻一番", "翻番", "翻1番"), Decimal(100)),
    **dict.fromkeys((f"{word}{one}倍" for word in ("增长", "增加", "提高") for one in "1一"), Decimal(100)),
    **dict.fromkeys(("翻两番", "翻2番"), Decimal(300)),
}
#: The last years of five-year plans, from which a change may be counted: 较“十四五”末.
_LAST_YEARS = {f"十{numeral}五": 2005 + 5 * number for number, numeral in enumerate("一二三四五六七八九", 1)}

#: Words that say how firmly a figure is meant, and nothing of the figure.
_AIMS = ("力争实现", "力争", "争取", "确保", "努力", "实现")

#: A name of a single sign may be part of any word.
_SHORTEST_NAME = 2

_BRACKETS = ("〔〕", "[]", "［］", "【】", "﹝﹞", "〖〗", "〘〙", "{}", "｛｝", "「」", "『』")
_OPENING = "".join(pair[0] for pair in _BRACKETS)
_ANY_BRACKET = "".join(map(re.escape, "".join(_BRACKETS)))
_MARKED = f"([{re.escape(_OPENING)}])([^{_ANY_BRACKET}]+)([{re.escape(''.join(pair[1] for pair in _BRACKETS))}])"
_SHARES = r"[0-9.]+(?::[0-9.]+)+"

#: A remark in brackets, as （年均）: it says what is counted, and nothing of the number.
_REMARK = r"[（(][^（）()0-9]*[）)]"

#: The remarks that belong to the comparator, or to the figure.
_INCLUSIVE, _EXCLUSIVE = ("含", "含本数"), ("不含", "不含本数")

_CHINESE_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_CHINESE_SHARE = (
    r"百分之(?:(百)|([二三四五六七八九]?十[一二三四五六七八九]?|[零一二三四五六七八九])"
    r"(?:点([零〇一二三四五六七八九]+))?|([0-9.]+))"
)


def _any(words: Mapping[str, object] | tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"

#: What no unit is made of: the signs and words of the notation, so that none is ever taken for a unit.
_NO_UNIT = (
    r"0-9%‰十百.,:;!?、。；！？+*≥≤<>=—–~…（）()“”\"'①-⑳⁰¹²³⁴-⁹₀-₉\\\-"
    + _ANY_BRACKET
    + "及以内左右超过突破约不低高于少多大小至到达较比由从增提升降减累计均力争确保控制稳定翻番零含同之间近逾余点分前底末"
)
#: The raised and lowered signs of notes; ² and ³ may be powers, and are left unread.
RAISED_MARKS = "⁰¹⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_UNIT = f"(?:个百分点|百分点|%|‰|分钟?|[^/每{_NO_UNIT}][^{_NO_UNIT}]{{0,9}})?"
_AIM = rf"(?P<aim>{_any(_AIMS)})?"
_SINCE = (
    r"(?:(?:较|比|在(?=[^在]*基础上))"
    rf"(?:(?P<since>(?:19|20)[0-9]{{2}})年[末底]?|[“\"']?(?P<since_plan>{_any(_LAST_YEARS)})[”\"']?(?:规划)?(?:时?期)?末)"
    r"(?:的?基础上)?)?"
)
_PHRASE = (
    rf"{_AIM}(?P<counted>{_any(_COUNTED)})?(?P<added>{_any(_ADDED)})?{_SINCE}(?P<again>再)?"
    rf"(?:[由从](?P<base>{_DIGITS})(?P<base_unit>{_UNIT}))?"
    rf"(?:(?P<level>{_any(_LEVELS)})|(?P<change>{_any(_CHANGES)}))?(?P<before>{_any(_BEFORE)})?"
    rf"双?(?P<low>-?{_DIGITS})(?:(?P<low_unit>{_UNIT})(?:——?|–|~|至|-)(?P<high>{_DIGITS}))?"
    rf"(?P<unit>{_UNIT})(?P<after>{_any(_AFTER)})?(?P<mark>\*+|[①-⑳]|[{RAISED_MARKS}])?"
)
_FIGURE_WORD = f"(?:{_any(_AIMS)})?({_any(_FIGURES)})"
_BRACKET = f"[{_ANY_BRACKET}]"
_MEANING_WORD = f"{_any(_CHANGES)}|{_any(_BEFORE)}|{_any(_AFTER)}"
_BEFORE_NAME = rf"{_AIM}(?P<counted>{_any(_COUNTED)})?"
_SUMS = tuple(word for word, says in _COUNTED.items() if says is Says.SUM)
_PHRASE_DOUBLED = rf"{_AIM}(?:{_any(_SUMS)})?{_SINCE}(?P<doubled>{_any(_DOUBLED)})(?P<after>以上|左右)?"


def read_figure(printed: str) -> Reading:
    """The literal reading of the printed figure; raises BadText where the notation is unknown."""
    text = plain(printed).replace(">=", "≥").replace("<=", "≤")
    if text in _ABSENT:
        return Reading()
    if not text.strip("*"):
        return Reading(comparator=Comparator.NONE)
    if has_blank_inside(printed):
        raise BadText("text.not_a_figure", text=printed)
    try:
        reading = _read(_without_percent_words(text))
    except _ContradictingWords:
        reading = None
    if reading is None:
        raise BadText("text.not_a_figure", text=printed)
    return reading


def read_target(printed: str, name: str) -> Reading:
    """The literal reading of the printed target of the indicator of that name; raises BadText as `read_figure` does.

    The indicator's own name may stand within: 五年城镇新增就业500万人以上. Behind a word for what is counted the rest
    may say nothing of its own: 年均工资增长6% may be the growth of a year's wage, or that of each year. A sign before
    the number says a change: +20万人; of a percentage it may be one in points or in per cent.
    """
    try:
        return read_figure(printed)
    except BadText:
        text = plain(printed)
        added = read_or_nothing(printed.strip()[1:]) if text[:1] == "+" and text[1:2].isdecimal() else Reading()
        if added.values and added.says in (None, Says.POINTS) and added.unit != "%" and not added.wording:
            return added._replace(says=Says.POINTS, moves=Better.HIGHER, wording="+")
        for own in dict.fromkeys((plain(name), plain(name).removesuffix("人数"))):
            if len(own) < _SHORTEST_NAME or own not in text or has_blank_inside(printed):
                continue
            first, _, rest = text.partition(own)
            counted = compiled(_BEFORE_NAME).fullmatch(first)
            if counted is None:
                continue
            reading = read_or_nothing(rest)
            if reading.values and (not counted["counted"] or reading.says is None):
                return read_figure(first + rest)
        raise


def read_or_nothing(printed: str) -> Reading:
    """The literal reading of the printed figure; that of an empty cell where the notation does not read it."""
    try:
        return read_figure(printed)
    except BadText:
        return Reading()


def read_level(printed: str) -> Reading:
    """The reading of a figure that is a level or an amount; raises BadText for one that states a change as well."""
    reading = read_figure(printed)
    match reading.says:
        case None | Says.SUM | Says.ADDED | Says.YEARLY | Says.MEAN:
            return reading
        case Says.GROWTH | Says.POINTS | Says.PERCENT:
            raise BadText("text.not_a_level", text=printed)
        case _:
            assert_never(reading.says)


def _read(text: str) -> Reading | None:
    if marked := compiled(_MARKED).search(text):
        return _read_marked(text, marked)
    if compiled(_SHARES).fullmatch(text):
        return Reading(tuple(number(part) for part in text.split(":")))
    if remark := compiled(_REMARK).search(text):
        return _read_with_remark(text[: remark.start()] + text[remark.end() :], remark[0][1:-1])
    aim = compiled(_FIGURE_WORD).fullmatch(text)
    if aim:
        return _FIGURES[aim[1]]._replace(wording=text.removesuffix(aim[1]))
    doubled = compiled(_PHRASE_DOUBLED).fullmatch(text)
    if doubled:
        return Reading(
            (_DOUBLED[doubled["doubled"]],),
            _AFTER[doubled["after"]] if doubled["after"] else None,
            unit="%",
            says=Says.PERCENT,
            moves=Better.HIGHER,
            since=_since(doubled),
            wording=text,
        )
    phrase = compiled(_PHRASE).fullmatch(text)
    return _read_phrase(phrase) if phrase else None


def _read_marked(text: str, marked: re.Match[str]) -> Reading | None:
    """The reading of a text in which a mark of accumulation stands around the number, or around all of it."""
    before, after = text[: marked.start()], text[marked.end() :]
    joined = before[-1:] + after[:1]
    if f"{marked[1]}{marked[3]}" not in _BRACKETS or compiled(r"[0-9.,:—–~-]").search(joined):
        return None
    if compiled(_BRACKET).search(before + after):
        return None
    reading = _read(before + marked[2] + after)
    if reading is None or not reading.values:
        return None
    return reading._replace(cumulative=True)


def _read_with_remark(rest: str, remark: str) -> Reading | None:
    """The reading of a text without the remark; 含 and 不含 say whether the number itself is enough."""
    reading = _read(rest) if rest else None
    if reading is None or reading.remark:
        return None
    if remark in _INCLUSIVE:
        return reading if reading.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST) else None
    if remark in _EXCLUSIVE:
        strict = {Comparator.AT_LEAST: Comparator.MORE_THAN, Comparator.AT_MOST: Comparator.LESS_THAN}
        comparator = strict.get(reading.comparator) if reading.comparator else None
        return reading._replace(comparator=comparator) if comparator else None
    if compiled(_MEANING_WORD).search(remark):
        return None
    if remark[:1] in ("万", "亿") and not reading.unit:
        return reading._replace(unit=remark)
    says = _COUNTED.get(remark)
    if says and reading.says not in (None, says):
        return None
    return reading._replace(remark=remark, says=says or reading.says)


def _read_phrase(phrase: re.Match[str]) -> Reading:
    """The reading of a figure with the words around it; raises _ContradictingWords."""
    comparator, says = _comparator(phrase), _says(phrase)
    moves = _LEVELS[phrase["level"]] if phrase["level"] else _CHANGES.get(phrase["change"] or "")
    low, high, base = _number(phrase["low"]), _number(phrase["high"]), _number(phrase["base"])
    assert low is not None
    _check_units(phrase)
    if low < 0 and not phrase["before"] and any(phrase[word] for word in ("aim", "counted", "added", "level")):
        raise _ContradictingWords  # 达-10 may be a dash
    if (phrase["unit"] or "").startswith("年") and compiled("(?:19|20)[0-9]{2}").fullmatch(phrase["low"]):
        raise _ContradictingWords  # 2028年, 不低于2025年水平
    if base is not None and moves is not None and (low > base) != (moves is Better.HIGHER):
        raise _ContradictingWords  # 由0.5增加到0.45
    if says in (Says.POINTS, Says.PERCENT, Says.GROWTH) and low < 0:
        raise _ContradictingWords  # 增长-5%
    level = None if phrase["level"] in _REACHED else phrase["level"]
    before = ("aim", "counted", "added", "since", "since_plan", "again", "base")
    words = (*(phrase[word] for word in before), level, phrase["change"])
    return Reading(
        values=(low,),
        comparator=comparator,
        high=high,
        unit=phrase["unit"] or "",
        remark=phrase["mark"] or "",
        says=says,
        moves=moves,
        base=base,
        since=_since(phrase),
        wording="".join(word or "" for word in words),
    )


def _since(phrase: re.Match[str]) -> int | None:
    """The year against which a change is counted: that which is named, or the last one of a plan."""
    if phrase["since_plan"]:
        return _LAST_YEARS[phrase["since_plan"]]
    return int(phrase["since"]) if phrase["since"] else None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else number(text.replace(",", ""))


def _comparator(phrase: re.Match[str]) -> Comparator | None:
    """The comparator that the words before and after the figure name together; None where they name none."""
    first = _BEFORE[phrase["before"]] if phrase["before"] else None
    last = _AFTER[phrase["after"]] if phrase["after"] else None
    if phrase["high"] is not None:
        if first or last not in (None, Comparator.BETWEEN):
            raise _ContradictingWords  # ≥5—6
        return Comparator.BETWEEN
    if last is Comparator.BETWEEN or (first and last):
        raise _ContradictingWords  # 5之间, ≥98以上
    comparator = first or last
    if comparator is None:
        return Comparator.AT_LEAST if phrase["level"] in _REACHED else None
    moves = _LEVELS[phrase["level"]] if phrase["level"] else None
    if moves and comparator.direction not in (None, moves):
        raise _ContradictingWords  # 控制在3%以上
    return comparator


def _check_units(phrase: re.Match[str]) -> None:
    """Raises _ContradictingWords where an end of a range, or where a figure comes from, has another unit."""
    unit, low, base = (phrase[name] or "" for name in ("unit", "low_unit", "base_unit"))
    if base and base != unit:
        raise _ContradictingWords
    if low and low != unit and not (low in ("万", "亿") and unit.startswith(low)):
        raise _ContradictingWords


def _says(phrase: re.Match[str]) -> Says | None:
    """What the words say that the figure is; raises _ContradictingWords."""
    counted = _COUNTED[phrase["counted"]] if phrase["counted"] else None
    points = (phrase["unit"] or "").endswith("百分点")
    if phrase["change"]:
        if phrase["added"] or phrase["base"]:
            raise _ContradictingWords
        return _says_of_change(phrase, counted, points=points)
    if _since(phrase) or phrase["again"] or (phrase["base"] and not phrase["level"]):
        raise _ContradictingWords  # 较2020年5%, 从67.9
    if points:
        if counted or phrase["level"] or phrase["added"]:
            raise _ContradictingWords  # 提高到5个百分点
        return Says.POINTS
    if phrase["level"] and (phrase["added"] or (phrase["base"] and counted)):
        raise _ContradictingWords
    return counted or (Says.ADDED if phrase["added"] else None)


def _says_of_change(phrase: re.Match[str], counted: Says | None, *, points: bool) -> Says:
    """The sort of change: 年均增长 with a percentage is a growth; 增长 alone is a change against the start."""
    unit = phrase["unit"]
    if not unit or unit.startswith("倍"):
        raise _ContradictingWords  # 提高5 may be points, per cent or persons; 增长2倍 twice or three times
    if counted in (Says.YEARLY, Says.MEAN):
        if unit != "%" or phrase["counted"] == "每年" or _since(phrase) or phrase["again"]:
            raise _ContradictingWords
        return Says.GROWTH
    return Says.POINTS if points or unit != "%" else Says.PERCENT


def _without_percent_words(text: str) -> str:
    """The text with 百分之九十五 as 95%."""
    return compiled(_CHINESE_SHARE).sub(_percentage, text)


def _percentage(match: re.Match[str]) -> str:
    hundred, whole, fraction, digits = match.groups()
    if hundred:
        return "100%"
    if digits:
        return f"{digits}%"
    tens, ten, ones = whole.rpartition("十")
    value = (_CHINESE_DIGITS.get(tens, "1") if ten else "") + (_CHINESE_DIGITS[ones] if ones else "0")
    return value + ("." + "".join(_CHINESE_DIGITS[one] for one in fraction) if fraction else "") + "%"
