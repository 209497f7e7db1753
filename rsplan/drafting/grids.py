"""The tables of a file as grids of printed cells, each with its caption and the remarks under it."""

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rsplan.documents.cells import CellTable
from rsplan.documents.document_file import read_document
from rsplan.documents.document_text import DocumentFormat, DocumentText, Line, Opens
from rsplan.documents.structure.cited_places import arabic
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.documents.structure.folding import folded
from rsplan.documents.structure.indicator_table import HEADING_WORDS, NATURE_HEADINGS, UNIT_HEADINGS
from rsplan.documents.table_file import read_tables
from rsplan.model.printed_figure_reading import QUALIFIERS_AFTER, QUALIFIERS_BEFORE
from rsplan.read.input_text import read_bytes, visible

_CAPTION = re.compile(r"(?P<kind>附?表|专栏)(?P<number>[0-9]{1,3}|[一二三四五六七八九十]+)?(?![0-9.])", re.ASCII)
_LONGEST_CAPTION = 60
#: A table may follow its caption after a line that states the units.
_LINES_BEFORE = 3

#: The caption of the part of a table on a further page: 表2（续）, 续表, 接上表; it begins no group and no other table.
_CONTINUED = re.compile(
    r"\(?(?:附?表|专栏)?[0-9一二三四五六七八九十]*\(?续表?[0-9一二三四五六七八九十]*(?:\(.*)?\)?|.*\(续表?[0-9一二三]*\)|\(?接上[表页]\)?"
)
#: A row above the headings that heads the table rather than columns: 附件1, 填报单位：…, a title beside other words.
_HEADS_TABLE = re.compile(
    r"附件.*|\(?(?:计量|填报|填表|编制|编报|制表|报送|牵头|责任)?(?:单位|时间|日期|部门|人)[:：].*"
    r"|(?=.{13}).*(?:指标|(?<!代)表).*|.*(?:指标|一览)表"
)
#: The heading of a column of figures; 2026年3月 beside the makers of a table is its day.
_HEADS_FIGURES = re.compile(
    r"(?:19|20)[0-9]{2}(?!年[0-9一二三四五六七八九十]{1,3}月)|"
    + "|".join(word for words in HEADING_WORDS.values() for word in words)
)
#: The words of a row above the headings that are no part of its title.
_STATES_MAKERS = re.compile(
    r"\(?(?:计量|填报|填表|编制|编报|制表|报送|牵头|责任)?(?:单位|时间|日期|部门|人)[:：]|(?:19|20)[0-9]{2}年[0-9]{1,2}月"
)
_STATED_UNIT = re.compile(r"(?:^|[(（，,;\s])(?:计量)?单位[:：]([^()]+)")
#: A line that states the unit of all figures.
_UNIT_LINE = re.compile(r"\(?(?:计量)?单位:(.+?)\)?")

_REMARK = re.compile(r"\(?(?:备注|附注|注释|注|说明)[0-9]*[:：.．、]")
#: The word for the remarks in a cell of its own, beside them.
_REMARKS_HEAD = re.compile(r"(?:备注|附注|注释|注|说明)[:：]?")
_ITEM = re.compile(r"\(?[0-9①-⑳]{1,2}[).、．]?")
_FULL_STOPS = ("。", ".", ";", "；")

#: Names of files that are tables rather than documents.
_TABLE_FILES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm")
_WORKBOOK_PART = b"xl/workbook"

#: The most bytes that are looked at to tell a workbook from a document.
_MOST_BYTES = 100_000_000


class GridCell(NamedTuple):
    """A cell as it is printed, without blanks around it; `place` is its address or its line.

    `has_fault` says that a spreadsheet shows it as an error, struck out, or with a comment, or that a document strikes
    out, deletes or hides text of it, or that it is divided by pages; `is_merged` that it is one with other cells, each
    with its text; `is_guessed` that a document without rules leaves open which words are of the cell.
    """

    text: str
    place: str
    has_fault: bool = False
    is_merged: bool = False
    is_guessed: bool = False

    @property
    def folded(self) -> str:
        """The text without white space and in ASCII forms, for look-ups."""
        return folded(self.text)


class Grid(NamedTuple):
    """The rows of a table.

    `frame` is the place that a target file cites (表2, 专栏1), empty where the caption has no number; `unit` is that
    which a line above the table states for all of it.
    """

    caption: str
    frame: str
    rows: tuple[tuple[GridCell, ...], ...]
    remarks: tuple[str, ...] = ()
    unit: str = ""


