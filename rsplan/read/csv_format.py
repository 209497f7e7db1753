"""The layout of data files: their columns, encodings and limits, and the places of cells in a line."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

COLUMNS = ("city", "indicator", "period", "value", "basis", "bound", "provisional", "published", "source", "note")
REQUIRED = ("indicator", "period", "value")

#: Columns that a file has only where it uses them: the distance of the source, the day and the person of the entry.
FURTHER_COLUMNS = ("via", "entered", "by")
KNOWN_COLUMNS = (*COLUMNS, *FURTHER_COLUMNS)

#: The word in the column `bound` of a line that withdraws equal lines before it.
RETRACTED = "retracted"


class Layout(NamedTuple):
    """The columns of a file that lines are added to, and those that none can do without."""

    columns: tuple[str, ...]
    required: tuple[str, ...]


OBSERVATIONS = Layout(KNOWN_COLUMNS, REQUIRED)

#: The files beside the data: yearly tasks, and who is responsible.
TASKS = Layout(("city", "indicator", "year", "value", "source", "decided"), ("indicator", "year", "value"))
RESPONSIBLE = Layout(("city", "indicator", "responsible"), ("indicator", "responsible"))

#: Columns that no figure depends on.
FREE_TEXTS = ("source", "note", "by")

_LONGEST_HEADER = 1000

#: The encodings of editors and of Excel on Chinese Windows, in the order in which they are tried.
ENCODINGS = ("utf-8-sig", "gb18030")

#: National monthly data for five years are about 30 MB; a file of this size is not observations.
MOST_BYTES = 1_000_000_000

#: A source is a sentence, so no row of observations is as long; data without line breaks would take much memory.
LONGEST_LINE = 1_000_000

#: Lines without any cell: a spreadsheet may leave some, and a million of them are no observations.
MOST_BLANK_LINES = 10_000


def overlong_line(data: bytes) -> int:
    """The number of the first line that is at least twice as long as allowed, 0 for none.

    It is found without splitting the data into lines.
    """
    end = b"\n" if b"\n" in data else b"\r"
    for start in range(0, len(data) - LONGEST_LINE, LONGEST_LINE):
        if data.find(end, start, start + LONGEST_LINE) < 0:
            return data.count(end, 0, start) + 1
    return 0


def columns_used(rows: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The columns of a data file with these rows: the ten of every file, and the further ones that any row uses."""
    used = {column for row in rows for column in FURTHER_COLUMNS if row.get(column)}
    return (*COLUMNS, *(column for column in FURTHER_COLUMNS if column in used))


def has_exact_header(path: str) -> bool:
    """Whether the file begins with a header as `record`, `import` and `export` write it, rather than a similar one."""
    columns = _header(path)
    return bool(columns) and columns == (*COLUMNS, *(column for column in FURTHER_COLUMNS if column in columns))


def has_similar_header(path: str) -> bool:
    """Whether the file begins with the columns that every data file needs, in a header that the program writes not."""
    return not has_exact_header(path) and {"indicator", "period", "value"} <= {*_header(path)}


def _header(path: str) -> tuple[str, ...]:
    """The cells of the first line; none where there is no such file."""
    if not os.path.isfile(path):  # a pipe of that name would be waited for
        return ()
    try:
        with open(path, "rb") as stream:
            line = stream.readline(_LONGEST_HEADER).removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    except OSError:
        return ()
    return tuple(line.decode("ascii", "replace").split(","))


def has_columns(path: str, layout: Layout) -> bool:
    """Whether the file begins with columns of the layout and no others, all that it must have among them."""
    columns = {column.strip() for column in _header(path)}
    return {*layout.required} <= columns <= {*layout.columns}


def cut_short(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether the cells may be the beginning of a longer row with another meaning.

    A row of which only a part of a free text may be missing keeps its meaning, as does a task without its day.
    """
    optional = header[-1] in (*FREE_TEXTS, "decided")
    return len(cells) < len(header) or (len(cells) == len(header) and not cells[-1] and not optional)


def column_of(line: str, index: int, delimiter: str = ",") -> int:
    """The position, from 1, of the first character of the cell with the index."""
    quoted = False
    for position, character in enumerate(line):
        if index == 0:
            return position + 1
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            index -= 1
    return len(line) + 1
