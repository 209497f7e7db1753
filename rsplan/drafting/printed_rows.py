"""The rows of an indicator table as printed: number, name, unit, group, nature, and the figures by their columns."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rsplan.documents.cells import letters
from rsplan.documents.structure.folding import folded
from rsplan.drafting.columns import (
    GROWTH_WORDS,
    Column,
    Layout,
    PlanSpan,
    Role,
    layout_of,
    plan_number,
    plan_numbers,
    unit_beside_year,
    years_in,
)
from rsplan.drafting.grids import Grid, GridCell, stated_unit
from rsplan.drafting.printed_parts import NATURE_WORDS, is_figure_like, is_sign, is_unit, name_parts, unit_of
from rsplan.model.enums import Nature
from rsplan.model.printed_figure_reading import read_or_nothing

_GROUP_NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.、．](?=\D))\s*"
)
_COUNT_OF_GROUP = re.compile(r"[:：]?(?:\(?共?[0-9一二三四五六七八九十]+[项个]\)?)?[:：]?$")
_GROUP_UNIT = re.compile(r"[（(]\s*(?:计量)?单位[:：][^（）()]*[）)]\s*$")
#: The number of a group in a cell of its own: 一, （二）, Ⅲ.
_NUMBER_OF_GROUP = re.compile(r"\(?(?:[一二三四五六七八九十]{1,3}|[IVX]{1,4}|[Ⅰ-Ⅻ])\)?[、.]?")
_AS_ABOVE = ("〃", "同上", "″", '"', "”")
_DASHES = ("—", "——", "-", "--", "/")
_WORD = re.compile("[\u4e00-\u9fff]{2}")
_NUMBER = re.compile(r"\(?([0-9]+|[①-⑳])\)?[.、]?")
#: Marks in columns that are headed by a nature.
_TICKS = ("√", "✓", "✔", "☑", "●", "■", "★", "▲", "○", "〇", "◯", "◎", "◆", "是")

#: A row that is a part of the one above, as which it is to be named.
_PART = ("其中", "#")
_TOTALS = ("合计", "总计", "共计", "小计")
_DASHED = re.compile(r"[—–－-]+(?=\S)")
_BRACKETED_UNIT = re.compile(r"[（(]([^（）()]*)[）)]")

#: So many columns can be named by their number.
_MOST_COLUMNS = 16384

#: The doubts where the heading of a column of figures states another unit than the row.
_UNIT_DOUBTS = (
    (Role.TARGET, "confirm.row_units"),
    (Role.EARLIER, "confirm.earlier_unit"),
    (Role.RESULT, "confirm.result_unit"),
)


#: The columns of figures: one that stands for several rows is none of each of them.
_FIGURES = (Role.TARGET, Role.RESULT, Role.EARLIER, Role.COMPLETION, Role.MILESTONE, Role.YEARLY, Role.UNKNOWN)


class PrintedFigure(NamedTuple):
    """A figure of a row as printed, with the heading of its column and the year that the heading names.

    `rest` is what of the heading is not understood.
    """

    printed: str
    heading: str
    year: int | None
    rest: str = ""


class PrintedRow(NamedTuple):
    """A row of an indicator table.

    `signs` are those of notes before and after the name; `nature_sign` stands in the column of natures, empty for an
    empty cell, None where the cell is none of a sign. `target` is None where the row has no cell for it. `unread` are
    cells of columns that are not understood, `aside` those of columns that hold something else; `units_above` are the
    units of several rows that the title or the group states together, for a row that has none. `doubts` are faults of
    the row's own layout, as keys of the catalogues.
    """

    number: str
    name: str
    signs: tuple[str, ...]
    unit: str
    remark: str
    group: str
    nature: Nature | None
    nature_sign: str | None
    target: PrintedFigure | None
    result: PrintedFigure | None
    earlier: PrintedFigure | None
    completion: str
    yearly: PrintedFigure | None
    milestones: tuple[PrintedFigure, ...]
    unread: tuple[PrintedFigure, ...]
    aside: tuple[PrintedFigure, ...]
    doubts: tuple[str, ...]
    place: str
    units_above: str = ""


class PrintedTable(NamedTuple):
    """The rows of the table that a plan file is drafted from.

    `target_heading` is that of the column of targets, `target_assumed` says that it does not say so itself, `lost` are
    rows with figures and without a name.
    """

    grid: Grid
    columns: tuple[Column, ...]
    rows: tuple[PrintedRow, ...]
    target_heading: str
    target_assumed: bool
    lost: tuple[str, ...]


class TableChoice(NamedTuple):
    """A table that may hold the plan's targets: how strongly it says so, or why it cannot be read."""

    table: PrintedTable
    score: int
    refusal: str