class Source(NamedTuple):
    """The tables of a file and the texts of its paragraphs; `sha256` is the digest of the file.

    `hidden` are the rows and columns that a spreadsheet hides, which are not read.
    """

    name: str
    sha256: str
    grids: tuple[Grid, ...]
    paragraphs: tuple[str, ...]
    hidden: tuple[str, ...] = ()


def read_source(path: str, sheet: str | None = None) -> Source:
    """Read the tables of a document or a table file, `-` for standard input.

    Raises InvalidInput for a file that cannot be read, RsplanError where the package that reads its format is missing.
    """
    if sheet is not None or _is_table_file(path):
        tables = read_tables(path, sheet)
        sha256 = tables[0].sha256 if tables else ""
        grids = [grid for table in tables if not table.is_hidden for grid in _of_cells(table)]
        hidden = tuple(text for table in tables for text in (*_hidden_rows(table), *_hidden_columns(table)))
        return Source(tables[0].name if tables else path, sha256, tuple(_joined(grids)), (), hidden)
    document = read_document(path, with_tables=True)
    grids = [*_of_lines(document.lines)]
    if document.format is DocumentFormat.PDF:
        grids += _unmarked_grids(document)
    paragraphs = tuple(line.text.strip() for line in document.lines if line.opens is Opens.PARAGRAPH)
    return Source(document.name, document.sha256, tuple(_joined(grids)), paragraphs)


def _is_table_file(path: str) -> bool:
    if path.lower().endswith(_TABLE_FILES):
        return True
    if path == "-" or not os.path.isfile(path):
        return False
    data = read_bytes(path, path, _MOST_BYTES)
    return data.startswith(b"PK\x03\x04") and _WORKBOOK_PART in data


# --- tables of cells -------------------------------------------------------------------------------------------------


def _of_cells(table: CellTable) -> Iterator[Grid]:
    """The grid of a sheet: title rows are its caption, remarks below it are its remarks."""
    columns = [column for column in table.columns if not _is_hidden_column(table, column)]
    rows = [
        tuple(_table_cell(table, row, column) for column in columns) for row in table.rows if not _is_hidden(table, row)
    ]
    yield from _grids(rows, table.sheet or os.path.splitext(os.path.basename(table.name))[0])


def _is_hidden(table: CellTable, row: int) -> bool:
    filled = {(row, column) for column in table.columns} & table.cells.keys()
    return bool(filled) and filled <= table.hidden


def _hidden_rows(table: CellTable) -> Iterator[str]:
    """The address and the texts of each row that is hidden, of a hidden sheet too."""
    for row in table.rows:
        if _is_hidden(table, row):
            cells = [(column, table.text(row, column)) for column in table.columns if (row, column) in table.cells]
            yield f"{table.address(row, cells[0][0])} {' | '.join(text for _, text in cells)}"


def _is_hidden_column(table: CellTable, column: int) -> bool:
    filled = {(row, column) for row in table.rows if not _is_hidden(table, row)} & table.cells.keys()
    return bool(filled) and filled <= table.hidden


def _hidden_columns(table: CellTable) -> Iterator[str]:
    """The address and the texts of each column that is hidden beside others that are not."""
    for column in table.columns if not table.is_hidden else ():
        if _is_hidden_column(table, column):
            rows = [row for row in table.rows if (row, column) in table.cells and not _is_hidden(table, row)]
            yield f"{table.address(rows[0], column)} {' | '.join(table.text(row, column) for row in rows)}"


def _table_cell(table: CellTable, row: int, column: int) -> GridCell:
    cell = table.at(row, column)
    text, fault = (_printed(cell.text), bool(cell.fault)) if cell else ("", False)
    if (row, column) in table.hidden:
        text, fault = "", bool(text)
    area = table.area(row, column)
    return GridCell(text, table.address(row, column), fault, area is not None and area[:2] != area[2:])


