"""The trajectory of a target as a chart of plain signs, for a terminal of any width and encoding."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.model.enums import BOUND_SIGNS, Bound
from rsplan.model.rounding import rounded, shown
from rsplan.report.handout.charts import Trajectory, trajectory_of
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language

#: Lines of the drawing, its widest, and its narrowest.
_LINES, _WIDEST, _NARROWEST = 14, 100, 30

#: The signs: all ASCII, which every terminal draws one column wide.
_PLANNED, _ACTUAL, _MILESTONE, _LIMIT, _UNKNOWN, _BREAK, _PROJECTED, _FORECAST = ".", "o", "+", "-", "~", "|", ":", "#"
_BOUND_MARKS = {Bound.EXACT: "", Bound.AT_LEAST: "^", Bound.AT_MOST: "v", Bound.UNKNOWN: "?"}


def charts_of(assessment: Assessment, known_on: date | None, lang: Language, width: int) -> list[ReportTable]:
    """The chart of the target; none for shares, and where there is nothing to draw."""
    words = Words(lang)
    trajectory = trajectory_of(assessment, words, forecast_of(assessment, known_on))
    return [] if trajectory is None else [chart_table(trajectory, words, width)]


def chart_table(trajectory: Trajectory, words: Words, width: int) -> ReportTable:
    """The chart as a table of one column, with its legend and its text alternative."""
    lines = _Canvas(trajectory, min(width, _WIDEST)).lines()
    rows = tuple((TableCell((line or " ",)),) for line in lines)
    return ReportTable(
        f"{trajectory.title} ({trajectory.unit})",
        (TableCell((words("chart.target", target=trajectory.target),)),),
        (TableColumn(""),),
        (Section("", rows),),
        (words("word.semicolon").join(_legend(trajectory, words)), trajectory.text),
    )


def _legend(trajectory: Trajectory, words: Words) -> Iterator[str]:
    if trajectory.actual:
        yield f"{_ACTUAL} {words('chart.actual')}"
    if any(point.bound is not Bound.EXACT for point in trajectory.actual):
        yield f"^ v {words('chart.bound')}"
    if trajectory.planned:
        yield f"{_PLANNED} {words('chart.planned')}"
    if trajectory.milestones:
        yield f"{_MILESTONE} {words('chart.milestone')}"
    if trajectory.limit is not None:
        yield f"{_LIMIT} {words('chart.limit', target=trajectory.target)}"
    if trajectory.projected is not None:
        value = BOUND_SIGNS[trajectory.projected_bound] + shown(trajectory.projected, 2)
        yield f"{_PROJECTED} {words('chart.projected', projected=value)}"
    if trajectory.forecast is not None:
        yield f"{_FORECAST} {words('chart.forecast', forecast=trajectory.forecast.text)}"
    if trajectory.unknown:
        yield f"{_UNKNOWN} {words('chart.unknown')}"
    for text in dict.fromkeys(mark.text(words) for mark in trajectory.breaks):
        yield f"{_BREAK} {text}"


class _Canvas:
    """A grid of signs: months along, the indicator's unit up, the labels of the axis to the left."""

    def __init__(self, trajectory: Trajectory, width: int) -> None:
        self._of = trajectory
        values = [value for _, value in trajectory.planned] + [point.value for point in trajectory.actual]
        values += [value for value in (trajectory.limit, trajectory.projected) if value is not None]
        values += [end.value for end in trajectory.forecast.ends] if trajectory.forecast else []
        low, high = (min(values), max(values)) if values else (Fraction(0), Fraction(1))
        if low == high:
            low, high = low - max(abs(low) / 20, Fraction(1)), high + max(abs(high) / 20, Fraction(1))
        self._low, self._high = low, high
        self._labels = {0: shown(high, 2), _LINES - 1: shown(low, 2)}
        self._margin = max(map(len, self._labels.values())) + 1
        self._width = max(width - self._margin - 2, _NARROWEST)
        self._cells = [[" "] * self._width for _ in range(_LINES)]

    def lines(self) -> Iterator[str]:
        """The drawing from top to bottom, with the years below it."""
        self._draw()
        for number, cells in enumerate(self._cells):
            yield f"{self._labels.get(number, ''):>{self._margin}}|{''.join(cells)}".rstrip()
        yield " " * self._margin + "+" + "-" * self._width
        years = [" "] * self._width
        begin = Fraction(0)
        for year, end in self._of.years:
            middle = self._column((begin + end) / 2) - 2
            years[max(middle, 0) : max(middle, 0) + 4] = str(year)
            begin = end
        yield (" " * (self._margin + 1) + "".join(years)).rstrip()

    def _draw(self) -> None:
        of = self._of
        for span in of.unknown:
            for column in range(self._column(span.begin) + 1, self._column(span.end) + 1):
                self._put(column, _LINES - 1, _UNKNOWN)
        for mark in of.breaks:
            for line in range(_LINES):
                self._put(self._column(mark.elapsed), line, _BREAK)
        if of.limit is not None:
            for column in range(self._width):
                self._put(column, self._line(of.limit), _LIMIT)
        self._path(of.planned, _PLANNED)
        for elapsed, value in of.milestones:
            self._put(self._column(elapsed), self._line(value), _MILESTONE)
        if of.projected is not None and of.actual:
            last = of.actual[-1]
            self._path(((last.elapsed, last.value), (of.months, of.projected)), _PROJECTED)
        if of.forecast is not None:
            for end in of.forecast.ends:
                self._put(self._column(of.forecast.elapsed), self._line(end.value), _FORECAST)
        for point in of.actual:
            if point.elapsed > 0:
                column, line = self._column(point.elapsed), self._line(point.value)
                self._put(column, line, _ACTUAL)
                if mark_text := _BOUND_MARKS[point.bound]:
                    self._put(column + 1 if column + 1 < self._width else column - 1, line, mark_text)

    def _path(self, points: tuple[tuple[Fraction, Fraction], ...], sign: str) -> None:
        """Signs along the straight lines between the points, one in each column."""
        for index in range(len(points) - 1):
            (begin, low), (end, high) = points[index : index + 2]
            first, last = self._column(begin), self._column(end)
            for column in range(first, last + 1):
                share = Fraction(column - first, last - first) if last > first else Fraction(1)
                self._put(column, self._line(low + (high - low) * share), sign)
        if len(points) == 1:
            self._put(self._column(points[0][0]), self._line(points[0][1]), sign)

    def _column(self, elapsed: Fraction) -> int:
        return min(max(int(rounded(elapsed / self._of.months * (self._width - 1), 0)), 0), self._width - 1)

    def _line(self, value: Fraction) -> int:
        return int(rounded((self._high - value) / (self._high - self._low) * (_LINES - 1), 0))

    def _put(self, column: int, line: int, sign: str) -> None:
        if 0 <= column < self._width and 0 <= line < _LINES:
            self._cells[line][column] = sign
