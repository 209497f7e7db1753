"""Plain text as lines, as word processors write it: tabs begin cells, blank lines separate rows and end tables."""

from collections.abc import Iterator

from rsplan.documents.document_text import Line, Opens

#: Blank lines that end a table or box; fewer separate its rows.
_BLANK_LINES_AFTER_FRAME = 2


def plain_text_lines(text: str) -> Iterator[Line]:
    """Read the lines that are not blank; a line with tabs becomes one line per cell."""
    blank_lines, in_cell, is_row = 0, False, False
    for number, written in enumerate(text.split("\n"), 1):
        line = written.rstrip("\r")
        if not line.strip() and "\t" not in line:
            blank_lines += 1
            continue
        after_frame = blank_lines >= _BLANK_LINES_AFTER_FRAME
        if "\t" in line:
            # Word processors write each cell on a line, after a tab; rows that begin without one are on a line each.
            is_row = not line.startswith("\t") or (is_row and in_cell and not after_frame)
            begins_row = is_row or blank_lines > 0 or not in_cell
            cells = line if is_row else line.removeprefix("\t")
            yield from _cells(number, cells, Opens.ROW if begins_row else Opens.CELL, after_frame)
            in_cell = True
        else:
            in_cell = in_cell and not blank_lines
            opens = Opens.PARAGRAPH if not in_cell else Opens.ROW if is_row else Opens.RUN_ON
            yield Line(number, line, opens, after_frame)
        blank_lines = 0


def _cells(number: int, line: str, opens: Opens, after_frame: bool) -> Iterator[Line]:
    first, *others = line.split("\t")
    yield Line(number, first, opens, after_frame)
    for cell in others:
        yield Line(number, cell, Opens.CELL)
