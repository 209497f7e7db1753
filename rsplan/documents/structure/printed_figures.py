"""The figures in a text as whole expressions: number, unit and qualifiers; 130 is not found in 1300 or 13.0."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from rsplan.documents.structure.folding import TextSpan
from rsplan.model.printed_figure_reading import QUALIFIERS_AFTER, QUALIFIERS_BEFORE

_COUNTED = (
    *("人次", "人", "名", "家", "个", "场次", "场", "期", "所", "户", "件", "项", "条", "张", "套", "座", "处", "支"),
    *("批", "对", "台", "辆", "亩", "平方米", "公里", "元", "吨", "岁", "课时", "学时", "个百分点", "%", "‰", "倍"),
)
#: Words after a number that names or dates something, and counts nothing.
_NAMED = ("周年", "世纪", "个月", "年", "月", "日", "号", "届", "代", "小时", "分钟", "天", "G", "O")

#: Words that only introduce a figure: a printed figure may leave them out.
_INTRODUCTIONS = ("达到", "达")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_FIGURE = re.compile(
    rf"(?P<before>{_any(QUALIFIERS_BEFORE)})?"
    rf"(?P<number>{_NUMBER}(?:[:—–~至-]{_NUMBER})*)"
    rf"(?:(?P<named>{_any(_NAMED)})|(?P<unit>[万亿]?(?:{_any(_COUNTED)})|[万亿])?(?P<after>{_any(QUALIFIERS_AFTER)})?)",
    re.ASCII,
)
_AFTER = re.compile(_any(QUALIFIERS_AFTER))


class PrintedFigure(NamedTuple):
    """A figure of a text with its qualifiers and unit; `named` if it dates or names something (2025年, 5G)."""

    span: TextSpan
    before: str
    number: str
    unit: str
    after: str
    named: bool


def figures_in(text: str) -> tuple[PrintedFigure, ...]:
    """Return the figures of a folded text in their order, each in its full length."""
    return tuple(
        PrintedFigure(
            span=TextSpan(*match.span()),
            before=match["before"] or "",
            number=match["number"],
            unit=match["unit"] or "",
            after=match["after"] or "",
            named=match["named"] is not None,
        )
        for match in _FIGURE.finditer(text)
    )


def is_figure(text: str) -> bool:
    """Whether the folded text is a figure and nothing else, brackets around it aside."""
    return _FIGURE.fullmatch(text.strip("〔〕[]【】")) is not None


def occurrences(text: str, printed: str, figures: tuple[PrintedFigure, ...]) -> Iterator[TextSpan]:
    """Find a folded printed figure or word in a folded text, where it cuts no figure of the text in two.

    `figures` are those of the text. The introductions 达 and 达到 may be missing before a number, nothing else.
    """
    start = text.find(printed)
    while start >= 0 and printed:
        span = TextSpan(start, start + len(printed))
        is_cut = any(_is_cut(text, figure, span) for figure in _near(figures, span)) or _AFTER.match(text, span.end)
        if not is_cut and _begins_word(text, start):
            yield span
        start = text.find(printed, start + 1)


def _near(figures: tuple[PrintedFigure, ...], span: TextSpan) -> tuple[PrintedFigure, ...]:
    """The figures that may overlap the span; they are in the order of the text."""
    first = bisect_left(figures, span.start, key=lambda figure: figure.span.end)
    return figures[first : bisect_left(figures, span.end, key=lambda figure: figure.span.start)]


def _begins_word(text: str, start: int) -> bool:
    """健全覆盖 is 健全 followed by 覆盖, and contains no 全覆盖."""
    return text[start - 1 : start + 1] != "健全"


def _is_cut(text: str, figure: PrintedFigure, span: TextSpan) -> bool:
    """Whether only a part of the figure lies in the span."""
    if not figure.span.overlaps(span):
        return False
    return figure.span.end > span.end or (
        figure.span.start < span.start and text[figure.span.start : span.start] not in _INTRODUCTIONS
    )