def _grids(rows: Sequence[tuple[GridCell, ...]], caption: str, unit: str = "") -> Iterator[Grid]:
    """The rows divided where a caption begins another table; remarks and captions are no rows of a grid."""
    body: list[tuple[GridCell, ...]] = []
    remarks: list[str] = []
    titled = False
    for row in rows:
        texts = list(dict.fromkeys(cell.text for cell in row if cell.text))
        only = texts[0] if len(texts) == 1 else ""
        if len(texts) > 1 and not body and _heads_table(texts):
            unit = next(filter(None, map(stated_unit, texts)), unit)
            titles = [text for text in texts if not _STATES_MAKERS.match(folded(text))]
            caption = " ".join(dict.fromkeys((*([caption] if titled else []), *titles))) or caption
            titled = titled or bool(titles)
        elif only and not body and (stated := _UNIT_LINE.fullmatch(folded(only))):
            unit = stated[1]
        elif only and body and _CONTINUED.fullmatch(folded(only)):
            continue  # the same table goes on
        elif len(texts) == 2 and body and _REMARKS_HEAD.fullmatch(folded(texts[0])):
            remarks += [f"{texts[0].rstrip(':： ')}：{part}" for part in texts[1].split("\n") if part.strip()]
        elif only and (_REMARK.match(folded(only)) or (remarks and _ITEM.match(folded(only)))):
            remarks += [part for part in only.split("\n") if part.strip()]
        elif only and (not body or _is_caption(only)) and not _is_group_row(only):
            if body:
                yield _grid(caption, body, remarks, unit)
                body, remarks, unit = [], [], ""
            caption, titled = only, True
        elif texts:
            body.append(row)
    if body:
        yield _grid(caption, body, remarks, unit)


def _grid(caption: str, rows: Sequence[tuple[GridCell, ...]], remarks: Sequence[str], unit: str) -> Grid:
    unit = unit or stated_unit(caption)
    return Grid(" ".join(caption.split()), frame_of(caption), tuple(rows), tuple(remarks), unit)


def _heads_table(texts: Sequence[str]) -> bool:
    """Whether a row of several texts is none of headings: one of them heads the table, no other one a column."""
    others = [text for text in map(folded, texts) if not _HEADS_TABLE.fullmatch(text)]
    return len(others) < len(texts) and not any(map(_HEADS_FIGURES.search, others))


def stated_unit(text: str) -> str:
    """Return the unit, or the units, that a title or a group states for what stands below it: (单位：万人)."""
    stated = _STATED_UNIT.search(folded(text))
    return stated[1].strip() if stated else ""


def _joined(grids: Sequence[Grid]) -> Iterator[Grid]:
    """The grids, those that go on with the one before as one with it: their caption says so, or they have its headings.

    A table that is divided by pages is often several in a file, each with the headings once more.
    """
    before: Grid | None = None
    for grid in grids:
        if before is None:
            before = grid
            continue
        heading = [cell.folded for cell in before.rows[0]]
        has_headings = [cell.folded for cell in grid.rows[0]] == heading
        is_repeated = has_headings and grid.caption in ("", before.caption)
        if is_repeated or _CONTINUED.fullmatch(folded(grid.caption)):
            before = before._replace(rows=before.rows + grid.rows, remarks=before.remarks + grid.remarks)
            continue
        yield before
        before = grid
    if before is not None:
        yield before


def _is_group_row(text: str) -> bool:
    return re.match(r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)", folded(text)) is not None


# --- lines of documents ----------------------------------------------------------------------------------------------


def _of_lines(lines: Sequence[Line]) -> Iterator[Grid]:
    """The grids of a document whose lines mark cells."""
    index = 0
    while index < len(lines):
        if not lines[index].opens.begins_cell:
            index += 1
            continue
        end = index + 1
        while end < len(lines) and lines[end].opens is not Opens.PARAGRAPH and not lines[end].after_frame:
            end += 1
        above = _caption_above(lines, index)
        remarks = tuple(_remarks_below(lines, end))
        for grid in _grids(_filled([*_rows(lines[index:end])]), above, _unit_above(lines, index)):
            yield grid._replace(remarks=(*grid.remarks, *remarks))
        index = end


def _filled(rows: Sequence[tuple[GridCell, ...]]) -> list[tuple[GridCell, ...]]:
    """The rows with the text of the cell above in each cell that is one with it, as a reader sees it."""
    filled: list[tuple[GridCell, ...]] = []
    for row in rows:
        above = filled[-1] if filled else ()
        cells = list(row)
        for index, cell in enumerate(row[: len(above)]):
            if cell.is_merged:
                cells[index] = cell._replace(text=above[index].text, has_fault=above[index].has_fault)
        if filled:
            merged = {index for index, cell in enumerate(row) if cell.is_merged}
            filled[-1] = tuple(
                cell._replace(is_merged=True) if index in merged else cell for index, cell in enumerate(above)
            )
        filled.append(tuple(cells))
    return filled


def _rows(lines: Sequence[Line]) -> Iterator[tuple[GridCell, ...]]:
    """The cells of each row; the lines of a cell are one text."""
    row: list[list[Line]] = []
    for line in lines:
        if line.opens is Opens.ROW and row:
            yield tuple(map(_cell, row))
            row = []
        if line.opens.begins_cell or not row:
            row.append([line])
        else:
            row[-1].append(line)
    if row:
        yield tuple(map(_cell, row))


