"""Tables on a terminal; the only module that knows rich."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import IO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from rsplan.errors import ClosedPipe
from rsplan.render import Color
from rsplan.report.tables.table import CellStyle, ReportTable, TableCell

#: The colours of each emphasis.
STYLES: Mapping[CellStyle, str] = {
    CellStyle.PLAIN: "",
    CellStyle.STRONG: "bold",
    CellStyle.GOOD: "green",
    CellStyle.BAD: "bold red",
    CellStyle.OPEN: "yellow",
    CellStyle.FAINT: "dim",
}

#: Whether the stream is taken for a terminal, whatever it is; None where it decides itself.
FORCED: Mapping[Color, bool | None] = {"auto": None, "always": True, "never": False}

#: Without a terminal nothing is folded: a pipe has no width.
PIPE_WIDTH = 4096

#: Blanks at the end of a line, and the signs for colours among them.
_AT_END = re.compile(r"(?: |\x1b\[[0-9;]*m)+$", re.MULTILINE)


class _Console(Console):
    """A console that leaves the exit code of a closed pipe to the command line."""

    def on_broken_pipe(self) -> None:
        raise ClosedPipe


def console_for(stream: IO[str], color: Color) -> Console:
    """A console on the stream: its own width on a terminal; elsewhere that of COLUMNS, or unlimited.

    COLUMNS=0 says that the width is not known.
    """
    columns = os.environ.get("COLUMNS", "")
    known = columns.isdecimal() and int(columns) > 0
    return _Console(
        file=stream,
        width=None if known or stream.isatty() else PIPE_WIDTH,
        _environ=os.environ if known else {key: value for key, value in os.environ.items() if key != "COLUMNS"},
        force_terminal=FORCED[color],
        no_color=True if color == "never" else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        safe_box=True,
    )


def write_tables(console: Console, tables: Iterable[ReportTable]) -> None:
    """Print the tables one after another."""
    for index, table in enumerate(tables):
        if index:
            console.print()
        _write(console, table)


def _write(console: Console, table: ReportTable) -> None:
    _print(console, Text(table.title, style="bold"))
    for cell in table.lead:
        _print(console, _text(cell))
    if any(section.rows for section in table.sections):
        drawn = _rich_table(table)
        if not _fits(drawn, console.width) and _narrowest(drawn, console) > console.width:
            drawn = _rich_table(table, folding=True)
        _print(console, drawn)
    for note in table.footnotes:
        _print(console, Text(note, style="dim"))


def _print(console: Console, what: Table | Text) -> None:
    """Print without the blanks that fill a last column or end a folded line: in a file they only get in the way."""
    with console.capture() as capture:
        console.print(what)
    console.file.write(_AT_END.sub(lambda match: match[0].replace(" ", ""), capture.get()))


def _fits(table: Table, width: int) -> bool:
    """Whether nothing has to be folded; then each column gets the width of its widest line, and is not measured."""
    widths = [
        max(cell_len(line) for text in (column.header, *column.cells) for line in str(text).split("\n"))
        for column in table.columns
    ]
    columns = list(zip(table.columns, widths, strict=True))
    if sum(widths) + len(widths) - 1 > width:
        return False
    if any(column.max_width is not None and widest > column.max_width for column, widest in columns):
        return False
    for column, widest in columns:
        column.width = widest
    return True


def _narrowest(table: Table, console: Console) -> int:
    return Measurement.get(console, console.options, table).minimum


def _rich_table(table: ReportTable, *, folding: bool = False) -> Table:
    """The table as rich draws it; `folding` folds every column, where even the narrowest table is too wide."""
    headed = any(column.heading for column in table.columns)
    drawn = Table(box=SIMPLE_HEAD, show_header=headed, pad_edge=False, show_edge=False, padding=0)
    for column in table.columns:
        drawn.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=not (column.folds or folding),
            max_width=column.most,
        )
    for section in table.sections:
        if section.heading:
            at = min(1, len(table.columns) - 1)
            heading = [Text(section.heading, style="bold cyan") if index == at else Text("") for index in range(at + 1)]
            drawn.add_row(*heading)
        for row in section.rows:
            drawn.add_row(*map(_text, row))
    return drawn


def _text(cell: TableCell) -> Text:
    return Text("\n".join(line for line in cell.lines if line), style=STYLES[cell.style])
