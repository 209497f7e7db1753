"""The lines of a document, and what begins with each."""

from enum import StrEnum
from typing import NamedTuple

#: Columns that a cell may take up.
_WIDEST = 50


class Opens(StrEnum):
    """What begins with a line; `RUN_ON` goes on with the cell before it."""

    PARAGRAPH = "paragraph"
    ROW = "row"
    CELL = "cell"
    RUN_ON = "run_on"


class Line(NamedTuple):
    """A line with its number (of the line, paragraph or page); `after_frame` where a table or box ended before it."""

    number: int
    text: str
    opens: Opens = Opens.PARAGRAPH
    after_frame: bool = False


def column_span(written: str | None) -> int:
    """How many columns a cell takes up; a number that no table has counts as its greatest."""
    return min(int(written), _WIDEST) if written and written.isascii() and written.isdigit() else 1
