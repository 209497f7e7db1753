"""Names in running text, and the figure that belongs to each."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rsplan.documents.figure_scan import BREAK, PrintedFigure, TextSpan, sentence_end
from rsplan.verify.places import Passage

#: A part of a name that is shorter than this says nothing.
_LEAST_PART = 2

#: What parts the members of a list; a name may share its head or tail with others of the list.
_LIST = re.compile(r"[、和及与或]|以及")
_ONE_CLAUSE = re.compile(rf"[^,。;!?{BREAK}]*")
#: Words between the figures of one list: 420万人、350万人和363万人.
_BETWEEN_FIGURES = re.compile(r"[、,和及与]|以及")


class Naming(NamedTuple):
    """A place where a name stands; `inner` is the figure that the name runs around (新建50家基地 for 新建基地)."""

    span: TextSpan
    inner: PrintedFigure | None = None


def namings(passage: Passage, name: str) -> tuple[Naming, ...]:
    """Where the name stands: in one piece, around one figure, or sharing a part with the others of a list."""
    whole = tuple(_in_one_piece(passage.text, name))
    return whole or tuple(_around_a_figure(passage, name)) or tuple(_in_a_list(passage.text, name))


def _in_one_piece(text: str, name: str) -> Iterator[Naming]:
    start = text.find(name)
    while start >= 0 and name:
        yield Naming(TextSpan(start, start + len(name)))
        start = text.find(name, start + 1)


def _around_a_figure(passage: Passage, name: str) -> Iterator[Naming]:
    text = passage.text
    for figure in passage.figures:
        if text[figure.span.end : figure.span.end + 1] not in name[1:]:
            continue
        for cut in range(1, len(name)):
            start, end = figure.span.start - cut, figure.span.end + len(name) - cut
            if start >= 0 and text.startswith(name[:cut], start) and text.startswith(name[cut:], figure.span.end):
                yield Naming(TextSpan(start, end), figure)


def _in_a_list(text: str, name: str) -> Iterator[Naming]:
    """人事考试安全率和规范管理达标率 names 人事考试规范管理达标率, 失业、工伤保险参保人数 names 失业保险参保人数."""
    for cut in range(_LEAST_PART, len(name) - _LEAST_PART + 1):
        head, tail = name[:cut], name[cut:]
        start = text.find(head)
        while start >= 0:
            clause_end = _ONE_CLAUSE.match(text, start + cut)
            at = text.find(tail, start + cut, clause_end.end() if clause_end else None)
            between = text[start + cut : at] if at >= 0 else ""
            if between and (_LIST.match(between) or _LIST.fullmatch(between[-1:])):
                yield Naming(TextSpan(start, at + len(tail)))
                return
            start = text.find(head, start + 1)


def figure_of(passage: Passage, name: Naming) -> tuple[TextSpan, ...]:
    """The figure of a name: the one within it, directly before it, or the first after it in its sentence.

    Several where the sentence says 分别: the whole list that follows.
    """
    if name.inner:
        return (name.inner.span,)
    figures = [figure for figure in passage.figures if not figure.named]
    before = next((one for one in figures if one.span.end == name.span.start), None)
    if before is not None and (before.unit or before.after):
        return (before.span,)
    end = sentence_end(passage.text, name.span.end)
    after = [one for one in figures if name.span.end <= one.span.start < end]
    if not after:
        return ()
    if "分别" in passage.text[name.span.end : after[0].span.start]:
        return tuple(_list_from(passage.text, after))
    return (after[0].span,)


def _list_from(text: str, figures: list[PrintedFigure]) -> Iterator[TextSpan]:
    last = figures[0].span
    yield last
    for figure in figures[1:]:
        if not _BETWEEN_FIGURES.fullmatch(text[last.end : figure.span.start]):
            return
        last = figure.span
        yield last
