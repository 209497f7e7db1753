"""Glyphs and trajectories as SVG: text is text, every picture has a title, and nothing in it runs.

Colours are attributes, so that printers and loose files keep them; a page overrides them by class (dark mode).
Positions are exact until they are written, with one decimal place.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import NamedTuple, assert_never

from rsplan.model.enums import BOUND_SIGNS, Better, Bound
from rsplan.model.rounding import shown
from rsplan.report.handout.charts import Glyph, GlyphShape, Trajectory
from rsplan.report.tables.table import Words
from rsplan.text.wrapping import cells as display_cells

#: One hue and greys: the verdict is a word beside the picture, never a colour alone.
_INK, _FAINT, _BAND, _LINE, _BAD = "#1f2933", "#52606d", "#d9e2ec", "#1d4e89", "#a61b1b"

_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

#: The size of a glyph, and of a trajectory where none is asked for.
GLYPH_WIDTH, GLYPH_HEIGHT = 160, 20
CHART_WIDTH, CHART_HEIGHT = 640, 260

#: The least room for the labels at the end of a trajectory, and the width of a sign in them.
_LABELS, _CELL = 105, 6

_Number = Fraction | int | Decimal
_Point = tuple[_Number, _Number]


def glyph_svg(glyph: Glyph) -> str:
    """The glyph as an SVG element with its text alternative."""
    match glyph.shape:
        case GlyphShape.SUM:
            marks = _sum(glyph)
        case GlyphShape.LEVEL:
            marks = _level(glyph)
        case GlyphShape.GUARD:
            marks = _guard(glyph)
        case GlyphShape.SHARES:
            marks = _shares(glyph)
        case _:
            assert_never(glyph.shape)
    return _document(GLYPH_WIDTH, GLYPH_HEIGHT, marks, glyph.text, "glyph")


def _sum(glyph: Glyph) -> Iterator[str]:
    """Completion as a bar against the mark of where it should be by now; the target is the dark end of the track."""
    target, actual = glyph.target[0], glyph.actual[0]
    scale = _Scale(Fraction(0), max(target, actual, glyph.expected or Fraction(0)), 2, GLYPH_WIDTH - 12)
    yield _rect((scale(0), 5), (scale(target) - scale(0), 10), "band", _BAND)
    yield _rect((scale(0), 7), (scale(max(actual, Fraction(0))) - scale(0), 6), "ink", _LINE)
    yield _line((scale(target), 3), (scale(target), 17), "faint", _FAINT, 2)
    if glyph.expected is not None:
        yield _line((scale(glyph.expected), 2), (scale(glyph.expected), 18), "mark", _INK, 2)
    yield from _arrow(scale(actual), 10, glyph.bound)


def _level(glyph: Glyph) -> Iterator[str]:
    """The way from the baseline to the target, the actual as a dot, what is expected as a mark."""
    target, actual = glyph.target[0], glyph.actual[0]
    start = glyph.start if glyph.start is not None else target
    around = [target - abs(target) / 20, target + abs(target) / 20] if glyph.start is None else []
    values = [*around, start, target, actual, *((glyph.expected,) if glyph.expected is not None else ())]
    scale = _Scale.around(values, 8, GLYPH_WIDTH - 8)
    yield _line((scale(start), 10), (scale(target), 10), "band", _BAND, 6)
    if glyph.start is not None:
        yield _line((scale(start), 5), (scale(start), 15), "faint", _FAINT, 1)
    yield _circle((scale(target), 10), 4, "faint", "none", _FAINT)
    if glyph.expected is not None:
        yield _line((scale(glyph.expected), 3), (scale(glyph.expected), 17), "mark", _INK, 2)
    yield _circle((scale(actual), 10), 4, "ink", _LINE, _LINE)
    yield from _arrow(scale(actual), 10, glyph.bound)


def _guard(glyph: Glyph) -> Iterator[str]:
    """The value against its limit, the side that satisfies shaded."""
    limit, actual = glyph.target[0], glyph.actual[0]
    scale = _Scale.around([limit - abs(limit) / 20, limit + abs(limit) / 20, actual], 8, GLYPH_WIDTH - 8)
    end = GLYPH_WIDTH - 2 if glyph.better is Better.HIGHER else 2
    left, right = sorted((scale(limit), Fraction(end)))
    yield _rect((left, 4), (right - left, 12), "band", _BAND)
    yield _line((scale(limit), 2), (scale(limit), 18), "mark", _INK, 2)
    yield _circle((scale(actual), 10), 4, "ink", _LINE, _LINE)
    yield from _arrow(scale(actual), 10, glyph.bound)


def _shares(glyph: Glyph) -> Iterator[str]:
    """The strip of the actual over that of the target."""
    for shares, top, name, colour in ((glyph.actual, 1, "ink", _LINE), (glyph.target, 11, "faint", _FAINT)):
        whole, left = sum(shares, Fraction(0)), Fraction(2)
        for share in shares:
            width = share / whole * (GLYPH_WIDTH - 4) if whole else Fraction(0)
            yield _rect((left, top), (max(width - 1, Fraction(0)), 8), name, colour)
            left += width


def trajectory_svg(
    trajectory: Trajectory, words: Words, width: int = CHART_WIDTH, height: int = CHART_HEIGHT, *, loose: bool = False
) -> str:
    """The trajectory as an SVG element with its text alternative; a `loose` one is a file of its own, with a ground."""
    marks: Iterable[str] = _Drawing(trajectory, words, width, height).marks()
    if loose:
        title = _text((8, 18), f"{trajectory.title} ({trajectory.unit})", "title", _INK, size=13)
        marks = [_rect((0, 0), (width, height), "ground", "#ffffff"), title, *marks]
    return _document(width, height, marks, trajectory.text, "chart")


class _Drawing:
    """A trajectory on its axes: months along, the indicator's unit up."""

    def __init__(self, trajectory: Trajectory, words: Words, width: int, height: int) -> None:
        self._of, self._words, self._width, self._height = trajectory, words, width, height
        values = [value for _, value in trajectory.planned] + [point.value for point in trajectory.actual]
        values += [value for value in (trajectory.limit, trajectory.projected) if value is not None]
        values += [end.value for end in trajectory.forecast.ends] if trajectory.forecast else []
        self._ticks = _ticks(values or [Fraction(0), Fraction(1)])
        self._left = 14 + 8 * max(len(_number(tick)) for tick in self._ticks)
        self._labels = [*_labels_of(trajectory, words)]
        widest = max((display_cells(label.text) for label in self._labels), default=0) * _CELL + 14
        self._x = _Scale(Fraction(0), trajectory.months, self._left, width - min(max(_LABELS, widest), width // 2))
        self._y = _Scale(self._ticks[0], self._ticks[-1], height - 28, 34)

    def marks(self) -> Iterator[str]:
        yield from self._axes()
        yield from self._unknown()
        yield from self._breaks()
        yield from self._planned()
        yield from self._forecast()
        yield from self._actual()
        yield from self._end_labels()

    def _axes(self) -> Iterator[str]:
        x, y = self._x, self._y
        for tick in self._ticks:
            yield _line((x(0), y(tick)), (x(self._of.months), y(tick)), "grid", _BAND, 1)
            yield _text((self._left - 6, y(tick) + 4), _number(tick), "faint", _FAINT, anchor="end")
        begin = Fraction(0)
        for year, end in self._of.years:
            yield _text((x((begin + end) / 2), self._height - 10), str(year), "faint", _FAINT, anchor="middle")
            yield _line((x(end), self._height - 28), (x(end), self._height - 23), "faint", _FAINT, 1)
            begin = end

    def _unknown(self) -> Iterator[str]:
        x, top, bottom = self._x, 34, self._height - 28
        for span in self._of.unknown:
            width = x(span.end) - x(span.begin)
            yield _rect((x(span.begin), top), (width, bottom - top), "gap", "#eef1f4")
            if width > 50:
                middle = (x(span.begin) + x(span.end)) / 2
                yield _text(
                    (middle, bottom - 6), self._words("chart.unknown"), "faint", _FAINT, anchor="middle", size=11
                )

    def _breaks(self) -> Iterator[str]:
        for mark in self._of.breaks:
            at = self._x(mark.elapsed)
            yield _line((at, 34), (at, self._height - 28), "mark", _BAD, 1, dashes="2 3")
            yield _text((at + 3, 44), mark.text(self._words), "bad", _BAD, size=11)

    def _planned(self) -> Iterator[str]:
        x, y, of = self._x, self._y, self._of
        end = x(of.months)
        if of.limit is not None:
            yield _line((x(0), y(of.limit)), (end, y(of.limit)), "plan", _FAINT, 2, dashes="6 4")
        elif of.planned:
            points = [(x(elapsed), y(value)) for elapsed, value in of.planned]
            yield _path(points, "plan", _FAINT, 2, dashes="6 4")
            for elapsed, value in of.milestones:
                yield _circle((x(elapsed), y(value)), 3, "faint", "none", _FAINT)
            yield _circle((end, y(of.planned[-1][1])), 5, "faint", "none", _FAINT)

    def _forecast(self) -> Iterator[str]:
        """The range of the forecast: a bar across at each end, and a line between them."""
        marks = self._of.forecast
        if marks is None:
            return
        at, tops = self._x(marks.elapsed), [self._y(end.value) for end in marks.ends]
        yield _line((at, tops[0]), (at, tops[-1]), "mark", _INK, 1)
        for top in tops:
            yield _line((at - 5, top), (at + 5, top), "mark", _INK, 2)

    def _actual(self) -> Iterator[str]:
        x, y, of = self._x, self._y, self._of
        points = [(x(point.elapsed), y(point.value)) for point in of.actual]
        if of.joined and len(points) > 1:
            for before, after in _known_stretches(of):
                yield _path([points[before], points[after]], "ink", _LINE, 2)
        for point, (left, top) in zip(of.actual, points, strict=True):
            if point.elapsed > 0:
                yield _circle((left, top), 3, "ink", _LINE, _LINE)
                yield from _bound_mark(left, top, point.bound)
        if not points:
            return
        left, top = points[-1]
        if of.projected is not None and of.actual[-1].elapsed < of.months:
            yield _path([(left, top), (x(of.months), y(of.projected))], "ink", _LINE, 1, dashes="2 3")
        last = of.actual[-1]
        above = not of.planned or last.value >= _planned_at(of, last.elapsed)
        label = BOUND_SIGNS[last.bound] + shown(last.value, None)
        at, anchor = (left, top - 9 if above else top + 18), "end" if left > 60 else "start"
        yield _text(at, label, "ink", _LINE, anchor=anchor, halo=True)

    def _end_labels(self) -> Iterator[str]:
        """What stands at the end of the plan, each label at its value or as near as the others leave room."""
        labels = sorted(self._labels, key=lambda label: -label.value)
        for at, label in zip(_spread([self._y(label.value) for label in labels]), labels, strict=True):
            yield _text((self._x(self._of.months) + 10, at + 4), label.text, label.name, label.colour, halo=True)


class _Label(NamedTuple):
    value: Fraction
    text: str
    name: str
    colour: str


def _labels_of(of: Trajectory, words: Words) -> Iterator[_Label]:
    """The labels at the end of the plan: the target or the limit, the value at the pace so far, and the forecast."""
    if of.limit is not None:
        yield _Label(of.limit, words("chart.limit", target=of.target), "faint", _FAINT)
    elif of.planned:
        yield _Label(of.planned[-1][1], words("chart.target", target=of.target), "faint", _FAINT)
    if of.projected is not None and of.actual and of.actual[-1].elapsed < of.months:
        value = BOUND_SIGNS[of.projected_bound] + shown(of.projected, 2)
        yield _Label(of.projected, words("chart.projected", projected=value), "ink", _LINE)
    for end in of.forecast.ends if of.forecast else ():
        yield _Label(end.value, words("chart.forecast", forecast=end.text), "title", _INK)


#: The height that a label takes.
_LABEL = 14


def _spread(tops: Sequence[Fraction]) -> list[Fraction]:
    """The places, which increase, moved apart to the height of a label, half of the way up and half of it down."""
    rows: list[list[Fraction]] = []
    for top in tops:
        rows.append([top])
        while len(rows) > 1 and _first(rows[-1]) - _first(rows[-2]) < _LABEL * len(rows[-2]):
            last = rows.pop()
            rows[-1] += last
    return [_first(row) + _LABEL * index for row in rows for index in range(len(row))]


def _first(row: Sequence[Fraction]) -> Fraction:
    """The place of the first of labels that stand close together around the middle of where they belong."""
    return sum(row, Fraction(0)) / len(row) - Fraction(_LABEL * (len(row) - 1), 2)


def _known_stretches(trajectory: Trajectory) -> Iterator[tuple[int, int]]:
    """Neighbouring figures that a line may join: no days without a figure and no break lie between them."""
    for index in range(len(trajectory.actual) - 1):
        begin, end = trajectory.actual[index].elapsed, trajectory.actual[index + 1].elapsed
        gaps = any(span.begin < end and begin < span.end for span in trajectory.unknown)
        broken = any(begin < mark.elapsed + 1 <= end + 1 and mark.elapsed < end for mark in trajectory.breaks)
        if not gaps and not broken:
            yield index, index + 1


def _planned_at(trajectory: Trajectory, elapsed: Fraction) -> Fraction:
    points = trajectory.planned
    after = next((point for point in points if point[0] >= elapsed), points[-1])
    before = max((point for point in points if point[0] < elapsed), default=after)
    if before == after:
        return after[1]
    return before[1] + (after[1] - before[1]) * (elapsed - before[0]) / (after[0] - before[0])


def _bound_mark(left: Fraction, top: Fraction, bound: Bound) -> Iterator[str]:
    """An open triangle towards the side on which the true figure lies."""
    ways = {Bound.EXACT: (), Bound.AT_LEAST: (-1,), Bound.AT_MOST: (1,), Bound.UNKNOWN: (-1, 1)}[bound]
    for way in ways:
        tip = top + way * 13
        yield _path([(left - 4, tip - way * 6), (left, tip), (left + 4, tip - way * 6)], "ink", _LINE, 1)


def _arrow(left: Fraction, top: int, bound: Bound) -> Iterator[str]:
    ways = {Bound.EXACT: (), Bound.AT_LEAST: (1,), Bound.AT_MOST: (-1,), Bound.UNKNOWN: (1, -1)}[bound]
    for way in ways:
        tip = left + way * 9
        yield _path([(tip - way * 4, top - 4), (tip, top), (tip - way * 4, top + 4)], "ink", _LINE, 2)


# --- scales ----------------------------------------------------------------------------------------------------------


class _Scale:
    """Positions of values between two ends; a scale without extent puts all in the middle."""

    def __init__(self, low: Fraction, high: Fraction, begin: int, end: int) -> None:
        self._low, self._extent, self._begin, self._length = low, high - low, Fraction(begin), end - begin

    @classmethod
    def around(cls, values: Sequence[Fraction], begin: int, end: int) -> "_Scale":
        return cls(min(values), max(values), begin, end)

    def __call__(self, value: _Number) -> Fraction:
        if not self._extent:
            return self._begin + Fraction(self._length, 2)
        return self._begin + (Fraction(value) - self._low) / self._extent * self._length


#: Steps between two ticks, for each power of ten.
_STEPS = (1, 2, 5, 10)
_MOST_TICKS = 6


def _ticks(values: Sequence[Fraction]) -> list[Fraction]:
    """Round numbers around the values, at most so many and one; from zero where that is not far."""
    low, high = min(values), max(values)
    if low > 0 and low < (high - low) * 2:
        low = Fraction(0)
    if low == high:
        low, high = low - abs(low) / 20 - Fraction(1, 2), high + abs(high) / 20 + Fraction(1, 2)
    power = Fraction(1)
    while power * _MOST_TICKS < high - low:
        power *= 10
    while power * _MOST_TICKS / 10 >= high - low:
        power /= 10
    step = next(step * power / 10 for step in _STEPS if step * power / 10 * _MOST_TICKS >= high - low)
    first, last = low // step, -(-high // step)
    return [step * index for index in range(first, last + 1)]


# --- elements --------------------------------------------------------------------------------------------------------


def _document(width: int, height: int, marks: Iterable[str], text: str, kind: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{_FONT}" font-size="12">'
        f"<title>{escape(text)}</title>{''.join(marks)}</svg>"
    )


def _at(value: _Number) -> str:
    return shown(Fraction(value), 1)


def _number(value: Fraction) -> str:
    return shown(value, None)


def _rect(corner: _Point, size: _Point, name: str, colour: str) -> str:
    (left, top), (width, height) = corner, size
    place = f'x="{_at(left)}" y="{_at(top)}" width="{_at(width)}" height="{_at(height)}"'
    return f'<rect class="{name}" {place} fill="{colour}"/>'


def _line(begin: _Point, end: _Point, name: str, colour: str, width: int, *, dashes: str = "") -> str:
    place = f'x1="{_at(begin[0])}" y1="{_at(begin[1])}" x2="{_at(end[0])}" y2="{_at(end[1])}"'
    return f'<line class="{name}" {place} stroke="{colour}" stroke-width="{width}"{_dashed(dashes)}/>'


def _path(points: Iterable[_Point], name: str, colour: str, width: int, dashes: str = "") -> str:
    places = " ".join(f"{_at(left)},{_at(top)}" for left, top in points)
    return (
        f'<polyline class="{name}" points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"'
        f"{_dashed(dashes)}/>"
    )


def _dashed(dashes: str) -> str:
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def _circle(centre: _Point, radius: int, name: str, fill: str, stroke: str) -> str:
    place = f'cx="{_at(centre[0])}" cy="{_at(centre[1])}" r="{radius}"'
    return f'<circle class="{name}" {place} fill="{fill}" stroke="{stroke}" stroke-width="2"/>'


def _text(
    at: _Point, text: str, name: str, colour: str, *, anchor: str = "start", size: int = 12, halo: bool = False
) -> str:
    """A text; one with a halo has a border of the ground's colour, and can be read on lines and dots."""
    place = f'x="{_at(at[0])}" y="{_at(at[1])}"'
    border = ' stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    names = f"{name} halo" if halo else name
    return (
        f'<text class="{names}" {place} fill="{colour}"{border} text-anchor="{anchor}" font-size="{size}">'
        f"{escape(text)}</text>"
    )
