"""The folded lines of a document as continuous text, in which each character is traced back to its line."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from rsplan.documents.structure.folding import BREAK, TextSpan
from rsplan.documents.structure.printed_figures import PrintedFigure, figures_in


class FoldedLine(NamedTuple):
    """A folded line of the document or a part of one.

    `start` is its position in the whole text of the document, `line_index` that of its line in `DocumentText.lines`,
    `number` the number of the line, paragraph or page; `after_break` says that it does not continue the line before.
    """

    text: str
    start: int
    line_index: int
    number: int
    after_break: bool = False

    @property
    def span(self) -> TextSpan:
        """Its span in the whole text of the document."""
        return TextSpan(self.start, self.start + len(self.text))


class FoldedText:
    """The continuous text of some lines of the document: of a place, or of all."""

    def __init__(self, lines: Iterable[FoldedLine]) -> None:
        texts: list[str] = []
        self._starts: list[int] = []
        self._lines: list[FoldedLine] = []
        length = 0
        for line in lines:
            if line.after_break and texts:
                texts.append(BREAK)
                length += len(BREAK)
            self._starts.append(length)
            self._lines.append(line)
            texts.append(line.text)
            length += len(line.text)
        self.text = "".join(texts)

    @cached_property
    def figures(self) -> tuple[PrintedFigure, ...]:
        """The figures in the text."""
        return figures_in(self.text)

    def line_at(self, position: int) -> FoldedLine:
        """Return the line of a character of the text."""
        return self._lines[self._index_at(position)]

    def document_span(self, span: TextSpan) -> TextSpan:
        """Return a span of this text as one of the whole text of the document."""
        first, last = self._document_position(span.start), self._document_position(max(span.start, span.end - 1))
        return TextSpan(first, last + 1 if span.end > span.start else first)

    def _document_position(self, position: int) -> int:
        index = self._index_at(position)
        return self._lines[index].start + position - self._starts[index]

    def _index_at(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1
