"""Mentions of a name in running text, and the figure that belongs to each."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rsplan.documents.structure.folded_text import FoldedText
from rsplan.documents.structure.folding import BREAK, TextSpan, sentence_end
from rsplan.documents.structure.printed_figures import PrintedFigure

#: The shortest part of a name that still identifies it.
_LEAST_PART = 2

#: Words between the members of a list; a name may share its head or tail with others of the list.
_LIST = re.compile(r"[、和及与或]|以及")
_ONE_CLAUSE = re.compile(rf"[^,。;!?{BREAK}]*")
#: Words between the figures of one list: 420万人、350万人和363万人.
_BETWEEN_FIGURES = re.compile(r"[、,和及与]|以及")
#: Says that the figures of a list belong to the names before it, one each.
_RESPECTIVELY = "分别"


class NameMention(NamedTuple):
    """A mention of a name; `inner` is the figure within it (新建50家基地 mentions 新建基地)."""

    span: TextSpan
    inner: PrintedFigure | None = None


def mentions_of(name: str, text: FoldedText) -> tuple[NameMention, ...]:
    """Find the name: in one piece, else around a figure, else sharing a part with the others of a list."""
    whole = tuple(_in_one_piece(text.text, name))
    return whole or tuple(_around_a_figure(text, name)) or tuple(_in_a_list(text.text, name))


def _in_one_piece(text: str, name: str) -> Iterator[NameMention]:
    start = text.find(name)
    while start >= 0 and name:
        yield NameMention(TextSpan(start, start + len(name)))
        start = text.find(name, start + 1)


def _around_a_figure(text: FoldedText, name: str) -> Iterator[NameMention]:
    words = text.text
    for figure in text.figures:
        if words[figure.span.end : figure.span.end + 1] not in name[1:]:
            continue
        for cut in range(1, len(name)):
            start, end = figure.span.start - cut, figure.span.end + len(name) - cut
            if start >= 0 and words.startswith(name[:cut], start) and words.startswith(name[cut:], figure.span.end):
                yield NameMention(TextSpan(start, end), figure)


def _in_a_list(text: str, name: str) -> Iterator[NameMention]:
    """人事考试安全率和规范管理达标率 mentions 人事考试规范管理达标率.

    失业、工伤保险参保人数 mentions 失业保险参保人数.
    """
    for cut in range(_LEAST_PART, len(name) - _LEAST_PART + 1):
        head, tail = name[:cut], name[cut:]
        start = text.find(head)
        while start >= 0:
            clause = _ONE_CLAUSE.match(text, start + cut)
            tail_start = text.find(tail, start + cut, clause.end() if clause else None)
            between = text[start + cut : tail_start] if tail_start >= 0 else ""
            if between and (_LIST.match(between) or _LIST.fullmatch(between[-1:])):
                yield NameMention(TextSpan(start, tail_start + len(tail)))
                return
            start = text.find(head, start + 1)


def figure_spans(mention: NameMention, text: FoldedText) -> tuple[TextSpan, ...]:
    """Find the figure of a mention: the one within it, directly before it, or the first after it in its sentence.

    Returns the figures of the whole list that follows where the sentence says 分别, none where there is no figure.
    """
    if mention.inner:
        return (mention.inner.span,)
    figures = [figure for figure in text.figures if not figure.named]
    before = next((figure for figure in figures if figure.span.end == mention.span.start), None)
    if before is not None and (before.unit or before.after):
        return (before.span,)
    end = sentence_end(text.text, mention.span.end)
    after = [figure for figure in figures if mention.span.end <= figure.span.start < end]
    if not after:
        return ()
    if _RESPECTIVELY in text.text[mention.span.end : after[0].span.start]:
        return tuple(_list_from(text.text, after))
    return (after[0].span,)


def _list_from(text: str, figures: list[PrintedFigure]) -> Iterator[TextSpan]:
    """The spans of the figures that follow each other in one list."""
    last = figures[0].span
    yield last
    for figure in figures[1:]:
        if not _BETWEEN_FIGURES.fullmatch(text[last.end : figure.span.start]):
            return
        last = figure.span
        yield last
