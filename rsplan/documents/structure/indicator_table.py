"""The rows of a table of indicators: the number and name of each, and its figures by the column they stand in.

Cells that the document marks (text with tabs, HTML, DOCX) are taken as they are. A PDF has only words in their order:
there a row reaches from one row number to the next, and its figures are those of its words that are figures.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple, assert_never

from rsplan.documents.document_text import Line, Opens
from rsplan.documents.structure.cited_places import NUMERALS
from rsplan.documents.structure.folded_text import FoldedLine
from rsplan.documents.structure.folding import TextSpan, folded
from rsplan.documents.structure.printed_figures import is_figure


class ColumnRole(StrEnum):
    """The kind of figure that a column of a plan's table holds."""

    TARGET = "target"
    RESULT = "result"
    EARLIER = "earlier"
    COMPLETION = "completion"


class PlanYears(NamedTuple):
    """The first and the last year of a plan, which tell the role of a column headed by a year."""

    first: int
    last: int


class RowCell(NamedTuple):
    """A cell after the row's name, with the heading of its column, empty where none is known.

    `line` is None for a cell that a row does not have.
    """

    text: str
    heading: str
    line: FoldedLine | None

    @property
    def span(self) -> TextSpan:
        """Its span in the whole text of the document, empty for an empty cell."""
        start = self.line.start if self.line else 0
        return TextSpan(start, start + len(self.text))


class IndicatorRow(NamedTuple):
    """A row; `label` is its name with unit and signs, `is_marked` says that the document marks its cells."""

    number: str
    label: str
    cells: tuple[RowCell, ...]
    line: FoldedLine
    is_marked: bool

    def is_named(self, name: str) -> bool:
        """Whether the row is that of the name: only a sign and a unit may follow it."""
        if not self.label.startswith(name):
            return False
        return not self.is_marked or _AFTER_NAME.fullmatch(self.label, len(name)) is not None

    def cells_of(self, role: ColumnRole, years: PlanYears) -> list[RowCell]:
        """Return the cells of the columns with the role, else those whose heading tells no role."""
        roles = [column_role(cell.heading, years) for cell in self.cells]
        sought = role if role in roles else None
        return [cell for cell, cell_role in zip(self.cells, roles, strict=True) if cell_role is sought]

    def unit(self, name: str) -> RowCell | None:
        """Return the unit of the row of the name: its cell, else what stands in brackets after the name.

        None where the row prints no unit.
        """
        if cell := self._cell_under(UNIT_HEADINGS):
            return cell
        rest = _AFTER_SIGN.sub("", self.label[len(name) :])
        rest = rest if self.is_marked else rest.removesuffix(self._nature_in(rest))
        bracket = _BRACKET.match(rest)
        text = bracket[1] if bracket else "" if self.is_marked else rest
        return RowCell(text, "", self.line) if text else None

    def nature(self) -> RowCell | None:
        """Return the nature of the row's target: its cell, else the word in a row without marked cells.

        None where the row prints none.
        """
        if cell := self._cell_under(NATURE_HEADINGS):
            return cell
        word = "" if self.is_marked else self._nature_in(self.label)
        return RowCell(word, "", self.line) if word else None

    def _cell_under(self, headings: tuple[str, ...]) -> RowCell | None:
        """The filled cell under one of the headings; cells that are not marked are figures only."""
        if not self.is_marked:
            return None
        cells = (cell for cell in self.cells if any(word in cell.heading for word in headings))
        return next((cell for cell in cells if cell.text), None)

    def _nature_in(self, text: str) -> str:
        return next((word for word in _NATURES if text.endswith(word)), "")

    def position_of(self, cell: RowCell) -> int:
        """Return the number of the line, paragraph or page that holds the cell, that of the row for a missing one."""
        return (cell.line or self.line).number

    def place_in(self, frame: str) -> str:
        """Return the row's place: its frame, with its number if it has one."""
        return f"{frame} #{self.number}" if self.number else frame


class IndicatorTable(NamedTuple):
    """The rows of a table in their order."""

    rows: tuple[IndicatorRow, ...]

    def row(self, number: str | None, name: str) -> IndicatorRow | None:
        """Return the row with the number, else with the name if the rows or the indicator have no number."""
        if number and any(row.number for row in self.rows):
            return next((row for row in self.rows if row.number == number), None)
        return next((row for row in self.rows if row.is_named(name)), None)


