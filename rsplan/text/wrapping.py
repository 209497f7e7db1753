"""Text in cells of a terminal: its width, and its lines of a width, in which no number and no date is cut."""

import re
from collections.abc import Iterator
from unicodedata import combining, east_asian_width

#: Signs that stand right before what follows, and signs that stand right behind what they end.
_OPENING, _CLOSING = "（“‘《〈【〔「『([", "，。、；：？！）”’》〉】〕」』％%),;:.!?]"

#: A number with its point, a date, or a period, in figures or in words.
_NUMBER = r"(?:[0-9][0-9.,:/∶–—-]*(?:年(?:[上下]半年|[一二三四]季度|前三季度|末)?|月|日)?(?:[—–-](?=[0-9]))?)+"

#: A unit of a power of ten and its words: 10,000 persons.
_UNIT = r"1[0,]*0(?: [A-Za-z]+){1,2}"

#: A unit or the like in brackets.
_BRACKETED = rf"[(（](?:[^\s()（）]{{1,6}}|{_UNIT})[)）]"

#: A unit or another short word at the end, and whatever has a mark behind it: 万人, 10,000 persons, insured *.
_LAST_WORD = rf"(?:(?<!\S){_UNIT}|(?<=\s)\S{{1,4}}|[^\s\u2e80-\uffff]+(?= \*$)|\S(?= \*$))(?: \*)?$"

#: Outlooks, and words behind a number, of which no sign stands alone on a line.
_WORD = "有望完成|难以完成|需加力|以上|以下|以内|左右|达到|突破|跌破"

#: What is never cut: a number or a word with the signs that belong to it, or a single wide sign with them.
_ATOM = re.compile(
    rf"\s+|{_BRACKETED}|{_LAST_WORD}|[{re.escape(_OPENING)}]*(?:{_NUMBER}[\x21-\x7e≥≤]*|{_WORD}|[^\s\u2e80-\uffff]+|.)[{re.escape(_CLOSING)}]*",
)

#: A long word, as of a path or an address, is cut behind one of these, and a unit between its words.
_JOINT = re.compile(r"(?<=[/_?&= -])")


def cells(text: str) -> int:
    """The cells of a terminal that the text takes: two for a wide sign, none for a mark on the sign before it."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(sign) for sign in text)


def _cells_of(sign: str) -> int:
    if combining(sign):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def widest_atom(text: str) -> int:
    """The cells of the widest part of the text that is not cut."""
    return max((cells(atom) for atom in _ATOM.findall(text)), default=0)


def wrapped(text: str, width: int) -> list[str]:
    """The lines of the text, none wider than so many cells; only a word wider than a whole line is cut."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line] if cells(line) <= width else _folded(line, max(width, 2))
    return lines


def _folded(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for atom in _ATOM.findall(text):
        needed = cells(atom)
        if used + needed <= width:
            line, used = line + atom, used + needed
            continue
        if line.strip():
            yield line.rstrip()
        line, used = "", 0
        if atom.isspace():
            continue
        *whole, atom = _cut(atom, width)
        yield from map(str.rstrip, whole)
        line, used = atom, cells(atom)
    if line.strip():
        yield line.rstrip()


def _cut(atom: str, width: int) -> list[str]:
    """A word in pieces that fit: cut behind a joint where it has one, else at the edge."""
    pieces, used = [""], 0
    for part in _JOINT.split(atom) if cells(atom) > width else [atom]:
        needed = cells(part)
        if used + needed <= width:
            pieces[-1], used = pieces[-1] + part, used + needed
            continue
        if pieces[-1]:
            pieces.append("")
            used = 0
        for sign in part:
            needed = _cells_of(sign)
            if used + needed > width:
                pieces.append("")
                used = 0
            pieces[-1], used = pieces[-1] + sign, used + needed
    return pieces
