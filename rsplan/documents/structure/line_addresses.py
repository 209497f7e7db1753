"""The address of each line of a plan document, from its headings, captions, items and remarks."""

import re
from collections.abc import Sequence

from rsplan.documents.document_text import Line, Opens
from rsplan.documents.structure.cited_places import NUMERALS, Address, arabic, is_table, numeral_value

_CHAPTER = re.compile(rf"([{NUMERALS}]+)、|第([{NUMERALS}]+)章")
_SECTION = re.compile(rf"\(([{NUMERALS}]+)\)|第([{NUMERALS}]+)节")
_ITEM = re.compile(r"([0-9]{1,3})[.、](?![0-9])", re.ASCII)
_TABLE = re.compile(r"表([0-9]{1,3})(?![0-9.])(?!所示|中|显示|可|的|内|列)", re.ASCII)
_BOX = re.compile(rf"专栏([0-9]{{1,3}}|[{NUMERALS}]+)(?!所示|中|的)", re.ASCII)
_REMARK = re.compile(r"(?:备注|附注|注)([0-9]*):", re.ASCII)

#: A caption is a short line; a longer one is a sentence that begins with the word.
_LONGEST_CAPTION = 60
#: A remark that ends with one of these is complete: a line without a number after it is text again.
_FULL_STOPS = ("。", ".", ";")


def addresses_of(lines: Sequence[Line], texts: Sequence[str]) -> tuple[Address, ...]:
    """Return the address of each line of a document; `texts` are the folded texts of the lines."""
    reader = _AddressReader(texts)
    return tuple(reader.read(index, line) for index, line in enumerate(lines))


def begins_anew(line: Line, text: str, text_before: str, address: Address) -> bool:
    """Whether a line does not continue the one before: a cell, a heading, a caption, an item, a remark."""
    if line.opens.begins_cell or line.after_frame or _caption(text_before):
        return True
    if line.opens is Opens.PARAGRAPH and is_table(address.frame) and not address.remark:
        return True
    return any(pattern.match(text) for pattern in (_CHAPTER, _SECTION, _ITEM, _TABLE, _BOX, _REMARK))


class _AddressReader:
    """Reads the lines in their order and keeps the current chapter, section, item and frame."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._at = Address()
        self._table = ""  # the last table, to which a remark below it belongs
        self._row = 0  # the last number within the frame
        self._filled = False  # the frame holds a line besides its caption

    def read(self, index: int, line: Line) -> Address:
        """Return the address of the line, which is that of the next lines until they begin another."""
        text = self._texts[index]
        if line.after_frame and self._filled:
            self._leave_frame()
        if caption := _caption(text):
            self._enter_frame(caption)
        elif (self._table or self._at.frame) and (remark := _REMARK.match(text)):
            first = remark[1] or _item_number(text[remark.end() :])
            self._at = self._at._replace(frame=self._at.frame or self._table, remark=True, point=int(first))
        elif self._at.frame:
            self._read_in_frame(index, line, text)
        else:
            self._read_heading(text)
        return self._at

    def _enter_frame(self, caption: str) -> None:
        self._at = self._at._replace(frame=caption, remark=False, point=0)
        self._row, self._filled = 0, False
        self._table = caption if is_table(caption) else ""

    def _leave_frame(self) -> None:
        self._at = self._at._replace(frame="", remark=False, point=0)

    def _read_in_frame(self, index: int, line: Line, text: str) -> None:
        """Read a line after a caption, which belongs to the frame unless it is a heading."""
        item = _item_number(text)
        if self._ends_frame(index, line, text, item):
            self._leave_frame()
            self._read_heading(text)
        elif item and self._at.remark:
            self._at = self._at._replace(point=item)
        elif item:
            self._row = item
        self._filled = True

    def _ends_frame(self, index: int, line: Line, text: str, item: int) -> bool:
        """Whether a line is a heading or text, and no row, group of rows, item or remark of the frame."""
        if line.opens is not Opens.PARAGRAPH:
            return False
        if self._at.remark and not item and self._texts[index - 1].endswith(_FULL_STOPS):
            return True
        if _SECTION.match(text):
            return True
        if _CHAPTER.match(text):
            # Before the next row it is a group of rows.
            next_text = next((text for text in self._texts[index + 1 :] if text), "")
            return self._at.remark or _item_number(next_text) != self._row + 1
        if not item or item != self._at.item + 1 or is_table(self._at.frame):
            return False
        return item != self._row + 1 or not self._is_repeated(index, item)

    def _is_repeated(self, index: int, item: int) -> bool:
        """Whether the item's number comes again before the next heading: then this item is the box's."""
        for text in self._texts[index + 1 :]:
            if _SECTION.match(text) or _CHAPTER.match(text):
                return False
            if _item_number(text) == item:
                return True
        return False

    def _read_heading(self, text: str) -> None:
        """Read a line outside frames, which may be a heading or an item; it ends what a remark may belong to."""
        if (heading := _CHAPTER.match(text)) and self._is_next(chapter := numeral_value(heading[1] or heading[2])):
            self._at = Address(chapter)
        elif (heading := _SECTION.match(text)) and self._at.chapter:
            self._at = Address(self._at.chapter, numeral_value(heading[1] or heading[2]))
        elif (item := _ITEM.match(text)) and self._at.chapter:
            self._at = Address(self._at.chapter, self._at.section, int(item[1]))
        else:
            return
        self._table = ""

    def _is_next(self, chapter: int) -> bool:
        """Whether a chapter follows the current one; after a table of contents they begin again."""
        return chapter == 1 or chapter > self._at.chapter


def _caption(text: str) -> str:
    """The table or box that a line is the caption of, as 表1 or 专栏6; empty for other lines."""
    if len(text) > _LONGEST_CAPTION:
        return ""
    if table := _TABLE.match(text):
        return f"表{table[1]}"
    box = _BOX.match(text)
    return f"专栏{arabic(box[1])}" if box else ""


def _item_number(text: str) -> int:
    """The number of the item that begins with the text, 0 for none."""
    item = _ITEM.match(text)
    return int(item[1]) if item else 0
