"""The rows of a table: each with its number, its name, and its figures by the column they stand in.

Where the document marks its cells (text with tabs, HTML, DOCX) they are taken as they are; a PDF has only words in
their order, so that a row is what stands from one row number to the next, and its figures are the words that are some.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from rsplan.documents.figure_scan import TextSpan, folded, is_figure
from rsplan.documents.lines import Line, Opens
from rsplan.model.plan import Plan


class ColumnRole(StrEnum):
    """What a column of a plan's table holds."""

    TARGET = "target"
    RESULT = "result"
    EARLIER = "earlier"
    COMPLETION = "completion"


class Piece(NamedTuple):
    """A folded line or part of one: where it begins in the whole document, which line it is, and that line's number."""

    text: str
    start: int
    line: int
    number: int

    @property
    def span(self) -> TextSpan:
        """Its span in the whole document."""
        return TextSpan(self.start, self.start + len(self.text))


class RowCell(NamedTuple):
    """A cell after the row's name, with the heading of its column (empty where none is known)."""

    text: str
    heading: str
    piece: Piece | None

    @property
    def span(self) -> TextSpan:
        """Its span in the whole document; empty for a cell that is empty or not there."""
        start = self.piece.start if self.piece else 0
        return TextSpan(start, start + len(self.text))


class PlanTableRow(NamedTuple):
    """A row; `label` is its name with unit and signs, `ruled` says that its cells are marked."""

    number: str
    label: str
    cells: tuple[RowCell, ...]
    piece: Piece
    ruled: bool

    def is_of(self, name: str) -> bool:
        """Whether the row is that of the name: nothing but a sign and a unit may follow it."""
        if not self.label.startswith(name):
            return False
        return not self.ruled or _AFTER_NAME.fullmatch(self.label, len(name)) is not None

    def cell(self, column: ColumnRole, plan: Plan) -> list[RowCell]:
        """The cells in which a figure of that sort may stand: one, or all that no heading gives to another sort."""
        sorts = [column_of(cell.heading, plan) for cell in self.cells]
        if column in sorts:
            return [cell for cell, sort in zip(self.cells, sorts, strict=True) if sort is column]
        return [cell for cell, sort in zip(self.cells, sorts, strict=True) if sort is None]


class PlanTable(NamedTuple):
    """The rows of a table in their order."""

    rows: tuple[PlanTableRow, ...]

    def row(self, number: str | None, name: str) -> PlanTableRow | None:
        """The row of that number, else the one of that name where rows or indicator have no number."""
        if number and any(row.number for row in self.rows):
            return next((row for row in self.rows if row.number == number), None)
        return self.named(name)

    def named(self, name: str) -> PlanTableRow | None:
        """The row of that name."""
        return next((row for row in self.rows if row.is_of(name)), None)


_SIGN = "[①-⑳*※★☆#▲△]?"
_AFTER_NAME = re.compile(rf"{_SIGN}(?:\([^()]*\))?{_SIGN}")
_LABEL = re.compile(r"([0-9]{1,3})[.、)](?![0-9])(.+)", re.ASCII | re.DOTALL)
_ROW_NUMBER = re.compile(r"([0-9]{1,3})[.、)](?![0-9])", re.ASCII)
_NUMBER_CELL = re.compile(r"[0-9]{1,3}[.、]?", re.ASCII)
_GROUP = re.compile(r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)")

