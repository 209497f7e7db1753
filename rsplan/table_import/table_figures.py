"""The figures of a table with everything that the table says of each, and an account of every other cell.

Whatever its layout, a figure is described by the headings over it, the labels beside it and what stands around the
table; two of them that say different things, and a heading that nobody understands, refuse it. Nothing is passed over:
each cell with content is a figure, a heading or label, something known that is left aside, or a problem;
docs/import-export.md.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple, NoReturn, assert_never

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import Problem
from rsplan.model.enums import Basis
from rsplan.model.period_words import WrittenPeriod, looks_like_a_period, read_period
from rsplan.model.plain_text import plain
from rsplan.name_matching import folded_name
from rsplan.read.csv_format import COLUMNS, KNOWN_COLUMNS
from rsplan.table_import.context import TablePeriod
from rsplan.table_import.headings import (
    PERIOD_ROLES,
    ROW_ROLES,
    Aside,
    Heading,
    HeadingReader,
    Names,
    ThisPeriod,
    counts_from_january,
    is_subtotal,
    is_total,
    with_year,
)
from rsplan.table_import.panels import Panel, Sheet, cells_below, is_code_row, is_figure, read_sheet
from rsplan.table_import.surroundings import (
    Said,
    SurroundingWords,
    is_note,
    is_of_results,
    mark_of_name,
    marks_in,
    section_level,
)
from rsplan.table_import.units import is_unit
from rsplan.table_import.written_dates import misread_date

_DECEMBER = 12

#: The columns of a row that say the same of each of its figures, and of no column.
_ROW_WORDS = frozenset(("city", "unit"))

_WHOLE_CITY = frozenset(("全市", "全市合计", "全市总计"))

#: What stands in the cells of a row of signatures.
_SIGNED = re.compile(
    r"(?:填表人|填报人|审核人?|复核人?|制表人?|负责人|单位负责人|统计负责人|分管领导|联系人|联系电话|电话|填报日期|报出日期|日期)[:]"
)

_YEAR_TEXT = re.compile("(?:19|20|21)[0-9]{2}年?")
_NUMBER = re.compile("-?[0-9.,]+%?")
_MONTH_TEXT = re.compile("0?[1-9]|1[0-2]")


class Statements(NamedTuple):
    """The user's words for what the table itself does not say.

    `city` is the id of the only city that is asked for.
    """

    period: TablePeriod | None = None
    unit: str = ""
    indicator: str = ""
    city: str = ""


class TableFigure(NamedTuple):
    """A figure with the cells that describe it by role, and what the table says of it.

    `period` has its year where one is known. `basis` is what words say, None where none do. `unit` is the cell that
    states the unit, its text the unit alone. `flow` says that a heading counts what happened. `snapshot` says that the
    table has one figure for the same days, rather than each that was ever known. `column` is one object for figures of
    which the tables say the same, but for the name, the unit and the city of the row.
    """

    value: Cell
    cells: Mapping[str, Cell]
    period: WrittenPeriod
    basis: Basis | None
    unit: Cell | None
    provisional: bool
    flow: bool
    snapshot: bool
    from_data_file: bool
    states_publication: bool
    titles: tuple[Cell, ...]
    column: "ColumnWords | None" = None


class ColumnWords(NamedTuple):
    """The words over a column, as they hold for each figure of it; `unit` is None where they state none."""

    period: WrittenPeriod
    period_cell: Cell
    basis: Basis | None
    unit: Cell | None
    provisional: bool
    flow: bool


class _RowWords(NamedTuple):
    """The name of a row and its unit, as they hold for each figure of it."""

    cells: Mapping[str, Cell]
    unit: Cell | None


class CellKind(StrEnum):
    """How a cell of the table was understood."""

    FIGURE = "figure"
    HEADING = "heading"
    LABEL = "label"
    LEFT = "left"
    REFUSED = "refused"


class Account(NamedTuple):
    """A cell and how it was understood; `reason` for what is left aside, `head` the cell that says so."""

    cell: Cell
    kind: CellKind
    reason: Aside | None = None
    head: Cell | None = None


class TableReading(NamedTuple):
    """All that a sheet holds: its figures, the problems of what cannot be read, and what every other cell is.

    `others` are the cells that are left aside or refused, `headings` and `labels` those that describe figures.
    """

    figures: Sequence[TableFigure]
    problems: Sequence[Problem]
    others: Sequence[Account]
    headings: Sequence[Cell]
    labels: Sequence[Cell]
    has_header: bool

    @property
    def accounts(self) -> list[Account]:
        """The account of every cell, by row and column."""
        accounts = [*self.others, *(Account(figure.value, CellKind.FIGURE) for figure in self.figures)]
        accounts += [Account(cell, CellKind.HEADING) for cell in self.headings]
        accounts += [Account(cell, CellKind.LABEL) for cell in self.labels]
        return sorted(accounts, key=lambda account: (account.cell.row, account.cell.column))


class _Refused(Exception):
    """A figure that cannot be read, for a reason at a cell."""

    def __init__(self, code: str, cell: Cell, /, **details: str) -> None:
        super().__init__(code)
        self.code, self.cell, self.details = code, cell, details


class _LeftAside(Exception):
    """A figure that is known and left aside."""

    def __init__(self, reason: Aside, head: Cell) -> None:
        super().__init__(reason)
        self.reason, self.head = reason, head


class WordReaders(NamedTuple):
    """The readers of headings and of words around tables, and what columns say: equal words are read once for all."""

    headings: HeadingReader
    around: SurroundingWords
    columns: "dict[ColumnWords, ColumnWords]"

    @classmethod
    def of(cls, names: Names, stated: Statements) -> "WordReaders":
        """The readers for the tables of one import."""
        return cls(HeadingReader(names), SurroundingWords(names, stated.city), {})


def read_figures(
    table: CellTable, names: Names, stated: Statements, readers: WordReaders | None = None
) -> TableReading:
    """Collect the figures of the sheet, and account for every cell of it.

    A sheet with figures but no header that is recognised is a problem; one of words alone is a cover sheet.
    """
    readers = readers or WordReaders.of(names, stated)
    sheet = read_sheet(table, readers.headings, stated.period)
    lost = _figures_without_header(sheet)
    others = [
        Account(cell, CellKind.REFUSED) if cell in lost else Account(cell, CellKind.LEFT, Aside.REMARK, cell)
        for cell in sheet.remarks
    ]
    others += [
        Account(table.cells[place], CellKind.LEFT, Aside.HIDDEN, table.cells[place])
        for place in table.hidden & table.cells.keys()
    ]
    figures: list[TableFigure] = []
    labels: list[Cell] = []
    notes = [cell for cell in table.cells.values() if is_note(cell.text) and _stands_alone(table, cell)]
    problems: dict[tuple[str, str], Problem] = {}
    for panel in sheet.panels:
        reader = _PanelReader(table, panel, names, readers, stated, notes)
        reader.read()
        figures += reader.figures
        others += reader.others
        labels += reader.labels
        for problem in reader.problems:
            problems.setdefault((problem.code, problem.cell), problem)
    if lost:
        problem = table.problem("import_no_layout", lost[0].row, lost[0].column)
        problems[problem.code, problem.cell] = problem
    heads = [cell for panel in sheet.panels for cell in panel.header]
    return TableReading(tuple(figures), tuple(problems.values()), others, heads, labels, has_header=bool(sheet.panels))


def _stands_alone(table: CellTable, cell: Cell) -> bool:
    """Whether no figure stands in the cell's row: then its words are about the table."""
    row = (table.cells.get((cell.row, column)) for column in table.columns)
    return not any(one is not None and is_figure(one.text) for one in row)