def read_table(grid: Grid, span: PlanSpan, column: str | None = None) -> TableChoice:
    """Read the rows of a grid for a plan; `column` names the column that holds its targets.

    It is a heading, a part of one that no other has, or the letter or the number of the column.
    """
    layout = layout_of(grid.rows, span)
    columns = list(layout.columns)
    targets = [index for index, each in enumerate(columns) if each.role is Role.TARGET]
    refusal, assumed = "", False
    if column is not None:
        named = _named_columns(column, columns, grid, layout)
        refusal = "" if len(named) == 1 else "draft.refused.no_such_column"
        columns = [each._replace(role=Role.ASIDE) if each.role is Role.TARGET else each for each in columns]
        targets = named[:1]
    elif len(targets) > 1:
        sure = [index for index in targets if _is_sure(columns[index], span)]
        refusal = "" if len(sure) == 1 else "draft.refused.several_targets"
        columns = [
            each._replace(role=Role.UNKNOWN) if index in targets and index not in sure else each
            for index, each in enumerate(columns)
        ]
        targets = sure[:1]
    elif not targets:
        unknown = [index for index in layout.indexes(Role.UNKNOWN) if _holds_figures(index, grid, layout)]
        unknown = unknown or layout.indexes(Role.YEARLY)
        refusal = "" if len(unknown) == 1 and not _of_other_plan(grid, columns, span) else "draft.refused.no_target"
        targets, assumed = unknown[:1], True
    if not any(each.role is Role.NAME for each in columns):
        refusal = refusal or "draft.refused.no_names"
    if targets:
        target = columns[targets[0]]
        columns[targets[0]] = target._replace(role=Role.TARGET, rest="" if column is not None else target.rest)
    heading = columns[targets[0]].heading if targets else ""
    lost: list[str] = []
    rows = () if refusal else tuple(_rows(grid, layout._replace(columns=tuple(columns)), lost))
    table = PrintedTable(grid, tuple(columns), rows, heading, assumed, tuple(lost))
    return TableChoice(table, _score(grid, columns, span), refusal or ("" if rows else "draft.refused.no_rows"))


def _named_columns(column: str, columns: Sequence[Column], grid: Grid, layout: Layout) -> list[int]:
    """The columns that a word means: by the whole heading, else by a part of it, else by letter or number."""
    sought = folded(column)
    headings = [folded(each.heading) for each in columns]
    if named := [index for index, heading in enumerate(headings) if heading == sought]:
        return named
    if len(sought) > 1 and (named := [index for index, heading in enumerate(headings) if sought in heading]):
        return named
    letter = letters(int(sought)) if sought.isdecimal() and 0 < int(sought) <= _MOST_COLUMNS else sought.upper()
    first = grid.rows[layout.first_row :][:1]
    places = [cell.place.rpartition("!")[2].rstrip("0123456789") for row in first for cell in row]
    return [index for index, place in enumerate(places[: len(columns)]) if letter == (place or letters(index + 1))]


def _is_sure(column: Column, span: PlanSpan) -> bool:
    """Whether the heading names the plan's last year or the plan itself."""
    return column.year == span.last or (span.number is not None and span.number in plan_numbers(column.heading))


def _holds_figures(index: int, grid: Grid, layout: Layout) -> bool:
    cells = (row[index].folded for row in grid.rows[layout.first_row :] if index < len(row))
    return any(is_figure_like(cell) for cell in cells)


def _of_other_plan(grid: Grid, columns: Sequence[Column], span: PlanSpan) -> bool:
    """Whether caption or headings name another plan or years without naming this one."""
    text = grid.caption + "".join(column.heading for column in columns)
    numbers, years = plan_numbers(text), set(years_in(text))
    return span.number not in numbers and bool(numbers or (years and span.last not in years))


