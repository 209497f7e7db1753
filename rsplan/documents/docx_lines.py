"""DOCX as lines; python-docx opens the file, the text is taken from its elements."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx

from rsplan.documents.archive import unpacked_size
from rsplan.documents.lines import Line, Opens, column_span
from rsplan.errors import InvalidInput, Problem

#: Unpacked, the text of a plan is one or two megabytes; what is many times that is none.
_MOST_UNPACKED = 10_000_000
_MOST_PARAGRAPHS = 50_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: A text box is stored twice: for programs that know drawings, and for those that do not.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = {f"{_W}del", f"{_W}moveFrom"}
_SIGNS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}


def docx_lines(name: str, data: bytes) -> Iterator[Line]:
    """The paragraphs and table cells of the body in their order; text boxes stand where they are anchored.

    Raises InvalidInput for a file that is no DOCX.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = unpacked_size(archive)
        if unpacked > _MOST_UNPACKED:
            raise InvalidInput([Problem("too_large", name, 0, 0, {"most": f"{_MOST_UNPACKED // 1_000_000} MB"})])
        body: Any = docx.Document(io.BytesIO(data)).element.body
    except InvalidInput:
        raise
    except Exception as error:  # whatever the reader meets in a broken file
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error) or "?"})]) from None
    return _Walk(name).block(body)


class _Walk:
    """Goes through the blocks, counting paragraphs as a reader of the document would."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._number = 0
        self._after_frame = False

    def block(self, parent: Any, opens: Opens = Opens.PARAGRAPH) -> Iterator[Line]:
        """The lines of what holds paragraphs and tables; the first opens what is said, in a cell the rest run on."""
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                for line in self._paragraph(child, opens):
                    yield line
                    opens = opens if opens is Opens.PARAGRAPH else Opens.RUN_ON
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
                for line in self.block(child, opens):
                    yield line
                    opens = opens if opens is Opens.PARAGRAPH else Opens.RUN_ON

    def _line(self, text: str, opens: Opens) -> Line:
        line = Line(self._number, text, opens, self._after_frame)
        self._after_frame = False
        return line

    def _paragraph(self, paragraph: Any, opens: Opens) -> Iterator[Line]:
        self._number += 1
        if self._number > _MOST_PARAGRAPHS:
            raise InvalidInput([Problem("document_too_large", self._name, 0, 0, {"most": f"{_MOST_PARAGRAPHS} ¶"})])
        text = _text(paragraph)
        if text.strip() or opens in (Opens.ROW, Opens.CELL):
            yield self._line(text, opens)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if any(above.tag == _FALLBACK for above in box.iterancestors()):
                continue
            yield from self.block(box)
            self._after_frame = True

    def _table(self, table: Any) -> Iterator[Line]:
        for row in table.iterchildren(f"{_W}tr"):
            opens = Opens.ROW
            for cell in row.iterchildren(f"{_W}tc"):
                yield from self._cell(cell, opens)
                opens = Opens.CELL
        self._after_frame = True

    def _cell(self, cell: Any, opens: Opens) -> Iterator[Line]:
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
        lines = [] if goes_on else list(self.block(cell, opens))
        yield from lines or [self._line("", opens)]
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        for _ in range(column_span(span.get(f"{_W}val") if span is not None else None) - 1):
            yield self._line("", Opens.CELL)


def _text(paragraph: Any) -> str:
    """The paragraph's own text, without what tracked changes delete and without its text boxes."""
    return "".join(
        (node.text or "") if node.tag == f"{_W}t" else _SIGNS[node.tag]
        for node in paragraph.iter(f"{_W}t", *_SIGNS)
        if _is_own(node, paragraph)
    )


def _is_own(node: Any, paragraph: Any) -> bool:
    for above in node.iterancestors():
        if above.tag in _DELETED:
            return False
        if above.tag == f"{_W}p":
            return above is paragraph
    return False
