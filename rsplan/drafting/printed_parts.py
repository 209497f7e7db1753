"""The parts of a printed cell: the number, name, sign and unit of a row, and whether a text is a figure or a unit."""

import re
import unicodedata
from typing import NamedTuple

from rsplan.documents.structure.folding import folded
from rsplan.model.enums import Nature

#: The natures of targets as tables print them.
NATURE_WORDS = {
    **dict.fromkeys(("约束性", "约束", "约束性指标"), Nature.BINDING),
    **dict.fromkeys(("预期性", "预期", "预期性指标"), Nature.ANTICIPATORY),
}

_COUNTED = (
    *("人次", "人(次)", "人", "名", "家", "个", "场次", "场", "期", "所", "户", "件", "项", "条", "张", "套", "座"),
    *("处", "支", "门", "批", "对", "台", "辆", "亩", "公顷", "平方米", "平方公里", "立方米", "公里"),
    *("元", "美元", "吨", "吨标准煤", "岁", "年", "月", "课时", "学时", "小时", "天", "分", "倍", "床", "张床"),
    *("微克", "毫克", "百分点", "个百分点", "件次", "户次", "批次", "个月", "分钟", "本", "份", "册", "次", "宗", "起"),
)
_COUNTED_PATTERN = "|".join(re.escape(word) for word in sorted(_COUNTED, key=len, reverse=True))
_PER = rf"(?:[十百千万亿]{{0,3}}(?:{_COUNTED_PATTERN})|月|日|立方米|平方公里)"
_UNIT = re.compile(
    rf"(?:[%‰]|(?:[十百千万亿]{{0,3}}(?:{_COUNTED_PATTERN}))"
    rf"(?:[/每](?:{_PER}(?:[·・.*]{_PER}|/{_PER}|{_PER})?|\({_PER}[·・.*]{_PER}\)))?|[:∶]|[万亿]|1/(?:1?0|[十百千])?万)"
)
#: A unit that says for whom or when it counts: 张/千人, 件/万人.
_RATIO_UNIT = re.compile(rf"每[十百千万亿]{{0,3}}(?:{_COUNTED_PATTERN})[^()]{{0,6}}")

_PERCENT_WORDS = dict.fromkeys(("百分比", "百分数", "百分率"), "%")

_FIGURE_LIKE = re.compile(
    r"(?:[〔\[【(]?[≥≤＞＜><约超达近]{0,2}[〔\[【(]?[+-]?[0-9]+(?:[.,][0-9]+)*(?![0-9]*[.、)][^0-9]).*)|\*+|[—–-]+|/|…+|全覆盖|应保尽保|(?:动态)?清零|动态为零"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

#: The signs of notes; two of one sort are another sign than one.
SIGNS = "*＊※★☆▲△●◆■○◇□"
SIGN_RUNS = "[*＊]+|" + "|".join(f"{sign}+" for sign in SIGNS[2:])
_SIGN = (
    rf"[①-⑳]|{SIGN_RUNS}|#|(?<![A-Za-z])[⁰¹²³⁴-⁹]{{1,2}}"
    r"|[\[［【〔]注?[0-9]{1,2}[\]］】〕]|(?<=[）)])注[0-9]{1,2}"
)
_NATURE_WORD = "|".join(sorted(NATURE_WORDS, key=len, reverse=True))
_NATURE_BRACKET = re.compile(rf"\s*[（(\[［【〔]\s*({_NATURE_WORD})\s*[）)\]］】〕]")
#: A nature beside the unit: 失业率（%，预期性）.
_NATURE_BESIDE = re.compile(rf"([（(])([^（）()]*?)\s*[,，、;；/]\s*({_NATURE_WORD})\s*([）)])")
_NATURE_BEFORE = re.compile(rf"([（(])\s*({_NATURE_WORD})\s*[,，、;；/]\s*([^（）()]*?)([）)])")
_LEADING_SIGN = re.compile(rf"\s*(?P<sign>{SIGN_RUNS})\s*(?P<rest>\S.*)", re.DOTALL)
#: 二、三产业 is no second row.
_ORDINAL = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十]{1,3}[）)][、.．]?|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])"
    r"|(?:[A-Za-z]|[IVX]{1,4}|[Ⅰ-Ⅻ])[、.．)）]\s*(?=[\u4e00-\u9fff])|[·•])\s*(?P<rest>\S.*)",
    re.DOTALL,
)
#: What follows a number that counts something, and is none of a row: 5 岁以下儿童死亡率.
_OF_COUNTED = r"(?!岁|周岁|小时|分钟|个月|[万亿%]|强企业|号线|级以上|年以上|人以上|家以上)"
_NUMBERED = re.compile(
    r"[\s\u3000]*(?:[(（])?(?P<number>[0-9０-９]{1,3})[\s]*"
    rf"(?:[.．。](?![0-9０-９])|[、)）]|[\s]+{_OF_COUNTED}(?=\D))[\s\u3000]*(?P<rest>.*\D.*)",
    re.DOTALL,
)
#: The number of a row within another one: 1.1 before a blank, 2-1、.
_NUMBERED_WITHIN = re.compile(
    rf"\s*[0-9]{{1,2}}(?:[.．-][0-9]{{1,2}})+(?:[、.．]\s*|\s+{_OF_COUNTED})(?P<rest>\D.*)", re.DOTALL
)
#: A name that begins with a number with a fraction, or with that of a row before a number of its own.
_NUMBERED_OR_NOT = re.compile(r"\s*[0-9]{1,2}[.．][0-9]")
_TRAILING_SIGN = re.compile(rf"(.*?)[\s]*({_SIGN})[\s]*", re.DOTALL)
_TRAILING_BRACKET = re.compile(r"(.*?)[\s]*[（(]((?:[^（）()]|[（(][^（）()]*[）)])*)[）)][\s]*", re.DOTALL)
#: A unit after the name without such brackets: 参保人数，万人; 参保人数[万人]; 参保人数/万人; 参保人数 万人; 参保率%.
_TRAILING_UNIT = re.compile(
    r"(.*?)\s*(?:[,，:：/／]\s*([^,，:：/／]*)|[\[［【]([^\[\]［］【】]*)[\]］】]|(?<=\s)(\S+)|(?<=\S)([%％‰]))\s*",
    re.DOTALL,
)
_NUMBER_IN_BRACKETS = re.compile(r"\s*[\[［【〔]([0-9]{1,3})[\]］】〕]\s*(?P<rest>.*\D.*)", re.DOTALL)
_CIRCLED = re.compile(r"\s*(?P<circled>[①-⑳])\s*(?P<rest>.*\D.*)", re.DOTALL)
_IN_BRACKETS = re.compile(
    r"\s*(?:\[([^\[\]]+)\]|［([^［］]+)］|【([^【】]+)】|〔([^〔〕]+)〕|[（(]([^（）()]+)[）)])\s*", re.DOTALL
)
#: White space beside a Chinese character says nothing, between two words it does.
_IDLE_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


