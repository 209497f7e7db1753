"""DOCX as lines: paragraphs, table cells and text boxes in their order; python-docx opens the file."""

import io
from collections.abc import Iterator
from typing import Any

import docx

from rsplan.documents import limits
from rsplan.documents.document_text import Line, Opens, column_span, lowered, raised
from rsplan.documents.unpacked_size import check_unpacked_size
from rsplan.errors import InvalidInput, Problem

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: A text box is stored twice: for programs that know drawings, and for those that do not.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Containers whose paragraphs and tables belong to what surrounds them.
_TRANSPARENT = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"}
_DELETED = {f"{_W}del", f"{_W}moveFrom"}
#: Properties of a run whose text is struck out, or not shown.
_LEFT_OUT = (f"{_W}strike", f"{_W}dstrike", f"{_W}vanish")
_OFF = ("0", "false", "off")
_SIGNS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}


def docx_lines(name: str, data: bytes) -> Iterator[Line]:
    """Read the paragraphs and table cells of the body; a text box stands where it is anchored.

    Raises InvalidInput for a file that is no DOCX, or one that is too large.
    """
    try:
        check_unpacked_size(name, data, limits.MOST_UNPACKED_DOCUMENT)
        document: Any = docx.Document(io.BytesIO(data))
        body, styles = document.element.body, _styles_left_out(document)
    except InvalidInput:
        raise
    except ValueError:  # another office file, as a workbook; the message of python-docx differs in every run
        raise InvalidInput([Problem("document_unsupported", name, 0, 0, {})]) from None
    except Exception as error:  # a broken file raises whatever its contents lead the reader to
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error) or "?"})]) from None
    return _BodyReader(name, styles).block(body)


class _BodyReader:
    """Reads the blocks of the body in their order; paragraphs count as a reader of the document counts them."""

    def __init__(self, name: str, styles: frozenset[str]) -> None:
        self._name = name
        self._styles = styles
        self._number = 0
        self._after_frame = False

    def block(self, parent: Any, opens: Opens = Opens.PARAGRAPH) -> Iterator[Line]:
        """Read the paragraphs and tables in an element; `opens` is for the first line, in a cell the others run on."""
        for child in parent.iterchildren():
            if child.tag == f"{_W}tbl":
                yield from self._table(child)
                continue
            for line in self._lines(child, opens):
                yield line
                opens = opens.continuation

    def _lines(self, element: Any, opens: Opens) -> Iterator[Line]:
        if element.tag == f"{_W}p":
            yield from self._paragraph(element, opens)
        elif element.tag in _TRANSPARENT:
            yield from self.block(element, opens)

    def _line(self, text: str, opens: Opens, *, left_out: bool = False) -> Line:
        line = Line(self._number, text, opens, self._after_frame, left_out)
        self._after_frame = False
        return line

    def _paragraph(self, paragraph: Any, opens: Opens) -> Iterator[Line]:
        self._number += 1
        if self._number > limits.MOST_PARAGRAPHS:
            details = {"most": f"{limits.MOST_PARAGRAPHS} ¶"}
            raise InvalidInput([Problem("document_too_large", self._name, 0, 0, details)])
        text, left_out = _text(paragraph, self._styles)
        if text.strip() or opens.begins_cell or (left_out and opens is Opens.RUN_ON):
            yield self._line(text, opens, left_out=left_out)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
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
        is_merged_with_above = merge is not None and merge.get(f"{_W}val") != "restart"
        lines = [] if is_merged_with_above else list(self.block(cell, opens))
        yield from lines or [self._line("", opens)._replace(from_above=is_merged_with_above)]
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        for _ in range(column_span(span.get(f"{_W}val") if span is not None else None) - 1):
            yield self._line("", Opens.CELL)


def _styles_left_out(document: Any) -> frozenset[str]:
    """The ids of the styles whose text is struck out or not shown, by themselves or by those that they are based on."""
    marked: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in document.styles.element.iterchildren(f"{_W}style"):
        marked[style.get(f"{_W}styleId")] = _marks_left_out(style)
        if (base := style.find(f"{_W}basedOn")) is not None:
            based[style.get(f"{_W}styleId")] = base.get(f"{_W}val")
    left_out = set()
    for style in marked:
        seen, at = {style}, style
        while marked.get(at) is None and based.get(at) not in (None, *seen):
            at = based[at]
            seen.add(at)
        if marked.get(at):
            left_out.add(style)
    return frozenset(left_out)


def _marks_left_out(element: Any) -> bool | None:
    """Whether the properties of a run or a style strike out or hide its text; None where they say nothing."""
    marks = [mark for tag in _LEFT_OUT if (mark := element.find(f"{_W}rPr/{tag}")) is not None]
    return any(mark.get(f"{_W}val") not in _OFF for mark in marks) if marks else None


def _text(paragraph: Any, styles: frozenset[str]) -> tuple[str, bool]:
    """The paragraph's own text without its text boxes, and whether text was left out: struck out, deleted, hidden."""
    text, left_out = "", False
    for node in paragraph.iter(f"{_W}t", f"{_W}delText", *_SIGNS):
        if not _belongs_to(node, paragraph):
            continue
        if node.tag == f"{_W}delText" or _is_left_out(node, styles):
            left_out = left_out or bool((node.text or "").strip())
        else:
            text += _SIGNS.get(node.tag) or _placed(node, text)
    return text, left_out


def _belongs_to(node: Any, paragraph: Any) -> bool:
    return next((one is paragraph for one in node.iterancestors(f"{_W}p")), False)


def _is_left_out(node: Any, styles: frozenset[str]) -> bool:
    """Whether the text is one that tracked changes delete, or that its run or the style of it strikes out or hides."""
    said: bool | None = None
    for ancestor in node.iterancestors():
        if ancestor.tag in _DELETED:
            return True
        if ancestor.tag == f"{_W}r":
            said = _marks_left_out(ancestor)
            said = said if said is not None else _has_style(ancestor, "r", styles) or None
        elif ancestor.tag == f"{_W}p":
            return said if said is not None else _has_style(ancestor, "p", styles)
    return False


def _has_style(element: Any, what: str, styles: frozenset[str]) -> bool:
    """Whether a run or a paragraph has one of the styles."""
    style = element.find(f"{_W}{what}Pr/{_W}{what}Style") if styles else None
    return style is not None and style.get(f"{_W}val") in styles


def _placed(node: Any, before: str) -> str:
    """The text of a node, raised or lowered digits as such."""
    text = node.text or ""
    mark = node.getparent().find(f"{_W}rPr/{_W}vertAlign")
    match mark.get(f"{_W}val") if mark is not None else None:
        case "superscript":
            return raised(text)
        case "subscript":
            return lowered(text, before)
        case _:
            return text
