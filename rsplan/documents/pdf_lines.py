"""PDF as lines, extracted by pypdf page by page; a PDF marks no cells, rows or frames."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pypdf

from rsplan.documents import limits
from rsplan.documents.document_text import Line
from rsplan.errors import InvalidInput, Problem

_PAGE_NUMBER = re.compile(r"[-—–－·\s]*([0-9]{1,4})[-—–－·\s]*")


def pdf_lines(name: str, data: bytes) -> Iterator[Line]:
    """Read the lines of one page after another, without page numbers.

    Raises InvalidInput for a broken or locked file, and for one with too many pages or too much that draws them.
    """
    # pypdf's messages about what it repairs in a file are of no use to the user.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput([Problem("document_locked", name, 0, 0, {})])
        _check_pages(name, reader)
        _check_drawing(name, reader)
        for number, page in enumerate(reader.pages, 1):
            for line in _without_page_number(page.extract_text(), number):
                yield Line(number, line)
    except InvalidInput:
        raise
    except Exception as error:  # a broken file raises whatever its contents lead the reader to
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error) or "?"})]) from None


def _check_pages(name: str, reader: pypdf.PdfReader) -> None:
    """Refuse more pages than the limit before pypdf makes an object of each; one page may be named many times."""
    waiting, nodes, pages = [reader.root_object.get("/Pages")], 0, 0
    while waiting:
        node = _object(waiting.pop())
        kids = _object(node.get("/Kids")) if isinstance(node, dict) else None
        nodes, pages = nodes + 1, pages + (not isinstance(kids, list))
        if pages > limits.MOST_PAGES or nodes > 2 * limits.MOST_PAGES:
            raise InvalidInput([Problem("document_too_many_pages", name, 0, 0, {"most": f"{limits.MOST_PAGES:,}"})])
        waiting += kids[: limits.MOST_PAGES + 1] if isinstance(kids, list) else []


def _check_drawing(name: str, reader: pypdf.PdfReader) -> None:
    """Refuse more bytes of drawing than the limit, those of a form counted each time that it is drawn."""
    drawing, known = 0, dict[int, int]()
    for page in reader.pages:
        drawing += _drawn(_object(page.get("/Contents")), page, known)
        if drawing > limits.MOST_DRAWING:
            most = f"{limits.MOST_DRAWING // 1_000_000} MB"
            raise InvalidInput([Problem("document_too_much_drawing", name, 0, 0, {"most": most})])


def _drawn(contents: Any, holder: Any, known: dict[int, int]) -> int:
    """The bytes that draw a page or a form: its own, and for each form that it draws at most those of the largest."""
    if id(holder) not in known:
        known[id(holder)] = 0  # a form that draws itself is drawn once
        data = [_data(one) for one in (contents if isinstance(contents, list) else [contents])]
        resources = _object(holder.get("/Resources"))
        drawn = _object(resources.get("/XObject")) if isinstance(resources, dict) else None
        forms = filter(_is_form, map(_object, drawn.values())) if isinstance(drawn, dict) else ()
        largest = max((_drawn(form, form, known) for form in forms), default=0)
        known[id(holder)] = sum(map(len, data)) + largest * sum(one.count(b"Do") for one in data)
    return known[id(holder)]


def _data(stream: Any) -> bytes:
    """The unpacked bytes of a stream; none where they are broken, which draws nothing."""
    try:
        found = _object(stream).get_data()
    except Exception:  # whatever its filters lead pypdf to
        return b""
    return found if isinstance(found, bytes) else b""


def _is_form(drawn: Any) -> bool:
    return isinstance(drawn, dict) and drawn.get("/Subtype") == "/Form"


def _object(reference: Any) -> Any:
    """The object itself, where it is named by its number."""
    return reference.get_object() if hasattr(reference, "get_object") else reference


def _without_page_number(text: str, page: int) -> list[str]:
    """The lines of a page, but for a first or last one that is its number: between dashes, or as pages are counted."""
    lines = [line for line in text.splitlines() if line.strip()]
    for index in (-1, 0):
        number = _PAGE_NUMBER.fullmatch(lines[index].strip()) if lines else None
        if number and (int(number[1]) == page or not lines[index].strip().isdigit()):
            del lines[index]
    return lines
