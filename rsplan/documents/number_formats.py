"""Number formats of workbooks: the text that a cell shows for its number, with the words and signs of its format.

They are printed beside the figure, although they are not in the cell: ≥6.8, 6.8①, 约6.8, 6.8万人.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from rsplan.model.rounding import digits

#: The pieces of a pattern; what none of them names is shown as it stands.
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|(?P<silent>[_*].)|\[(?P<bracket>[^\]]*)\]|(?P<exponent>E[+-][0#?]+)'
    r"|(?P<general>General|G/通用格式)|(?P<digit>[0#?@])|(?P<end>;)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_THOUSANDTHS = re.compile(r"[0#?],+(?![0#?])")

#: The sections for numbers: above zero, below zero, zero. A fourth is that of texts.
_MOST_FOR_NUMBERS = 3

#: Signs in the format of numbers below zero; accounts put these in brackets.
_BELOW_ZERO = str.maketrans("", "", "-−()（）")

#: A currency's sign stands before the number, its name behind it.
_YUAN = ("¥", "￥")

#: Words between the parts of a date that say no more than they do.
_DATE_WORDS = re.compile(r"[年月日号时分秒\W_]|星期|周")


class ShownNumber(NamedTuple):
    """The text of a number, empty where the format shows nothing.

    `fault` is the code of a problem where the cell shows another number than it holds.
    """

    text: str
    fault: str = ""


class _Section(NamedTuple):
    """The part of a pattern for some numbers: all, those below zero, zero, or those of which a condition holds.

    `before` and `after` stand beside the digits. Without `has_digits` only they are shown, without `shows_zero` they
    alone are shown for zero. `scaled` says that the digits shown are not those of the number.
    """

    before: str
    after: str
    percents: int
    condition: tuple[str, Decimal] | None
    has_digits: bool
    shows_zero: bool
    is_text: bool
    scaled: bool

    @property
    def is_plain(self) -> bool:
        """Whether the section shows what is in the cell and nothing else."""
        beside = self.before or self.after or self.percents or self.condition
        return self.has_digits and self.shows_zero and not beside and not self.scaled

    def holds(self, value: Decimal) -> bool:
        """Whether the section has a condition that holds for the number."""
        if self.condition is None:
            return False
        signs, limit = self.condition
        return ("<" in signs and value < limit) or (">" in signs and value > limit) or ("=" in signs and value == limit)


class NumberFormat(NamedTuple):
    """A number format; `is_plain` says that it shows any number as its digits alone, whatever their places."""

    pattern: str
    numbers: tuple[_Section, ...]
    texts: _Section | None
    is_plain: bool

    @property
    def changes_texts(self) -> bool:
        """Whether a text is not shown as it is."""
        return self.texts is not None and not self.texts.is_plain

    def text(self, text: str) -> str:
        """The text that is shown for a text in the cell, empty where there is none."""
        if self.texts is None:
            return text
        return f"{self.texts.before}{text if self.texts.has_digits else ''}{self.texts.after}".strip()

    def number(self, value: Decimal) -> ShownNumber:
        """The text that is shown for a number in the cell."""
        section = self._section(value)
        if section.scaled:
            return ShownNumber(digits(value), "import_scaled_number")
        before, after = section.before, section.after
        if not section.has_digits or (not value and not section.shows_zero):
            # Accounts show zero as "-". It may be a zero, or what a formula makes of empty cells; a reader of the
            # table sees the sign that there is no figure, and a zero that nobody can see is not to be entered.
            return ShownNumber(f"{before}{after}".strip())
        if value < 0:
            # Brackets, a minus in the format or a colour: the digits below have their sign.
            before, after = before.translate(_BELOW_ZERO), after.translate(_BELOW_ZERO)
        if before.strip() in _YUAN:
            before, after = "", f"元{after}"
        return ShownNumber(f"{before}{digits(value * 100**section.percents)}{after}".strip())

    def date(self, value: date) -> str:
        """The day, month or year that is shown for a date; with other words in the format, as 末, all that is."""
        parts = list(_date_parts(self.pattern))
        if _DATE_WORDS.sub("", "".join(literal for literal, _ in parts)):
            return "".join(literal or _date_part(value, code) for literal, code in parts).strip()
        codes = "".join(code for _, code in parts)
        if "d" not in codes and "m" in codes:
            return f"{value.year:04}-{value.month:02}"
        if "d" not in codes and ("y" in codes or "e" in codes):
            return f"{value.year:04}"
        return f"{value.year:04}-{value.month:02}-{value.day:02}"

    def _section(self, value: Decimal) -> _Section:
        sections = self.numbers
        for section in sections:
            if section.holds(value):
                return section
        if any(section.condition for section in sections):
            others = [section for section in sections if section.condition is None] or sections
            return others[0] if value < 0 else others[-1]
        if value < 0:
            return sections[len(sections) > 1]
        return sections[2] if not value and len(sections) > 2 else sections[0]


@lru_cache(maxsize=1 << 10)
def number_format(pattern: str) -> NumberFormat:
    """Read the pattern of a number format."""
    sections = [_section_of(pieces) for pieces in _split(pattern)]
    numbers, texts = sections[:_MOST_FOR_NUMBERS], None
    if len(sections) > _MOST_FOR_NUMBERS or sections[-1].is_text:
        texts = sections[-1]
        numbers = sections[:-1][:_MOST_FOR_NUMBERS] or sections
    return NumberFormat(pattern, tuple(numbers), texts, len(numbers) == 1 and numbers[0].is_plain)


def _split(pattern: str) -> Iterator[list[re.Match[str]]]:
    """The pieces of each section."""
    pieces: list[re.Match[str]] = []
    for piece in _PIECE.finditer(pattern):
        if piece["end"]:
            yield pieces
            pieces = []
        else:
            pieces.append(piece)
    yield pieces


def _section_of(pieces: Iterable[re.Match[str]]) -> _Section:
    before = after = shape = ""  # `after` is what stands behind the last digit so far
    percents, condition = 0, None
    is_fraction = is_broken = False
    for piece in pieces:
        if piece["digit"] or piece["general"]:
            is_fraction = is_fraction or "/" in after
            # Spaces part groups of digits, a stroke makes a fraction of them; anything else parts a number in two.
            is_broken = is_broken or bool(after.strip(" /"))
            shape, after = shape + (piece["digit"] or "@"), ""
        elif piece["other"] in (",", ".") and not after:
            shape += piece["other"]
        elif shape.strip(".,"):
            after += _literal(piece)
        else:
            before += _literal(piece)
        percents += piece["other"] == "%"
        found = _CONDITION.fullmatch(piece["bracket"] or "")
        condition = (found[1], Decimal(found[2])) if found else condition
    return _Section(
        before=before,
        after=after,
        percents=percents,
        condition=condition,
        has_digits=bool(shape.strip(".,")),
        shows_zero=is_fraction or "0" in shape or "@" in shape,
        is_text=any(piece["digit"] == "@" for piece in pieces),
        scaled=is_broken or _THOUSANDTHS.search(shape) is not None,
    )


def _literal(piece: re.Match[str]) -> str:
    """The text that the piece shows beside the digits; of what stands in brackets the sign of a currency."""
    bracket = piece["bracket"] or ""
    currency = bracket[1:].split("-")[0] if bracket.startswith("$") else ""
    return piece["quoted"] or piece["escaped"] or piece["other"] or currency


def _date_parts(pattern: str) -> Iterator[tuple[str, str]]:
    """The parts of the first section: a text that is shown, or a code such as yyyy, in small letters."""
    code = ""
    for piece in next(_split(pattern)):
        letter = piece["other"] or ""
        if code and letter.lower() != code[-1]:
            yield "", code
            code = ""
        if letter.isascii() and letter.isalpha():
            code += letter.lower()
        elif literal := _literal(piece):
            yield literal, ""
    if code:
        yield "", code


def _date_part(value: date, code: str) -> str:
    """The part of the date that the code shows, without the zeros before it."""
    match code[0]:
        case "y" | "e":
            return str(value.year)
        case "m":
            return str(value.month)
        case "d" if len(code) <= len("dd"):
            return str(value.day)
        case _:
            return ""
