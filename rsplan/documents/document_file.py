"""A document read from a file: its format recognized by its bytes, its text as lines."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import assert_never

from rsplan.documents import limits
from rsplan.documents.document_text import DocumentFormat, DocumentText, Line
from rsplan.documents.plain_text_lines import plain_text_lines
from rsplan.errors import InvalidInput, Problem, package_missing
from rsplan.read.input_text import decode, printable, read_bytes, visible

#: Bytes of a file by its format; the contents of packed formats have limits of their own.
MOST_BYTES = {
    DocumentFormat.TEXT: limits.MOST_TEXT_BYTES,
    DocumentFormat.HTML: limits.MOST_TEXT_BYTES,
    DocumentFormat.DOCX: limits.MOST_BYTES,
    DocumentFormat.PDF: limits.MOST_BYTES,
}

_ZIP, _OLD_WORD, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

#: The beginning of a file in which a PDF announces itself, and in which a web page does.
_PDF_HEAD, _HTML_HEAD = 1024, 4096
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read_document(path: str, *, with_tables: bool = False) -> DocumentText:
    """Read the document in the file, `-` for standard input; `with_tables` marks the ruled cells of a PDF.

    Raises InvalidInput for a file that cannot be read, RsplanError where the package that reads its format is missing.
    """
    import hashlib

    name = "<stdin>" if path == "-" else printable(path)
    data = read_bytes(path, name, limits.MOST_BYTES)
    format_ = _format_of(path, name, data)
    if len(data) > MOST_BYTES[format_]:
        raise _too_large(name, f"{MOST_BYTES[format_] // 1_000_000} MB")
    if format_ is DocumentFormat.TEXT and data.count(b"\n") > limits.MOST_TEXT_LINES:
        raise _too_large(name, f"{limits.MOST_TEXT_LINES:,}")
    lines = tuple(_limited(name, _lines(format_, name, data)))
    if format_ is DocumentFormat.PDF and with_tables:
        lines = tuple(_limited(name, _table_lines(name, data))) or lines
    if not any(line.text.strip() for line in lines):
        raise InvalidInput([Problem("document_without_text", name, 0, 0, {})])
    return DocumentText(name, hashlib.sha256(data).hexdigest(), format_, lines)


def _format_of(path: str, name: str, data: bytes) -> DocumentFormat:
    """Recognize the format by the bytes, then by the name.

    Raises InvalidInput for old Word files, and for a file named like a packed format that is not one.
    """
    if data.startswith(_ZIP):
        return DocumentFormat.DOCX
    if data[:_PDF_HEAD].lstrip().startswith(_PDF):
        return DocumentFormat.PDF
    if data.startswith(_OLD_WORD) or path.lower().endswith((".docx", ".pdf", ".doc", ".wps")):
        raise InvalidInput([Problem("document_unsupported", name, 0, 0, {})])
    if path.lower().endswith((".html", ".htm")) or _HTML.match(data[:_HTML_HEAD]):
        return DocumentFormat.HTML
    return DocumentFormat.TEXT


def _lines(format_: DocumentFormat, name: str, data: bytes) -> Iterator[Line]:
    # A reader is imported where its format is read: each needs a package that not every installation has.
    match format_:
        case DocumentFormat.TEXT:
            encodings = ("utf-16",) if data.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
            return plain_text_lines(decode(name, data, encodings).text)
        case DocumentFormat.HTML:
            _require("lxml", "lxml", "HTML")
            from rsplan.documents.html_lines import html_lines

            return html_lines(name, decode(name, data, _html_encodings(data)).text)
        case DocumentFormat.DOCX:
            _require("docx", "python-docx", "DOCX")
            from rsplan.documents.docx_lines import docx_lines

            return docx_lines(name, data)
        case DocumentFormat.PDF:
            _require("pypdf", "pypdf", "PDF")
            from rsplan.documents.pdf_lines import pdf_lines

            return pdf_lines(name, data)
        case _:
            assert_never(format_)


def _table_lines(name: str, data: bytes) -> Iterator[Line]:
    """The lines of a PDF with its ruled cells; none where its drawing is broken, though its text is not."""
    from rsplan.documents.pdf_tables import pdf_table_lines

    try:
        lines = pdf_table_lines(name, data)
    except InvalidInput:
        lines = []
    return iter(lines)


def _html_encodings(data: bytes) -> tuple[str, ...]:
    """The encodings to try, the declared one first; the last is the one that an error is reported in."""
    declared = _CHARSET.search(data[:_HTML_HEAD])
    first = "gb18030" if declared and declared[1].lower().startswith(b"gb") else "utf-8-sig"
    return first, "utf-8-sig", "gb18030"


def _require(module: str, package: str, format_name: str) -> None:
    if find_spec(module) is None:
        raise package_missing("error.verify_package", package, format=format_name)


def _limited(name: str, lines: Iterator[Line]) -> Iterator[Line]:
    """The lines without their invisible characters, of which web pages and PDFs are full.

    Raises InvalidInput at the first line beyond the limits.
    """
    characters = 0
    for count, line in enumerate(lines):
        characters += len(line.text)
        if characters > limits.MOST_CHARACTERS or count > limits.MOST_LINES:
            raise _too_large(name, f"{limits.MOST_CHARACTERS} / {limits.MOST_LINES}")
        yield line._replace(text=visible(line.text))


def _too_large(name: str, most: str) -> InvalidInput:
    return InvalidInput([Problem("document_too_large", name, 0, 0, {"most": most})])
