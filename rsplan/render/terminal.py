"""Tables on a terminal, or as plain text of a width."""

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import IO, NamedTuple

from rsplan.errors import ClosedPipe
from rsplan.render import Color
from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell
from rsplan.text.wrapping import cells, widest_atom, wrapped

#: The codes of each emphasis on a terminal that has colours (ECMA-48, section 8.3.117).
STYLES: Mapping[CellStyle, str] = {
    CellStyle.PLAIN: "",
    CellStyle.STRONG: "1",
    CellStyle.GOOD: "32",
    CellStyle.BAD: "1;31",
    CellStyle.OPEN: "33",
    CellStyle.FAINT: "2",
}

_STRONG, _GROUP = STYLES[CellStyle.STRONG], "1;36"

#: Without a terminal nothing is folded: a pipe has no width.
PIPE_WIDTH = 4096

#: Signs that many fonts draw two cells wide, which would shift what stands behind them in the row.
_SAFE = str.maketrans(
    {"≥": ">=", "≤": "<=", "∶": ":", "—": "-", "–": "-", "−": "-", "÷": "/", "×": "*", "·": " ", "…": "..."}
    | dict.fromkeys("“”", '"')
    | dict.fromkeys("‘’", "'")
)

#: Signs that old encodings lack, and what stands for them there.
_SIGNS = {"✓": "+", "✗": "x", "▰": "#", "▱": "."}
_PLAIN_SIGNS = str.maketrans(_SIGNS)

#: Blanks between two columns, where there is room, and where there is not.
_GAPS = (2, 1)

#: A column that may be folded keeps what is never cut whole, up to so many cells.
_LEAST = 24


class Console(NamedTuple):
    """A stream to write tables to, its width in cells, whether it has colours, and whether it lacks signs."""

    stream: IO[str]
    width: int
    colours: bool
    plain: bool = False


def console_for(stream: IO[str], color: Color) -> Console:
    """A console on the stream: its own width on a terminal; elsewhere that of COLUMNS, or unlimited.

    COLUMNS=0 says that the width is not known.
    """
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        width = int(columns)
    else:
        width = shutil.get_terminal_size().columns if stream.isatty() else PIPE_WIDTH
    return Console(stream, width, _has_colours(stream, color), plain=not _can_write(stream, "".join(_SIGNS)))


