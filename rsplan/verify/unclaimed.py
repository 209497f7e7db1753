"""Figures of the document that look like targets and that no target file claims, for the curator to judge.

They are ranked: cells of tables first, then figures with a qualifier (以上, 达到, ≥ …), then counted things, then words
that are figures themselves (全覆盖, 清零). Dates, document and list numbers, and numbers within names (12333, 5G) are
no such figures.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.documents.structure.folded_text import FoldedText
from rsplan.documents.structure.folding import TextSpan, clause
from rsplan.documents.structure.printed_figures import PrintedFigure, figures_in, occurrences
from rsplan.model.printed_figure_reading import FIGURE_WORDS
from rsplan.verify.lookup import Lookup

#: Chapter one looks back; targets stand in the chapters after it.
_FIRST_CHAPTER_OF_TARGETS = 2

#: Before or after one of these a number is part of a name: 第5个, “1+3”, A4, 最多跑1次.
_NAME_BEFORE = re.compile(r"(?:[A-Za-z+第~-]|最多跑|专栏|表)$")
_NAME_AFTER = re.compile(r"[A-Za-z+]")
_LONGEST_NAME_BEFORE = 3

#: Units of targets only if there is a qualifier, too: amounts per person, ages, hours mentioned in passing.
_VAGUE = {"元", "岁", "学时", "课时"}


class Rank(IntEnum):
    """How much a figure looks like a target, the most first."""

    CELL = 1
    QUALIFIED = 2
    COUNTED = 3
    WORD = 4


class Unclaimed(NamedTuple):
    """An unclaimed figure at the number of its line, paragraph or page.

    `context` holds the words around it, in a table the name of the row.
    """

    rank: Rank
    printed: str
    where: str
    position: int
    context: str


def unclaimed(lookups: Iterable[Lookup], structure: DocumentStructure) -> list[Unclaimed]:
    """Return the unclaimed figures, the most target-like first; `lookups` are those of every plan of the document."""
    claimed = [lookup.span for lookup in lookups if lookup.span]
    figures = [*_in_tables(structure, claimed), *_in_text(structure, claimed)]
    return sorted(figures, key=lambda figure: figure.rank)


def _in_tables(structure: DocumentStructure, claimed: list[TextSpan]) -> Iterator[Unclaimed]:
    for frame, table in structure.tables():
        for row in table.rows:
            for cell in row.cells:
                if cell.text and _has_figure(cell.text) and not _is_claimed(cell.span, claimed):
                    yield Unclaimed(Rank.CELL, cell.text, row.place_in(frame), row.position_of(cell), row.label)


def _has_figure(text: str) -> bool:
    return any(not figure.named for figure in figures_in(text))


def _in_text(structure: DocumentStructure, claimed: list[TextSpan]) -> Iterator[Unclaimed]:
    whole = structure.whole
    frames = {frame for frame, _ in structure.tables()}
    has_chapters = any(address.chapter >= _FIRST_CHAPTER_OF_TARGETS for address in structure.addresses)
    for rank, span in _candidates(whole):
        address = structure.address_at(span.start)
        is_of_targets = address.chapter >= _FIRST_CHAPTER_OF_TARGETS or not has_chapters
        if is_of_targets and not address.remark and address.frame not in frames and not _is_claimed(span, claimed):
            printed = whole.text[span.start : span.end]
            yield Unclaimed(rank, printed, str(address), whole.line_at(span.start).number, clause(whole.text, span))


def _candidates(text: FoldedText) -> Iterator[tuple[Rank, TextSpan]]:
    """The figures that look like a target in running text, in their order, then the words that are figures."""
    for figure in text.figures:
        rank = _rank(text.text, figure)
        if rank is not None:
            yield rank, figure.span
    for word in FIGURE_WORDS:
        yield from ((Rank.WORD, span) for span in occurrences(text.text, word, ()))


def _rank(text: str, figure: PrintedFigure) -> Rank | None:
    """The rank of a figure of the text; None where it dates, counts or names something else."""
    start, end = figure.span
    before = text[max(0, start - _LONGEST_NAME_BEFORE) : start]
    if figure.named or _NAME_BEFORE.search(before) or _NAME_AFTER.match(text, end):
        return None
    is_qualified = bool(figure.before or figure.after)
    if is_qualified and (figure.unit or figure.after):
        return Rank.QUALIFIED
    if ":" in figure.number or (figure.unit and figure.unit not in _VAGUE):
        return Rank.COUNTED
    return None


def _is_claimed(span: TextSpan, claimed: Iterable[TextSpan]) -> bool:
    return any(span.overlaps(claim) for claim in claimed)
