"""A plan document with the address of each line, the text of each place and the rows of its tables."""

from collections.abc import Iterator

from rsplan.documents.document_text import DocumentText
from rsplan.documents.structure.cited_places import Address, CitedPlace, is_table
from rsplan.documents.structure.folded_text import FoldedLine, FoldedText
from rsplan.documents.structure.folding import BREAK, folded
from rsplan.documents.structure.indicator_table import IndicatorTable, read_indicator_table
from rsplan.documents.structure.line_addresses import addresses_of, begins_anew


class DocumentStructure:
    """The structure of a document; texts of places and tables are read when they are first asked for.

    `addresses` are those of the document's lines, `whole` is the text of all.
    """

    def __init__(self, document: DocumentText) -> None:
        self.document = document
        texts = [folded(line.text) for line in document.lines]
        self.addresses = addresses_of(document.lines, texts)
        self._lines = list(_folded_lines(document, texts, self.addresses))
        self.whole = FoldedText(self._lines)
        self._texts: dict[CitedPlace, FoldedText | None] = {}
        self._tables: dict[str, IndicatorTable | None] = {}

    def text_at(self, place: CitedPlace) -> FoldedText | None:
        """Return the text of a place, None where the document has no such place."""
        if place not in self._texts:
            lines = list(self._lines_at(place))
            self._texts[place] = FoldedText(lines) if lines else None
        return self._texts[place]

    def _lines_at(self, place: CitedPlace) -> Iterator[FoldedLine]:
        """The lines of a place; one that does not follow the line before in the document does not continue it."""
        before = None
        for line, address in zip(self._lines, self.addresses, strict=True):
            if place.holds(address):
                yield line if before == line.line_index - 1 else line._replace(after_break=True)
                before = line.line_index

    def table(self, frame: str) -> IndicatorTable | None:
        """Return the rows of a table or box, None for one without rows."""
        if frame not in self._tables:
            lines = [
                (line, folded_line)
                for line, folded_line, address in zip(self.document.lines, self._lines, self.addresses, strict=True)
                if address.frame == frame and not address.remark
            ]
            self._tables[frame] = read_indicator_table(lines, is_table=is_table(frame))
        return self._tables[frame]

    def tables(self) -> Iterator[tuple[str, IndicatorTable]]:
        """Return the tables and boxes that have rows, in the order of the document."""
        for frame in dict.fromkeys(address.frame for address in self.addresses if address.frame):
            table = self.table(frame)
            if table is not None:
                yield frame, table

    def address_at(self, position: int) -> Address:
        """Return the address of a character of the whole text."""
        return self.addresses[self.whole.line_at(position).line_index]


def _folded_lines(document: DocumentText, texts: list[str], addresses: tuple[Address, ...]) -> Iterator[FoldedLine]:
    start, before = 0, ""
    for index, (line, text, address) in enumerate(zip(document.lines, texts, addresses, strict=True)):
        after_break = begins_anew(line, text, before, address)
        start += len(BREAK) if after_break and index else 0
        yield FoldedLine(text, start, index, line.number, after_break)
        start, before = start + len(text), text
