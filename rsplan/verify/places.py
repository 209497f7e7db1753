"""The structure of a plan document: to which place, as target files name them, each line belongs.

Places are 二（三）2 (chapter, section, item), 表1 and 专栏6 (frames), 表1备注2 and 表1注 (the remarks under a table).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from rsplan.documents.document import DocumentText
from rsplan.documents.figure_scan import BREAK, PrintedFigure, TextSpan, figures_in, folded
from rsplan.documents.lines import Line, Opens
from rsplan.documents.plan_table import Piece, PlanTable, read_table

_CHINESE = "一二三四五六七八九十"
_DIGITS = {sign: value for value, sign in enumerate(_CHINESE, 1)}

_CHAPTER = re.compile(rf"([{_CHINESE}]+)、|第([{_CHINESE}]+)章")
_SECTION = re.compile(rf"\(([{_CHINESE}]+)\)|第([{_CHINESE}]+)节")
_ITEM = re.compile(r"([0-9]{1,3})[.、](?![0-9])", re.ASCII)
_TABLE = re.compile(r"表([0-9]{1,3})(?![0-9.])(?!所示|中|显示|可|的|内|列)", re.ASCII)
_BOX = re.compile(rf"专栏([0-9]{{1,3}}|[{_CHINESE}]+)(?!所示|中|的)", re.ASCII)
_REMARK = re.compile(r"(?:备注|附注|注)([0-9]*):", re.ASCII)
#: A caption is a short line; what is longer is a sentence that begins with the word.
_LONGEST_CAPTION = 60
#: A remark that ends so is complete: what follows without a number is text again.
_FULL_STOPS = ("。", ".", ";")

_WHERE_FRAME = re.compile(
    rf"(?P<kind>表|专栏)(?P<number>[0-9]+|[{_CHINESE}]+)(?P<remark>(?:备注|附注|注)(?P<point>[0-9]*))?"
)
_WHERE_TEXT = re.compile(rf"(?P<chapter>[{_CHINESE}]+)(?:\((?P<section>[{_CHINESE}]+)\))?(?P<item>(?:[1-9][0-9]*)?)")


class Address(NamedTuple):
    """Where a line stands; 0 and "" where there is no such part. `point` is an item within a frame or its remark."""

    chapter: int = 0
    section: int = 0
    item: int = 0
    frame: str = ""
    remark: bool = False
    point: int = 0

    def __str__(self) -> str:
        """The address as target files write it."""
        if self.frame:
            remark = f"备注{self.point or ''}" if self.remark else ""
            return self.frame + remark
        section = f"（{_numeral(self.section)}）" if self.section else ""
        return _numeral(self.chapter) + section + (str(self.item) if self.item else "") if self.chapter else ""


class Where(NamedTuple):
    """A place as a target file names it; None for what it leaves open."""

    frame: str = ""
    remark: bool = False
    point: int | None = None
    chapter: int = 0
    section: int | None = None
    item: int | None = None

    def holds(self, address: Address) -> bool:
        """Whether a line there stands in this place; tables and boxes are places of their own."""
        if self.frame:
            asked, found = (self.frame, self.remark), (address.frame, address.remark)
            return asked == found and self.point in (None, address.point)
        return (
            not address.frame
            and self.chapter == address.chapter
            and self.section in (None, address.section)
            and self.item in (None, address.item)
        )


def parse_where(where: str) -> Where | None:
    """The place that a target file names, None for words that name none."""
    text = folded(where)
    if found := _WHERE_FRAME.fullmatch(text):
        point = int(found["point"]) if found["point"] else None
        return Where(found["kind"] + _arabic(found["number"]), found["remark"] is not None, point)
    if found := _WHERE_TEXT.fullmatch(text):
        section = _value(found["section"]) if found["section"] else None
        return Where(
            chapter=_value(found["chapter"]), section=section, item=int(found["item"]) if found["item"] else None
        )
    return None


class Passage:
    """Folded text of some lines of the document, that knows where in the document it stands."""

    def __init__(self, pieces: Iterable[tuple[Piece, bool]]) -> None:
        """`pieces` are lines in their order, each with whether it is parted from the one before."""
        texts: list[str] = []
        self._starts: list[int] = []
        self._pieces: list[Piece] = []
        length = 0
        for piece, parted in pieces:
            if parted and texts:
                texts.append(BREAK)
                length += 1
            self._starts.append(length)
            self._pieces.append(piece)
            texts.append(piece.text)
            length += len(piece.text)
        self.text = "".join(texts)

    @cached_property
    def figures(self) -> tuple[PrintedFigure, ...]:
        """The figures in it."""
        return figures_in(self.text)

    def line_at(self, position: int) -> Piece:
        """The line in which a character of the passage stands."""
        return self._pieces[bisect_right(self._starts, position) - 1]

    def global_span(self, span: TextSpan) -> TextSpan:
        """The span as one of the whole document."""
        first, last = self._of_document(span.start), self._of_document(max(span.start, span.end - 1))
        return TextSpan(first, last + 1 if span.end > span.start else first)

    def _of_document(self, position: int) -> int:
        index = bisect_right(self._starts, position) - 1
        return self._pieces[index].start + position - self._starts[index]


class Structure:
    """A document with the place of each of its lines."""

    def __init__(self, document: DocumentText) -> None:
        self.document = document
        texts = [folded(line.text) for line in document.lines]
        self.addresses = _addresses(document, texts)
        self._parted = [*map(_is_parted, document.lines, ["", *texts], texts, self.addresses)]
        self._pieces: list[Piece] = []
        length = 0
        for index, text in enumerate(texts):
            length += 1 if self._parted[index] and index else 0
            self._pieces.append(Piece(text, length, index, document.lines[index].number))
            length += len(text)
        self.whole = Passage(zip(self._pieces, self._parted, strict=True))
        self._passages: dict[Where, Passage | None] = {}
        self._tables: dict[str, PlanTable | None] = {}

    def passage(self, where: Where) -> Passage | None:
        """The text of a place, None where the document has no such place."""
        if where not in self._passages:
            inside = [index for index, address in enumerate(self.addresses) if where.holds(address)]
            parted = [
                self._parted[index] or index - 1 not in inside[max(0, at - 1) : at] for at, index in enumerate(inside)
            ]
            pieces = [self._pieces[index] for index in inside]
            self._passages[where] = Passage(zip(pieces, parted, strict=True)) if inside else None
        return self._passages[where]

    def table(self, frame: str) -> PlanTable | None:
        """The rows of a table or box, None for one without rows."""
        if frame not in self._tables:
            lines = self.document.lines
            inside = [
                (lines[index], self._pieces[index])
                for index, address in enumerate(self.addresses)
                if address.frame == frame and not address.remark
            ]
            self._tables[frame] = read_table(inside, is_table=frame.startswith("表"))
        return self._tables[frame]

    @property
    def frames(self) -> list[str]:
        """The tables and boxes in the order of the document."""
        return list(dict.fromkeys(address.frame for address in self.addresses if address.frame))

    def address_at(self, position: int) -> Address:
        """The place of a character of the whole document."""
        return self.addresses[self.whole.line_at(position).line]


def _is_parted(line: Line, before: str, text: str, address: Address) -> bool:
    """Whether a line does not run on from the one before: a cell, a heading, a caption, an item, a remark."""
    if line.opens in (Opens.ROW, Opens.CELL) or line.after_frame or _caption(before):
        return True
    if line.opens is Opens.PARAGRAPH and address.frame.startswith("表") and not address.remark:
        return True
    return any(pattern.match(text) for pattern in (_CHAPTER, _SECTION, _ITEM, _TABLE, _BOX, _REMARK))


def _addresses(document: DocumentText, texts: Sequence[str]) -> tuple[Address, ...]:
    reader = _StructureReader(texts)
    return tuple(reader.read(index, line) for index, line in enumerate(document.lines))


class _StructureReader:
    """Goes down the lines and keeps in which chapter, section, item and frame it is."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._at = Address()
        self._table = ""  # the last table, to which a remark below it belongs
        self._row = 0  # the last number within the frame
        self._filled = False  # something stands in the frame besides its caption

    def read(self, index: int, line: Line) -> Address:
        """The place of the line, which becomes the place of those that follow."""
        text = self._texts[index]
        if line.after_frame and self._filled:
            self._leave()
        if caption := _caption(text):
            self._at = self._at._replace(frame=caption, remark=False, point=0)
            self._row, self._filled = 0, False
            self._table = caption if caption.startswith("表") else ""
        elif (self._table or self._at.frame) and (remark := _REMARK.match(text)):
            first = remark[1] or _number(_ITEM.match(text[remark.end() :]))
            self._at = self._at._replace(frame=self._at.frame or self._table, remark=True, point=int(first or 0))
        elif self._at.frame:
            self._inside(index, line, text)
        else:
            self._heading(text)
        return self._at

    def _inside(self, index: int, line: Line, text: str) -> None:
        """A line after a caption: of the frame, unless a heading ends it."""
        item = int(_number(_ITEM.match(text)))
        if self._ends(index, line, text, item):
            self._leave()
            self._heading(text)
        elif item and self._at.remark:
            self._at = self._at._replace(point=item)
        elif item:
            self._row = item
        self._filled = True

    def _ends(self, index: int, line: Line, text: str, item: int) -> bool:
        """Whether a heading is meant by what could also be a row, a group of rows or an item of the box."""
        if line.opens is not Opens.PARAGRAPH:
            return False
        if self._at.remark and not item and self._texts[index - 1].endswith(_FULL_STOPS):
            return True
        if _SECTION.match(text):
            return True
        if _CHAPTER.match(text):
            follows = next((_ITEM.match(one) for one in self._texts[index + 1 :] if one), None)
            return self._at.remark or int(_number(follows)) != self._row + 1
        if not item or item != self._at.item + 1 or not self._at.frame.startswith("专栏"):
            return False
        return item != self._row + 1 or not self._comes_again(index, item)

    def _comes_again(self, index: int, item: int) -> bool:
        """Whether an item of that number follows before the next heading: then this one is the box's."""
        for text in self._texts[index + 1 :]:
            if _SECTION.match(text) or _CHAPTER.match(text):
                return False
            if _number(_ITEM.match(text)) == str(item):
                return True
        return False

    def _leave(self) -> None:
        self._at = self._at._replace(frame="", remark=False, point=0)

    def _heading(self, text: str) -> None:
        if (found := _CHAPTER.match(text)) and self._is_next(_value(found[1] or found[2])):
            self._at = Address(_value(found[1] or found[2]))
            self._table = ""
        elif (found := _SECTION.match(text)) and self._at.chapter:
            self._at = Address(self._at.chapter, _value(found[1] or found[2]))
            self._table = ""
        elif (found := _ITEM.match(text)) and self._at.chapter:
            self._at = Address(self._at.chapter, self._at.section, int(found[1]))
            self._table = ""

    def _is_next(self, chapter: int) -> bool:
        """Chapters count up, or begin again after a table of contents."""
        return chapter == 1 or chapter > self._at.chapter


def _caption(text: str) -> str:
    if len(text) > _LONGEST_CAPTION:
        return ""
    if found := _TABLE.match(text):
        return f"表{found[1]}"
    found = _BOX.match(text)
    return f"专栏{_arabic(found[1])}" if found else ""


def _number(found: re.Match[str] | None) -> str:
    return found[1] if found else "0"


def _arabic(number: str) -> str:
    return number if number.isascii() else str(_value(number))


def _value(numeral: str) -> int:
    """The number of 一 to 九十九."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _numeral(value: int) -> str:
    """一 to 九十九 for a number."""
    tens, ones = divmod(value, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _CHINESE[tens - 1] + "十"
    return lead + (_CHINESE[ones - 1] if ones else "")


def every_table(structure: Structure) -> Iterator[tuple[str, PlanTable]]:
    """The frames that have rows."""
    for frame in structure.frames:
        table = structure.table(frame)
        if table is not None:
            yield frame, table