def _score(grid: Grid, columns: Sequence[Column], span: PlanSpan) -> int:
    """How strongly a table says that it holds the plan's targets; below zero where it names another plan."""
    named = plan_number(grid.caption)
    score = 0 if named is None else 4 if named == span.number else -4
    target = next((column for column in columns if column.role is Role.TARGET), None)
    if target is not None:
        score += 2 if _is_sure(target, span) else 0
    return score + (1 if "指标" in grid.caption else 0)


def _rows(grid: Grid, layout: Layout, lost: list[str]) -> Iterator[PrintedRow]:
    """The rows below the headings, with the group that they stand in; those without a name are added to `lost`."""
    columns = layout.columns
    name_at = next(index for index, column in enumerate(columns) if column.role is Role.NAME)
    headings = {tuple(cell.folded for cell in row) for row in grid.rows[: layout.first_row]}
    unit_in_heading, units_above = _unit_in_headings(columns, Role.TARGET), grid.unit
    unit_of_empty = _unit_in_headings(columns, Role.UNIT)
    if unit_of_empty and not _has_units(grid.rows[layout.first_row :], columns):
        unit_in_heading = unit_in_heading or unit_of_empty
    group, unit_above, nature_above = "", "", None
    above: Sequence[GridCell] = ()
    has_natures = any(column.role is Role.NATURE for column in columns)
    for cells in grid.rows[layout.first_row :]:
        texts = tuple(cell.text for cell in cells)
        distinct = [text for text in dict.fromkeys(texts) if text]
        if not distinct:
            continue
        if tuple(map(folded, texts)) in headings:
            continue  # once more, on another page
        if len(distinct) == 1 and (said := _nature_of_group(distinct[0])):
            nature_above = said
            continue
        if len(distinct) == 1 and not _is_numbered_row(distinct[0], cells, name_at):
            group = _group_name(distinct[0])
            units_above = stated_unit(distinct[0]) or grid.unit
            continue
        if len(distinct) == 2 and _NUMBER_OF_GROUP.fullmatch(folded(distinct[0])):
            group = _group_name(distinct[1])
            units_above = stated_unit(distinct[1]) or grid.unit
            continue
        spread = _spread_name(cells, columns, name_at)
        group = _group_in(cells, columns) or group if spread is None else _group_in(spread, columns)
        cells = spread or cells
        texts = tuple(cell.text for cell in cells)
        name = texts[name_at].strip() if name_at < len(texts) else ""
        if not name or _is_figure(folded(name_parts(name).name)):
            lost.append(" | ".join(distinct))
            continue
        cells = _repeated(cells, above, columns)
        above = cells
        unit_of_all = unit_in_heading or (unit_of(units_above) if is_unit(units_above) else "")
        row = _row(cells, columns, name_at, group, unit_of_all)
        row = row._replace(units_above="" if row.unit else unit_of_empty or units_above)
        row = row._replace(nature=row.nature or (None if has_natures else nature_above))
        if dashed := _DASHED.match(row.name):
            row = row._replace(name=row.name[dashed.end() :])
        if row.name in _TOTALS:
            row = row._replace(doubts=(*row.doubts, "confirm.row_total"))
        if dashed or row.name.startswith(_PART):
            row = row._replace(unit=row.unit or unit_above, doubts=(*row.doubts, "confirm.row_part"))
        else:
            unit_above = row.unit
        yield row


def _has_units(rows: Sequence[Sequence[GridCell]], columns: Sequence[Column]) -> bool:
    """Whether any cell of the columns of units is filled."""
    units = [index for index, column in enumerate(columns) if column.role is Role.UNIT]
    return any(row[index].text for row in rows for index in units if index < len(row))


def _nature_of_group(text: str) -> Nature | None:
    """The nature that a row alone states for the rows below it: 一、约束性指标（2项）."""
    return NATURE_WORDS.get(_COUNT_OF_GROUP.sub("", folded(_GROUP_NUMBER.sub("", text))))


def _group_name(text: str) -> str:
    """The name of a group without its number and the unit of its rows."""
    return _GROUP_UNIT.sub("", _GROUP_NUMBER.sub("", text)).strip()


def _repeated(cells: Sequence[GridCell], above: Sequence[GridCell], columns: Sequence[Column]) -> tuple[GridCell, ...]:
    """The cells of a row, units and natures that are printed as those of the row above (〃, 同上) in its words."""
    roles = {index: column.role for index, column in enumerate(columns)}
    return tuple(
        cell._replace(text=above[index].text)
        if cell.folded in _AS_ABOVE and roles.get(index) in (Role.UNIT, Role.NATURE) and index < len(above)
        else cell
        for index, cell in enumerate(cells)
    )


