"""CSV and TSV as a table of cells, each row with the line on which it begins."""

import csv
from collections.abc import Iterator

from rsplan.documents import limits
from rsplan.documents.cells import Cell, CellTable, text_cell
from rsplan.errors import InvalidInput, Problem
from rsplan.read.input_text import Source


def delimited_table(source: Source, delimiter: str) -> CellTable:
    """Read the cells that are not empty; raises InvalidInput for text that is no CSV, and for more than the limits."""
    cells: dict[tuple[int, int], Cell] = {}
    lines: list[int] = []
    try:
        for row, (line, texts) in enumerate(_rows(source, delimiter), 1):
            lines.append(line)
            if len(texts) > limits.MOST_COLUMNS:
                raise too_many_cells(source.name)
            for column, text in enumerate(texts, 1):
                if text.strip():
                    cells[row, column] = text_cell(row, column, text)
            if len(cells) > limits.MOST_CELLS:
                raise too_many_cells(source.name)
    except csv.Error as error:
        raise InvalidInput([source.problem("not_csv", len(lines) + 1, 1, reason=str(error))]) from None
    return CellTable(
        name=source.name,
        sheet="",
        sha256=source.sha256,
        cells=cells,
        source=source,
        lines=tuple(lines),
        delimiter=delimiter,
    )


def too_many_cells(name: str) -> InvalidInput:
    """The refusal of a table with more cells than the limit."""
    return InvalidInput([Problem("import_too_many_cells", name, 0, 0, {"most": f"{limits.MOST_CELLS:,}"})])


def _rows(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line: a quoted cell may go over several."""
    lines = source.text.splitlines(keepends=True)
    if lines and lines[0].strip().lower() in (f"sep={delimiter}", f'"sep={delimiter}"'):
        lines[0] = "\n"  # tells a spreadsheet how the cells are parted, and is no row of the table
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    for texts in reader:
        yield line, texts
        line = reader.line_num + 1
