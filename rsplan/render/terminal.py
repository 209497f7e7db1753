"""Tables on a terminal, or as plain text of a width; the only module that knows rich.

Rich draws and colours. How wide each column is and where lines are folded is decided here: rich would cut a number or a
date where a word of Chinese, which has no blanks, is too long for its column.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import IO, NamedTuple, NoReturn

from rich.console import Console as RichConsole
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rsplan.errors import ClosedPipe
from rsplan.render import Color
from rsplan.report.tables.table import UNLIMITED, CellStyle, ReportTable, TableCell
from rsplan.text.wrapping import cells, widest_atom, wrapped

#: The look of each emphasis.
STYLES: Mapping[CellStyle, str] = {
    CellStyle.PLAIN: "",
    CellStyle.STRONG: "bold",
    CellStyle.GOOD: "green",
    CellStyle.BAD: "bold red",
    CellStyle.OPEN: "yellow",
    CellStyle.FAINT: "dim",
}

_STRONG, _GROUP = STYLES[CellStyle.STRONG], "bold cyan"

#: Whether the stream is taken for a terminal, whatever it is; None where it decides itself.
_FORCED: Mapping[Color, bool | None] = {"auto": None, "always": True, "never": False}

#: More than any line takes: rich has nothing to fold.
_ENDLESS = 1_000_000

#: Blanks at the end of a line, and the signs for colours among them; from the first of them on, not from each.
_AT_END = re.compile(r"(?<! )(?: |\x1b\[[0-9;]*m)+$", re.MULTILINE)

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


class _RichConsole(RichConsole):
    """A console that leaves the exit code of a closed pipe to the command line."""

    def on_broken_pipe(self) -> NoReturn:
        raise ClosedPipe


class Console(NamedTuple):
    """A stream that tables are drawn on, with its width in cells; `plain` where its encoding lacks signs."""

    rich: RichConsole
    width: int
    plain: bool = False


def console_for(stream: IO[str], color: Color) -> Console:
    """A console on the stream: its own width on a terminal; elsewhere that of COLUMNS, or unlimited.

    COLUMNS=0 says that the width is not known.
    """
    columns = os.environ.get("COLUMNS", "")
    known = columns.isdecimal() and int(columns) > 0
    rich = _RichConsole(
        file=stream,
        width=None if known or stream.isatty() else UNLIMITED,
        _environ=os.environ if known else {key: value for key, value in os.environ.items() if key != "COLUMNS"},
        force_terminal=_FORCED[color],
        no_color=True if color == "never" else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    width, rich.width = rich.width, _ENDLESS
    return Console(rich, width, plain=not _can_write(stream, "".join(_SIGNS)))


def write_tables(console: Console, tables: Iterable[ReportTable]) -> None:
    """Print the tables one after another; raises ClosedPipe where nobody reads them any more."""
    try:
        for text in drawn(console, tables):
            console.rich.file.write(text)
    except BrokenPipeError:
        raise ClosedPipe from None


def drawn(console: Console, tables: Iterable[ReportTable]) -> Iterator[str]:
    """The tables as the console shows them, without the blanks at the ends of lines: in a file they get in the way."""
    before: ReportTable | None = None
    for table in tables:
        with console.rich.capture() as capture:
            if before is not None and not (_is_line(before) and _is_line(table)):
                console.rich.print()
            before = table
            for part in _Drawing(table, console.width).parts:
                console.rich.print(part)
        text = _AT_END.sub(lambda match: match[0].replace(" ", ""), capture.get())
        yield text.translate(_PLAIN_SIGNS) if console.plain else text


def _is_line(table: ReportTable) -> bool:
    """Whether the table is a title alone: several are lines of one list."""
    return not (table.lead or table.columns or table.footnotes)


def _can_write(stream: IO[str], signs: str) -> bool:
    try:
        signs.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


class _Drawing:
    """A table as paragraphs and rows that fit a width."""

    def __init__(self, table: ReportTable, width: int) -> None:
        self._table, self._width = table, width
        self._last = len(table.columns) - 1

    @property
    def parts(self) -> Iterator[Text | Padding | Table]:
        """The title, the lead, the rows and the footnotes."""
        table = self._table
        if table.title:
            yield self._paragraph(table.title, _STRONG)
        for cell in table.lead:
            for line in cell.lines:
                yield self._paragraph(line, STYLES[cell.style])
        if any(section.rows for section in table.sections):
            yield from self._rows()
        for note in table.footnotes:
            yield self._paragraph(note, STYLES[CellStyle.PLAIN])

    def _paragraph(self, text: str, style: str) -> Text:
        return Text("\n".join(wrapped(text, self._width)), style)

    def _rows(self) -> Iterator[Padding | Table]:
        """The headings of the columns, then each section under its own, which runs on over its column."""
        columns, (widths, gap) = self._table.columns, self._layout
        if any(column.heading for column in columns):
            yield self._grid(
                [[self._heading(column.heading, width) for column, width in zip(columns, widths, strict=True)]]
            )
        before = sum(widths[: self._named]) + gap * self._named
        for section in self._table.sections:
            if not section.rows:
                continue
            if section.heading:
                heading = Text("\n".join(wrapped(section.heading, self._width - before)), _GROUP)
                yield Padding(heading, (0, 0, 0, before))
            yield self._grid(section.rows)

    def _grid(self, rows: Iterable[Sequence[TableCell]]) -> Table:
        widths, gap = self._layout
        grid = Table.grid(padding=(0, gap, 0, 0))
        for width, column in zip(widths, self._table.columns, strict=True):
            grid.add_column(justify="right" if column.right else "left", width=width)
        for row in rows:
            grid.add_row(*(self._cell(at, cell) for at, cell in enumerate(row)))
        return grid

    def _heading(self, heading: str, width: int) -> TableCell:
        """The heading of a column; where it takes two lines they are as long as each other, as far as words allow."""
        lines = [heading] if cells(heading) <= width else wrapped(heading, min(width, _folded_heading(heading)))
        return TableCell(tuple(lines), CellStyle.STRONG)

    def _cell(self, at: int, cell: TableCell) -> Text:
        lines = (part for line in self._texts(at, cell) for part in wrapped(line, self._layout[0][at]))
        return Text("\n".join(lines), STYLES[cell.style])

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
                min(max([heading_width(column.heading), *map(cells, texts)]), column.most or UNLIMITED)
                for texts, column in zip(content, columns, strict=True)
            ]
            for gap in _GAPS:
                if sum(widths) + gap * self._last <= self._width:
                    return widths, gap
        room = self._width - _GAPS[-1] * self._last
        least = [
            min(width, max(_folded_heading(column.heading), column.least, *_uncut(texts))) if column.folds else width
            for width, texts, column in zip(widths, content, columns, strict=True)
        ]
        _narrow(widths, least, room)
        _narrow(widths, [2] * len(widths), room)
        return widths, _GAPS[-1]

    def _content(self, at: int) -> list[str]:
        """Every line of a column, below its heading."""
        texts: list[str] = []
        for section in self._table.sections:
            if at == self._named and section.rows:
                texts.append(section.heading)
            texts += [line for row in section.rows if at < len(row) for line in self._texts(at, row[at])]
        return texts


def _uncut(texts: Iterable[str]) -> Iterator[int]:
    """The widths of what is never cut in the texts, up to the most that a column keeps for it."""
    return (min(_LEAST, widest_atom(text)) for text in texts)


def _folded_heading(heading: str) -> int:
    """The width of a heading in two lines; one of two Chinese characters is not parted."""
    return min(cells(heading), max(widest_atom(heading), (cells(heading) + 3) // 4 * 2, 4))


def _narrow(widths: list[int], least: Sequence[int], room: int) -> None:
    """Take from the widest column, one cell after another, until all fit or all are at their least."""
    while sum(widths) > room:
        wide = [at for at, width in enumerate(widths) if width > least[at]]
        if not wide:
            return
        widths[max(wide, key=widths.__getitem__)] -= 1