def _spread_name(cells: Sequence[GridCell], columns: Sequence[Column], name_at: int) -> tuple[GridCell, ...] | None:
    """The cells of a row whose name reaches over the column of groups before it, with the name in its own column."""
    before = name_at - 1
    if not 0 <= before < name_at < len(cells) or columns[before].role is not Role.GROUP or not cells[before].text:
        return None
    if cells[name_at].text and cells[name_at].folded != cells[before].folded:
        return None
    moved = list(cells)
    moved[name_at], moved[before] = cells[before], cells[name_at]._replace(text="")
    return tuple(moved)


def _is_figure(name: str) -> bool:
    """Whether a folded text in the place of a name is a figure: 5岁以下儿童死亡率 is none."""
    if not is_figure_like(name):
        return False
    reading = read_or_nothing(name)
    return not _WORD.search(name) or (bool(reading.values) and (not reading.unit or is_unit(reading.unit)))


def _is_numbered_row(text: str, cells: Sequence[GridCell], name_at: int) -> bool:
    """Whether the only text of a row names an indicator with its number or unit: its other cells are empty."""
    parts = name_parts(text)
    filled = sum(bool(cell.text) for cell in cells)
    return (
        filled == 1
        and name_at < len(cells)
        and bool(cells[name_at].text)
        and bool(parts.number or parts.unit)
        and (not re.match(r"\s*[一二三四五六七八九十（(]", text))
    )


def _group_in(cells: Sequence[GridCell], columns: Sequence[Column]) -> str:
    """The group that the row's own cell names: the last column of groups with a text."""
    groups = [
        cell.text for cell, column in zip(cells, columns, strict=False) if column.role is Role.GROUP and cell.text
    ]
    return _GROUP_NUMBER.sub("", "".join(groups[-1:])).strip()


def _unit_in_headings(columns: Sequence[Column], role: Role) -> str:
    """The unit that the first heading with the role states in brackets, for all rows; that of a growth is none."""
    heading = next((column.heading for column in columns if column.role is role), "")
    if role is Role.UNIT and is_unit(stated := stated_unit(heading)):
        return unit_of(stated)
    if any(word in heading for word in GROWTH_WORDS):
        return ""
    return heading_unit(heading)


def heading_unit(heading: str) -> str:
    """Return the unit that a heading states in brackets; empty where it states none."""
    stated = map(unit_beside_year, _BRACKETED_UNIT.findall(heading))
    return next((unit_of(text) for text in stated if is_unit(text)), "")


def _unit_doubts(unit: str, columns: Sequence[Column]) -> Iterator[str]:
    """The doubts where a heading of figures states another unit than the row has."""
    for role, doubt in _UNIT_DOUBTS:
        stated = _unit_in_headings(columns, role)
        if stated and unit and stated != unit:
            yield doubt


