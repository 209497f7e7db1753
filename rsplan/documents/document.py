"""A plan document as one sequence of lines, from plain text, HTML, DOCX or PDF.

What the structure rests on is kept with each line: where cells, rows and frames (tables, boxes) begin and end.
"""

import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import NamedTuple

from rsplan.documents.lines import Line, Opens
from rsplan.errors import InvalidInput, Problem, RsplanError
from rsplan.read.source import decode, printable, read_bytes, visible

#: A plan document is some hundred kilobytes; with pictures some tens of megabytes.
MOST_BYTES = 100_000_000

#: The plans of the two cities have less than twenty thousand characters; what has many times that is no plan.
_MOST_CHARACTERS, _MOST_LINES = 150_000, 50_000

#: A web page is no more than its text and its markup.
_MOST_MARKUP = 5_000_000

#: From so many blank lines on, a table or box of a plain text is over.
_FRAME_GAP = 2

_UNITS = {"text": "line", "html": "line", "docx": "paragraph", "pdf": "page"}
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


class DocumentText(NamedTuple):
    """A document as it was read; `counts` says what the numbers of its lines count: line, paragraph or page."""

    name: str
    sha256: str
    format: str
    counts: str
    lines: tuple[Line, ...]


def read_document(path: str) -> DocumentText:
    """The document in the file, `-` for standard input.

    Raises InvalidInput for a file that cannot be read, RsplanError where a package is missing that reads it.
    """
    import hashlib

    name = "<stdin>" if path == "-" else printable(path)
    data = read_bytes(path, name, MOST_BYTES)
    kind = _kind(path, data)
    if kind is None:
        raise InvalidInput([Problem("document_unsupported", name, 0, 0, {})])
    if kind in ("text", "html") and len(data) > _MOST_MARKUP:
        raise _too_large(name, f"{_MOST_MARKUP // 1_000_000} MB")
    lines = tuple(_bounded(name, _READERS[kind](name, data)))
    if not any(line.text.strip() for line in lines):
        raise InvalidInput([Problem("document_without_text", name, 0, 0, {})])
    return DocumentText(name, hashlib.sha256(data).hexdigest(), kind, _UNITS[kind], lines)


def _bounded(name: str, lines: Iterator[Line]) -> Iterator[Line]:
    """The lines as they are seen, as many as a plan has: web pages and PDFs are full of invisible characters."""
    characters = 0
    for number, line in enumerate(lines):
        characters += len(line.text)
        if characters > _MOST_CHARACTERS or number > _MOST_LINES:
            raise _too_large(name, f"{_MOST_CHARACTERS} / {_MOST_LINES}")
        yield line._replace(text=visible(line.text))


def _too_large(name: str, most: str) -> InvalidInput:
    return InvalidInput([Problem("document_too_large", name, 0, 0, {"most": most})])


def _kind(path: str, data: bytes) -> str | None:
    """The format, by what the bytes are rather than by what the file is called; None for old Word files."""
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return None
    if path.lower().endswith((".docx", ".pdf", ".doc", ".wps")):  # called so, but none
        return None
    if path.lower().endswith((".html", ".htm")) or _HTML.match(data[:4096]):
        return "html"
    return "text"


def text_lines(text: str) -> Iterator[Line]:
    """The lines of a plain text: a tab begins a cell, a blank line parts rows, two end a table or box."""
    blank, in_cell = 0, False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        if not line.strip() and "\t" not in line:
            blank += 1
            continue
        after_frame = blank >= _FRAME_GAP
        if "\t" in line:
            new_row = blank > 0 or not in_cell or not line.startswith("\t")
            for index, cell in enumerate(line.removeprefix("\t").split("\t")):
                opens = Opens.CELL if index or not new_row else Opens.ROW
                yield Line(number, cell, opens, after_frame and not index)
            in_cell = True
        else:
            in_cell = in_cell and not blank
            yield Line(number, line, Opens.RUN_ON if in_cell else Opens.PARAGRAPH, after_frame)
        blank = 0


def _from_text(name: str, data: bytes) -> Iterator[Line]:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    return text_lines(decode(name, data, encodings).text)


def _from_html(name: str, data: bytes) -> Iterator[Line]:
    _require("lxml", "lxml", "HTML")
    from rsplan.documents.html_lines import html_lines

    declared = _CHARSET.search(data[:4096])
    first = "gb18030" if declared and declared[1].lower().startswith(b"gb") else "utf-8-sig"
    return html_lines(name, decode(name, data, (first, "utf-8-sig", "gb18030")).text)


def _from_docx(name: str, data: bytes) -> Iterator[Line]:
    _require("docx", "python-docx", "DOCX")
    from rsplan.documents.docx_lines import docx_lines

    return docx_lines(name, data)


def _from_pdf(name: str, data: bytes) -> Iterator[Line]:
    _require("pypdf", "pypdf", "PDF")
    from rsplan.documents.pdf_lines import pdf_lines

    return pdf_lines(name, data)


def _require(module: str, package: str, format_: str) -> None:
    if find_spec(module) is None:
        raise RsplanError("error.verify_package", package=package, format=format_)


_READERS: dict[str, Callable[[str, bytes], Iterator[Line]]] = {
    "text": _from_text,
    "html": _from_html,
    "docx": _from_docx,
    "pdf": _from_pdf,
}
