"""Figures of the document that look like targets and that no target file claims: for the curator to judge.

Quietly and ranked: cells of the tables first, then figures with a qualifier (以上, 达到, ≥ …), then counted things,
then words that are figures themselves (全覆盖, 清零).
Dates, document and list numbers, and numbers within names (12333, 5G) are none.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from rsplan.documents.figure_scan import PrintedFigure, TextSpan, clause, figures_in, occurrences
from rsplan.model.notation import FIGURE_WORDS
from rsplan.verify.lookup import Lookup
from rsplan.verify.places import Passage, Structure, every_table

#: Chapter one looks back; what is to be attained stands in those after it.
_FIRST_CHAPTER_OF_TARGETS = 2

#: Before or after these a number is part of a name: 第5个, “1+3”, A4, 最多跑1次.
_NAME_BEFORE = re.compile(r"(?:[A-Za-z+第~-]|最多跑|专栏|表)$")
_NAME_AFTER = re.compile(r"[A-Za-z+]")

#: A unit that says nothing without a qualifier: money for one person, an age, a share told in passing.
_VAGUE = {"元", "岁", "学时", "课时"}


class Rank(IntEnum):
    """How much a figure looks like a target."""

    CELL = 1
    QUALIFIED = 2
    COUNTED = 3
    WORD = 4


class Unclaimed(NamedTuple):
    """A figure that nobody claims, with the words around it (in a table: the row's name)."""

    rank: Rank
    printed: str
    where: str
    number: int
    context: str


def unclaimed(lookups: Iterable[Lookup], structure: Structure) -> list[Unclaimed]:
    """The figures without an owner, the most target-like first; `lookups` are those of every plan of the document."""
    claimed = sorted(one.span for one in lookups if one.span)
    found = [*_cells(structure, claimed), *_in_text(structure, claimed)]
    return sorted(found, key=lambda figure: figure.rank)


def _cells(structure: Structure, claimed: list[TextSpan]) -> Iterator[Unclaimed]:
    for frame, table in every_table(structure):
        for row in table.rows:
            for cell in row.cells:
                if cell.text and _is_figure(cell.text) and not _is_claimed(cell.span, claimed):
                    where = f"{frame} #{row.number}" if row.number else frame
                    number = (cell.piece or row.piece).number
                    yield Unclaimed(Rank.CELL, cell.text, where, number, row.label)


def _is_figure(text: str) -> bool:
    return any(not figure.named for figure in figures_in(text))


def _in_text(structure: Structure, claimed: list[TextSpan]) -> Iterator[Unclaimed]:
    whole = structure.whole
    tables = {frame for frame, _ in every_table(structure)}
    has_chapters = any(one.chapter >= _FIRST_CHAPTER_OF_TARGETS for one in structure.addresses)
    for rank, span in _candidates(whole):
        address = structure.address_at(span.start)
        in_chapters = address.chapter >= _FIRST_CHAPTER_OF_TARGETS or not has_chapters
        if in_chapters and not address.remark and address.frame not in tables and not _is_claimed(span, claimed):
            printed = whole.text[span.start : span.end]
            yield Unclaimed(rank, printed, str(address), whole.line_at(span.start).number, clause(whole.text, span))


def _candidates(passage: Passage) -> Iterator[tuple[Rank, TextSpan]]:
    """What looks like a target in running text, in its order."""
    figures = ((_rank(passage.text, figure), figure.span) for figure in passage.figures)
    yield from ((rank, span) for rank, span in figures if rank is not None)
    for word in FIGURE_WORDS:
        yield from ((Rank.WORD, span) for span in occurrences(passage.text, word, ()))


def _rank(text: str, figure: PrintedFigure) -> Rank | None:
    """How target-like a figure of the text is; None where it dates, counts or names something else."""
    start, end = figure.span
    if figure.named or _NAME_BEFORE.search(text[max(0, start - 3) : start]) or _NAME_AFTER.match(text, end):
        return None
    qualified = bool(figure.before or figure.after)
    if qualified and (figure.unit or figure.after):
        return Rank.QUALIFIED
    if ":" in figure.number or (figure.unit and figure.unit not in _VAGUE):
        return Rank.COUNTED
    return None


def _is_claimed(span: TextSpan, claimed: Iterable[TextSpan]) -> bool:
    return any(span.overlaps(one) for one in claimed)
