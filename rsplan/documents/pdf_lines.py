"""PDF as lines, by pypdf; a PDF says nothing of its cells, rows and frames."""

import io
import logging
import re
from collections.abc import Iterator

import pypdf

from rsplan.documents.lines import Line
from rsplan.errors import InvalidInput, Problem

_PAGE_NUMBER = re.compile(r"[-—–－·\s]*([0-9]{1,4})[-—–－·\s]*")


def pdf_lines(name: str, data: bytes) -> Iterator[Line]:
    """The lines of every page without its page number; raises InvalidInput for what cannot be read."""
    # What pypdf repairs in a file on its way is no message for whoever verifies a plan.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput([Problem("document_locked", name, 0, 0, {})])
        pages = [page.extract_text() for page in reader.pages]
    except InvalidInput:
        raise
    except Exception as error:  # whatever the reader meets in a broken file
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error) or "?"})]) from None
    return (Line(number, line) for number, text in enumerate(pages, 1) for line in _without_page_number(text, number))


def _without_page_number(text: str, page: int) -> list[str]:
    """The lines; the first or last is left out where it is the page's number, in dashes or by the count of pages."""
    lines = [line for line in text.splitlines() if line.strip()]
    for index in (-1, 0):
        found = _PAGE_NUMBER.fullmatch(lines[index].strip()) if lines else None
        if found and (int(found[1]) == page or not lines[index].strip().isdigit()):
            del lines[index]
    return lines