#: Signs and numbers of footnotes: ①, *, [2].
_SIGN = r"(?:[①-⑳*※★☆#▲△]|\[[0-9]{1,2}\])?"
_AFTER_SIGN = re.compile(f"^{_SIGN}")
_BRACKET = re.compile(r"\(([^()]*)\)")
_AFTER_NAME = re.compile(rf"{_SIGN}(?:\([^()]*\))?{_SIGN}")
_NUMBERED_NAME = re.compile(r"([0-9]{1,3})[.、)](?![0-9])(.+)", re.ASCII | re.DOTALL)
_ROW_NUMBER = re.compile(r"([0-9]{1,3})[.、)](?![0-9])", re.ASCII)
_NUMBER_CELL = re.compile(r"[0-9]{1,3}[.、]?", re.ASCII)
_GROUP = re.compile(rf"[{NUMERALS}]+、|\([{NUMERALS}]+\)")

#: Words in a heading by the role that they give the column; of several the first counts.
HEADING_WORDS = {
    ColumnRole.COMPLETION: ("完成率", "实现率", "完成进度"),
    ColumnRole.RESULT: ("完成情况", "完成值", "完成数", "实际", "实绩"),
    ColumnRole.TARGET: ("目标", "规划值", "规划数"),
    ColumnRole.EARLIER: ("期末", "基期", "基准", "现状", "基数"),
}
#: Words in the headings of columns that hold no figures.
UNIT_HEADINGS = ("单位",)
NATURE_HEADINGS = ("属性", "性质")
_NATURES = ("约束性", "预期性")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_ANY_HEADING_WORD = "|".join(word for words in HEADING_WORDS.values() for word in words)
#: One of several headings that stand in a row without marks: up to the word that tells its role, or to its year.
_HEADING = re.compile(rf".*?(?:(?:{_ANY_HEADING_WORD})值?|(?:19|20)[0-9]{{2}}年(?!(?:{_ANY_HEADING_WORD})))")
#: Words in the heading of the column of names.
_NAME_HEADINGS = ("指标", "名称", "项目")
_NO_FIGURE = re.compile(r"\*{2,}|[—-]+|/")
_OPENING_BRACKETS, _CLOSING_BRACKETS = "〔[【", "〕]】"


def column_role(heading: str, years: PlanYears) -> ColumnRole | None:
    """Return the role of a column by the words of its heading, else by its year; None where neither tells it."""
    heading_years = _YEAR.findall(heading)
    if str(years.first - 1) in heading_years and "目标" not in heading:
        return ColumnRole.EARLIER
    roles = (role for role, words in HEADING_WORDS.items() if any(word in heading for word in words))
    return next(roles, ColumnRole.TARGET if str(years.last) in heading_years else None)


def read_indicator_table(lines: Sequence[tuple[Line, FoldedLine]], *, is_table: bool) -> IndicatorTable | None:
    """Read the rows in the lines of a frame, the first of which is the caption; None where there are none.

    A box, which is no table, has rows only where its cells are marked: its numbered paragraphs are none.
    """
    body = lines[1:]
    if any(line.opens is Opens.CELL for line, _ in body):
        rows = tuple(_marked_rows(body))
    else:
        rows = tuple(_unmarked_rows(body)) if is_table else ()
    return IndicatorTable(rows) if rows else None


def _marked_rows(lines: Sequence[tuple[Line, FoldedLine]]) -> Iterator[IndicatorRow]:
    headings: list[str] = []
    for cells in _cells_by_row(lines):
        label = _label(cells, bool(headings))
        if label is None:
            headings = _headings([cell.text for cell in cells]) or headings
            continue
        row_cells = _with_headings(cells[label.cell_index + 1 :], headings)
        yield IndicatorRow(label.number, label.name, row_cells, cells[label.cell_index], True)


def _cells_by_row(lines: Sequence[tuple[Line, FoldedLine]]) -> Iterator[list[FoldedLine]]:
    """The cells of each row; a cell that runs over several lines is one text."""
    row: list[FoldedLine] = []
    for line, folded_line in lines:
        match line.opens:
            case Opens.ROW:
                if row:
                    yield row
                row = [folded_line]
            case Opens.CELL:
                row.append(folded_line)
            case Opens.PARAGRAPH | Opens.RUN_ON:
                if row:
                    row[-1] = row[-1]._replace(text=row[-1].text + folded_line.text)
            case _:
                assert_never(line.opens)
    if row:
        yield row


