"""Plain text as lines, as word processors write it: tabs begin cells, blank lines separate rows and end tables."""

from collections.abc import Iterator

from rsplan.documents.document_text import Line, Opens

#: Blank lines that end a table or box; fewer separate its rows.
_BLANK_LINES_AFTER_FRAME = 2


def plain_text_lines(text: str) -> Iterator[Line]:
    """Read the lines that are not blank; a line with tabs becomes one line per cell."""
    blank_lines, in_cell = 0, False
    for number, written in enumerate(text.split("\n"), 1):
        line = written.rstrip("\r")
        if not line.strip() and "\t" not in line:
            blank_lines += 1
            continue
        after_frame = blank_lines >= _BLANK_LINES_AFTER_FRAME
        if "\t" in line:
            begins_row = blank_lines > 0 or not in_cell or not line.startswith("\t")
            yield from _cells(number, line, Opens.ROW if begins_row else Opens.CELL, after_frame)
            in_cell = True
        else:
            in_cell = in_cell and not blank_lines
            yield Line(number, line, Opens.RUN_ON if in_cell else Opens.PARAGRAPH, after_frame)
        blank_lines = 0


def _cells(number: int, line: str, opens: Opens, after_frame: bool) -> Iterator[Line]:
    first, *others = line.removeprefix("\t").split("\t")
    yield Line(number, first, opens, after_frame)
    for cell in others:
        yield Line(number, cell, Opens.CELL)
