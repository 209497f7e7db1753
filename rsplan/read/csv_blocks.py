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
from itertools import chain, islice
from operator import itemgetter
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
    block: list[list[str]] = []
    for cells in rows:
        if any(cells):
            block.append(cells)
            if len(block) == BLOCK:
                digests.append(_digest(block, header))
                block.clear()
        yield cells
    if block:
        digests.append(_digest(block, header))


def _digest(block: Iterable[list[str]], header: Sequence[str]) -> str:
    """The digest of the cells of the rows in the order of the known columns; a row of another width keeps its own."""
    width, pad = len(header), [""] * (len(KNOWN_COLUMNS) - len(header))
    if tuple(header) == KNOWN_COLUMNS[:width]:
        each: Iterable[Iterable[str]] = (cells + pad for cells in block) if pad else block
    else:
        in_order = itemgetter(*(header.index(column) if column in header else width for column in KNOWN_COLUMNS))
        each = (in_order([*cells, ""]) if len(cells) == width else cells + pad for cells in block)
    # Between the cells of valid rows no NUL stands.
    return sha256("\0".join(chain.from_iterable(each)).encode("utf-8", "surrogatepass")).hexdigest()


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
