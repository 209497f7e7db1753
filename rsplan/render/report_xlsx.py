"""The report as a workbook whose figures are live formulas; the only module that writes with xlsxwriter."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.figure_formulas import FIGURE_NAMES
from rsplan.calc.verdict import Status
from rsplan.errors import package_missing
from rsplan.model.enums import BOUND_SIGNS, Bound
from rsplan.model.rounding import as_precisely, digits, exactly
from rsplan.render.workbook_formulas import (
    LONGEST_FORMULA,
    derivation_text,
    quoted,
    term_text,
    verdict_text,
)
from rsplan.report.handout.charts import GlyphShape
from rsplan.report.handout.values import Handout, HandoutFigure, HandoutForecast, HandoutIndicator, HandoutPlan
from rsplan.report.handout.workings import KeptAsValue, Workings
from rsplan.report.tables.cells import IN_PERCENT
from rsplan.report.tables.table import CellStyle, ReportTable, Words
from rsplan.text.wrapping import cells as display_cells
from rsplan.text.wrapping import widest_atom

_COLOURS = {
    CellStyle.BAD: "#A61B1B",
    CellStyle.GOOD: "#0B6B3A",
    CellStyle.OPEN: "#7A4D00",
    CellStyle.FAINT: "#52606D",
    CellStyle.PLAIN: "#1F2933",
    CellStyle.STRONG: "#1F2933",
}
_FONT, _A4 = "宋体", 9

#: Places of a number that are shown: a level that follows from a growth has no end of them.
_MOST_PLACES = 6

#: The longest text that a cell takes, the height of a line in points, and the most lines of a row.
_LONGEST, _LINE, _MOST_LINES = 32_000, 14, 25

#: The widest that a column becomes for the sake of a word.
_WIDEST_WORD = 24

#: The margins of a page in inches.
_MARGIN = Decimal("0.5")

#: Rows of the summary that a page takes.
_ROWS_OF_PAGE = 36

#: More plans than these get no chart each: nobody looks through so many.
_MOST_CHARTS = 12

#: The figures that stand in the printed part, in their order, and those that follow beside it.
_PRINTED = (
    *("completion_rate", "elapsed", "lead_points", "remaining"),
    *("required_per_year", "required_per_month"),
)
_BESIDE = tuple(name for name in FIGURE_NAMES if name not in _PRINTED)
#: The number in a margin that is told in words.
_AROUND_NUMBER = re.compile(r"(\d[\d.]*)")

#: A number ends short of the edge of its cell, and a verdict begins behind it: one stands beside the other.
_RIGHT: Mapping[str, Any] = {"align": "right", "indent": 1}
_LEFT: Mapping[str, Any] = {"align": "left", "indent": 1}

_SYMBOLS = ("G", "L", "B", "V", "M", "N", "D", "K")

#: Figures that the workbook and the program are held against each other by.
_CHECKED = ("actual", *_PRINTED, "status")


#: The columns of the sheet of observations, with their widths.
_OF_OBSERVATIONS = (
    ("column.number", 6),
    ("column.indicator", 30),
    ("column.period", 12),
    ("column.through", 12),
    ("column.basis", 14),
    ("column.value", 14),
    ("column.unit", 10),
    ("show.counted", 8),
    ("word.provisional", 10),
    ("column.published", 12),
    ("column.source", 50),
    ("column.where", 14),
    ("column.printed", 14),
    ("column.file", 26),
)


#: The columns of the sheet of the year, with their widths.
_OF_YEAR = (
    ("column.number", 6),
    ("column.indicator", 34),
    ("column.unit", 10),
    ("report.year_target", 24),
    ("report.year_actual", 12),
    ("column.completion", 11),
    ("column.remaining", 12),
    ("column.status", 15),
)


#: Headings over targets of both directions.
_HEADINGS = {
    "remaining": "column.remaining",
    "required_per_year": "column.need.year",
    "required_per_month": "column.need.month",
}


def _figure_heading(name: str, words: Words) -> str:
    return words(_HEADINGS.get(name, f"figure.{name}"))


class _Column(NamedTuple):
    key: str
    heading: str
    width: int


class _Place(NamedTuple):
    """A row of the sheet of indicators with the cells of its figures, as other sheets refer to them."""

    plan: str
    cells: Mapping[str, str]
    of: HandoutIndicator


def report_xlsx(report: Handout) -> bytes:
    """The workbook. Raises RsplanError where xlsxwriter is not installed."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise package_missing("error.package_missing", "xlsxwriter", file="XLSX") from None
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(written, options)
    made = datetime.combine(report.as_of, datetime.min.time())
    book.set_properties({"title": report.title, "comments": report.generator, "created": made})
    _Book(book, report).write()
    book.close()
    return written.getvalue()