#: The words of a heading that say what the column holds, the first that fits.
_HEADINGS = (
    (ColumnRole.COMPLETION, ("完成率", "实现率", "完成进度")),
    (ColumnRole.RESULT, ("完成情况", "完成值", "完成数", "实际", "实绩")),
    (ColumnRole.TARGET, ("目标", "规划值", "规划数")),
    (ColumnRole.EARLIER, ("期末", "基期", "基准", "现状", "基数")),
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_HEADING_WORDS = "|".join(word for _, words in _HEADINGS for word in words)
#: One heading of several that stand in a row without marks: up to the word that says what it is, or to its year.
_HEADING_PIECE = re.compile(rf".*?(?:(?:{_HEADING_WORDS})值?|(?:19|20)[0-9]{{2}}年(?!(?:{_HEADING_WORDS})))")
_NOTHING = re.compile(r"\*{2,}|[—-]+|/")
_OPEN, _CLOSED = "〔[【", "〕]】"


def column_of(heading: str, plan: Plan) -> ColumnRole | None:
    """What a column holds, by the words of its heading, else by its year and the plan's."""
    years = _YEAR.findall(heading)
    if str(plan.start.year - 1) in years and "目标" not in heading:
        return ColumnRole.EARLIER
    found = next((column for column, words in _HEADINGS if any(word in heading for word in words)), None)
    return found or (ColumnRole.TARGET if str(plan.end.year) in years else None)


def read_table(lines: Sequence[tuple[Line, Piece]], *, is_table: bool) -> PlanTable | None:
    """The rows in the lines of a frame, None where there are none; the first line is the caption.

    A box has rows only where its cells are marked: numbered paragraphs are none.
    """
    body = lines[1:]
    if any(line.opens is Opens.CELL for line, _ in body):
        rows = tuple(_ruled_rows(body))
    else:
        rows = tuple(_loose_rows(body)) if is_table else ()
    return PlanTable(rows) if rows else None


def _ruled_rows(lines: Sequence[tuple[Line, Piece]]) -> Iterator[PlanTableRow]:
    headings: list[str] = []
    for cells in _cells_by_row(lines):
        found = _label(cells, bool(headings))
        if found is None:
            headings = _headings([cell.text for cell in cells]) or headings
            continue
        number, label, at = found
        yield PlanTableRow(number, label, _named(cells[at + 1 :], headings), cells[at], True)


def _cells_by_row(lines: Sequence[tuple[Line, Piece]]) -> Iterator[list[Piece]]:
    """The cells of each row; a cell that runs over several lines is one text."""
    row: list[Piece] = []
    for line, piece in lines:
        match line.opens:
            case Opens.ROW:
                if row:
                    yield row
                row = [piece]
            case Opens.CELL:
                row.append(piece)
            case _ if row:
                row[-1] = row[-1]._replace(text=row[-1].text + piece.text)
    if row:
        yield row


def _label(cells: Sequence[Piece], headed: bool) -> tuple[str, str, int] | None:
    """The row's number, its name, and in which cell the name stands; None for headings and groups."""
    for at, cell in enumerate(cells):
        if found := _LABEL.fullmatch(cell.text):
            return found[1], found[2], at
        if _NUMBER_CELL.fullmatch(cell.text) and at + 1 < len(cells) and _is_name(cells[at + 1].text):
            return cell.text.rstrip(".、"), cells[at + 1].text, at + 1
    first = next((at for at, cell in enumerate(cells) if cell.text), len(cells))
    filled = any(cell.text for cell in cells[first + 1 :])
    if headed and filled and _is_name(cells[first].text) and not _GROUP.match(cells[first].text):
        return "", cells[first].text, first
    return None


def _is_name(text: str) -> bool:
    return bool(text) and not _is_value(text)


def _is_value(text: str) -> bool:
    return is_figure(text) or _NOTHING.fullmatch(text) is not None


def _headings(cells: Sequence[str]) -> list[str]:
    """The headings after that of the names; empty for a row that holds none."""
    sorts = [at for at, cell in enumerate(cells) if _HEADING_PIECE.match(cell)]
    if not sorts:
        return []
    names = [at for at, cell in enumerate(cells[: sorts[0]]) if "指标" in cell or "名称" in cell or "项目" in cell]
    return list(cells[(names[-1] + 1 if names else sorts[0]) :])


def _loose_rows(lines: Sequence[tuple[Line, Piece]]) -> Iterator[PlanTableRow]:
    groups = list(_words_by_row(lines))
    headings = _HEADING_PIECE.findall("".join(word.piece.text for word in groups[0][1]))
    for number, words in groups[1:]:
        label = "".join(word.piece.text for word in words if not word.is_value)
        found = _LABEL.fullmatch(label)
        values = [word.piece for word in words if word.is_value]
        yield PlanTableRow(number, found[2] if found else label, _named(values, headings), words[0].piece, False)


def _named(values: Sequence[Piece], headings: Sequence[str]) -> tuple[RowCell, ...]:
    """The values with the headings above them; cells that the row does not have are empty."""
    pairs = zip_longest(values, headings)
    return tuple(RowCell(piece.text if piece else "", heading or "", piece) for piece, heading in pairs)


class _Word(NamedTuple):
    piece: Piece
    is_value: bool


def _words_by_row(lines: Sequence[tuple[Line, Piece]]) -> Iterator[tuple[str, list[_Word]]]:
    """The words before the first row (number ""), then those of each row."""
    number, words = "", list[_Word]()
    for word in _words(lines):
        found = _ROW_NUMBER.match(word.piece.text)
        if found and int(found[1]) == int(number or 0) + 1:
            yield number, words
            number, words = found[1], []
        words.append(word)
    yield number, words


def _words(lines: Sequence[tuple[Line, Piece]]) -> Iterator[_Word]:
    """The words of the lines; what stands in brackets is one word."""
    for line, piece in lines:
        if _GROUP.match(piece.text):
            continue
        start = piece.start
        for text in _bracketed(line.text.split()):
            yield _Word(piece._replace(text=text, start=start), _is_value(text))
            start += len(text)


def _bracketed(words: Sequence[str]) -> Iterator[str]:
    maintenance = ""
    for word in words:
        maintenance += folded(word)
        if sum(map(maintenance.count, _OPEN)) <= sum(map(maintenance.count, _CLOSED)):
            yield maintenance
            maintenance = ""
    if maintenance:
        yield maintenance