def _has_colours(stream: IO[str], color: Color) -> bool:
    match color:
        case "always":
            return True
        case "never":
            return False
        case "auto":
            if os.environ.get("NO_COLOR"):
                return False
            forced = bool(os.environ.get("FORCE_COLOR"))
            return forced or (stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown"))


def write_tables(console: Console, tables: Iterable[ReportTable]) -> None:
    """Print the tables one after another; raises ClosedPipe where nobody reads them any more."""
    try:
        for index, table in enumerate(tables):
            if index:
                console.stream.write("\n")
            for line in _Drawing(table, console).lines:
                console.stream.write((line.translate(_PLAIN_SIGNS) if console.plain else line) + "\n")
    except BrokenPipeError:
        raise ClosedPipe from None


def _can_write(stream: IO[str], signs: str) -> bool:
    try:
        signs.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


#: The lines of each cell of a row.
_Lines = Sequence[Sequence[str]]


class _Drawing:
    """A table in lines of text."""

    def __init__(self, table: ReportTable, console: Console) -> None:
        self._table, self._width, self._colours = table, console.width, console.colours
        self._last = len(table.columns) - 1

    @property
    def lines(self) -> Iterable[str]:
        """The title, the lead, the rows and the footnotes."""
        table = self._table
        if table.title:
            yield from self._paragraph(table.title, _STRONG)
        for cell in table.lead:
            for line in cell.lines:
                yield from self._paragraph(line, STYLES[cell.style])
        if any(section.rows for section in table.sections):
            yield from self._rows()
        for note in table.footnotes:
            yield from self._paragraph(note, STYLES[CellStyle.PLAIN])

    def _paragraph(self, text: str, style: str) -> Iterable[str]:
        return (self._styled(line, style) for line in wrapped(text, self._width))

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colours and style and text else text

    def _rows(self) -> Iterable[str]:
        columns = self._table.columns
        if any(column.heading for column in columns):
            heading = [TableCell((column.heading,), CellStyle.STRONG) for column in columns]
            yield from self._row(heading)
        for section in self._table.sections:
            yield from self._section(section)

    def _section(self, section: Section) -> Iterable[str]:
        if section.heading and section.rows:
            before = sum(self._widths[: self._named]) + self._gap * self._named
            for line in wrapped(section.heading, self._width - before):
                yield " " * before + self._styled(line, _GROUP)
        for row in section.rows:
            yield from self._row(row)

    def _row(self, row: Sequence[TableCell]) -> Iterable[str]:
        folded = [
            [part for line in self._texts(at, cell) for part in wrapped(line, self._widths[at])]
            for at, cell in enumerate(row)
        ]
        for number in range(max(map(len, folded), default=0)):
            yield self._line(row, folded, number)

    def _line(self, row: Sequence[TableCell], folded: _Lines, number: int) -> str:
        """One line of a row, without the blanks at its end: in a file they only get in the way."""
        texts = []
        for at, (cell, column) in enumerate(zip(row, self._table.columns, strict=False)):
            text = folded[at][number] if number < len(folded[at]) else ""
            blank, text = " " * (self._widths[at] - cells(text)), self._styled(text, STYLES[cell.style])
            texts.append(blank + text if column.right else text + blank)
        return (" " * self._gap).join(texts).rstrip(" ")

    def _texts(self, at: int, cell: TableCell) -> list[str]:
        """The lines of a cell; only what nothing follows and no edge holds keeps signs whose width is not sure."""
        lines = [line for line in cell.lines if line]
        return (
            lines
            if at == self._last and not self._table.columns[at].right
            else [line.translate(_SAFE) for line in lines]
        )

    @property
    def _named(self) -> int:
        """The column under which the headings of sections stand."""
        return min(1, self._last)

    @cached_property
    def _layout(self) -> tuple[list[int], int]:
        """The width of each column and of the gap between two."""
        columns = self._table.columns
        content = [self._content(at) for at in range(len(columns))]
        for heading_width in (cells, _folded_heading):
            widths = [
                min(max([heading_width(column.heading), *map(cells, texts)]), column.most or PIPE_WIDTH)
                for texts, column in zip(content, columns, strict=True)
            ]
            for gap in _GAPS:
                if sum(widths) + gap * self._last <= self._width:
                    return widths, gap
        room = self._width - _GAPS[-1] * self._last
        least = [
            min(width, max(_folded_heading(column.heading), 2, *(min(_LEAST, widest_atom(text)) for text in texts)))
            if column.folds
            else width
            for width, texts, column in zip(widths, content, columns, strict=True)
        ]
        _narrow(widths, least, room)
        _narrow(widths, [2] * len(widths), room)
        return widths, _GAPS[-1]

    @property
    def _widths(self) -> list[int]:
        return self._layout[0]

    @property
    def _gap(self) -> int:
        return self._layout[1]

    def _content(self, at: int) -> list[str]:
        """Every line of a column, below its heading."""
        texts: list[str] = []
        for section in self._table.sections:
            if at == self._named and section.rows:
                texts.append(section.heading)
            texts += [line for row in section.rows if at < len(row) for line in self._texts(at, row[at])]
        return texts


def _folded_heading(heading: str) -> int:
    """The width of a heading in two lines."""
    return min(cells(heading), max(widest_atom(heading), (cells(heading) + 3) // 4 * 2))


def _narrow(widths: list[int], least: Sequence[int], room: int) -> None:
    """Take from the widest column, one cell after another, until all fit or all are at their least."""
    while sum(widths) > room:
        wide = [at for at, width in enumerate(widths) if width > least[at]]
        if not wide:
            return
        widths[max(wide, key=widths.__getitem__)] -= 1
