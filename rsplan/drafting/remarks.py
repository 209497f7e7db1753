"""The remarks under a table as the footnotes of a target file: signs with their meaning, without their sentences."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from rsplan.documents.structure.folding import folded
from rsplan.drafting.columns import SUM_WORDS, PlanSpan, plan_numbers, years_in
from rsplan.drafting.plan_file import PlannedFootnote
from rsplan.drafting.printed_parts import SIGN_RUNS, SIGNS
from rsplan.model.enums import Nature
from rsplan.verify.quotations import MEANING_WORDS, NATURES

_HEAD = re.compile(r"\(?(备注|附注|注释|注|说明)([0-9]*)[:：.．、]?")
_ITEM = re.compile(r"\(?([0-9]{1,2})[.．、)）](?![0-9])")
_BEFORE_OTHERS = re.compile(f"[,，、](?=其余|其他|其它|未标|无标|没有标|不带|[带打标有注以]*[“\"'‘（(]?[{SIGNS}])")
_NATURE_SIGN = re.compile(rf"{SIGN_RUNS}|[①-⑳]")
#: The words for the rows without a sign.
_OTHERS = re.compile(r"(?:其余|其他|其它|未标[注记]?|无标[注记]?|没有标|不带)")
_SENTENCE = re.compile(r"[;；。]")
_SIGN = re.compile(
    r"(?:表中|其中|打|带|标有|标注|标|有|加|注)*[“\"'‘]?([〔\[［【]\s*[〕\]］】]|[①-⑳]|"
    rf"{SIGN_RUNS}|[#%])[”\"'’]?"
)


#: The signs that may stand at a figure, and in a heading.
_MARKS = re.compile(rf"{SIGN_RUNS}|[①-⑳]|#")

#: What a sentence about sums may say: a sum of other years than the plan's, or with any other word, is none of them.
_OF_SUMS = re.compile(
    "|".join(SUM_WORDS)
    + "|其余为[年期]末数?|规划期|期间|时期|期内|期末|期|逐年|历年|各年|年|数据|数字|数值|指标|均为|目标|完成|实现|新增"
    r"|表示|代表|总|数|值|内|中|的|者|为|系|是|指|和|及|与|[、,“”\"'‘’()—:-]|十[一二三四五六七八九]五|(?:19|20)[0-9]{2}"
)
_YEARS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


_BRACKETS = re.compile(r"[〔\[【][〕\]】]")


class Remarks(NamedTuple):
    """The signs that the remarks explain, and the sentences that explain none.

    `in_words` are the sentences of signs whose meaning is none of those that a target file knows, with the sign.
    `natures` are those that signs state, under the empty sign that of all other rows.
    """

    footnotes: tuple[PlannedFootnote, ...]
    sum_signs: tuple[str, ...]
    unread: tuple[str, ...]
    in_words: tuple[tuple[str, str], ...] = ()
    natures: Mapping[str, Nature] = {}

    @property
    def of_brackets(self) -> tuple[str, ...]:
        """The sentences that say of figures in brackets that they are something else than sums over the plan."""
        by_sign = (sentence for mark, sentence in self.in_words if _BRACKETS.fullmatch(folded(mark)))
        return (*by_sign, *(sentence for sentence in self.unread if "括号" in sentence))


def marks_in(text: str) -> set[str]:
    """Return the signs of notes that stand in a heading or at a figure."""
    return set(_MARKS.findall(text))


def read_remarks(remarks: Sequence[str], frame: str, signs: Collection[str], span: PlanSpan) -> Remarks:
    """Return the signs with their meaning; a remark without a sign is left unread.

    `signs` are those of the table: a number in a circle that it does not have only counts the remarks.
    """
    footnotes: dict[str, PlannedFootnote] = {}
    unread: list[str] = []
    in_words: list[tuple[str, str]] = []
    natures: dict[str, Nature] = {}
    for sentence, where in _sentences(remarks, frame):
        if (nature := _stated_nature(sentence)) and (
            marks := [*_NATURE_SIGN.findall(sentence.split(NATURES[nature])[0])]
        ):
            natures |= {folded(mark): nature for mark in marks}
            for mark in marks:
                footnotes.setdefault(mark, PlannedFootnote(mark, where, "other"))
            continue
        if nature and _OTHERS.match(folded(sentence)):
            natures[""] = nature
            continue
        if sentence[0] in _CIRCLED and sentence[0] not in signs:
            sentence = sentence[1:].strip()
        sign = _SIGN.match(sentence)
        if sign is None:
            unread.append(sentence)
            continue
        mark = _mark(sign[1])
        rest = sentence[sign.end() :]
        means = next(
            (meaning for meaning, words in MEANING_WORDS.items() if any(word in rest for word in words)), "other"
        )
        if means == "cumulative" and not _is_of_plan(folded(rest), span):
            means = "other"
        if means == "other":
            in_words.append((mark, sentence))
        footnotes.setdefault(mark, PlannedFootnote(mark, where, means))
    sums = [note.mark for note in footnotes.values() if note.means == "cumulative"]
    return Remarks(
        tuple(footnotes.values()),
        tuple(mark for mark in sums if len(mark) == 1),
        tuple(unread),
        tuple(in_words),
        natures,
    )


def _is_of_plan(text: str, span: PlanSpan) -> bool:
    """Whether a sentence on sums means those over the plan, and says nothing else."""
    length = span.last - span.first + 1
    for word in (str(length), *_YEARS[length : length + 1]):
        text = text.replace(f"{word}年", "年")
    numbers, years = plan_numbers(text), years_in(text)
    if (numbers and span.number not in numbers) or (years and span.last not in years):
        return False
    return not _OF_SUMS.sub("", text)


def _stated_nature(sentence: str) -> Nature | None:
    """The nature that a sentence states of signs or of the other rows; None for one that speaks of none, or of both."""
    said = [nature for nature, word in NATURES.items() if word in sentence]
    says_all = len(said) == 1 and re.search(rf"{NATURES[said[0]]}(?:指标|目标|的)?\W*$", sentence)
    return said[0] if says_all else None


def _mark(sign: str) -> str:
    """The sign as the document prints it, brackets with one blank at most."""
    return " ".join(sign.split()) if len(sign) > 2 else sign


def _sentences(remarks: Sequence[str], frame: str) -> Iterator[tuple[str, str]]:
    """The sentences of the remarks, each with the place that a target file cites."""
    word, number = "注", ""
    for remark in remarks:
        text = remark
        if head := _HEAD.match(folded(text)):
            word, number = head[1], head[2]
            text = _without(text, head.end())
        for part in _items(text):
            if item := _ITEM.match(folded(part)):
                number = item[1]
                part = _without(part, item.end())
            for sentence in _SENTENCE.split(_BEFORE_OTHERS.sub("。", part)):
                if folded(sentence):
                    yield sentence.strip(), f"{frame}{word}{number}"


def _items(text: str) -> list[str]:
    """The items of a remark that stands on one line."""
    return [part for part in re.split(r"(?=(?<![0-9.])[0-9]{1,2}[.．、](?![0-9]))", text) if part.strip()]


def _without(text: str, folded_length: int) -> str:
    """The text without so many of its folded characters at the beginning."""
    for index in range(len(text) + 1):
        if len(folded(text[:index])) >= folded_length:
            return text[index:]
    return ""
