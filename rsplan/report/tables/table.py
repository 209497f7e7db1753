"""A table for people with its title, its lead and its footnotes, and the words of one language."""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from rsplan.model.bilingual import Text
from rsplan.model.enums import BOUND_SIGNS, Bound
from rsplan.model.message import Message
from rsplan.model.rounding import shown
from rsplan.text import Language, catalogue, in_words, say

#: The width of tables that nothing limits: in a file, and in a pipe.
UNLIMITED = 4096

#: From this width on a figure has a column of its own; below it, cells are stacked.
WIDE = 110


class CellStyle(Enum):
    """The emphasis of a cell, for a writer that has colours; the words say the same."""

    PLAIN = "plain"
    STRONG = "strong"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    FAINT = "faint"


class TableCell(NamedTuple):
    """The lines of a cell and their emphasis."""

    lines: tuple[str, ...] = ()
    style: CellStyle = CellStyle.PLAIN

    def __str__(self) -> str:
        return " ".join(line for line in self.lines if line)


class TableColumn(NamedTuple):
    """A column: its heading, whether its cells are aligned to the right, and whether they may be folded.

    `most` is the width from which on they are folded in any case, `least` the one that they keep where space is short.
    """

    heading: str
    right: bool = False
    folds: bool = False
    most: int | None = None
    least: int = 2


class Section(NamedTuple):
    """Rows under a heading of their own, which may be empty."""

    heading: str
    rows: tuple[tuple[TableCell, ...], ...]


class ReportTable(NamedTuple):
    """A table with its title, the lines above it and the footnotes below it."""

    title: str
    lead: tuple[TableCell, ...]
    columns: tuple[TableColumn, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]


class Footnotes:
    """Notes in the order of their first mention; the same text is one note."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def mark(self, texts: Iterable[str]) -> str:
        """The marks of the texts, such as ` *1`."""
        return "".join(f" *{self._texts.setdefault(text, len(self._texts) + 1)}" for text in dict.fromkeys(texts))

    def lines(self, words: "Words") -> tuple[str, ...]:
        """The notes with their marks."""
        return tuple(words("word.note", index=str(index), text=text) for text, index in self._texts.items())


class Words:
    """The texts of one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def __call__(self, key: str, **details: str) -> str:
        """The text of the catalogue, filled in."""
        return say(self.lang, key, details)

    def of(self, text: Text) -> str:
        """A text of the files in the language."""
        return text.in_(self.lang)

    def message(self, message: Message | Text) -> str:
        """A message of the catalogue, or a text of the files, in the language."""
        return self.of(message) if isinstance(message, Text) else say(self.lang, message.key, message.details)

    def period(self, period: str) -> str:
        """A period, as data files spell it, in words."""
        return in_words(period, catalogue(self.lang))

    def number(self, value: Fraction | Decimal | None, bound: Bound = Bound.EXACT, places: int | None = 2) -> str:
        """A number with the sign of its bound, rounded to so many places; a dash for None."""
        return self("word.none") if value is None else BOUND_SIGNS[bound] + shown(value, places)
