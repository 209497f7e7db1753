"""Text for look-ups, and the figures in it as whole expressions: number, unit, and qualifiers.

White space, line breaks and full-width forms do not matter here, digits do: 130 is not found in 1300 or 13.0.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rsplan.model.notation import QUALIFIERS_AFTER, QUALIFIERS_BEFORE, plain

#: Full-width forms as ASCII, signs without width as nothing.
_FORMS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xad")
)

#: What converters of word processor files leave behind.
_ARTEFACTS = re.compile(r"\[bookmark:[^\]]*\]")

#: Parts lines that do not run on: cells of a table, headings.
BREAK = "\n"

_COUNTED = (
    *("人次", "人", "名", "家", "个", "场次", "场", "期", "所", "户", "件", "项", "条", "张", "套", "座", "处", "支"),
    *("批", "对", "台", "辆", "亩", "平方米", "公里", "元", "吨", "岁", "课时", "学时", "个百分点", "%", "‰", "倍"),
)
#: What follows a number that names or dates a thing, and counts none.
_NAMED = ("周年", "世纪", "个月", "年", "月", "日", "号", "届", "代", "小时", "分钟", "天", "G", "O")

#: Words that only lead up to a figure: a print may leave them out.
_LEADING = ("达到", "达")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ONE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_FIGURE = re.compile(
    rf"(?P<before>{_any(QUALIFIERS_BEFORE)})?"
    rf"(?P<number>{_ONE}(?:[:—–~至-]{_ONE})*)"
    rf"(?:(?P<named>{_any(_NAMED)})|(?P<unit>[万亿]?(?:{_any(_COUNTED)})|[万亿])?(?P<after>{_any(QUALIFIERS_AFTER)})?)",
    re.ASCII,
)
_AFTER = re.compile(_any(QUALIFIERS_AFTER))
_SENTENCE_END = re.compile(rf"[。;!?{BREAK}]")
_CLAUSE_END = re.compile(rf"[。;!?,{BREAK}]")


class TextSpan(NamedTuple):
    """From where to where in a text, the end not included."""

    start: int
    end: int

    def overlaps(self, other: "TextSpan") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


class PrintedFigure(NamedTuple):
    """A figure of a text with what belongs to it; `named` where it dates or names something (2025年, 5G)."""

    span: TextSpan
    before: str
    number: str
    unit: str
    after: str
    named: bool


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The text as it is looked up: no white space, ASCII forms; digits and signs stay what they are."""
    return plain(_ARTEFACTS.sub("", text).translate(_FORMS))


def figures_in(text: str) -> tuple[PrintedFigure, ...]:
    """Every figure of a folded text, each as long as it goes."""
    return tuple(
        PrintedFigure(
            TextSpan(*found.span()),
            found["before"] or "",
            found["number"],
            found["unit"] or "",
            found["after"] or "",
            found["named"] is not None,
        )
        for found in _FIGURE.finditer(text)
    )


def is_figure(text: str) -> bool:
    """Whether the folded text is a figure and nothing else, brackets around it aside."""
    return _FIGURE.fullmatch(text.strip("〔〕[]【】")) is not None


def occurrences(text: str, printed: str, figures: tuple[PrintedFigure, ...]) -> Iterator[TextSpan]:
    """Where the folded print stands in the folded text as a whole: no figure of the text sticks out of it.

    `figures` are those of the text. A print may leave out 达 and 达到 before a number, nothing else.
    """
    start = text.find(printed)
    while start >= 0 and printed:
        span = TextSpan(start, start + len(printed))
        cut = any(_sticks_out(text, one, span) for one in _near(figures, span)) or _AFTER.match(text, span.end)
        if not cut and _is_word_apart(text, start):
            yield span
        start = text.find(printed, start + 1)


def _near(figures: tuple[PrintedFigure, ...], span: TextSpan) -> tuple[PrintedFigure, ...]:
    """The figures that may overlap the span; they stand in the order of the text."""
    first = bisect_left(figures, span.start, key=lambda figure: figure.span.end)
    return figures[first : bisect_left(figures, span.end, key=lambda figure: figure.span.start)]


def _is_word_apart(text: str, start: int) -> bool:
    """健全覆盖 is 健全 with 覆盖, and no 全覆盖."""
    return text[start - 1 : start + 1] != "健全"


def _sticks_out(text: str, figure: PrintedFigure, span: TextSpan) -> bool:
    if not figure.span.overlaps(span):
        return False
    return figure.span.end > span.end or (
        figure.span.start < span.start and text[figure.span.start : span.start] not in _LEADING
    )


def sentence_end(text: str, start: int) -> int:
    """Where the sentence that runs on at `start` ends."""
    found = _SENTENCE_END.search(text, start)
    return found.start() if found else len(text)


def sentence_start(text: str, end: int) -> int:
    """Where the sentence that stands before `end` begins."""
    return max((found.end() for found in _SENTENCE_END.finditer(text, 0, end)), default=0)


def clause(text: str, span: TextSpan) -> str:
    """The words around a span, between the nearest signs that part clauses."""
    starts = [found.end() for found in _CLAUSE_END.finditer(text, max(0, span.start - 60), span.start)]
    ends = _CLAUSE_END.search(text, span.end, span.end + 40)
    start = starts[-1] if starts else max(0, span.start - 60)
    return text[start : ends.start() if ends else span.end + 40]