def _row(
    cells: Sequence[GridCell], columns: Sequence[Column], name_at: int, group: str, heading_unit: str
) -> PrintedRow:
    cells, doubts = _fitted(cells, columns)
    parts = name_parts(cells[name_at].text)
    doubts += parts.doubts
    figures: dict[Role, list[PrintedFigure]] = {}
    number, units = "", list[str]()
    nature, nature_sign = None, None
    for cell, column in zip(cells, columns, strict=False):
        figures.setdefault(column.role, []).append(PrintedFigure(cell.text, column.heading, column.year, column.rest))
        if column.role is Role.NUMBER and not number:
            numbered = _NUMBER.fullmatch(cell.folded)
            number = (
                str(int(unicodedata.numeric(numbered[1])))
                if numbered and len(numbered[1]) == 1
                else numbered[1]
                if numbered
                else cell.folded
            )
        elif column.role is Role.UNIT and cell.text:
            units.append(unit_of(cell.text))
            doubts += () if is_unit(cell.text) else ("confirm.row_unit",)
        elif column.role is Role.NATURE:
            ticked = _nature_of_heading(column.heading)
            said = ticked if ticked and cell.folded in _TICKS else cell.folded
            if not ticked and (not said or is_sign(said)):
                nature_sign = said
                continue
            doubts += _nature_doubt(said, nature, is_ticked=bool(ticked))
            nature = NATURE_WORDS.get(folded(said)) or nature
    if parts.nature is not None:
        doubts += ("confirm.row_nature",) if nature not in (None, parts.nature) else ()
        nature = nature or parts.nature
    if number and not number.isdecimal():
        doubts += ("confirm.row_number",)
        number = ""
    yearly = _first_filled(figures.get(Role.YEARLY, []))
    merged = any(cell.is_merged and column.role in _FIGURES for cell, column in zip(cells, columns, strict=False))
    doubts += ("confirm.row_merged",) if merged else ()
    doubts += ("confirm.row_guessed",) if any(cell.is_guessed for cell in cells) else ()
    doubts += ("confirm.row_fault",) if any(cell.has_fault for cell in cells) else ()
    unit = next(iter(units), "")
    if len({*units, *filter(None, (parts.unit,))}) > 1:
        doubts += ("confirm.row_units",)
    doubts += tuple(_unit_doubts(unit or parts.unit or heading_unit, columns))
    return PrintedRow(
        number=number or parts.number,
        name=parts.name,
        signs=parts.signs,
        unit=unit or parts.unit or heading_unit,
        remark=parts.remark,
        group=group,
        nature=nature,
        nature_sign=nature_sign,
        target=_first(figures, Role.TARGET),
        result=_first(figures, Role.RESULT),
        earlier=_first(figures, Role.EARLIER),
        completion="".join(figure.printed for figure in figures.get(Role.COMPLETION, [])[:1]),
        yearly=yearly,
        milestones=tuple(figure for figure in figures.get(Role.MILESTONE, []) if figure.printed),
        unread=tuple(
            figure
            for role in (Role.UNKNOWN, Role.RESULT, Role.EARLIER, Role.COMPLETION, Role.YEARLY)
            for figure in figures.get(role, [])[0 if role in (Role.UNKNOWN, Role.YEARLY) else 1 :]
            if figure is not yearly and figure.printed and folded(figure.printed) not in _DASHES
        ),
        aside=tuple(figure for figure in figures.get(Role.ASIDE, []) if figure.printed),
        doubts=doubts,
        place=cells[name_at].place,
    )


def _nature_of_heading(heading: str) -> str:
    """The nature that a heading of ticks names, by itself or under 属性; empty where it names none, or several."""
    text = folded(heading)
    named = {nature: word for word, nature in NATURE_WORDS.items() if word in text}
    return next(iter(named.values())) if len(named) == 1 else ""


def _nature_doubt(said: str, before: Nature | None, *, is_ticked: bool) -> tuple[str, ...]:
    """The doubt where a cell says no nature, or another one than a cell before it; an empty one says none."""
    word = folded(said)
    if word in _DASHES or (is_ticked and not word):
        return ()
    is_clear = word in NATURE_WORDS and before in (None, NATURE_WORDS[word])
    return () if is_clear else ("confirm.row_nature",)


def _first(figures: dict[Role, list[PrintedFigure]], role: Role) -> PrintedFigure | None:
    return next(iter(figures.get(role, [])), None)


def _first_filled(figures: Sequence[PrintedFigure]) -> PrintedFigure | None:
    """The first figure that says something, else the first."""
    filled = (figure for figure in figures if folded(figure.printed) not in ("", *_DASHES))
    return next(filled, next(iter(figures), None))


def _fitted(cells: Sequence[GridCell], columns: Sequence[Column]) -> tuple[list[GridCell], tuple[str, ...]]:
    """The cells of a row in as many columns as there are, and a doubt where the row had others.

    A cell that is printed twice, one after the other, is one that was divided.
    """
    fitted = list(cells)
    while fitted and len(fitted) > len(columns) and not fitted[-1].text:
        fitted.pop()
    if len(fitted) <= len(columns):
        is_short = len(fitted) < len(columns) and any(
            column.role not in (Role.ASIDE, Role.UNKNOWN) for column in columns[len(fitted) :]
        )
        fitted += [GridCell("", "")] * (len(columns) - len(fitted))
        return fitted, ("confirm.row_short",) if is_short else ()
    for index in range(len(fitted) - 1, 0, -1):
        if len(fitted) > len(columns) and fitted[index].text and fitted[index].text == fitted[index - 1].text:
            del fitted[index]
    return fitted[: max(len(columns), 1)], ("confirm.row_long",)
