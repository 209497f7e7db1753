"""A table of parts: who gets a part of a target, by which weight and within which bounds; docs/allocate.md."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from rsplan.documents.cells import CellTable
from rsplan.documents.table_file import read_tables
from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.model.bilingual import Text
from rsplan.model.enums import Kind
from rsplan.model.input_places import Place
from rsplan.model.parts import Part, PartTable
from rsplan.model.plain_text import plain
from rsplan.model.plan import Indicator, Plan
from rsplan.model.series_key import Series
from rsplan.name_matching import NameIndex, folded_name, printed_names
from rsplan.read.csv_cells import value_of
from rsplan.read.input_text import printable, visible
from rsplan.table_import.headings import is_whole
from rsplan.table_import.units import is_unit
from rsplan.words.dates import read_typed_period, read_typed_year
from rsplan.words.values import read_typed_value

#: The columns by the words of their headings.
HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("part", "部分", "单位", "区县", "部门", "年份", "分解对象"), "part"),
    **dict.fromkeys(("weight", "权重"), "weight"),
    **dict.fromkeys(("min", "下限", "最低"), "min"),
    **dict.fromkeys(("max", "上限", "最高"), "max"),
    **dict.fromkeys(("done", "已完成"), "done"),
    **dict.fromkeys(("denominator", "分母"), "denominator"),
    **dict.fromkeys(("id", "代码"), "id"),
    **dict.fromkeys(("en", "英文名"), "en"),
}

#: The columns of amounts in one unit: the indicator's, or of a rate that of its numerators and denominators.
_BOUNDS = ("min", "max", "done")

#: The columns of which no part may lack every one, each with the problem of an empty cell.
_MISSING = {"weight": "parts_no_weight", "denominator": "parts_no_denominator"}

_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")

#: Names that Windows keeps for devices, whatever follows a full stop behind them: a target file of that name is none.
_DEVICES = re.compile("con|prn|aux|nul|(?:com|lpt)[0-9]")

#: A row that is counted in the one above already.
_AMONG = "其中"

#: What is no period at all, where others are one with something wrong or missing.
_NO_PERIOD = ("text.not_a_period", "text.not_a_typed_period", "text.year_out_of_range")

_BREAK = r"[^\S\n\r]*[\n\r]\s*"
_BETWEEN_WORDS = re.compile(rf"(?<=[!-~]){_BREAK}(?=[!-~])")
_LINE_BREAK = re.compile(_BREAK)

#: What stands behind a number, such as the unit of a weight.
_BEHIND = re.compile("-?[0-9][0-9.,]*(.*)")


class _Column(NamedTuple):
    """A column with its heading, and the unit that stands there in brackets."""

    number: int
    heading: str
    unit: str


def read_parts(path: str, plan: Plan, indicator: Indicator, sheet: str | None = None) -> PartTable:
    """Read the parts that the target of an indicator is split over, from the sheet or from the text file.

    A part without an id is the id of the plan's city with its number. Raises InvalidInput with every problem of the
    table, and for a workbook with several sheets of which none is named.
    """
    tables = read_tables(path, sheet)
    filled = [table for table in tables if not table.is_hidden and _has_numbers(table)] if sheet is None else tables
    if len(filled) > 1:
        known = ", ".join(printable(table.sheet) for table in filled)
        raise InvalidInput([Problem("parts_sheets", tables[0].name, 0, 0, {"sheets": known})])
    return _PartsReader((*filled, *tables)[0], plan, indicator).read()


def _has_numbers(table: CellTable) -> bool:
    """Whether the sheet has any: one of words alone is a cover."""
    return any(_BEHIND.match(plain(cell.text)) for cell in table.cells.values())


class _PartsReader:
    """Reads one table and collects its problems."""

    def __init__(self, table: CellTable, plan: Plan, indicator: Indicator) -> None:
        self._table, self._plan, self._indicator = table, plan, indicator
        self._names = NameIndex((plan,), {})
        self._problems: list[Problem] = []
        self._head, *self._rows = table.rows
        self._columns = self._read_columns()
        self._units: Mapping[str, str] = {}

    def read(self) -> PartTable:
        """The parts; raises InvalidInput with every problem."""
        if "part" not in self._columns or not {*_MISSING} & {*self._columns}:
            self._problems.append(Problem("parts_columns", self._table.name, 0, 0, {}))
            raise InvalidInput(self._problems)
        self._refuse_cells()
        self._units = self._read_units()
        read = [(row, self._part(row, number)) for number, row in enumerate(self._rows, 1)]
        parts = [(row, part) for row, part in read if part is not None]
        years = self._check_years(parts)
        self._check_once(parts)
        if not parts and not self._problems:
            self._problems.append(Problem("parts_empty", self._table.name, 0, 0, {}))
        if self._problems:
            raise InvalidInput(self._problems)
        return PartTable(self._table.name, self._table.sha256, tuple(part for _, part in parts), years)

    def _report(self, code: str, row: int, column: str | int, **details: str) -> None:
        index = column if isinstance(column, int) else self._columns[column].number
        self._problems.append(self._table.problem(code, row, index, **details))

    def _text(self, row: int, name: str) -> str:
        if name not in self._columns:
            return ""
        return _on_one_line(self._table.text(row, self._columns[name].number))

    # --- columns ------------------------------------------------------------------------------------------------------

    def _read_columns(self) -> dict[str, _Column]:
        """The columns by name; a heading that is none is a problem, as is one that stands twice."""
        found: dict[str, _Column] = {}
        for index in self._table.columns:
            text = self._table.text(self._head, index).strip()
            named = next((one for one in printed_names(text) if one.name in HEADINGS), None)
            if named is not None and HEADINGS[named.name] in found:
                self._report("parts_heading_twice", self._head, index, text=text)
            elif named is not None:
                unit = next((one.unit for one in printed_names(text) if one.unit), "")
                found[HEADINGS[named.name]] = _Column(index, text, unit)
            elif text:
                self._report("parts_heading", self._head, index, text=text)
        return found

    def _refuse_cells(self) -> None:
        """Report what would be left out without a word: cells under no heading, hidden ones, failed formulas."""
        known = {column.number for column in self._columns.values()}
        headed = {index for index in self._table.columns if self._table.text(self._head, index).strip()}
        for row in self._rows:
            places = ((row, index) for index in self._table.columns)
            filled = [self._table.cells[place] for place in places if place in self._table.cells]
            stray = [cell for cell in filled if cell.column not in headed]
            if stray:
                self._report("parts_stray", row, stray[0].column, text=stray[0].text)
            for cell in filled:
                if cell.column in known and (row, cell.column) in self._table.hidden:
                    self._report("parts_hidden", row, cell.column, text=cell.text)
                elif cell.column in known and cell.fault:
                    self._report(cell.fault, row, cell.column, text=cell.text)

    # --- amounts ------------------------------------------------------------------------------------------------------

    def _read_units(self) -> dict[str, str]:
        """The unit of each column of numbers: as the indicator has it, as a heading or else as all cells name it."""
        own = self._indicator.unit
        if self._indicator.kind is Kind.RATE:
            groups = [("weight",), ("denominator", *_BOUNDS)]
        else:
            groups = [("weight",), ("denominator",), _BOUNDS]
        units: dict[str, str] = {}
        for group in groups:
            columns = [self._columns[name] for name in group if name in self._columns]
            unit = own.zh or own.en
            if group is not _BOUNDS:
                unit = next((column.unit for column in columns if column.unit), "") or self._unit_of_cells(columns)
            spellings = {folded_name(unit), *((folded_name(own.en),) if group is _BOUNDS else ())}
            for column in columns:
                if column.unit and folded_name(column.unit) not in spellings:
                    self._report("parts_unit", self._head, column.number, text=column.heading, unit=unit)
            units |= dict.fromkeys(group, unit)
        return units

    def _unit_of_cells(self, columns: Iterable[_Column]) -> str:
        """The unit behind the numbers of the columns; a number with another one, or without any, is a problem."""
        first = ""
        for place, (row, column) in enumerate((row, column) for column in columns for row in self._rows):
            text = self._table.text(row, column.number).strip()
            behind = _BEHIND.fullmatch(plain(text))
            if behind is None:
                continue
            unit = behind[1] if is_unit(behind[1]) else ""
            if not place:
                first = unit
            elif unit != first:
                self._report("parts_units", row, column.number, text=text, unit=first or unit)
        return first

    def _amount(self, row: int, name: str) -> Decimal | None:
        """The number in the cell, read as values are everywhere; None for an empty one, and after a problem."""
        text = self._text(row, name)
        if not text:
            return None
        unit = self._units[name]
        english = self._indicator.unit.en if name in _BOUNDS and self._indicator.kind is not Kind.RATE else ""
        try:
            typed = read_typed_value(text, Series(Kind.STOCK, unit, (self._plan,)), english)
            if typed.bound is not None:
                raise BadText("text.not_a_number", text=text)
            value = value_of(typed.text, unit)
        except BadText as error:
            code = error.key.removeprefix("text.") if unit else "not_a_number"  # there is no unit to be named
            self._report(code, row, name, **error.details)
            return None
        if value < 0:
            self._report("parts_negative", row, name, text=text)
        elif name == "denominator" and not value:
            self._report("parts_zero_denominator", row, name, text=text)
        return value

    @cached_property
    def _asked(self) -> Sequence[str]:
        """The columns that no part may leave empty: of weights and denominators those that any part has.

        Denominators are the weights of a rate where no part has others: a mixture of both would say nothing.
        """
        there = [name for name in _MISSING if name in self._columns]
        return [name for name in there if any(self._text(row, name) for row in self._rows)] or there[:1]

    # --- parts --------------------------------------------------------------------------------------------------------

    def _part(self, row: int, number: int) -> Part | None:
        """The part in the row; None where it has no name, or is no part."""
        written = self._text(row, "part")
        if not written:
            if any(self._text(row, name) for name in self._columns):
                self._report("parts_no_name", row, "part")
            return None
        if is_whole(written) or self._names.city(written) == self._plan.city.id:
            self._report("parts_total", row, "part", text=written)
            return None
        if folded_name(written).startswith(_AMONG):
            self._report("parts_among", row, "part", text=written)
            return None
        name = _year(written) or written
        weight, denominator = self._amount(row, "weight"), self._amount(row, "denominator")
        for asked in self._asked:
            if not self._text(row, asked):
                self._report(_MISSING[asked], row, "part", part=written)
        return Part(
            id=self._id(row, name, number),
            name=Text(name, self._text(row, "en") or name),
            weight=weight if weight is not None else denominator or Decimal(0),
            least=self._amount(row, "min"),
            most=self._amount(row, "max"),
            done=self._amount(row, "done"),
            denominator=denominator,
            at=Place(self._table.name, self._table.line(row)),
        )

    def _id(self, row: int, name: str, number: int) -> str:
        city = self._plan.city.id
        id_ = self._text(row, "id") or (name if _ID.fullmatch(name) else f"{city}-{number}")
        column = "id" if self._text(row, "id") else "part"
        if not _ID.fullmatch(id_):
            self._report("parts_id", row, column, text=id_)
        elif _DEVICES.fullmatch(id_):
            self._report("parts_id_of_device", row, column, text=id_)
        elif id_ == city:
            self._report("parts_id_of_city", row, column, text=id_)
        return id_

    def _check_years(self, parts: Sequence[tuple[int, Part]]) -> bool:
        """Whether the parts are years; years beside other parts are a problem, as are other periods."""
        years = [(row, part) for row, part in parts if _year(part.name.zh)]
        if len(years) == len(parts):
            return bool(parts)
        others = [(row, part) for row, part in parts if not _year(part.name.zh)]
        periods = [(row, part) for row, part in others if self._is_period(part.name.zh)]
        for row, part in periods:
            self._report("parts_period", row, "part", text=part.name.zh)
        for row, part in years if len(periods) < len(others) else ():
            self._report("parts_year_beside", row, "part", text=part.name.zh)
        return False

    def _is_period(self, text: str) -> bool:
        """Whether the text is a date, a month or a quarter, its year left out or not."""
        try:
            read_typed_period(text, self._plan.start)
        except BadText as error:
            return error.key not in _NO_PERIOD
        return True

    def _check_once(self, parts: Sequence[tuple[int, Part]]) -> None:
        """Report parts whose name or id another one has."""
        seen: set[str] = set()
        for row, part in parts:
            own = {folded_name(part.name.zh), part.id}
            if not own.isdisjoint(seen):
                self._report("parts_twice", row, "part", part=part.name.zh)
            seen |= own


def _year(text: str) -> str:
    """The digits of a calendar year, however it is written; empty for any other text."""
    try:
        return str(read_typed_year(text))
    except BadText:
        return ""


def _on_one_line(text: str) -> str:
    """The text as a reader sees it, without line breaks, which are layout: between letters a space stands for one."""
    return visible(_LINE_BREAK.sub("", _BETWEEN_WORDS.sub(" ", text.strip())))
