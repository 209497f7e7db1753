"""A data file brought to the form of one made today: every column, and no cell that a spreadsheet rewrote.

The cells that are there keep their values; docs/observations.md.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rsplan.errors import MOST_PROBLEMS, InvalidInput
from rsplan.journal.content import Content, quoted
from rsplan.journal.file import rewrite
from rsplan.journal.lock import silent
from rsplan.model.enums import Basis
from rsplan.model.observation_span import default_basis
from rsplan.model.series_key import Series, SeriesKey
from rsplan.read.csv_row import DataFileProblems, read_header
from rsplan.read.csv_spreadsheet import Ambiguous, respelt_cell, respelt_period
from rsplan.read.input_text import printable


class Upgraded(NamedTuple):
    """A data file that was upgraded: the columns it got, its cells that were respelt, and the copy of it before.

    `backup` is None where there was nothing to do. `broken` says that an incomplete last line was cut off.
    """

    file: str
    columns: tuple[str, ...]
    respelt: int
    broken: bool
    backup: str | None


def upgrade(
    path: str,
    known: Mapping[SeriesKey, Series],
    cities: tuple[str, ...] = (),
    waiting: Callable[[], None] = silent,
) -> Upgraded:
    """Add the columns that a file made today has, and spell cells as before a spreadsheet rewrote them.

    `known` are the series whose kinds decide the basis of a line that states none; `waiting` as in `append`. A copy of
    the file is made first, and the file is replaced at once. Raises RsplanError where it cannot be written;
    InvalidInput for no data file, and with every cell that may mean several things: half a remedy would leave a file
    that no command reads.
    """
    drafts: list[Upgraded] = []

    def change(content: Content) -> bytes:
        lines = _Lines(content, known, cities)
        text = lines.upgraded()
        drafts.append(Upgraded(printable(path), lines.missing, lines.respelt, bool(content.broken), None))
        return content.encoded([text])

    backup = rewrite(path, change, waiting)
    return drafts[-1]._replace(backup=backup and printable(backup))


class _Lines:
    """The lines of a data file, rewritten one after the other; `respelt` counts the cells that were spelt anew."""

    def __init__(self, content: Content, known: Mapping[SeriesKey, Series], cities: tuple[str, ...]) -> None:
        self.missing = content.without
        self.respelt = 0
        self._content, self._known = content, known
        self._default_city = cities[0] if len(cities) == 1 else ""
        self._columns: Sequence[str] = content.columns
        self._problems = DataFileProblems(printable(content.path), content.whole, content.encoding)

    def upgraded(self) -> str:
        """The whole text; raises InvalidInput for what is no data file or has rows of other lengths."""
        text = io.StringIO(self._content.whole.decode(self._content.encoding), newline="\n")
        mark = "\ufeff" if text.read(1) == "\ufeff" else ""
        text.seek(len(mark))
        lines = list(text)
        rows = csv.reader(iter(lines), strict=True)
        done, last = [mark], 0
        try:
            for cells in rows:
                done.append(self._row(cells, "".join(lines[last : rows.line_num]), last + 1))
                last = rows.line_num
                if len(self._problems.problems) >= MOST_PROBLEMS:
                    self._problems.report("more_problems", last, most=str(MOST_PROBLEMS))
                    break
        except csv.Error as error:
            self._problems.report("not_csv", rows.line_num, reason=str(error))
        if self._problems.problems:
            raise InvalidInput(self._problems.problems)
        return "".join(done)

    def _row(self, cells: Sequence[str], text: str, line: int) -> str:
        """The row with the new columns; its other cells as they stand, unless a spreadsheet rewrote one."""
        if not any(cells):
            return text
        body = text.rstrip("\r\n")
        end = text[len(body) :]
        if line == 1:
            read_header(cells, line, self._problems)
            return ",".join([body, *self.missing]) + end
        if len(cells) != len(self._columns):
            self._problems.report("wrong_cells", line, found=str(len(cells)), expected=str(len(self._columns)))
            return text
        typed = self._typed(dict(zip(self._columns, cells, strict=True)), line)
        if typed:
            self.respelt += len(typed)
            row = dict(zip(self._columns, cells, strict=True)) | typed
            body = ",".join(map(quoted, row.values()))
        return body + "," * len(self.missing) + end

    def _typed(self, row: Mapping[str, str], line: int) -> dict[str, str]:
        """The cells that a spreadsheet rewrote, by column, as they were typed; ambiguous ones are problems."""
        typed = {}
        for column, cell in row.items():
            text = cell.strip()
            try:
                before = respelt_period(text, self._basis(row)) if column == "period" else respelt_cell(column, text)
            except Ambiguous:
                self._problems.report("ambiguous_cell", line, self._columns.index(column), text=text)
            else:
                if before is not None:
                    typed[column] = before
        return typed

    def _basis(self, row: Mapping[str, str]) -> Basis | None:
        """The basis of the row; None where it states none and no plan has its indicator."""
        stated = row.get("basis", "").strip()
        if stated:
            return next((basis for basis in Basis if basis == stated), None)
        series = self._known.get((row.get("city", "").strip() or self._default_city, row.get("indicator", "").strip()))
        return default_basis(series.kind) if series else None
