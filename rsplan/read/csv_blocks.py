"""Digests of the observations of a data file, a thousand at a time; docs/observations.md, "Unchanged since a report".

They are made of the cells, whatever their quotes, line breaks, encoding and the order of their columns, while the rows
are read: a second pass would cost more than the digests do.
"""

import csv
import io
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from rsplan.errors import InvalidInput, Problem
from rsplan.read.csv_format import ENCODINGS, KNOWN_COLUMNS
from rsplan.read.input_text import encoding_of

#: Observations of a block: a digest is 64 characters, the lines of a block are few enough to be looked through.
BLOCK = 1000


class RowBlocks(NamedTuple):
    """The digests of the first rows of a data file, and the line at which each of all its rows begins."""

    digests: Sequence[str]
    lines: Sequence[int]


def digested(rows: Iterable[list[str]], header: Sequence[str], digests: list[str]) -> Iterator[list[str]]:
    """Return the rows, one after another, and add the digest of every thousand that have any cell, and of the rest.

    A column that the header lacks counts as empty, so that a file that gets it keeps its digests.
    """
    width, pad = len(header), [""] * (len(KNOWN_COLUMNS) - len(header))
    places = [header.index(column) if column in header else width for column in KNOWN_COLUMNS]
    in_order = tuple(header) == KNOWN_COLUMNS[:width]
    cells_of_block: list[str] = []
    number = 0
    for cells in rows:
        if any(cells):
            if in_order or len(cells) != width:
                cells_of_block += cells
                cells_of_block += pad
            else:
                cells_of_block += [cells[place] if place < width else "" for place in places]
            number += 1
            if number == BLOCK:
                digests.append(_digest(cells_of_block))
                cells_of_block.clear()
                number = 0
        yield cells
    if cells_of_block:
        digests.append(_digest(cells_of_block))


def _digest(cells: Sequence[str]) -> str:
    """The digest of so many rows of so many cells: between the cells of valid rows no NUL stands."""
    return sha256("\0".join(cells).encode("utf-8", "surrogatepass")).hexdigest()


def row_blocks(name: str, data: bytes, most: int | None = None) -> RowBlocks:
    """The digests of the first `most` rows of a data file, of all rows for None.

    Raises InvalidInput for what is no text or no CSV.
    """
    text = io.TextIOWrapper(io.BytesIO(in_lines(data)), encoding_of(name, data, ENCODINGS), newline="\n")
    rows = csv.reader(text, strict=True)
    lines, digests = array("L"), list[str]()

    def with_cells() -> Iterator[list[str]]:
        before = rows.line_num
        for cells in rows:
            if any(cells):
                lines.append(before + 1)
                yield cells
            before = rows.line_num

    try:
        header = [cell.strip() for cell in next(rows, [])]
        every = with_cells()
        for each in digested(islice(every, most), header, digests), every:
            deque(each, maxlen=0)
    except csv.Error as error:
        raise InvalidInput([Problem("not_csv", name, rows.line_num, 1, {"reason": str(error)})]) from None
    return RowBlocks(digests, lines)


def in_lines(data: bytes) -> bytes:
    """The data with line feeds at the ends of lines; carriage returns alone end all lines of some editors, or none."""
    return data if b"\n" in data else data.replace(b"\r", b"\n")
