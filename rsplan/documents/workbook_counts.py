"""The contents of a workbook counted in its XML, before openpyxl makes objects of them that take a hundred times more.

A workbook of two kilobytes may merge all cells of a sheet, or hold millions of empty ones; docs/limits.md.
"""

import io
import re
import zipfile
from collections import Counter
from pathlib import PurePosixPath
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from rsplan.documents import limits
from rsplan.documents.unpacked_size import is_picture
from rsplan.errors import InvalidInput, Problem

#: The corners of an area as openpyxl reads them.
_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_WHOLE_SHEET = 1_048_576 * 16_384
_LETTERS = 26

#: Elements of which each makes an object for a cell, a row or a text.
_CELLS = {"c", "row", "si"}

#: What stands within them; all other elements are formats, areas and annexes.
_WITHIN_CELLS = {"v", "f", "is", "t", "r", "rPr", "rPh", "phoneticPr"}

#: Elements whose `ref` is an area in which openpyxl makes every cell.
_WITH_AREA = {"mergeCell", "hyperlink", "comment"}

#: The beginning of a part of which every byte of ASCII is that character.
_IN_UTF8 = re.compile(
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?(?: standalone=["'](?:yes|no)["'])?\s*"""
    rb"""\?>)?\s*<[A-Za-z]"""
)

#: A cell that is a number or refers to a text, as nearly all are.
_PLAIN_CELL = re.compile(rb'<c(?: [a-z]="[A-Za-z0-9]*")*><v>[-+.0-9Ee]*</v></c>')

#: Before the id by which a sheet names its part.
_SHEET = "sheet "

#: Encodings that another reader may know: what cannot be counted is not read.
_UNKNOWN_ENCODINGS = {expat.errors.XML_ERROR_UNKNOWN_ENCODING, expat.errors.XML_ERROR_INCORRECT_ENCODING}


class _Part(NamedTuple):
    """A part by what may be read again and again: its elements but for cells, and the parts and sheets it names."""

    elements: int
    targets: tuple[str, ...]


def check_workbook_counts(name: str, data: bytes) -> None:
    """Raise InvalidInput for a workbook with more cells, merged cells, formats or other contents than its limits.

    Also raises whatever zipfile raises for data that is no archive.
    """
    counter = _Counter(name)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            PurePosixPath(entry.filename).name: counter.part(archive, entry)
            for entry in archive.infolist()
            if not is_picture(archive, entry)
        }
    read_for_others = 0
    for part in parts.values():
        for target, times in Counter(part.targets).items():
            elements = parts[target].elements if target in parts else 0
            if times > 1 and (elements or target.startswith(_SHEET)):
                raise _broken(name, f"{target} is referred to twice")
            read_for_others += elements
    if read_for_others > limits.MOST_OTHER_ELEMENTS:
        _refuse(name, "import_too_many_elements", limits.MOST_OTHER_ELEMENTS)


class _Counter:
    """Counts the elements of one part after another; the limits are those of all together."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._number: Counter[str] = Counter()  # by element, of those that have a limit of their own
        self._within_cells = self._others = self._area = self._ranges = 0
        self._targets: list[str] = []

    def part(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> _Part:
        """Count the elements of a part; one that is no XML has none."""
        self._targets, before = [], self._others
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(self._without_plain_cells(archive.read(entry)))
        except expat.ExpatError as error:
            if expat.ErrorString(error.code) in _UNKNOWN_ENCODINGS:
                raise _broken(self._name, str(error)) from None
        return _Part(self._others - before, tuple(self._targets))

    def _without_plain_cells(self, part: bytes) -> bytes:
        """The part without the cells that are counted by their bytes, a tenth of the time that a parser takes.

        What cuts out whole elements would change the meaning of comments, instructions and quoted characters.
        """
        if not _IN_UTF8.match(part) or b"<!" in part or b"<?" in part[1:]:
            return part
        rest, cells = _PLAIN_CELL.subn(b"", part)
        self._count_cells("c", cells)
        self._count_within_cells(cells)
        return rest

    def _doctype(self, *_: object) -> NoReturn:
        raise _broken(self._name, "DOCTYPE")

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        element = qualified.rpartition(" ")[2]
        if element in _CELLS:
            self._count_cells(element, 1)
        elif element in _WITHIN_CELLS:
            self._count_within_cells(1)
        else:
            self._other(element, attributes)

    def _count_cells(self, element: str, number: int) -> None:
        self._number[element] += number
        if self._number[element] > limits.MOST_WORKBOOK_CELLS:
            _refuse(self._name, "import_too_many_cells", limits.MOST_WORKBOOK_CELLS)

    def _count_within_cells(self, number: int) -> None:
        self._within_cells += number
        if self._within_cells > limits.MOST_CELL_PARTS:
            _refuse(self._name, "import_too_many_cells", limits.MOST_WORKBOOK_CELLS)

    def _other(self, element: str, attributes: dict[str, str]) -> None:
        self._others += 1
        if self._others > limits.MOST_OTHER_ELEMENTS:
            _refuse(self._name, "import_too_many_elements", limits.MOST_OTHER_ELEMENTS)
        if "sqref" in attributes:
            self._ranges = attributes["sqref"].count(" ") + 1
            self._add_area(self._ranges)
        if element in _WITH_AREA:
            self._number[element] += 1
            self._add_area(_area(attributes.get("ref", "")))
            if self._number["mergeCell"] * self._number["hyperlink"] > limits.MOST_MERGED_LINKS:
                _refuse(self._name, "import_too_large_areas", limits.MOST_AREA)
        elif element == "cfRule":  # goes through all ranges of its format
            self._add_area(self._ranges)
        elif element == "sheet":
            ids = (value for key, value in attributes.items() if key.rpartition(" ")[2] == "id")
            self._targets += [_SHEET + one for one in ids]
        elif element == "Relationship" and attributes.get("TargetMode") != "External":
            self._targets.append(PurePosixPath(attributes.get("Target", "")).name)

    def _add_area(self, cells: int) -> None:
        self._area += cells
        if self._area > limits.MOST_AREA:
            _refuse(self._name, "import_too_large_areas", limits.MOST_AREA)


def _area(reference: str) -> int:
    """The number of cells in an area such as `A3:XFD20`; whole rows and columns are whole sheets."""
    corners = _AREA.fullmatch(reference)
    if corners is None:
        return _WHOLE_SHEET if ":" in reference else 1
    left, top, right, bottom = corners.groups()
    if right is None:
        return 1
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _refuse(name: str, code: str, most: int) -> NoReturn:
    raise InvalidInput([Problem(code, name, 0, 0, {"most": f"{most:,}"})])


def _broken(name: str, reason: str) -> InvalidInput:
    return InvalidInput([Problem("import_not_a_workbook", name, 0, 0, {"reason": reason})])