class _Book:
    """The sheets of a workbook, and the cells that they refer to in each other."""

    def __init__(self, book: Any, report: Handout) -> None:
        self._book, self._report, self._words = book, report, report.words
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._places: list[_Place] = []
        self._observed: dict[tuple[str, str, tuple[str, int, str]], str] = {}
        self._years: dict[tuple[str, str], str] = {}
        self._live = self._kept = 0
        self._widths: dict[tuple[str, int], int] = {}
        self._lines: dict[tuple[str, int], int] = {}

    def write(self) -> None:
        words = self._words
        names = ("summary", "indicators", "years", "observations", "sources", "checks")
        sheets = {name: self._book.add_worksheet(words(f"sheet.{name}")) for name in names}
        year = next((plan.year for plan in self._report.plans if plan.year), None)
        if year is not None:
            sheets["year"] = self._book.add_worksheet(words("report.year", year=str(year)))
        for sheet in sheets.values():
            sheet.set_landscape()
            sheet.set_paper(_A4)
            sheet.fit_to_pages(1, 0)
            sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_MARGIN)
            sheet.set_footer("&C&P / &N")
        self._write_observations(sheets["observations"])
        self._write_years(sheets["years"])
        self._write_indicators(sheets["indicators"])
        self._write_checks(sheets["checks"])
        self._write_sources(sheets["sources"])
        if year is not None:
            self._write_year(sheets["year"])
        self._write_summary(sheets["summary"])
        for (name, row), lines in self._lines.items():
            self._book.get_worksheet_by_name(name).set_row(row, _LINE * lines + 2)
        sheets["summary"].activate()

    # --- observations ------------------------------------------------------------------------------------------------

    def _write_observations(self, sheet: Any) -> None:
        words = self._words
        columns = _columns(words, *_OF_OBSERVATIONS)
        row = self._heads(sheet, columns)
        for plan in self._report.plans:
            for indicator in plan.indicators:
                for seen in indicator.observations:
                    texts = (indicator.number, indicator.name, seen.period, "", seen.basis)
                    for column, text in enumerate(texts):
                        self._text(sheet, row, column, text)
                    self._date(sheet, row, 3, seen.through)
                    if len(seen.values) == 1:
                        self._number(sheet, row, 5, seen.values[0], _number_format(seen.values[0], seen.bound))
                    else:
                        self._text(sheet, row, 5, seen.text)
                    counted = words("word.yes") if seen.counted else words("word.no")
                    rest = [indicator.unit, counted, seen.provisional, seen.published]
                    rest += [seen.source, seen.where, seen.printed, seen.file]
                    for column, text in enumerate(rest, 6):
                        self._text(sheet, row, column, text)
                    place = self._place("observations", row, 5)
                    self._observed |= {(_key(plan), indicator.id, key): place for key in seen.keys}
                    row += 1

    # --- years -------------------------------------------------------------------------------------------------------

    def _write_years(self, sheet: Any) -> None:
        words = self._words
        numbers = sorted(
            {year.year for plan in self._report.plans for indicator in plan.indicators for year in indicator.years}
        )
        fixed = [("column.number", 6), ("column.indicator", 34), ("column.unit", 10), ("column.target", 12)]
        columns = [*_columns(words, *fixed), *(_Column(str(number), str(number), 12) for number in numbers)]
        row = self._heads(sheet, columns)
        for plan in self._report.plans:
            self._heading(sheet, row, plan.title, len(columns))
            row += 1
            for indicator in plan.indicators:
                if not any(year.value is not None for year in indicator.years):
                    continue
                for column, text in enumerate((indicator.number, indicator.name, indicator.unit, indicator.target)):
                    self._text(sheet, row, column, text)
                for year in indicator.years:
                    if year.value is not None:
                        column = len(fixed) + numbers.index(year.year)
                        self._number(sheet, row, column, year.value, _number_format(year.value, year.bound))
                whole = [year.year for year in indicator.years if year.whole]
                if len(whole) > 1:  # a part of a running year is no point of a line of years
                    first, last = len(fixed), len(fixed) + numbers.index(whole[-1])
                    self._years[_key(plan), indicator.id] = self._range("years", (row, first), (row, last))
                row += 1

    def _write_year(self, sheet: Any) -> None:
        """The standing within the year that was asked for, in values: each target with its own for the year."""
        words = self._words
        row = self._heads(sheet, _columns(words, *_OF_YEAR))
        for plan in self._report.plans:
            self._heading(sheet, row, plan.title, len(_OF_YEAR))
            self._text(sheet, row + 1, 0, plan.year_sentence, wraps=False)
            row += 2
            for indicator in plan.indicators:
                year = indicator.year
                if year is None:
                    continue
                texts = (indicator.number, indicator.name, indicator.unit, f"{year.target} {year.origin}")
                for column, text in enumerate(texts):
                    self._text(sheet, row, column, text)
                figures = (("actual", year.actual), ("completion_rate", year.completion), ("remaining", year.remaining))
                for column, (name, figure) in enumerate(figures, len(texts)):
                    if figure.value is None:
                        self._text(sheet, row, column, figure.text, **_RIGHT)
                    else:
                        self._number(sheet, row, column, figure.value, _figure_format(name, figure))
                self._text(
                    sheet, row, len(texts) + len(figures), year.verdict, font_color=_COLOURS[year.style], **_LEFT
                )
                row += 1

    # --- indicators --------------------------------------------------------------------------------------------------

    def _write_indicators(self, sheet: Any) -> None:
        columns = self._indicator_columns()
        at = {column.key: index for index, column in enumerate(columns)}
        row = self._heads(sheet, columns)
        last_printed = at["trend"]
        for plan in self._report.plans:
            self._heading(sheet, row, plan.title, last_printed + 1)
            row += 1
            for group in plan.groups:
                if group.heading:
                    self._heading(sheet, row, group.heading, last_printed + 1)
                    row += 1
                for indicator in group.indicators:
                    self._write_indicator(sheet, row, at, plan, indicator)
                    row += 1
        sheet.print_area(0, 0, max(row - 1, 1), last_printed)
        sheet.repeat_columns(0, 1)

    def _indicator_columns(self) -> list[_Column]:
        words = self._words
        return [
            *_columns(
                words,
                ("column.number", 5),
                ("column.indicator", 30),
                ("column.unit", 9),
                ("show.nature", 8),
                ("column.target", 11),
            ),
            _Column("T", words("sheet.number_column"), 11),
            _Column("actual", words("column.actual"), 11),
            _Column("through", words("report.through"), 12),
            *(_Column(name, _figure_heading(name, words), 11) for name in _PRINTED),
            _Column("status", words("column.status"), 15),
            _Column("evidence", words("report.evidence"), 18),
            _Column("trend", words("sheet.trend"), 16),
            *(_Column(symbol, words(_SYMBOL_TEXTS[symbol]), 12) for symbol in _SYMBOLS),
            *(_Column(name, words(f"figure.{name}"), 13) for name in _BESIDE),
            _Column("kept", words("sheet.kept"), 24),
            _Column("id", words("column.id"), 26),
            _Column("plan", words("column.plan"), 16),
        ]

    def _write_indicator(
        self, sheet: Any, row: int, at: Mapping[str, int], plan: HandoutPlan, indicator: HandoutIndicator
    ) -> None:
        words, workings = self._words, indicator.workings
        cells = {key: self._local(row, column) for key, column in at.items()}
        formulas = self._formulas(plan, indicator, workings, cells) if isinstance(workings, Workings) else {}
        too_long = any(len(text) > LONGEST_FORMULA for text in formulas.values())
        formulas = {} if too_long else formulas
        texts = {
            "column.number": indicator.number,
            "column.indicator": indicator.name,
            "column.unit": indicator.unit,
            "show.nature": indicator.nature_word,
            "column.target": indicator.target,
            "evidence": indicator.evidence,
            "kept": _kept_text(workings, words, too_long=too_long),
            "id": indicator.id,
            "plan": _key(plan),
        }
        if indicator.through is not None:
            if indicator.day == str(indicator.through):
                self._date(sheet, row, at["through"], indicator.through)
            else:
                self._text(sheet, row, at["through"], indicator.day, align="center")
        for key, text in texts.items():
            self._text(sheet, row, at[key], text, wraps=at[key] < at["trend"])
        if isinstance(workings, Workings):
            for symbol in _SYMBOLS:
                value = workings.symbols.get(symbol)
                if symbol in formulas and value is not None:
                    self._formula(sheet, row, at[symbol], formulas[symbol], as_precisely(value), _number_format(value))
                elif value is not None:
                    self._number(sheet, row, at[symbol], as_precisely(value), _number_format(value))
        if indicator.target_value is not None:
            style = _number_format(indicator.target_value)
            if "T" in formulas:
                self._formula(sheet, row, at["T"], formulas["T"], indicator.target_value, style)
            else:
                self._number(sheet, row, at["T"], indicator.target_value, style)
        if indicator.shares:
            self._text(sheet, row, at["actual"], indicator.actual.text)
        for name, shown in (("actual", indicator.actual), *indicator.figures.items()):
            if shown.value is not None:
                style = _told_format(indicator) if name == "remaining" else _figure_format(name, shown)
                if name in formulas:
                    self._formula(sheet, row, at[name], formulas[name], shown.value, style)
                else:
                    self._kept += 1
                    self._number(sheet, row, at[name], shown.value, style)
        colour: dict[str, Any] = {"font_color": _COLOURS[indicator.style], **_LEFT}
        colour["bold"] = indicator.style is CellStyle.BAD
        if "status" in formulas:
            self._formula(sheet, row, at["status"], formulas["status"], indicator.verdict, colour)
        else:
            self._kept += 1
            self._text(sheet, row, at["status"], indicator.verdict, **colour)
        if isinstance(workings, KeptAsValue) and indicator.through is not None:
            sheet.write_comment(row, at["actual"], words("sheet.kept") + ": " + words(f"kept.{workings}"))
        if (_key(plan), indicator.id) in self._years:
            trend = {"range": self._years[_key(plan), indicator.id], "markers": True, "series_color": "#1D4E89"}
            sheet.add_sparkline(row, at["trend"], trend)
        outside = {key: self._place("indicators", row, column) for key, column in at.items()}
        self._places.append(_Place(plan.title, outside, indicator))

    def _formulas(
        self, plan: HandoutPlan, indicator: HandoutIndicator, workings: Workings, cells: Mapping[str, str]
    ) -> dict[str, str]:
        """The formulas of a target by the column that they stand in."""
        symbols = {"A": cells["actual"], **{name: cells[name] for name in ("T", *_SYMBOLS, *FIGURE_NAMES)}}

        def observed(found: Derivation) -> str | None:
            if found.name in _CELLS_OF:
                return cells[_CELLS_OF[found.name]]
            origin = found.origin
            if origin is None or origin.period is None:
                return None
            return self._observed.get((_key(plan), indicator.id, (origin.at.file, origin.at.line, origin.period)))

        formulas = {
            "actual": f"={derivation_text(workings.actual, observed)}",
            "L": f"={derivation_text(workings.limit, observed)}",
        }
        if workings.target.formula is not None:
            formulas["T"] = f"={workings.target.formula.text(symbols)}"
        for name, term in workings.terms.items():
            formulas[name] = term_text(term, workings.condition, symbols)
        words = self._words
        formulas["status"] = verdict_text(workings.branches, symbols, lambda status: words(f"status.{status}"))
        return formulas

    # --- checks ------------------------------------------------------------------------------------------------------

    def _write_checks(self, sheet: Any) -> None:
        words = self._words
        columns = [
            *_columns(
                words, ("column.plan", 30), ("column.number", 6), ("column.indicator", 34), ("column.figure", 22)
            ),
            _Column("program", words("sheet.of_program"), 16),
            _Column("workbook", words("sheet.of_workbook"), 16),
            _Column("agrees", words("report.compared"), 12),
            _Column("how", words("sheet.remark"), 60),
        ]
        row = self._doubts(sheet, self._heads(sheet, columns))
        agrees, differs = quoted(words("sheet.agrees")), quoted(words("sheet.differs"))
        for place in self._places:
            indicator = place.of
            if indicator.status in (Status.NO_DATA, Status.NO_TARGET, Status.NOT_QUANTIFIED):
                continue
            how = (
                words("sheet.live")
                if isinstance(indicator.workings, Workings)
                else _kept_text(indicator.workings, words)
            )
            for name in _CHECKED:
                reference = place.cells[name]
                shown = None if name == "status" else indicator.actual if name == "actual" else indicator.figures[name]
                if shown is not None and shown.value is None:
                    continue
                heading = words("column.status") if name == "status" else _figure_heading(name, words)
                for column, text in enumerate((place.plan, indicator.number, indicator.name, heading)):
                    self._text(sheet, row, column, text)
                here, there = self._local(row, 4), self._local(row, 5)
                if shown is None or shown.value is None:
                    self._text(sheet, row, 4, indicator.verdict)
                    self._counted_out(sheet, row, 5, f"={reference}", indicator.verdict, {})
                    same = f"=IF({here}={there},{agrees},{differs})"
                else:
                    style = _figure_format(name, shown)
                    self._number(sheet, row, 4, shown.value, style)
                    self._counted_out(sheet, row, 5, f"={reference}", shown.value, style)
                    same = f"=IF(ABS({here}-{there})<0.000002,{agrees},{differs})"
                self._counted_out(sheet, row, 6, same, words("sheet.agrees"), {})
                self._text(sheet, row, 7, how)
                row += 1

    def _doubts(self, sheet: Any, row: int) -> int:
        """What the audit found in each plan, above what the figures are held against; the row after it."""
        words = self._words
        for plan in self._report.plans:
            if plan.doubts is None:
                continue
            rows = [
                (doubt.number, doubt.name, doubt.code, doubt.severity, doubt.text, doubt.style) for doubt in plan.doubts
            ]
            nothing = ("", words("audit.whole_plan"), "", words("word.none"), words("sheet.no_doubts"), CellStyle.PLAIN)
            for number, name, code, severity, text, style in rows or [nothing]:
                for column, cell in enumerate((plan.title, number, name, code)):
                    self._text(sheet, row, column, cell)
                self._text(sheet, row, 6, severity, font_color=_COLOURS[style])
                self._text(sheet, row, 7, text)
                row += 1
        return row

    # --- sources -----------------------------------------------------------------------------------------------------

    def _write_sources(self, sheet: Any) -> None:
        words = self._words
        columns = _columns(words, ("column.source", 90), ("column.published", 16), ("sheet.observations", 12))
        row = self._heads(sheet, columns)
        counted: dict[tuple[str, str], int] = {}
        for plan in self._report.plans:
            for indicator in plan.indicators:
                for seen in indicator.observations:
                    counted[seen.source, seen.published] = counted.get((seen.source, seen.published), 0) + 1
        for (source, published), number in counted.items():
            self._text(sheet, row, 0, source)
            self._text(sheet, row, 1, published)
            self._number(sheet, row, 2, Decimal(number), {"num_format": "0"})
            row += 1
        row += 1
        self._heading(sheet, row, words("report.inputs"), len(columns))
        for line in self._report.inputs:
            row += 1
            self._text(sheet, row, 0, line)
        self._text(sheet, row + 2, 0, words("report.generated", generator=self._report.generator))

    # --- summary -----------------------------------------------------------------------------------------------------

    def _write_summary(self, sheet: Any) -> None:
        words = self._words
        headings = [
            *("column.number", "column.indicator", "column.unit", "column.target", "column.actual"),
            *("column.completion", "column.elapsed", "report.left", "report.per_month", "report.per_year"),
            *("column.status", "report.evidence"),
        ]
        widths: tuple[int, ...] = (5, 32, 10, 12, 12, 10, 10, 14, 11, 11, 16, 22)
        ahead = [one.forecast for plan in self._report.plans for one in plan.attention if one.forecast is not None]
        if ahead:
            headings += ["column.outlook", "report.until", "report.end_low", "report.end_high", "csv.last_call"]
            widths += (17, 11, 11, 11, 12)
        if any(one.remark for one in ahead):
            headings.append("sheet.remark")
            widths += (36,)
        for column, (key, width) in enumerate(zip(headings, widths, strict=True)):
            self._set_width(sheet, column, width, (words(key), *self._of_targets(key)))
        self._text(sheet, 0, 0, self._report.title, wraps=False, bold=True, font_size=16)
        self._text(sheet, 1, 0, self._report.dates, wraps=False, font_color=_COLOURS[CellStyle.FAINT])
        self._lines[sheet.name, 0] = 2
        row, breaks = 3, [0]
        for number, plan in enumerate(self._report.plans):
            if number:
                breaks.append(row)
            if len(self._report.plans) > 1:
                self._heading(sheet, row, plan.title, len(widths))
                row += 1
            whole = self._format({"text_wrap": True, "valign": "top", "font_size": 12})
            sheet.merge_range(row, 0, row, len(widths) - 1, "", whole)
            sheet.write_string(row, 0, plan.sentence[:_LONGEST], whole)
            self._lines[sheet.name, row] = 1 + display_cells(plan.sentence) // 120
            row += 2
            self._heading(sheet, row, words("report.attention"), len(widths))
            row += 1
            if not plan.attention:
                self._text(sheet, row, 0, words("report.nothing_wanting"), wraps=False)
                row += 1
            else:
                row = self._summary_rows(sheet, row, plan.attention, [words(key) for key in headings])
            row += 1
            if plan.changes is not None:
                row = self._changes(sheet, row, plan.changes) + 1
            row = self._completion_chart(sheet, row, plan, breaks, chart=number < _MOST_CHARTS)
        sheet.set_h_pagebreaks(breaks[1:])
        counts = words("sheet.count", live=str(self._live), kept=str(self._kept))
        self._text(sheet, row, 0, words("sheet.how"), wraps=False, font_color=_COLOURS[CellStyle.FAINT])
        self._text(sheet, row + 1, 0, counts, wraps=False, font_color=_COLOURS[CellStyle.FAINT])
        sheet.print_area(0, 0, row + 1, len(widths) - 1)

    def _changes(self, sheet: Any, row: int, changes: ReportTable) -> int:
        """The changes as text, a column of the summary for each of theirs; the row after them."""
        self._heading(sheet, row, changes.title, 12)
        for line in changes.lead:
            row += 1
            self._text(sheet, row, 0, str(line), wraps=False)
        rows = [[column.heading for column in changes.columns]]
        rows += [[str(cell) for cell in cells] for section in changes.sections for cells in section.rows]
        for cells in rows if len(rows) > 1 else ():
            row += 1
            for column, text in enumerate(cells):
                self._text(sheet, row, column, text, wraps=column < len(cells) - 1, bold=cells is rows[0])
        for note in changes.footnotes:
            row += 1
            self._text(sheet, row, 0, note, wraps=False)
        return row + 1

    def _summary_rows(self, sheet: Any, row: int, shown: Sequence[HandoutIndicator], headings: Sequence[str]) -> int:
        words, places = self._words, {id(place.of): place for place in self._places}
        for column, heading in enumerate(headings):
            self._text(sheet, row, column, heading, bold=True, bg_color="#D9E2EC")
        row += 1
        for indicator in shown:
            place = places[id(indicator)]
            for column, text in enumerate((indicator.number, indicator.name, indicator.unit, indicator.target)):
                self._text(sheet, row, column, text)
            figures = {4: ("actual", indicator.actual), 5: ("completion_rate", indicator.figures["completion_rate"])}
            figures[6] = ("elapsed", indicator.figures["elapsed"])
            for column, (name, figure) in figures.items():
                self._repeated(sheet, (row, column), name, figure, place)
            self._left(sheet, (row, 7), place)
            needs = (("required_per_month", indicator.per_month), ("required_per_year", indicator.per_year))
            for column, (name, need) in enumerate(needs, 8):
                self._repeated(sheet, (row, column), name, need, place)
            colour: dict[str, Any] = {"font_color": _COLOURS[indicator.style], **_LEFT}
            colour["bold"] = indicator.style is CellStyle.BAD
            weakest = "" if indicator.day == str(indicator.through or "") else indicator.day
            self._counted_out(sheet, row, 10, f"={place.cells['status']}", indicator.verdict, colour)
            why = words("word.semicolon").join(filter(None, (indicator.breached, weakest, indicator.evidence)))
            self._text(sheet, row, 11, why)
            if indicator.forecast is not None:
                self._forecast(sheet, row, 12, indicator.forecast)
            row += 1
        return row

    def _repeated(self, sheet: Any, at: tuple[int, int], name: str, figure: HandoutFigure, place: _Place) -> None:
        """A figure of the sheet of indicators once more; as a value where that sheet has another or none."""
        there = place.of.actual if name == "actual" else place.of.figures[name]
        style = _figure_format(name, figure)
        if figure.value is None:
            self._text(sheet, *at, figure.text, **_RIGHT)
        elif figure.value == there.value:
            self._counted_out(sheet, *at, f"={place.cells[name]}", figure.value, style)
        else:
            self._number(sheet, *at, figure.value, style)

    def _left(self, sheet: Any, at: tuple[int, int], place: _Place) -> None:
        """What is left, or the margin with the words of the side that it lies on around it."""
        left = place.of.left
        if left.value is None or left.text == place.of.figures["remaining"].text:
            self._repeated(sheet, at, "remaining", left, place)
            return
        before, number, after = _AROUND_NUMBER.split(left.text, maxsplit=1)
        style = _format_of(number, before=before, after=after)
        self._counted_out(sheet, *at, f"=ABS({place.cells['margin']})", left.value, style)

    def _forecast(self, sheet: Any, row: int, column: int, ahead: HandoutForecast) -> None:
        """The look ahead as values: no formula of the workbook gives them, and a comment says how they came about."""
        words = self._words
        style: dict[str, Any] = {"font_color": _COLOURS[CellStyle.BAD], "bold": True} if ahead.out_of_reach else {}
        self._text(sheet, row, column, ahead.outlook or words("word.none"), **style)
        self._text(sheet, row, column + 1, ahead.until)
        for index, figure in enumerate((ahead.low, ahead.high), column + 2):
            if figure.value is not None:
                self._number(sheet, row, index, figure.value, _figure_format("forecast", figure))
        if ahead.last_call is not None:
            self._date(sheet, row, column + 4, ahead.last_call)
        self._text(sheet, row, column + 5, ahead.remark)
        method = words("word.colon", text=words("column.method"), more=ahead.method)
        sheet.write_comment(row, column, f"{method}\n{words('forecast.legend')}", {"x_scale": 2, "y_scale": 2})

    def _completion_chart(self, sheet: Any, row: int, plan: HandoutPlan, breaks: list[int], *, chart: bool) -> int:
        """A table of completion and time elapsed with a native chart beside it; the row after both."""
        words = self._words
        mine = {id(indicator) for indicator in plan.indicators}
        shown = [
            place
            for place in self._places
            if id(place.of) in mine and place.of.figures["completion_rate"].value is not None
        ]
        if not shown:
            return row
        height = min(90 + 24 * len(shown), 620)
        if row + max(len(shown), height // 20) + 2 - breaks[-1] > _ROWS_OF_PAGE:
            breaks.append(row)
        self._heading(sheet, row, words("sheet.chart"), 12)
        row += 1
        first = row
        for place in shown:
            self._text(sheet, row, 0, place.of.number)
            self._text(sheet, row, 1, place.of.name)
            grows = place.of.glyph is not None and place.of.glyph.shape is GlyphShape.SUM
            for column, name in ((2, "completion_rate"), (3, "elapsed")):
                figure = place.of.figures[name]
                if figure.value is not None and (grows or name != "elapsed"):  # a level does not grow with time
                    style = _figure_format(name, figure)
                    self._counted_out(sheet, row, column, f"={place.cells[name]}", figure.value, style)
            row += 1
        if not chart:
            return row + 1
        drawn = self._book.add_chart({"type": "bar"})
        colours = ("#1D4E89", "#9FB3C8")
        for column, key, colour in ((2, "column.completion", colours[0]), (3, "column.elapsed", colours[1])):
            drawn.add_series(
                {
                    "name": words(key),
                    "categories": [words("sheet.summary"), first, 1, row - 1, 1],
                    "values": [words("sheet.summary"), first, column, row - 1, column],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        drawn.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        drawn.set_x_axis({"num_format": "0%", "label_position": "low", "major_gridlines": {"visible": True}})
        drawn.set_legend({"position": "top"})
        drawn.set_size({"width": 760, "height": height})
        sheet.insert_chart(first, 4, drawn, {"description": words("sheet.chart"), "object_position": 2})
        return max(row, first + height // 20 + 1) + 1

    # --- cells -------------------------------------------------------------------------------------------------------

    def _heads(self, sheet: Any, columns: Sequence[_Column]) -> int:
        """The head row, frozen and repeated on each page; the row after it."""
        style: dict[str, Any] = {"bold": True, "valign": "vcenter", "bg_color": "#D9E2EC", "bottom": 1}
        for index, column in enumerate(columns):
            self._set_width(sheet, index, column.width, (column.heading, *self._of_targets(column.key)))
            self._text(sheet, 0, index, column.heading, **style)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        return 1

    def _of_targets(self, key: str) -> Iterator[str]:
        """The words of every target that stand in the column."""
        for plan in self._report.plans:
            for target in plan.indicators:
                texts = {"column.unit": target.unit, "show.nature": target.nature_word, "evidence": target.evidence}
                texts |= {"status": target.verdict, "column.status": target.verdict, "report.evidence": target.evidence}
                # A number that is too wide for its column is not shown: neither it nor the words of its format fold.
                texts["report.left"] = target.left.text.replace(" ", "_")
                if target.target_value is not None:
                    texts |= dict.fromkeys(("T", "L"), f"{round(target.target_value, _MOST_PLACES):,}")
                if target.forecast is not None:
                    texts |= {"column.outlook": target.forecast.outlook, "report.until": target.forecast.until}
                yield texts.get(key, "")

    def _heading(self, sheet: Any, row: int, text: str, columns: int) -> None:
        for column in range(columns):
            self._text(sheet, row, column, "" if column else text, wraps=False, bold=True, bg_color="#F0F4F8")

    def _set_width(self, sheet: Any, column: int, width: int, texts: Iterable[str] = ()) -> None:
        """Set the width of a column, or what its longest word needs, which is never parted."""
        width = max((width, *(min(widest_atom(text) + 2, _WIDEST_WORD) for text in texts)))
        sheet.set_column(column, column, width)
        self._widths[sheet.name, column] = width

    def _text(self, sheet: Any, row: int, column: int, text: str, *, wraps: bool = True, **style: object) -> None:
        """A text as it is, whatever it begins with; indicator that is too long for its column wraps."""
        if not text and not style:
            return
        lines = -(-display_cells(text) // max(self._widths[sheet.name, column] - 2, 1)) if wraps else 1
        if lines > 1:
            style["text_wrap"] = True
            key = sheet.name, row
            self._lines[key] = min(max(self._lines.get(key, 1), lines), _MOST_LINES)
        sheet.write_string(row, column, text[:_LONGEST], self._format({"num_format": "@", **style}))

    def _date(self, sheet: Any, row: int, column: int, day: date) -> None:
        made = datetime.combine(day, datetime.min.time())
        sheet.write_datetime(row, column, made, self._format({"num_format": "yyyy-mm-dd", "align": "center"}))

    def _number(self, sheet: Any, row: int, column: int, value: Decimal, style: Mapping[str, object]) -> None:
        sheet.write_number(row, column, value, self._format(style))

    def _formula(
        self, sheet: Any, row: int, column: int, formula: str, value: Decimal | str, style: Mapping[str, object]
    ) -> None:
        self._live += 1
        self._counted_out(sheet, row, column, formula, value, style)

    def _counted_out(
        self, sheet: Any, row: int, column: int, formula: str, value: Decimal | str, style: Mapping[str, object]
    ) -> None:
        """A formula that only repeats or compares, and so is none of those that are counted."""
        sheet.write_formula(row, column, formula, self._format(style), value)

    def _format(self, style: Mapping[str, object]) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": _FONT, "font_size": 10, "valign": "top", **style})
        return self._formats[key]

    def _local(self, row: int, column: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return str(xl_rowcol_to_cell(row, column))

    def _place(self, sheet: str, row: int, column: int) -> str:
        return f"'{self._words(f'sheet.{sheet}')}'!{self._local(row, column)}"

    def _range(self, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> str:
        return f"{self._place(sheet, *first)}:{self._local(*last)}"


#: The cells of numbers that derivations start from.
_CELLS_OF = {"target": "T", "stated_change": "G", "baseline": "B", "months": "M"}

_SYMBOL_TEXTS = {
    "G": "figure.stated_change",
    "L": "figure.limit",
    "B": "figure.baseline",
    "V": "figure.earlier",
    "M": "figure.months",
    "N": "figure.months_elapsed",
    "D": "figure.months_to_as_of",
    "K": "figure.months_covered",
}


def _columns(words: Words, *columns: tuple[str, int]) -> list[_Column]:
    return [_Column(key, words(key), width) for key, width in columns]


def _key(plan: HandoutPlan) -> str:
    return f"{plan.city_id}/{plan.plan}"


def _kept_text(workings: Workings | KeptAsValue | None, words: Words, *, too_long: bool = False) -> str:
    if too_long:
        return words("kept.long")
    return words(f"kept.{workings}") if isinstance(workings, KeptAsValue) else ""


def _number_format(value: Any, bound: Bound = Bound.EXACT) -> dict[str, object]:
    """As many places as the number has, after the sign of its bound."""
    return _format_of(digits(exactly(value)), before=BOUND_SIGNS[bound])


def _figure_format(name: str, shown: HandoutFigure) -> dict[str, object]:
    """The places with which people read the figure: no fewer, or it would round onto a limit."""
    text = shown.text.lstrip("".join(BOUND_SIGNS.values())).removesuffix("%")
    return _format_of(text, before=BOUND_SIGNS[shown.bound], percent=name in IN_PERCENT)


def _told_format(indicator: HandoutIndicator) -> dict[str, object]:
    """What is left as people are told it; a dash covers a number that they are not told but other cells need."""
    told = indicator.remaining
    return {"num_format": '"-"', **_RIGHT} if told.value is None else _figure_format("remaining", told)


def _format_of(text: str, *, before: str = "", after: str = "", percent: bool = False) -> dict[str, object]:
    """As many places as the text has, with the words around the number as text of the format."""
    places = min(len(text.partition(".")[2]), _MOST_PLACES)
    whole = "0" if percent else "#,##0"
    number = whole + ("." + "0" * places if places else "") + ("%" if percent else "")
    end = f'"{after}"' if after else ""
    # A spreadsheet puts the minus before all words of a format that has no part of its own for what is negative.
    shown = f'"{before}"{number}{end};"{before}-"{number}{end}' if before else number + end
    return {"num_format": shown, **_RIGHT}