def _figures_without_header(sheet: Sheet) -> list[Cell]:
    """The figures above, between and below the tables, where no header is that is recognised."""
    figures = [cell for cell in sheet.remarks if is_figure(cell.text)]
    if not sheet.panels:
        return figures
    beside = Counter(cell.row for cell in sheet.remarks)
    return [cell for cell in figures if beside[cell.row] > 1 and read_period(cell.text) is None]


class _PanelReader:
    """Reads one panel: the role of each column, then row by row each figure."""

    def __init__(
        self,
        table: CellTable,
        panel: Panel,
        names: Names,
        readers: WordReaders,
        stated: Statements,
        notes: Sequence[Cell],
    ) -> None:
        self.figures: list[TableFigure] = []
        self.others: list[Account] = []
        self.labels: list[Cell] = []
        self.problems: list[Problem] = []
        self._table, self._panel, self._names, self._stated = table, panel, names, stated
        self._headings, self._words, self._known_columns = readers
        self._context, self._notes = panel.context, notes
        self._body = list(cells_below(table, panel))
        self._texts_below = self._by_column()
        self._roles = self._find_roles()
        self._parting = [number for number, stack in panel.headings.items() if any(one.parts for one in stack)]
        remarked = self._remarked()
        self._data = [
            number
            for number in panel.columns
            if number not in self._roles.values() and number not in self._parting and number not in remarked
        ]
        self._is_data = frozenset(self._data)
        texts = {folded_name(cell.text) for cell in panel.header}
        self._from_data_file = bool(texts) and texts <= set(KNOWN_COLUMNS)
        self._is_export = self._from_data_file and set(COLUMNS) <= texts
        self._states_publication = bool(self._roles.keys() & {"published", "source"})
        self._row_roles = [role for role in ROW_ROLES if role in self._roles]
        self._period_roles = [role for role in PERIOD_ROLES if role in self._roles]
        self._undecided = frozenset(filter(self._says_nothing, self._data))
        self._wholes: dict[int, set[tuple[str, ...]]] = {}
        self._remarks: dict[str, Said] = {}
        self._by_name: dict[str, Aside | None] = {}
        self._passed: set[int] = set()  # columns whose headings were found right
        self._columns: dict[int, ColumnWords] = {}
        self._of_table = not self._is_export, self._from_data_file, self._states_publication, self._context.titles
        self._periods: dict[Hashable, tuple[WrittenPeriod, str | Cell, Basis | None]] = {}
        self._over = {number: over for number in self._data if (over := self._indicator_over(number))}
        self._region_rows = self._regions()
        self._around = [said for said in self._said_around() if said.matters]
        self._unit_of_notes = next((one.cell._replace(text=one.unit) for one in self._around if one.unit), None)
        self._section: Said | None = None
        self._said_in_row: list[Cell] = []
        self._below: Cell | None = None  # the header within the rows, below which nothing is known
        self._marks = {mark for cell in self._notes for mark in marks_in(cell.text)}
        self._hidden_heads = self._heads_in_hidden_rows()
        self._wrapped, self._wrapped_rows = self._months_that_wrap(), self._rows_that_wrap()
        self._years_of_columns = {
            heading.period.year
            for number in self._data
            for heading in panel.headings[number]
            if heading.period is not None and heading.period.year and heading.aside is None
        }
        self._years_over = any(
            sum(one.period is not None for one in panel.headings[number]) > 1 for number in self._data
        )
        self._years_of_rows = {
            period.year
            for role in self._period_roles
            for text in self._texts(self._roles[role])
            if (period := read_period(text)) is not None and period.year
        }
        self._other_periods = self._periods_of_columns()
        self._names_across = any(self._indicator_over(number) for number in self._data)
        self._unheaded_below = set(self._without_lower_heading())
        self._unheaded_above = set(self._without_upper_heading())
        self._beyond_year = set(self._beyond_their_year())

    def read(self) -> None:
        """Read every row below the header."""
        for index, (row, cells) in enumerate(self._body):
            if index == 0 and is_code_row(cells):
                self.others += [Account(cell, CellKind.LEFT, Aside.NUMBER, cell) for cell in cells]
                continue
            self._read_row(row, cells)

    def _check_conflict(self) -> None:
        """Two statements around the table about its period refuse each figure that rests on one of them."""
        if self._context.conflict is not None:
            first, other = self._context.conflict
            at = other.cell or first.cell or self._panel.header[0]
            raise _Refused("import_two_periods", at, one=first.text, other=other.text)

    # --- columns ------------------------------------------------------------------------------------------------------

    def _find_roles(self) -> dict[str, int]:
        """The column of each role; that of the indicators may have no heading, or one that nobody knows."""
        roles: dict[str, int] = {}
        for number, stack in self._panel.headings.items():
            # 单位 below 指标 begins a row of units.
            named = [one.role for one in reversed(stack) if one.role]
            role = next((one for one in named if one != "unit" or len(named) == 1), "")
            heads = any(one.heads_figures and not one.period for one in stack)
            if role and role != "person" and not heads and _fit(role, self._texts(number)):
                roles.setdefault(role, number)
        flagged = [number for number in self._panel.columns if self._holds_flags(number)]
        if flagged:
            roles.setdefault("provisional", flagged[0])
        across = any(self._indicator_over(n) for n in self._panel.columns)
        if "indicator" not in roles and not across and (column := self._unheaded(self._names_indicator)):
            roles["indicator"] = column
        if across and not roles.keys() & set(PERIOD_ROLES) and (column := self._unheaded(self._is_period)):
            roles["period"] = column
        if "city" not in roles and (column := self._unheaded(lambda text: self._names.city(text) is not None)):
            roles["city"] = column
        if "unit" in roles and all(self._names.city(text) for text in self._texts(roles["unit"])):
            roles["city"] = roles.pop("unit") if "city" not in roles else roles["city"]  # 单位 are offices here
        return roles

    def _holds_flags(self, number: int) -> bool:
        """Whether the column is headed 预计 and marks the figures of its row."""
        stack = self._panel.headings[number]
        only = bool(stack) and all(one.provisional and not one.period and not one.actual for one in stack)
        return only and not any(is_figure(text) for text in self._texts(number))

    def _unheaded(self, fits: Callable[[str], bool]) -> int | None:
        """The first column with no heading that is known, whose cells fit."""
        for number, stack in self._panel.headings.items():
            unknown = all(one.rest or one.aside is Aside.TARGET for one in stack)
            texts = self._texts(number)
            if unknown and texts and any(fits(text) for text in texts) and not all(map(is_figure, texts)):
                return number
            if unknown and texts and all(fits(text) for text in texts):
                return number
        return None

    def _names_indicator(self, text: str) -> bool:
        return bool(self._headings.read_text(text).indicator)

    def _is_period(self, text: str) -> bool:
        return read_period(text) is not None

    def _by_column(self) -> dict[int, dict[str, None]]:
        """The different texts below the header by column."""
        texts: dict[int, dict[str, None]] = {}
        for _, cells in self._body:
            for cell in cells:
                texts.setdefault(cell.column, {})[cell.text] = None
        return texts

    def _texts(self, number: int) -> list[str]:
        """The different texts of the column."""
        return [*self._texts_below.get(number, ())]

    def _remarked(self) -> set[int]:
        """The columns of words about the row: who answers for it, its number."""
        stacks = self._panel.headings.items()
        return {number for number, stack in stacks if any(one.role in ("person", "number") for one in stack)}

    def _without_lower_heading(self) -> Iterator[int]:
        """The columns of figures that lack the heading which others have in the last row of the header."""
        rows = [cell.row for cell in self._panel.header]
        last, first = max(rows, default=0), min(rows, default=0)
        headed = [number for number in self._data if (last, number) in self._table.cells]
        if last == first or not headed:
            return
        for number in self._data:
            area = self._table.area(last, number)
            merged_down = area is not None and area.top < last
            if number not in headed and not merged_down:
                yield number

    def _without_upper_heading(self) -> Iterator[int]:
        """The columns below none of the upper headings that say of others whether they are targets or results."""
        top = min((cell.row for cell in self._panel.header), default=0)
        stacks = [self._panel.headings[number] for number in self._data]
        upper = [stack[0] for stack in stacks if len(stack) > 1 and stack[0].cell.row == top]
        if not any(one.aside in (Aside.TARGET, Aside.EARLIER) or one.actual or one.this_year for one in upper):
            return
        for number, stack in zip(self._data, stacks, strict=True):
            if stack and stack[0].cell.row > top and not any(one.actual or one.basis or one.indicator for one in stack):
                yield number

    def _beyond_their_year(self) -> Iterator[int]:
        """The columns to which a year goes on over empty cells although their months do not rise any more."""
        year, month, broken = None, 0, False
        for number in self._data:
            stack = self._panel.headings[number]
            over = stack[0] if len(stack) > 1 and stack[0].period and stack[0].period.year else None
            below = stack[-1].period if over else None
            if over is None or below is None or below.year is not None:
                year, month, broken = None, 0, False
                continue
            if over.cell != year:
                year, month, broken = over.cell, 0, False
            carried = (over.cell.row, number) not in self._table.cells and self._table.area(
                over.cell.row, number
            ) is None
            broken = broken or (carried and below.last < month)
            month = max(month, below.last)
            if broken:
                yield number

    def _heads_in_hidden_rows(self) -> dict[int, Cell]:
        """The cells in hidden rows above the figures, by column: they may say what the figures are."""
        first = min((row for row, _ in self._body), default=0)
        heads = (
            self._table.cells[place] for place in self._table.hidden & self._table.cells.keys() if place[0] < first
        )
        return {cell.column: cell for cell in heads if cell.column in self._texts_below}

    def _months_that_wrap(self) -> set[int]:
        """The columns of months without a year from the one on that does not follow the one before: 11月, 12月, 1月."""
        last, rising = 0, False
        for place, number in enumerate(self._data):
            own = [one.period for one in self._panel.headings[number] if one.period is not None and one.aside is None]
            if len(own) != 1 or own[0].year is not None or own[0].first != own[0].last:
                continue
            if own[0].last < last and rising:
                return set(self._data[place:])
            rising, last = rising or last > 0, own[0].last
        return set()

    def _rows_that_wrap(self) -> set[int]:
        """The rows of months without a year from the one on that does not follow the one before."""
        column, last, rising = self._roles.get("period", self._roles.get("month")), 0, False
        if column is None or "indicator" in self._roles or "year" in self._roles or "city" in self._roles:
            return set()
        for place, (row, _) in enumerate(self._body):
            period = read_period(self._table.text(row, column))
            if period is None or period.year is not None or period.first != period.last:
                continue
            if period.last < last and rising:
                return {below for below, _ in self._body[place:]}
            rising, last = rising or last > 0, period.last
        return set()

    def _indicator_over(self, number: int) -> Heading | None:
        return next((one for one in self._panel.headings[number] if one.indicator), None)

    def _regions(self) -> bool:
        """Whether a row is that of the city which is asked for."""
        column, self._city_rows = self._roles.get("city"), False
        named = {self._names.city(text) or text for text in self._texts(column)} if column is not None else set()
        self._others_named = bool(named - {self._stated.city}) if self._stated.city else len(named) > 1
        if column is None or not self._stated.city:
            return False
        texts = self._texts(column)
        self._city_rows = any(self._names.city(text) == self._stated.city for text in texts)
        return self._city_rows or any(folded_name(text) in _WHOLE_CITY for text in texts)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _read_row(self, row: int, cells: Sequence[Cell]) -> None:
        """Read each figure of the row; a row without any is a heading of sections, or a note."""
        values = [cell for cell in cells if cell.column in self._is_data]
        if values and all(_SIGNED.match(folded_name(cell.text)) for cell in cells):
            values = []
        if not values:
            self.others += [Account(cell, CellKind.LEFT, Aside.REMARK, cell) for cell in cells]
            if not is_note(cells[0].text) and not self._from_data_file:
                joined = cells[0]._replace(text=" ".join(cell.text for cell in cells))
                self._begin_section(self._words.of_section(joined))
            return
        labels = [cell for cell in cells if cell.column not in self._is_data]
        numbers_alone = self._headings.are_numbers([cell.text for cell in values])
        if not numbers_alone:
            self._below = self._below or self._header_within(values, labels)
        beside = self._beside(row, cells)
        taint = self._words_under_no_heading(values) if self._undecided else None
        self._said_in_row = [] if numbers_alone else [cell for cell in values if not is_figure(cell.text)]
        self.labels += labels
        words: _RowWords | None = None  # once one of the row's figures was read for itself
        looks_closer = self._below is not None or taint is not None or not self._are_words_apart(beside)
        columns, figures = self._columns, self.figures
        for cell in values:
            if words is not None and (of_column := columns.get(cell.column)) is not None:
                figures.append(self._alike(cell, words, of_column))
                continue
            try:
                if self._below is not None:
                    raise _Refused("import_header_within", self._below, text=self._below.text)
                if taint is not None:
                    with suppress(_LeftAside):
                        self._check_columns(self._panel.headings[taint.column], taint)
                figure = self._figure(cell, beside)
                if not looks_closer:
                    figure, words = self._with_words(figure, beside, words)
                figures.append(figure)
            except _LeftAside as aside:
                self.others.append(Account(cell, CellKind.LEFT, aside.reason, aside.head))
            except _Refused as reason:
                self._report(reason.code, reason.cell, **reason.details)
                self.others.append(Account(cell, CellKind.REFUSED, None, reason.cell))

    def _header_within(self, values: Sequence[Cell], labels: Sequence[Cell]) -> Cell | None:
        """The first cell of a row that heads figures: another table, or a second row of headings, begins with it.

        A row with a name holds nothing but headings then; in one without, or with 指标 for a name, a single one tells.
        """
        named = any(self._headings.read_text(cell.text).role in ("indicator", *PERIOD_ROLES) for cell in labels)
        labelled = bool(labels) and not named
        heads = [cell for cell in values if self._is_heading(cell, labelled=labelled)]
        roles = [cell for cell in values if not is_figure(cell.text) and self._headings.read_text(cell.text).role]
        return heads[0] if heads and (not labelled or len({*heads, *roles}) == len(values)) else None

    def _begin_section(self, said: Said) -> None:
        """Take note of a row that heads a section; one that says nothing ends a section of its own level only."""
        before = self._section
        sibling = before is None or section_level(before.cell.text) == section_level(said.cell.text) != ""
        if said.matters:
            self._section = said
        elif sibling or is_of_results(said.cell.text):
            self._section = None

    def _is_heading(self, cell: Cell, *, labelled: bool) -> bool:
        if is_figure(cell.text) and (read_period(cell.text) is None or (labelled and cell.text.isdecimal())):
            return False
        return self._headings.read_text(cell.text).heads_figures

    def _words_under_no_heading(self, values: Sequence[Cell]) -> Cell | None:
        """The words, or the period, under a heading that nobody understands: they may say what the figures are."""
        return next(
            (cell for cell in values if cell.column in self._undecided and self._may_describe(cell)),
            None,
        )

    def _may_describe(self, cell: Cell) -> bool:
        """Whether the cell holds words or a period, or the number of a month beside a year."""
        if any(one.role for one in self._panel.headings[cell.column]):
            return True  # months under their heading, but for one that nobody can read
        by_months = "year" in self._roles and "month" not in self._roles
        if not is_figure(cell.text) or read_period(cell.text) is not None:
            return True
        return by_months and _MONTH_TEXT.fullmatch(plain(cell.text)) is not None

    def _says_nothing(self, column: int) -> bool:
        """Whether no heading of the column is understood as one of figures, or says why they are left aside."""
        stack = self._panel.headings[column]
        return not any(one.aside is not None or (one.understood and not one.role) for one in stack)

    def _beside(self, row: int, cells: Sequence[Cell]) -> dict[str, Cell]:
        """The cells of the row by role."""
        own = {cell.column: cell for cell in cells}
        beside = {}
        for role, column in self._roles.items():
            cell = own.get(column) or (self._table.at(row, column) if self._table.merged else None)
            if cell is not None:
                beside[role] = cell
        return beside

    def _figure(self, value: Cell, beside: Mapping[str, Cell]) -> TableFigure:
        stack = self._panel.headings[value.column]
        self._check_columns(stack, value)
        self._check_region(beside)
        label = self._label(beside, value)
        if self._parting:
            self._check_parts(value)
        self._check_units(label, beside)
        indicator = self._indicator(label, self._over.get(value.column), value)
        heads = (label, *stack) if label else stack
        period, period_cell, basis = self._period_and_basis(label, stack, beside, value)
        provisional = any(one.provisional for one in heads)
        for said in self._said_of(beside):
            self._check_said(said, heads, period, period_cell)
            provisional = provisional or said.provisional
        if self._table.merged:
            area = self._table.area(value.row, value.column)
            if area is not None and (area.left < area.right or area.top < area.bottom):
                value = value._replace(fault="import_merged_value")
        cells = {role: beside[role] for role in self._row_roles if role in beside}
        cells["indicator"], cells["period"] = indicator, period_cell
        return TableFigure(
            value=value,
            cells=cells,
            period=period,
            basis=basis,
            unit=self._unit(heads, beside),
            provisional=provisional,
            flow=any(one.flow for one in stack),
            snapshot=not self._is_export,
            from_data_file=self._from_data_file,
            states_publication=self._states_publication,
            titles=self._context.titles,
        )

    # --- figures of which a row and a column say all ------------------------------------------------------------------

    def _are_words_apart(self, beside: Mapping[str, Cell]) -> bool:
        """Whether only a name, a unit and a city beside the figures, and the headings over them, tell what they are.

        Then a row says the same of every column, and a column the same of every row.
        """
        cell = beside.get("indicator")
        if cell is None or self._period_roles or self._parting or self._over or not {*self._row_roles} <= _ROW_WORDS:
            return False
        if self._marks or self._table.merged or any(True for _ in self._said_of(beside)):
            return False
        label = self._headings.read(cell)
        plain_label = Heading(label.cell, indicator=label.indicator, unit=label.unit, bare=label.bare)
        return bool(label.indicator) and label == plain_label

    def _with_words(
        self, figure: TableFigure, beside: Mapping[str, Cell], words: _RowWords | None
    ) -> tuple[TableFigure, _RowWords | None]:
        """The figure with the words of its column, and those of its row, where they make it what it is."""
        stack, period_cell = self._panel.headings[figure.value.column], figure.cells["period"]
        if period_cell.row == figure.value.row:
            return figure, words
        own = any(heading.unit for heading in stack)
        of_column = self._columns.get(figure.value.column) or ColumnWords(
            period=figure.period,
            period_cell=period_cell,
            basis=figure.basis,
            unit=figure.unit if own else None,
            provisional=figure.provisional,
            flow=figure.flow,
        )
        of_row = words or _RowWords(
            cells={role: cell for role, cell in figure.cells.items() if role != "period"},
            unit=self._unit((self._headings.read(beside["indicator"]),), beside),
        )
        alike = self._alike(figure.value, of_row, of_column)
        if alike._replace(column=None) != figure:
            return figure, words
        of_column = self._columns[figure.value.column] = self._known_columns.setdefault(of_column, of_column)
        return alike._replace(column=of_column), of_row

    def _alike(self, value: Cell, of_row: _RowWords, of_column: ColumnWords) -> TableFigure:
        """The figure of which the words of its row and of its column say all."""
        period, period_cell, basis, unit, provisional, flow = of_column
        cells = {**of_row.cells, "period": period_cell}
        # In the order of the fields, which takes a third of the time.
        return tuple.__new__(
            TableFigure,
            (value, cells, period, basis, unit or of_row.unit, provisional, flow, *self._of_table, of_column),
        )

    def _period_and_basis(
        self, label: Heading | None, stack: Sequence[Heading], beside: Mapping[str, Cell], value: Cell
    ) -> tuple[WrittenPeriod, Cell, Basis | None]:
        """The period, the cell that states it, and the basis; found once for equal words."""
        heads = (label, *stack) if label else stack
        if self._marks:
            self._check_marks(heads)
        if label and (label.period or label.this_period or label.this_year or label.basis or label.actual):
            period, cell = self._period(heads, beside, value)
            return period, cell, self._basis(heads, period)
        key = (
            value.column,
            id(self._section),
            *[beside[role].text if role in beside else None for role in self._period_roles],
        )
        if key not in self._periods:
            period, cell = self._period(heads, beside, value)
            role = next((role for role in self._period_roles if beside.get(role) is cell), None)
            basis = self._basis(heads, period)
            if role is None and cell.row == value.row:
                return period, cell, basis
            self._periods[key] = period, role or cell, basis
        period, at, basis = self._periods[key]
        return period, beside[at] if isinstance(at, str) else at, basis

    def _check_marks(self, heads: Sequence[Heading]) -> None:
        """A mark that refers to a note of the table refuses what stands under it: somebody has to read the note."""
        for heading in heads:
            text = heading.cell.text
            if mark_of_name(text) in self._marks:
                raise _Refused("import_footnote_mark", heading.cell, text=text, bare=text.strip()[:-1])

    # --- words around -------------------------------------------------------------------------------------------------

    def _said_around(self) -> Iterator[Said]:
        """The meaning of the sheet's name, of the titles and of the notes for every figure."""
        if self._table.sheet and not self._from_data_file:
            yield self._words.of_title(Cell(0, 0, self._table.sheet))
        counting = [cell for cell in self._context.titles if not self._names.is_skipped(cell.text)]
        yield from (self._words.of_title(cell) for cell in counting if not is_note(cell.text))
        if not self._from_data_file:
            yield from (self._words.of_note(cell) for cell in self._notes if not self._names.is_skipped(cell.text))

    def _said_of(self, beside: Mapping[str, Cell]) -> Iterator[Said]:
        """What is said around a figure of the row."""
        yield from self._around
        if self._section is not None:
            yield self._section
        for role in ("nature", "note"):
            if role in beside and not self._from_data_file:
                yield self._remark(beside[role])
        yield from map(self._remark, self._said_in_row)

    def _remark(self, cell: Cell) -> Said:
        if cell.text not in self._remarks:
            self._remarks[cell.text] = self._words.of_remark(cell)
        return self._remarks[cell.text]._replace(cell=cell)

    def _check_said(self, said: Said, heads: Sequence[Heading], period: WrittenPeriod, at: Cell) -> None:
        """Leave aside, or refuse, a figure that words around it say is another than its headings tell."""
        text, cell = said.cell.text, said.cell if said.cell.row else at
        if said.place and not (said in self._around and self._region_rows):
            raise _Refused("import_other_place", cell, text=text, place=said.place)
        if said.part:
            raise _Refused("import_part_of_city", cell, text=text, part=said.part)
        if said.period is not None and not _agree(said.period, period):
            raise _Refused("import_two_periods", cell, one=text, other=at.text)
        told = any(one.actual or one.basis is not None or one.this_period for one in heads)
        told = told or period.to_date or not _is_whole_year(period)
        if said.attribute and not told:
            raise _Refused("import_table_of_targets", at, text=at.text, nature=text)
        if said.aside is None or (said.mixed and (told or said.aside is not Aside.TARGET)):
            return
        if said.aside is Aside.TARGET and any(one.actual for one in heads):
            return
        if said is self._section or said.cell.text in self._remarks:
            raise _LeftAside(said.aside, cell)
        raise _Refused(_title_of(said.aside), cell, title=text)

    def _check_columns(self, stack: Sequence[Heading], value: Cell) -> None:
        """Leave aside what the headings say is no observation; refuse what they do not say."""
        if value.column in self._passed:
            return
        if not stack:
            raise _Refused("import_no_heading", value, text=value.text)
        for heading in stack:
            if heading.aside is not None:
                raise _LeftAside(heading.aside, heading.cell)
        for heading in stack:
            if heading.role and not heading.heads_figures:
                if heading.role in PERIOD_ROLES and (day := misread_date(value.text)):
                    raise _Refused("import_serial_number", value, text=value.text, day=day)
                raise _Refused("import_unknown_heading", heading.cell, text=heading.cell.text)
        if value.column in self._unheaded_below:
            raise _Refused("import_no_lower_heading", stack[-1].cell, text=stack[-1].cell.text)
        if value.column in self._unheaded_above:
            raise _Refused("import_no_upper_heading", stack[0].cell, text=stack[0].cell.text)
        if value.column in self._hidden_heads:
            hidden = self._hidden_heads[value.column]
            raise _Refused("import_hidden_heading", hidden, text=hidden.text)
        if value.column in self._beyond_year or value.column in self._wrapped:
            raise _Refused("import_year_missing", stack[-1].cell, text=stack[-1].cell.text)
        self._check_parts_across(stack)
        for heading in stack:
            if not heading.understood:
                self._refuse_heading(heading)
        self._passed.add(value.column)

    def _refuse_heading(self, heading: Heading) -> None:
        """A heading that is not understood: another quantity beside columns of indicators, else a problem."""
        text, day = heading.cell.text, misread_date(heading.cell.text)
        if day:
            raise _Refused("import_serial_number", heading.cell, text=text, day=day)
        if looks_like_a_period(text):
            raise _Refused("import_not_a_period", heading.cell, text=text)
        near = self._names.nearest_name(self._stated.city, text)
        if self._names_across and not (near and self._has_unit_of(heading, near)):
            raise _LeftAside(Aside.OTHER, heading.cell)
        raise _Refused(
            "import_unknown_heading_near" if near else "import_unknown_heading",
            heading.cell,
            text=text,
            near=near[0] if near else "",
            id=near[1] if near else "",
        )

    def _has_unit_of(self, heading: Heading, near: tuple[str, str, str]) -> bool:
        """Whether a heading that is nearly a name may mean it: not with another unit, as 人数（万人） for a rate."""
        return not heading.unit or folded_name(heading.unit) == folded_name(near[2])

    def _check_parts_across(self, stack: Sequence[Heading]) -> None:
        """合计 over columns is the whole of its neighbours where these are parts, else a sum of periods."""
        last = stack[-1]
        if not (last.total or last.part or last.rest):
            return
        beside = self._neighbours(stack)
        parts = [one for one in beside if one.part or one.aside is Aside.SKIPPED]
        unknown = [one for one in beside if one.rest]
        total = next((one for one in (*beside, last) if one.total and is_total(one.bare or one.cell.text)), None)
        if last.total and not is_subtotal(last.bare or last.cell.text):
            if all(one.aside not in (None, Aside.SKIPPED) for one in beside):
                return  # 总量 beside 增幅
            if any(one.period for one in beside) or not (parts or unknown):
                raise _LeftAside(Aside.TOTAL, last.cell)
            if unknown and not parts:
                self._refuse_heading(unknown[0])
            return
        if total is not None and parts:
            raise _LeftAside(Aside.PART, last.cell)
        if not last.rest:
            raise _Refused("import_parts_without_total", last.cell, text=last.cell.text)

    def _neighbours(self, stack: Sequence[Heading]) -> list[Heading]:
        """The last headings of the other columns of figures under the same upper headings."""
        above = [folded_name(one.cell.text) for one in stack[:-1]]
        return [
            other[-1]
            for number in self._data
            if (other := self._panel.headings[number])
            and [folded_name(one.cell.text) for one in other[:-1]] == above
            and other[-1].cell != stack[-1].cell
        ]

    def _check_region(self, beside: Mapping[str, Cell]) -> None:
        """A row of another region than the city that is asked for is left aside."""
        cell, asked = beside.get("city"), self._stated.city
        others = self._others_named and not self._is_export
        if cell is None and others:
            # Where merged cells were lost, the row is of the city above.
            row = next(iter(beside.values())).row if beside else self._panel.rows[0]
            raise _Refused("empty_cell", Cell(row, self._roles["city"], ""), column="city")
        if cell is None or not asked or self._names.city(cell.text) == asked:
            return
        if folded_name(cell.text) in _WHOLE_CITY and not self._city_rows:
            return
        if not self._region_rows or self._names.is_nearly_city(cell.text, asked):
            raise _Refused("import_city_not_in_table", cell, text=cell.text, city=asked)
        raise _LeftAside(Aside.REGION, cell)

    def _label(self, beside: Mapping[str, Cell], value: Cell) -> Heading | None:
        """The row's name as a heading; raises for a row that is left aside."""
        for role in ("indicator", *self._period_roles):
            cell = beside.get(role)
            if cell is not None and (reason := self._left_by_name(cell.text)):
                raise _LeftAside(reason, cell)
        cell = beside.get("indicator")
        if cell is None:
            if "indicator" in self._roles:
                column = self._roles["indicator"]
                if self._from_data_file:
                    raise _Refused("empty_cell", Cell(value.row, column, ""), column="indicator")
                raise _Refused("import_no_name", value)
            return None
        heading = self._headings.read(cell)
        if heading.aside is not None:
            raise _LeftAside(heading.aside, cell)
        return heading if heading.indicator else Heading(cell, indicator=cell.text)

    def _left_by_name(self, text: str) -> Aside | None:
        """The reason to leave a row aside that its name or its period gives: a sum of others, or the user's word."""
        if text not in self._by_name:
            reason = Aside.TOTAL if is_total(text) or is_subtotal(text) else None
            self._by_name[text] = Aside.SKIPPED if self._names.is_skipped(text) else reason
        return self._by_name[text]

    def _indicator(self, label: Heading | None, over: Heading | None, value: Cell) -> Cell:
        """The cell that names the indicator, with the name as its text."""
        named = [one for one in (label, over) if one is not None]
        if len(named) > 1:
            raise _Refused("import_two_indicators", value, one=named[0].cell.text, other=named[1].cell.text)
        cell = named[0].cell._replace(text=named[0].indicator) if named else self._context.indicator
        if cell is not None:
            given = self._stated.indicator
            if given and not self._names.ids(cell.text) & self._names.ids(given):
                raise _Refused("import_other_indicator", cell, text=cell.text, given=given)
            return cell
        if self._stated.indicator:
            self._check_titles_indicator(value)
            return value._replace(text=self._stated.indicator, fault="")
        raise _Refused("import_no_indicator", value, text=value.text)

    def _check_titles_indicator(self, value: Cell) -> None:
        """A title or a sheet that names another indicator contradicts the command."""
        given = self._names.ids(self._stated.indicator)
        sheet = [Cell(value.row, value.column, self._table.sheet)] if self._table.sheet else []
        for cell in (*self._context.titles, *sheet):
            named = self._names.name_within(folded_name(cell.text))
            if named is not None and not self._names.ids(named[0]) & given:
                raise _Refused("import_other_indicator", cell, text=cell.text, given=self._stated.indicator)

    # --- parts --------------------------------------------------------------------------------------------------------

    def _check_parts(self, value: Cell) -> None:
        """A row that is a part of an indicator is left aside where the table has the whole, else refused."""
        for column in self._parting:
            cell = self._table.at(value.row, column)
            above = self._above(value.row, column) if cell is None else None
            if above is not None and not self._is_whole(above.text):
                raise _Refused("empty_cell", Cell(value.row, column, ""), column=above.text)
            if cell is None or self._is_whole(cell.text):
                continue
            heading = self._headings.read(cell)
            if heading.aside is not None:
                raise _LeftAside(heading.aside, cell)
            if self._has_whole(value.row, column):
                raise _LeftAside(Aside.PART, cell)
            raise _Refused("import_parts_without_total", cell, text=cell.text)

    def _above(self, row: int, column: int) -> Cell | None:
        """The nearest cell above in the column that says what a row is of: merged cells may have been lost."""
        cells = (self._table.at(other, column) for other, _ in reversed(self._body) if other < row)
        cell = next((one for one in cells if one is not None), None)
        return cell if cell is not None and self._headings.read(cell).aside is not None else None

    def _is_whole(self, text: str) -> bool:
        """Whether the words mean the whole, or the result beside its target."""
        return is_total(text) or self._headings.read_text(text).actual

    def _has_whole(self, row: int, column: int) -> bool:
        """Whether another row says the same of the same indicator and period, and is the whole."""
        if column not in self._wholes:
            rows = (other for other, _ in self._body if is_total(self._table.text(other, column)))
            self._wholes[column] = {self._key(other, column) for other in rows}
        return self._key(row, column) in self._wholes[column]

    def _key(self, row: int, column: int) -> tuple[str, ...]:
        columns = [self._roles[role] for role in ("indicator", "city", *PERIOD_ROLES) if role in self._roles]
        return tuple(folded_name(self._table.text(row, one)) for one in columns if one != column)

    # --- periods ------------------------------------------------------------------------------------------------------

    def _period(self, heads: Sequence[Heading], beside: Mapping[str, Cell], value: Cell) -> tuple[WrittenPeriod, Cell]:
        """The period of the figure, with its year, and the cell that states it."""
        stated = [(one.period, one.cell) for one in heads if one.period is not None]
        of_row = self._period_of_row(beside, value.row)
        if of_row is not None:
            stated.append(of_row)
        self._check_conflict()
        period, cell = self._joined(stated) if stated else self._period_around(heads, value)
        if period.year is None and not period.exact:
            others = self._years_of_rows if of_row is not None else self._years_of_columns
            wraps = value.row in self._wrapped_rows if of_row is not None else bool(stated) and self._years_over
            if self._context.year is None or wraps or (stated and others - {self._context.year}):
                raise _Refused("import_year_missing", cell, text=cell.text)
            period = period._replace(year=self._context.year)
        self._check_stated_period(period, cell, own=bool(stated))
        return (self._in_context(period, cell, heads) if stated else period), cell

    def _in_context(self, period: WrittenPeriod, cell: Cell, heads: Sequence[Heading]) -> WrittenPeriod:
        """The period that a heading or a row states, beside the one that the title states.

        Under 历年1—6月 a year is its first half. What reaches beyond the title's month is no figure of that month.
        """
        around, year = self._context.period, self._context.year
        if around is None or _is_whole_year(around):
            if year is not None and period.year is not None and period.year > year:
                self._refuse_beside_title(cell, self._context.year_cell)
            return period
        if _is_whole_year(period) and not (around.last == _DECEMBER and period.year == around.year):
            if around.year is None and self._context.year is None:
                return around._replace(year=period.year)
            told = any(one.basis is not None or one.this_period or one.this_year for one in heads)
            told = told or period.basis is not None
            if told and period.year == around.year and "全年" not in cell.text:
                own = next((one.this_period for one in heads if one.this_period), None)
                whole = around._replace(basis=around.basis or period.basis)
                return whole if own is None else self._part_of(around, own, cell)
            self._refuse_beside_title(cell, self._context.period_cell)
        year, until = period.year or year, around.year or year
        if year is not None and until is not None and (year, period.last) > (until, around.last):
            self._refuse_beside_title(cell, self._context.period_cell)
        if self._other_periods and cell.row in {one.row for one in self._panel.header}:
            self._refuse_beside_title(cell, self._context.period_cell)
        return period

    def _refuse_beside_title(self, cell: Cell, title: Cell | None) -> NoReturn:
        given = self._stated.period.text if self._stated.period is not None else self._table.sheet
        raise _Refused("import_two_periods", cell, one=title.text if title is not None else given, other=cell.text)

    def _periods_of_columns(self) -> bool:
        """Whether columns state months, and none of them the one that the title states."""
        around = self._context.period
        own = [
            heading.period
            for number in self._data
            for heading in self._panel.headings[number]
            if heading.period is not None and heading.aside is None and not _is_whole_year(heading.period)
        ]
        if around is None or _is_whole_year(around) or not own:
            return False
        return all(period.last != around.last for period in own)

    def _check_stated_period(self, period: WrittenPeriod, cell: Cell, *, own: bool) -> None:
        """--period says what the table does not; where the table says another one, one of the two is wrong."""
        given = self._stated.period
        if not own or given is None or given.period is None:
            return
        if (period.year, period.last) != (given.year, given.period.last):
            raise _Refused("import_other_period", cell, text=cell.text, given=given.text)

    def _joined(self, stated: Sequence[tuple[WrittenPeriod, Cell]]) -> tuple[WrittenPeriod, Cell]:
        """Several statements of a period as one: a year with the months below or beside it."""
        period, cell = stated[0]
        for other, at in stated[1:]:
            joined = with_year(period, other) or with_year(other, period)
            if joined is None:
                raise _Refused("import_two_periods", at, one=cell.text, other=at.text)
            cell = at if joined[1] else cell
            period = joined[0]
        return period, cell

    def _period_of_row(self, beside: Mapping[str, Cell], row: int) -> tuple[WrittenPeriod, Cell] | None:
        """The period of a row: from its cell, or from a year's and a month's."""
        cell = next((beside[role] for role in ("period", "month", "year") if role in beside), None)
        empty = [self._roles[role] for role in PERIOD_ROLES if role in self._roles and role not in beside]
        if empty:
            raise _Refused("empty_cell", Cell(row, empty[0], ""), column="period")
        if cell is None:
            return None
        if "period" in beside:
            period = self._read_period(beside["period"])
        else:
            year, month = (plain(beside[role].text) if role in beside else "" for role in ("year", "month"))
            month += "月" if month.isdecimal() and len(month) < len("202401") else ""
            year += "年" if year.isdecimal() else ""
            if read_period(month) is not None and month.isdecimal():
                year = ""  # 202401 says both
            both = bool(month and year)
            period = (read_period(month) and read_period(year + month)) if both else read_period(month or year)
        if period is None:
            serial = misread_date(cell.text)
            raise _Refused(
                "import_serial_number" if serial else "import_not_a_period", cell, text=cell.text, day=serial
            )
        return period, cell

    def _read_period(self, cell: Cell) -> WrittenPeriod | None:
        return None if misread_date(cell.text) else read_period(cell.text)

    def _period_around(self, heads: Sequence[Heading], value: Cell) -> tuple[WrittenPeriod, Cell]:
        """The period of the title, of the sheet's name or of a line above, as the heading refers to it."""
        context, top = self._context, next((one.cell for one in heads if not one.indicator), value)
        own = next((one.this_period for one in heads if one.this_period), None)
        summed = any(one.basis is Basis.YTD for one in heads)
        period = context.period
        if period is None and context.year is not None and own in (None, ThisPeriod.WHOLE) and not summed:
            period = WrittenPeriod(context.year, 1, _DECEMBER)
        if period is None:
            raise _Refused("import_period_missing", top, text=top.text)
        if period.last != _DECEMBER and any(one.year_end for one in heads):
            raise _Refused("import_period_missing", top, text=top.text)
        cell = context.period_cell or context.year_cell or top
        return (period if own is None else self._part_of(period, own, top)), cell

    def _part_of(self, period: WrittenPeriod, own: ThisPeriod, top: Cell) -> WrittenPeriod:
        """The month, the quarter or the whole that 本月, 本季 or 本期 means within the table's period.

        1—6月 over 本月 is the month to which the sums go; over 本期 beside 累计 it may be that month or all of them.
        """
        summed = any(one.basis is Basis.YTD for number in self._data for one in self._panel.headings[number])
        match own:
            case ThisPeriod.WHOLE:
                unclear = period.first != period.last and summed
                first = period.first
            case ThisPeriod.MONTH:
                unclear = period.first not in (1, period.last) or (
                    period.last == _DECEMBER and not period.ranged and period.first == 1
                )
                first = period.last
            case ThisPeriod.QUARTER:
                unclear = period.last % 3 != 0 or period.first not in (1, period.last - 2, period.last)
                first = period.last - 2
            case _:
                assert_never(own)
        if unclear:
            raise _Refused("import_period_missing", top, text=top.text)
        return period._replace(first=first, to_date=period.to_date and first == period.first, basis=None)

    # --- basis, unit, title -------------------------------------------------------------------------------------------

    def _basis(self, heads: Sequence[Heading], period: WrittenPeriod) -> Basis | None:
        """The basis that words state; raises where two of them say different ones."""
        stated = [(one.basis, one.cell) for one in heads if one.basis is not None]
        if period.basis is not None and stated and not period.to_date:
            stated.insert(0, (period.basis, stated[0][1]))
        if len({basis for basis, _ in stated}) > 1:
            raise _Refused("import_two_bases", stated[-1][1], one=str(stated[0][0]), other=str(stated[-1][0]))
        if stated:
            basis, cell = stated[0]
            if basis is Basis.PERIOD and period.to_date and any(one.period and one.period.to_date for one in heads):
                raise _Refused("import_two_bases", cell, one=str(basis), other=str(Basis.YTD))
            if basis is Basis.YTD and 1 < period.first < period.last and not counts_from_january(cell.text):
                raise _Refused("import_two_bases", cell, one=str(basis), other=str(Basis.PERIOD))
            return basis
        section = self._section.basis if self._section is not None else None
        around = {said.basis for said in self._around if said.basis is not None} if section is None else {section}
        return period.basis or (around.pop() if len(around) == 1 else None)

    def _unit(self, heads: Sequence[Heading], beside: Mapping[str, Cell]) -> Cell | None:
        """The cell that states the unit, nearest to the figure first; its text is the unit alone."""
        for heading in (*reversed(heads[1:]), *heads[:1]):
            if heading.unit:
                return heading.cell._replace(text=heading.unit)
        return beside.get("unit") or self._context.unit or self._unit_of_notes

    def _check_units(self, label: Heading | None, beside: Mapping[str, Cell]) -> None:
        """The unit after the name and the one in its own column have to be the same."""
        cell = beside.get("unit")
        units = [folded_name(text) for text in (label.unit if label else "", cell.text if cell else "")]
        if label is None or cell is None or not all(map(is_unit, units)):
            return
        if folded_name(cell.text) != folded_name(label.unit):
            raise _Refused("import_unit_contradicts", cell, printed=label.unit, given=cell.text)

    def _report(self, code: str, cell: Cell, /, **details: str) -> None:
        self.problems.append(self._table.problem(code, cell.row, cell.column, **details))