class NameParts(NamedTuple):
    """The parts of the cell that names an indicator; empty for those that it does not have.

    `remark` is a text in brackets after the name that is no unit, and stays a part of the name; `nature` is one that
    stands in brackets. `doubts` are what leaves open which part is which, as keys of the catalogues.
    """

    number: str
    name: str
    signs: tuple[str, ...]
    unit: str
    remark: str
    nature: Nature | None = None
    doubts: tuple[str, ...] = ()


def is_unit(text: str) -> bool:
    """Whether the text is a unit and nothing else."""
    bare = folded(unit_of(text))
    return _UNIT.fullmatch(bare) is not None or _RATIO_UNIT.fullmatch(bare) is not None


def unit_of(text: str) -> str:
    """The unit in the form of the target files: % in ASCII, without white space and brackets around it."""
    bare = folded(text)
    if found := re.fullmatch(r"\(((?:[^()]|\([^()]*\))*)\)", bare):
        bare = found[1]
    bare = re.sub("^(?:计量)?单位:", "", bare)
    return _PERCENT_WORDS.get(bare, bare).replace("(", "（").replace(")", "）")


def is_figure_like(text: str) -> bool:
    """Whether a folded text is a figure, or stands in the place of one, rather than words."""
    found = _FIGURE_LIKE.fullmatch(text)
    return found is not None and len(_CHINESE.findall(text)) <= 8


def is_sign(text: str) -> bool:
    """Whether a folded text is the sign of a note and nothing else."""
    return re.fullmatch(SIGN_RUNS, text) is not None


def name_parts(text: str) -> NameParts:
    """Split the cell that names an indicator: `12．城乡基本养老保险覆盖率①（%）`."""
    text = _NATURE_BEFORE.sub(r"\1\3\4（\2）", _NATURE_BESIDE.sub(r"\1\2\4（\3）", text))
    natures = _NATURE_BRACKET.findall(text)
    nature = NATURE_WORDS[natures[0]] if len(natures) == 1 else None
    numbers, signs, rest = _before_name(_NATURE_BRACKET.sub("", text) if nature else text)
    doubts = ("confirm.row_number",) if len(numbers) > 1 or "" in numbers or _NUMBERED_OR_NOT.match(rest) else ()
    if bracketed := _IN_BRACKETS.fullmatch(rest):
        rest, doubts = next(filter(None, bracketed.groups())), (*doubts, "confirm.row_brackets")
    unit = remark = ""
    while True:
        if (signed := _TRAILING_SIGN.fullmatch(rest)) and signed[1].strip():
            rest, signs = signed[1], (*signs, folded(signed[2]))
            continue
        bracket = _TRAILING_BRACKET.fullmatch(rest)
        if not unit and bracket and bracket[1].strip() and is_unit(bracket[2]):
            rest, unit = bracket[1], unit_of(bracket[2])
            continue
        tail = _TRAILING_UNIT.fullmatch(rest)
        stated = next(filter(None, tail.groups()[1:]), "") if tail else ""
        if not unit and tail and tail[1].strip() and is_unit(stated):
            rest, unit = tail[1], unit_of(stated)
            continue
        before = _TRAILING_BRACKET.fullmatch(bracket[1]) if bracket else None
        if not unit and bracket and before and before[1].strip() and is_unit(before[2]):
            rest, unit = f"{before[1]}（{bracket[2]}）", unit_of(before[2])
            continue
        if bracket and bracket[1].strip():
            remark = bracket[2]
        name = _IDLE_SPACE.sub("", rest).strip()
        number = next(iter(numbers), "")
        return NameParts(number, name, signs, unit, remark, nature=nature, doubts=doubts)


def _before_name(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The numbers and signs that stand before a name, and the name; a number within another is an empty one."""
    numbers: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    while True:
        if before := _ORDINAL.fullmatch(text):
            pass
        elif before := _NUMBERED_WITHIN.fullmatch(text):
            numbers = (*numbers, "")
        elif before := _NUMBERED.fullmatch(text):
            numbers = (*numbers, folded(before["number"]))
        elif before := _NUMBER_IN_BRACKETS.fullmatch(text):
            numbers = (*numbers, before[1], "")  # of the row, or of a note
        elif before := _CIRCLED.fullmatch(text):
            numbers = (*numbers, str(int(unicodedata.numeric(before["circled"]))))
        elif before := _LEADING_SIGN.fullmatch(text):
            signs = (*signs, folded(before["sign"]))
        else:
            return numbers, signs, text
        text = before["rest"]
