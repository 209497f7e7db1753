"""Places in a plan document: the address of a line, and the places that target files cite.

二（三）2 is a chapter, section and item, and 第二章第三节2 is the same; 表1 and 专栏6 are a table and a box; 表1备注2
and 表1注 are remarks under a table.
"""

import re
from typing import NamedTuple

from rsplan.documents.structure.folding import folded

#: The Chinese numerals of chapters and sections, combined up to 九十九.
NUMERALS = "一二三四五六七八九十"
_DIGITS = {numeral: value for value, numeral in enumerate(NUMERALS, 1)}

_TABLE = "表"
_CITED_FRAME = re.compile(
    rf"(?P<kind>{_TABLE}|专栏)(?P<number>[0-9]+|[{NUMERALS}]+)(?P<remark>(?:备注|附注|注)(?P<point>[0-9]*))?"
)
_CITED_TEXT = re.compile(
    rf"(?:第(?P<full_chapter>[{NUMERALS}]+)章|(?P<chapter>[{NUMERALS}]+))"
    rf"(?:第(?P<full_section>[{NUMERALS}]+)节|\((?P<section>[{NUMERALS}]+)\))?"
    r"(?P<item>(?:[1-9][0-9]*)?)"
)


class Address(NamedTuple):
    """The place of a line; 0 and "" for parts that it does not have. `point` is an item in the remark of a frame."""

    chapter: int = 0
    section: int = 0
    item: int = 0
    frame: str = ""
    remark: bool = False
    point: int = 0

    def __str__(self) -> str:
        """The address as target files cite it."""
        if self.frame:
            return self.frame + (f"备注{self.point or ''}" if self.remark else "")
        if not self.chapter:
            return ""
        section = f"（{_numeral(self.section)}）" if self.section else ""
        return _numeral(self.chapter) + section + (str(self.item) if self.item else "")


class CitedPlace(NamedTuple):
    """A place as a target file cites it; None for parts that it leaves open."""

    frame: str = ""
    remark: bool = False
    point: int | None = None
    chapter: int = 0
    section: int | None = None
    item: int | None = None

    def holds(self, address: Address) -> bool:
        """Whether the line at the address stands in this place; tables and boxes are places of their own."""
        if self.frame:
            is_same_frame = (self.frame, self.remark) == (address.frame, address.remark)
            return is_same_frame and self.point in (None, address.point)
        return (
            not address.frame
            and self.chapter == address.chapter
            and self.section in (None, address.section)
            and self.item in (None, address.item)
        )


def cited_place(where: str) -> CitedPlace | None:
    """Read the place that a target file cites; None for words that name none."""
    text = folded(where)
    if frame := _CITED_FRAME.fullmatch(text):
        return CitedPlace(
            frame=frame["kind"] + arabic(frame["number"]),
            remark=frame["remark"] is not None,
            point=int(frame["point"]) if frame["point"] else None,
        )
    if place := _CITED_TEXT.fullmatch(text):
        section = place["full_section"] or place["section"]
        return CitedPlace(
            chapter=numeral_value(place["full_chapter"] or place["chapter"]),
            section=numeral_value(section) if section else None,
            item=int(place["item"]) if place["item"] else None,
        )
    return None


def is_table(frame: str) -> bool:
    """Whether a frame is a table (表) rather than a box (专栏)."""
    return frame.startswith(_TABLE)


def arabic(number: str) -> str:
    """Return a number in Chinese or Arabic numerals in the latter."""
    return number if number.isascii() else str(numeral_value(number))


def numeral_value(numeral: str) -> int:
    """Return the value of 一 to 九十九."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _numeral(value: int) -> str:
    """一 to 九十九 for a value."""
    tens, ones = divmod(value, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return lead + (NUMERALS[ones - 1] if ones else "")