def _title_of(aside: Aside) -> str:
    """The problem of a title that says why the figures under it are no results."""
    match aside:
        case Aside.TARGET:
            return "import_title_of_targets"
        case Aside.GROWTH:
            return "import_title_of_growth"
        case Aside.EARLIER:
            return "import_title_of_earlier"
        case Aside.RATIO:
            return "import_title_of_ratios"
        case Aside.RANK:
            return "import_title_of_ranks"
        case (
            Aside.NUMBER
            | Aside.PART
            | Aside.TOTAL
            | Aside.REGION
            | Aside.OTHER
            | Aside.SKIPPED
            | Aside.HIDDEN
            | Aside.REMARK
        ):
            raise AssertionError(aside)  # no words around figures say so
        case _:
            assert_never(aside)


def _agree(said: WrittenPeriod, period: WrittenPeriod) -> bool:
    """Whether a section or a remark names the period of the figure, or its year."""
    if said.year is not None and said.year != period.year:
        return False
    return _is_whole_year(said) or said.last == period.last


def _is_whole_year(period: WrittenPeriod) -> bool:
    return (period.first, period.last, period.day) == (1, _DECEMBER, None) and not period.ranged


def _fit(role: str, texts: Sequence[str]) -> bool:
    """Whether the cells of a column can be what its heading says; figures under 年 or 单位 are neither."""
    figures = [text for text in texts if is_figure(text)]
    if not figures:
        return True
    match role:
        case "year":
            return all(_YEAR_TEXT.fullmatch(plain(text)) for text in figures)
        case "month":
            return all(read_period(text) or _MONTH_TEXT.fullmatch(plain(text)) for text in figures)
        case "period":
            return len(figures) < len(texts) or any(read_period(text) or misread_date(text) for text in figures)
        case "unit" | "basis" | "indicator" | "city":
            return not all(_NUMBER.fullmatch(plain(text)) for text in texts)
        case _:
            return True
