"""The remarks under a table as the footnotes of a target file: signs with their meaning, without their sentences."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from rsplan.documents.structure.folding import folded
from rsplan.drafting.plan_file import PlannedFootnote
from rsplan.model.enums import Nature
from rsplan.verify.quotations import MEANING_WORDS, NATURES

_HEAD = re.compile(r"\(?(备注|附注|注释|注|说明)([0-9]*)[:：.．、]?")
_ITEM = re.compile(r"\(?([0-9]{1,2})[.．、)）](?![0-9])")
_BEFORE_OTHERS = re.compile("[,，](?=其余|其他|其它|未标|无标|没有标|不带|[*＊※★☆▲△])")
_NATURE_SIGN = re.compile(r"[*＊※★☆▲△]|[①-⑳]")
#: The words for the rows without a sign.
_OTHERS = re.compile(r"(?:其余|其他|其它|未标[注记]?|无标[注记]?|没有标|不带)")
_SENTENCE = re.compile(r"[;；。]")
_SIGN = re.compile(
    r"(?:表中|其中|打|带|标有|标注|标|有|加|注)*[“\"'‘]?([〔\[［【]\s*[〕\]］】]|[*＊]+|[①-⑳]|[#△▲※★☆%])[”\"'’]?"
)


_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


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


def read_remarks(remarks: Sequence[str], frame: str, signs: Collection[str]) -> Remarks:
    """Return the signs with their meaning; a remark without a sign is left unread.

    `signs` are those of the table's rows: a number in a circle that none of them has only counts the remarks.
    """
    footnotes: dict[str, PlannedFootnote] = {}
    unread: list[str] = []
    in_words: list[tuple[str, str]] = []
    natures: dict[str, Nature] = {}
    for sentence, where in _sentences(remarks, frame):
        if (nature := _stated_nature(sentence)) and (
            marks := [*_NATURE_SIGN.findall(sentence.split(NATURES[nature])[0])]
        ):
            natures |= dict.fromkeys(marks, nature)
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
