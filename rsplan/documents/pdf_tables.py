"""Tables of a PDF whose cells are drawn between rules: lines as those of other formats, with cells marked.

A PDF places pieces of text and draws rules. Rules that meet make a grid; a piece belongs to the cell that it begins in,
and places of a grid without a rule between them are one cell. Places are whole hundredths of a point.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot, isfinite
from typing import Any, NamedTuple

from rsplan.documents.document_text import Line, Opens, lowered, raised
from rsplan.documents.pdf_lines import PAGE_NUMBER, of_pages, unified
from rsplan.documents.structure.folding import folded

#: Within so much two rules are one, or meet; and as thick as a rule may be.
_NEAR, _THICK = 300, 300
#: More rules on a page are a drawing.
_MOST_RULES = 400
#: Hundredths of the size of the type: within which pieces stand on one line, the size of smaller marks, and how far
#: these are raised at least, and others.
_SAME_LINE, _SMALL, _SHIFTED, _RAISED = 50, 80, 10, 25
#: Widths in the same: of letters, of a gap between words of letters and of any signs, and of all other signs.
_LETTER, _CAPITAL, _GAP, _APART, _FULL = 55, 90, 20, 60, 100
#: A piece begins so far within its cell, and its middle lies a third of its size above its line.
_WITHIN = 50
_IN_POINT = 100

#: What heads a table, and no page.
_CAPTION = re.compile(r"(?:附|续)?表|专栏|\(?续|接上")
_ROW_NUMBER = re.compile(r"\s*[(（]?[0-9０-９]+\s*(?:[.．、)）]|$)")
_DIGIT = re.compile("[0-9０-９]")

Matrix = Sequence[float]


class _Piece(NamedTuple):
    """A piece of text where it begins, with the size of its type."""

    x: int
    y: int
    size: int
    text: str

    @property
    def start(self) -> int:
        """The place of its first sign."""
        return self.x + _WITHIN

    @property
    def middle(self) -> int:
        """The height of its middle."""
        return self.y + self.size // 3


class _Rule(NamedTuple):
    """A rule at a height, or at a distance from the left, from its start to its end."""

    is_level: bool
    at: int
    start: int
    end: int


class _Area(NamedTuple):
    """A cell of a grid, which may take up several places, by the uppermost row and the leftmost column of these."""

    row: int
    column: int


class _Grid(NamedTuple):
    """The rules of a table: `tops` from the highest, `lefts` from the left; `areas` are its cells by their place."""

    tops: tuple[int, ...]
    lefts: tuple[int, ...]
    areas: dict[tuple[int, int], _Area]

    def holds(self, piece: _Piece) -> bool:
        """Whether the piece begins within the table."""
        return self.tops[-1] < piece.middle < self.tops[0] and self.lefts[0] < piece.start < self.lefts[-1]

    def area_of(self, piece: _Piece) -> _Area:
        """Return the cell that the piece begins in."""
        row = bisect_right([-top for top in self.tops], -piece.middle) - 1
        return self.areas[row, bisect_right(self.lefts, piece.start) - 1]


class _Row(NamedTuple):
    """The cells of a row from the left: their texts, and which are one with the cell above.

    `is_wide` says that it is one cell, `is_divided` that it begins on one page and ends on the next.
    """

    page: int
    texts: tuple[str, ...]
    from_above: tuple[bool, ...]
    is_wide: bool
    is_divided: bool = False


class _Table(NamedTuple):
    lefts: tuple[int, ...]
    rows: list[_Row]


class _Page(NamedTuple):
    """What stands on a page, from its top: lines of text and tables."""

    number: int
    parts: tuple[str | _Table, ...]


def pdf_table_lines(name: str, data: bytes) -> list[Line]:
    """Read the lines of a PDF with the cells of its tables marked, page by page; none where no table is ruled.

    Raises InvalidInput as `pdf_lines` does.
    """
    pages = [_Page(number, parts) for number, parts in of_pages(name, data, lambda page: tuple(_parts(page)))]
    if not any(isinstance(part, _Table) for page in pages for part in page.parts):
        return []
    return list(_lines([*_without_margins(pages)]))


def _parts(page: Any) -> Iterator[str | _Table]:
    """The lines and tables of a page from its top."""
    pieces, rules = _drawn(page)
    grids = sorted(_grids(rules), key=lambda grid: -grid.tops[0])
    inside: list[list[_Piece]] = [[] for _ in grids]
    outside: list[_Piece] = []
    for piece in pieces:
        at = next((index for index, grid in enumerate(grids) if grid.holds(piece)), None)
        (outside if at is None else inside[at]).append(piece)
    tops = [(-grid.tops[0], _table(grid, held, page.page_number + 1)) for grid, held in zip(grids, inside, strict=True)]
    found: list[tuple[int, str | _Table]] = [
        *tops,
        *((-line[0].y, _text(line, in_cell=False)) for line in _in_lines(outside)),
    ]
    yield from (part for _, part in sorted(found, key=lambda placed: placed[0]) if part)


# --- what is drawn ---------------------------------------------------------------------------------------------------


class _Path:
    """Collects the rules of a page from its operators."""

    def __init__(self) -> None:
        self.rules: list[_Rule] = []
        self._segments: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._at: tuple[int, int] | None = None

    def operator(self, name: bytes, operands: Any, matrix: Matrix, _: Matrix) -> None:
        """Take an operator of the page: those that make a path and that draw it."""
        numbers = [number for number in operands if isinstance(number, int | float) and isfinite(number)]
        match name:
            case b"m" | b"l" if len(numbers) == 2:
                point = _placed(matrix, *numbers)
                if name == b"l" and self._at is not None:
                    self._segments.append((self._at, point))
                self._at = point
            case b"re" if len(numbers) == 4:
                x, y, width, height = numbers
                corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
                self._segments += pairwise(_placed(matrix, *corner) for corner in corners)
            case b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*":
                self._end(is_filled=False)
            case b"f" | b"F" | b"f*":
                self._end(is_filled=True)
            case b"n":
                self._segments, self._at = [], None
            case _:
                pass

    def _end(self, *, is_filled: bool) -> None:
        """Add what was drawn: a filled path is a rule where it is thin, else it lies behind cells."""
        segments, self._segments, self._at = self._segments, [], None
        if segments and is_filled:
            xs, ys = zip(*(point for segment in segments for point in segment), strict=True)
            if min(max(xs) - min(xs), max(ys) - min(ys)) > _THICK:
                return
            segments = [((min(xs), min(ys)), (max(xs), max(ys)))]
        for (x, y), (other_x, other_y) in segments:
            if abs(y - other_y) <= _THICK < abs(x - other_x):
                self.rules.append(_Rule(True, (y + other_y) // 2, min(x, other_x), max(x, other_x)))
            elif abs(x - other_x) <= _THICK < abs(y - other_y):
                self.rules.append(_Rule(False, (x + other_x) // 2, min(y, other_y), max(y, other_y)))


def _placed(matrix: Matrix, x: float, y: float) -> tuple[int, int]:
    """The place of a point, in hundredths."""
    a, b, c, d, e, f = matrix[:6]
    place = a * x + c * y + e, b * x + d * y + f
    return round(_IN_POINT * place[0]), round(_IN_POINT * place[1])


def _drawn(page: Any) -> tuple[list[_Piece], list[_Rule]]:
    """The pieces of text and the rules of a page, turned so that most of the text runs from left to right."""
    path = _Path()
    pieces: list[_Piece] = []
    turns: Counter[int] = Counter()

    def text(shown: str, matrix: Matrix, text_matrix: Matrix, _: Any, size: Any) -> None:
        if shown.strip():
            a, b, _c, _d, x, y = text_matrix[:6]
            along_x, along_y = a * matrix[0] + b * matrix[2], a * matrix[1] + b * matrix[3]
            turn = 0 if abs(along_x) >= abs(along_y) else 1 if along_y > 0 else -1
            turns[turn] += len(shown)
            height = round(_IN_POINT * hypot(along_x, along_y) * (size or 0)) or 1
            pieces.append(_Piece(*_placed(matrix, x, y), height, unified(shown)))

    page.extract_text(visitor_operand_before=path.operator, visitor_text=text)
    turn = max(turns, key=turns.__getitem__, default=0)
    if turn:
        pieces = [piece._replace(x=turn * piece.y, y=-turn * piece.x) for piece in pieces]
        path.rules = [_turned(rule, turn) for rule in path.rules]
    return pieces, path.rules


def _turned(rule: _Rule, turn: int) -> _Rule:
    """The rule on a page that is turned: what was level is upright."""
    sign = turn if rule.is_level else -turn
    ends = sorted((-turn * rule.start, -turn * rule.end) if rule.is_level else (turn * rule.start, turn * rule.end))
    return _Rule(not rule.is_level, sign * rule.at, ends[0], ends[1])


# --- grids -----------------------------------------------------------------------------------------------------------


def _grids(rules: Sequence[_Rule]) -> Iterator[_Grid]:
    """The grids that the rules make: those that meet are of one, which has several rows and columns."""
    levels, uprights = _joined(rules, is_level=True), _joined(rules, is_level=False)
    if len(levels) + len(uprights) > _MOST_RULES:
        return
    groups: list[tuple[list[_Rule], list[_Rule]]] = [([], [upright]) for upright in uprights]
    for level in levels:
        meeting = [group for group in groups if any(_meet(level, upright) for upright in group[1])]
        groups = [group for group in groups if group not in meeting]
        held = [rule for group in meeting for rule in group[0]], [rule for group in meeting for rule in group[1]]
        groups.append(([level, *held[0]], held[1]))
    for of_group in groups:
        grid = _grid(*of_group)
        if grid is not None:
            yield grid


def _joined(rules: Sequence[_Rule], *, is_level: bool) -> list[_Rule]:
    """The rules of a direction, those that run on as one."""
    rows: list[list[_Rule]] = []
    for rule in sorted((rule for rule in rules if rule.is_level is is_level), key=lambda rule: rule.at):
        if not rows or rule.at - rows[-1][0].at > _NEAR:
            rows.append([])
        rows[-1].append(rule)
    joined: list[_Rule] = []
    for row in rows:
        first, *others = sorted(row, key=lambda rule: rule.start)
        joined.append(first)
        for rule in others:
            if rule.start > joined[-1].end + _NEAR:
                joined.append(rule)
            else:
                joined[-1] = joined[-1]._replace(end=max(rule.end, joined[-1].end))
    return joined


def _meet(level: _Rule, upright: _Rule) -> bool:
    return (
        level.start - _NEAR <= upright.at <= level.end + _NEAR
        and upright.start - _NEAR <= level.at <= upright.end + _NEAR
    )


def _grid(levels: Sequence[_Rule], uprights: Sequence[_Rule]) -> _Grid | None:
    """The grid of rules that meet; None for a frame around one cell, and where rules are missing within.

    A table may have no rules at its left and right: they are where the others end.
    """
    if not levels or not uprights:
        return None
    lefts = _distinct([rule.at for rule in uprights] + [min(r.start for r in levels), max(r.end for r in levels)])
    tops = _distinct([rule.at for rule in levels] + [min(r.start for r in uprights), max(r.end for r in uprights)])
    tops.reverse()
    areas = _areas(tops, lefts, levels, uprights)
    if areas is None or len(lefts) < 3 or len(set(areas.values())) < 2:
        return None
    return _Grid(tuple(tops), tuple(lefts), areas)


def _distinct(places: Sequence[int]) -> list[int]:
    """The places in order, those near each other as one."""
    distinct: list[int] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > _NEAR:
            distinct.append(place)
    return distinct


def _areas(
    tops: Sequence[int], lefts: Sequence[int], levels: Sequence[_Rule], uprights: Sequence[_Rule]
) -> dict[tuple[int, int], _Area] | None:
    """The cells of a grid by each of their places; None where one has not four corners."""
    at_left, at_top = _by_place(lefts, uprights), _by_place(tops, levels)
    places = [(row, column) for row in range(len(tops) - 1) for column in range(len(lefts) - 1)]
    first = {place: place for place in places}  # the first place of the cell

    def cell_of(place: tuple[int, int]) -> tuple[int, int]:
        while first[place] != place:
            first[place] = first[first[place]]
            place = first[place]
        return place

    for row, column in places:
        x, y = (lefts[column] + lefts[column + 1]) // 2, (tops[row] + tops[row + 1]) // 2
        if column + 2 < len(lefts) and not _reaches(at_left[column + 1], y):
            _unite(first, cell_of((row, column)), cell_of((row, column + 1)))
        if row + 2 < len(tops) and not _reaches(at_top[row + 1], x):
            _unite(first, cell_of((row, column)), cell_of((row + 1, column)))
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in places:
        cells.setdefault(cell_of(place), []).append(place)
    areas: dict[tuple[int, int], _Area] = {}
    for members in cells.values():
        (top, left), (bottom, right) = map(min, zip(*members, strict=True)), map(max, zip(*members, strict=True))
        if (bottom - top + 1) * (right - left + 1) != len(members):
            return None
        areas |= dict.fromkeys(members, _Area(top, left))
    return areas


def _unite(first: dict[tuple[int, int], tuple[int, int]], cell: tuple[int, int], other: tuple[int, int]) -> None:
    first[max(cell, other)] = min(cell, other)


def _by_place(places: Sequence[int], rules: Sequence[_Rule]) -> list[list[_Rule]]:
    return [[rule for rule in rules if abs(rule.at - place) <= _NEAR] for place in places]


def _reaches(rules: Sequence[_Rule], across: int) -> bool:
    return any(rule.start <= across <= rule.end for rule in rules)


# --- texts -----------------------------------------------------------------------------------------------------------


def _table(grid: _Grid, pieces: Sequence[_Piece], page: int) -> _Table:
    held: dict[_Area, list[_Piece]] = {}
    for piece in pieces:
        held.setdefault(grid.area_of(piece), []).append(piece)
    texts = {area: "\n".join(_text(line) for line in _in_lines(inside)) for area, inside in held.items()}
    rows = []
    for row in range(len(grid.tops) - 1):
        cells = [grid.areas[row, column] for column in range(len(grid.lefts) - 1)]
        begins = [(area.row, area.column) == (row, column) for column, area in enumerate(cells)]
        rows.append(
            _Row(
                page,
                tuple(texts.get(area, "") if first else "" for area, first in zip(cells, begins, strict=True)),
                tuple(area.row < row and area.column == column for column, area in enumerate(cells)),
                is_wide=len(set(cells)) == 1,
            )
        )
    return _Table(grid.lefts, rows)


def _in_lines(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """The pieces in lines from the top, each from the left; what is drawn twice, to look bold, is one piece."""
    lines: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.y, piece.x)):
        near = (line for line in lines[-2:] if _are_level(line[0], piece))
        line = next(near, None)
        if line is None:
            lines.append([piece])
        else:
            line.append(piece)
    return [_once_each(sorted(line, key=lambda piece: (piece.x, -piece.y))) for line in lines]


def _are_level(piece: _Piece, other: _Piece) -> bool:
    return 100 * abs(piece.y - other.y) < _SAME_LINE * max(piece.size, other.size)


def _once_each(line: Sequence[_Piece]) -> list[_Piece]:
    """The pieces of a line without those that are drawn over another one of the same text."""
    once: list[_Piece] = []
    last_at: dict[str, int] = {}
    for piece in line:
        if piece.text not in last_at or 100 * (piece.x - last_at[piece.text]) > _SHIFTED * piece.size:
            once.append(piece)
        last_at[piece.text] = piece.x
    return once


def _text(line: Sequence[_Piece], *, in_cell: bool = True) -> str:
    """The text of a line: small pieces above or below the others are marks, and words stand apart.

    Outside cells what stands far apart is another word, of whatever signs.
    """
    size = max(piece.size for piece in line)
    base = next(piece.y for piece in line if piece.size == size)
    text, end = "", 0
    for piece in line:
        shown = piece.text.replace("\n", " ").rstrip()
        is_far = 100 * (piece.x - end) > _GAP * size
        is_apart = is_far and re.search(r"[A-Za-z0-9.]$", text) and re.match("[A-Za-z0-9]", shown)
        if not in_cell and text and 100 * (piece.x - end) > _APART * size:
            is_apart = re.match(r"\S", shown)
        if 100 * abs(piece.y - base) > size * (_SHIFTED if 100 * piece.size <= _SMALL * size else _RAISED):
            shown, is_apart = shown.strip(), None
            shown = raised(shown) if piece.y > base else lowered(shown, text)
        text += f" {shown}" if is_apart else shown
        widths = (_CAPITAL if sign.isupper() else _LETTER if sign.isascii() else _FULL for sign in shown)
        end = piece.x + sum(widths) * piece.size // 100
    return text.strip()


# --- pages -----------------------------------------------------------------------------------------------------------


def _without_margins(pages: Sequence[_Page]) -> Iterator[_Page]:
    """The pages without their numbers, and without first and last lines that several of them have."""
    ends = Counter(
        _line_of_margin(text)
        for page in pages
        for text in {part for part in (*page.parts[:1], *page.parts[-1:]) if isinstance(part, str)}
    )
    for page in pages:
        parts = list(page.parts)
        for index in (-1, 0):
            while parts and isinstance(text := parts[index], str):
                is_number = PAGE_NUMBER.fullmatch(text.strip()) is not None
                if not is_number and (_CAPTION.match(folded(text)) or ends[_line_of_margin(text)] < 2):
                    break
                del parts[index]
        yield page._replace(parts=tuple(parts))


def _line_of_margin(text: str) -> str:
    return re.sub("[0-9]+", "", folded(text))


def _lines(pages: Sequence[_Page]) -> Iterator[Line]:
    """The lines of the pages, those after a table and of another one as such."""
    is_after_table = False
    for page, part in _parts_of(pages):
        if isinstance(part, str):
            yield Line(page, part, after_frame=is_after_table)
            is_after_table = False
            continue
        for row in part.rows:
            for column, text in enumerate(row.texts):
                for number, line in enumerate(text.split("\n")):
                    opens = Opens.RUN_ON if number else Opens.CELL if column else Opens.ROW
                    yield Line(row.page, line, opens, is_after_table, row.is_divided, row.from_above[column])
                    is_after_table = False
        is_after_table = True


def _parts_of(pages: Sequence[_Page]) -> list[tuple[int, str | _Table]]:
    """The lines and tables of all pages; a table at the top of one that has the columns of that above goes on."""
    parts: list[tuple[int, str | _Table]] = []
    for page in pages:
        for index, part in enumerate(page.parts):
            before = parts[-1][1] if parts and index == 0 else None
            if isinstance(part, _Table) and isinstance(before, _Table) and _fits(before, part):
                _add(before.rows, part.rows)
            else:
                parts.append((page.number, part))
    return parts


def _fits(table: _Table, other: _Table) -> bool:
    return len(table.lefts) == len(other.lefts) and all(
        abs(left - other_left) <= _NEAR for left, other_left in zip(table.lefts, other.lefts, strict=True)
    )


def _add(rows: list[_Row], more: Sequence[_Row]) -> None:
    """Add the rows of the next page, without the headings that it repeats; a row may begin on the one before."""
    repeated = 0
    while repeated < min(len(rows), len(more)) and _words(rows[repeated]) == _words(more[repeated]):
        repeated += 1
    below = more[repeated:]
    if below and _is_rest(rows[-1], below[0]):
        joined = ("\n".join(filter(None, texts)) for texts in zip(rows[-1].texts, below[0].texts, strict=True))
        rows[-1] = rows[-1]._replace(texts=tuple(joined), is_divided=True)
        below = below[1:]
    rows += below


def _words(row: _Row) -> list[str]:
    return [folded(text) for text in row.texts]


def _is_rest(row: _Row, below: _Row) -> bool:
    """Whether a row at the top of a page is the end of that before it: one of the two has no figures."""
    filled, rest = ({column for column, text in enumerate(part.texts) if text} for part in (row, below))
    if row.is_wide or below.is_wide or not filled or not rest or _ROW_NUMBER.match(below.texts[min(rest)]):
        return False
    has_figures, rest_has_figures = (any(_DIGIT.search(text) for text in part.texts[1:]) for part in (row, below))
    if not rest_has_figures:
        return rest < filled
    return not has_figures and min(rest) > min(filled)
