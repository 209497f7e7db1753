"""A document as text: its lines, each with its number and with the part of a table that begins there."""

from enum import StrEnum
from typing import NamedTuple, assert_never

from rsplan.documents import limits


class PositionUnit(StrEnum):
    """The unit that the numbers of a document's lines count."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    PAGE = "page"


class DocumentFormat(StrEnum):
    """The format of a document."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"

    @property
    def position_unit(self) -> PositionUnit:
        """The unit in which a reader of this format finds a place."""
        match self:
            case DocumentFormat.TEXT | DocumentFormat.HTML:
                return PositionUnit.LINE
            case DocumentFormat.DOCX:
                return PositionUnit.PARAGRAPH
            case DocumentFormat.PDF:
                return PositionUnit.PAGE
            case _:
                assert_never(self)


class Opens(StrEnum):
    """The part of a document that begins with a line; `RUN_ON` continues the cell of the line before."""

    PARAGRAPH = "paragraph"
    ROW = "row"
    CELL = "cell"
    RUN_ON = "run_on"

    @property
    def begins_cell(self) -> bool:
        """Whether a cell begins, the first of a row or another."""
        match self:
            case Opens.ROW | Opens.CELL:
                return True
            case Opens.PARAGRAPH | Opens.RUN_ON:
                return False
            case _:
                assert_never(self)

    @property
    def continuation(self) -> "Opens":
        """The part that begins with the next line of the same text: another paragraph, but none in a cell."""
        match self:
            case Opens.PARAGRAPH:
                return Opens.PARAGRAPH
            case Opens.ROW | Opens.CELL | Opens.RUN_ON:
                return Opens.RUN_ON
            case _:
                assert_never(self)


class Line(NamedTuple):
    """A line of text.

    `number` is that of the line, paragraph or page; `after_frame` says that a table or box ended before the line,
    `left_out` that text is missing which the document strikes out, deletes or hides, `from_above` that the cell is one
    with the cell above it, which holds the text.
    """

    number: int
    text: str
    opens: Opens = Opens.PARAGRAPH
    after_frame: bool = False
    left_out: bool = False
    from_above: bool = False


#: A raised digit is a mark, or a power: 40 with a raised 1 is not 401.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def raised(text: str) -> str:
    """Return a superscript text with digits that say so."""
    return text.translate(_RAISED)


def lowered(text: str, before: str) -> str:
    """Return a subscript text with digits that say so; behind a letter (PM2.5, CO2) they are part of a name."""
    is_name = before[-1:].isascii() and before[-1:].isalpha()
    return text if is_name else text.translate(_LOWERED)


class DocumentText(NamedTuple):
    """The lines of a document, with the digest of the file they were read from."""

    name: str
    sha256: str
    format: DocumentFormat
    lines: tuple[Line, ...]


def column_span(written: str | None) -> int:
    """The number of columns that a cell takes up, 1 where nothing legible is written, at most WIDEST_CELL."""
    return min(int(written), limits.WIDEST_CELL) if written and written.isascii() and written.isdigit() else 1