class _Label(NamedTuple):
    """The number and name of a row, and the index of the cell that the name stands in."""

    number: str
    name: str
    cell_index: int


def _label(cells: Sequence[FoldedLine], has_headings: bool) -> _Label | None:
    """The label of a row of figures; None for headings and groups."""
    for index, cell in enumerate(cells):
        if label := _NUMBERED_NAME.fullmatch(cell.text):
            return _Label(label[1], label[2], index)
        if _NUMBER_CELL.fullmatch(cell.text) and index + 1 < len(cells) and _is_name(cells[index + 1].text):
            return _Label(cell.text.rstrip(".、"), cells[index + 1].text, index + 1)
    first = next((index for index, cell in enumerate(cells) if cell.text), len(cells))
    has_figures = any(cell.text for cell in cells[first + 1 :])
    if has_headings and has_figures and _is_name(cells[first].text) and not _GROUP.match(cells[first].text):
        return _Label("", cells[first].text, first)
    return None


def _is_name(text: str) -> bool:
    return bool(text) and not _is_value(text)


def _is_value(text: str) -> bool:
    return is_figure(text) or _NO_FIGURE.fullmatch(text) is not None


def _headings(cells: Sequence[str]) -> list[str]:
    """The headings after that of the names; empty for a row without headings."""
    indexes = [index for index, cell in enumerate(cells) if _HEADING.match(cell)]
    if not indexes:
        return []
    names = [index for index, cell in enumerate(cells[: indexes[0]]) if any(word in cell for word in _NAME_HEADINGS)]
    return list(cells[(names[-1] + 1 if names else indexes[0]) :])


def _unmarked_rows(lines: Sequence[tuple[Line, FoldedLine]]) -> Iterator[IndicatorRow]:
    rows = list(_words_by_row(lines))
    headings = _HEADING.findall("".join(word.line.text for word in rows[0].words))
    for row in rows[1:]:
        text = "".join(word.line.text for word in row.words if not word.is_value)
        label = _NUMBERED_NAME.fullmatch(text)
        values = [word.line for word in row.words if word.is_value]
        cells = _with_headings(values, headings)
        yield IndicatorRow(row.number, label[2] if label else text, cells, row.words[0].line, False)


def _with_headings(values: Sequence[FoldedLine], headings: Sequence[str]) -> tuple[RowCell, ...]:
    """The values under their headings; cells that the row does not have are empty."""
    pairs = zip_longest(values, headings)
    return tuple(RowCell(value.text if value else "", heading or "", value) for value, heading in pairs)


class _Word(NamedTuple):
    line: FoldedLine
    is_value: bool


class _RowOfWords(NamedTuple):
    number: str
    words: list[_Word]


def _words_by_row(lines: Sequence[tuple[Line, FoldedLine]]) -> Iterator[_RowOfWords]:
    """The words before the first row (number ""), then those of each row."""
    row = _RowOfWords("", [])
    for word in _words(lines):
        number = _ROW_NUMBER.match(word.line.text)
        if number and int(number[1]) == int(row.number or 0) + 1:
            yield row
            row = _RowOfWords(number[1], [])
        row.words.append(word)
    yield row


def _words(lines: Sequence[tuple[Line, FoldedLine]]) -> Iterator[_Word]:
    """The words of the lines; a text in brackets is one word."""
    for line, folded_line in lines:
        if _GROUP.match(folded_line.text):
            continue
        start = folded_line.start
        for text in _joined_brackets(line.text.split()):
            yield _Word(folded_line._replace(text=text, start=start), _is_value(text))
            start += len(text)


def _joined_brackets(words: Sequence[str]) -> Iterator[str]:
    """The folded words, those from an opening to its closing bracket joined."""
    joined = ""
    for word in words:
        joined += folded(word)
        if sum(map(joined.count, _OPENING_BRACKETS)) <= sum(map(joined.count, _CLOSING_BRACKETS)):
            yield joined
            joined = ""
    if joined:
        yield joined
