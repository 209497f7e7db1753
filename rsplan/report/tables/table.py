"""A table with what is said above and below it, and the words of one language."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.model.message import Message
from rsplan.model.plan import BOUND_SIGNS, Bound, Text
from rsplan.model.rounding import shown
from rsplan.text import Language, say

#: From this width on a figure has a column of its own; below it, cells are stacked.
WIDE = 110


class TableCell(NamedTuple):
    """The lines of a cell and what they are, for a writer that has colours."""

    lines: tuple[str, ...] = ()
    style: str = ""

    def __str__(self) -> str:
        return " ".join(line for line in self.lines if line)


class TableColumn(NamedTuple):
    """A heading, the side to which its cells are aligned, whether they may be folded, and from what width on."""

    heading: str
    right: bool = False
    folds: bool = False
    most: int | None = None


class Section(NamedTuple):
    """Rows under a heading of their own, which may be empty."""

    heading: str
    rows: tuple[tuple[TableCell, ...], ...]


class ReportTable(NamedTuple):
    """A table with what is said above and below it."""

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
        """The signs under which the texts are found below the table."""
        return "".join(f" *{self._texts.setdefault(text, len(self._texts) + 1)}" for text in dict.fromkeys(texts))

    def lines(self, words: "Words") -> tuple[str, ...]:
        """The notes with their signs."""
        return tuple(words("word.note", index=str(index), text=text) for text, index in self._texts.items())


class Words:
    """The texts of one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def __call__(self, key: str, **details: str) -> str:
        return say(self.lang, key, details)

    def of(self, text: Text) -> str:
        """The text's own language."""
        return text.in_(self.lang)

    def message(self, message: Message | Text) -> str:
        """A message of the catalogue, or a text that the files give."""
        return self.of(message) if isinstance(message, Text) else say(self.lang, message.key, message.details)

    def number(self, value: Fraction | Decimal | None, bound: Bound = Bound.EXACT, places: int | None = 2) -> str:
        """A number with the sign of its bound; a dash for what is unknown."""
        return self("word.none") if value is None else BOUND_SIGNS[bound] + shown(value, places)
