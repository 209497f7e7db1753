"""PDF as lines, extracted by pypdf; a PDF marks no cells, rows or frames."""

import io
import logging
import re
from collections.abc import Iterator

import pypdf

from rsplan.documents.document_text import Line
from rsplan.errors import InvalidInput, Problem

_PAGE_NUMBER = re.compile(r"[-—–－·\s]*([0-9]{1,4})[-—–－·\s]*")


def pdf_lines(name: str, data: bytes) -> Iterator[Line]:
    """Read the lines of every page without its page number; raises InvalidInput for a broken or locked file."""
    # pypdf's messages about what it repairs in a file are of no use to the user.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput([Problem("document_locked", name, 0, 0, {})])
        pages = [page.extract_text() for page in reader.pages]
    except InvalidInput:
        raise
    except Exception as error:  # a broken file raises whatever its contents lead the reader to
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error) or "?"})]) from None
    return (Line(number, line) for number, text in enumerate(pages, 1) for line in _without_page_number(text, number))


def _without_page_number(text: str, page: int) -> list[str]:
    """The lines of a page, but for a first or last one that is its number: between dashes, or as pages are counted."""
    lines = [line for line in text.splitlines() if line.strip()]
    for index in (-1, 0):
        number = _PAGE_NUMBER.fullmatch(lines[index].strip()) if lines else None
        if number and (int(number[1]) == page or not lines[index].strip().isdigit()):
            del lines[index]
    return lines