def _cell(lines: Sequence[Line]) -> GridCell:
    text = _printed("\n".join(line.text for line in lines))
    return GridCell(text, str(lines[0].number), any(line.left_out for line in lines), lines[0].from_above)


def _caption_above(lines: Sequence[Line], index: int) -> str:
    """The caption among the last lines before a table, empty where none looks like one."""
    for line in reversed(lines[max(0, index - _LINES_BEFORE) : index]):
        if line.opens is not Opens.PARAGRAPH:
            break
        if _is_caption(line.text) or (len(folded(line.text)) <= _LONGEST_CAPTION and "指标" in line.text):
            return line.text.strip()
    return ""


def _unit_above(lines: Sequence[Line], index: int) -> str:
    """The unit that a line right above a table states for all of it."""
    before = lines[index - 1] if index else None
    stated = _UNIT_LINE.fullmatch(folded(before.text)) if before and before.opens is Opens.PARAGRAPH else None
    return stated[1] if stated else ""


def _remarks_below(lines: Sequence[Line], index: int) -> Iterator[str]:
    """The remark that follows a table, with its items."""
    before = ""
    for line in lines[index:]:
        text = folded(line.text)
        if line.opens is not Opens.PARAGRAPH or (not before and not _REMARK.match(text)):
            return
        if before and before.endswith(_FULL_STOPS) and not _ITEM.match(text):
            return
        yield line.text.strip()
        before = text


def _unmarked_grids(document: DocumentText) -> Iterator[Grid]:
    """The grids of the tables of a document whose cells are not marked, from their words.

    Words of figures within a name, and more or fewer figures than columns, leave open which figure stands in which.
    """
    structure = DocumentStructure(document)
    for frame, table in structure.tables():
        if any(row.is_marked for row in table.rows):
            continue
        headings = max((tuple(cell.heading for cell in row.cells) for row in table.rows), key=len)
        caption = next((line.text for line in document.lines if folded(line.text).startswith(frame)), frame)
        rows = [_heading_row(headings)]
        for row in table.rows:
            nature = row.nature()
            label = row.label.removesuffix(nature.text) if nature else row.label
            figures = [*(cell.text for cell in row.cells), *[""] * (len(headings) - len(row.cells))]
            texts = (f"{row.number}.{label}", *figures, nature.text if nature else "")
            is_guessed = bool(_OF_FIGURES.search(label)) or any(not (cell.line and cell.heading) for cell in row.cells)
            rows.append(tuple(GridCell(text, str(row.line.number), is_guessed=is_guessed) for text in texts))
        yield Grid(caption.strip(), frame, tuple(rows))


#: Words that belong to figures or to their own columns rather than to names.
_OF_FIGURES = re.compile("|".join((*(word for word in (*QUALIFIERS_BEFORE, *QUALIFIERS_AFTER)), "约束性", "预期性")))


def _heading_row(headings: Sequence[str]) -> tuple[GridCell, ...]:
    figures = [heading for heading in headings if not any(word in heading for word in UNIT_HEADINGS + NATURE_HEADINGS)]
    names = ("指标", *figures, *([""] * (len(headings) - len(figures))), NATURE_HEADINGS[0])
    return tuple(GridCell(name, "") for name in names)


# --- texts -----------------------------------------------------------------------------------------------------------


def frame_of(caption: str) -> str:
    """Return the place that a caption names, as 表2 or 专栏1; empty for one without a number."""
    found = _CAPTION.match(folded(caption))
    if found is None or not found["number"]:
        return ""
    return found["kind"] + arabic(found["number"])


def _is_caption(text: str) -> bool:
    return len(folded(text)) <= _LONGEST_CAPTION and bool(frame_of(text))


#: Characters that break a line in a cell: Chinese words run on without a blank, two numbers do not.
_BREAKS = re.compile(r"[ \t]*\n[ \t\n]*")
_WORDS = "[\u3001-\u303f\u4e00-\u9fff]"
_IDLE_BREAKS = re.compile(rf"(?:(?<={_WORDS})|^){_BREAKS.pattern}|{_BREAKS.pattern}(?={_WORDS}|$)")


def _printed(text: str) -> str:
    """The text of a cell as printed, without blanks around it; its lines run on, those of numbers after a blank.

    A wide blank is printed.
    """
    joined = _BREAKS.sub(" ", _IDLE_BREAKS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    printed = visible(joined).strip(" \t\n\xa0")
    return printed if printed.strip() else ""
