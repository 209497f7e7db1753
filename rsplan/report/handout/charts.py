"""Pictures as data: the glyph of a target's standing, and its trajectory; docs/report.md, pictures.

Nothing is drawn here: positions are exact numbers in the indicator's unit and in months since the plan's start.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.assess import Assessment
from rsplan.calc.evidence import Doubt
from rsplan.calc.forecast.values import Forecast
from rsplan.calc.split_parts import gaps_between
from rsplan.calc.trajectory import planned_trajectory, year_ends
from rsplan.model.enums import BOUND_SIGNS, Better, Bound, Kind
from rsplan.model.period import ONE_DAY, months
from rsplan.model.rounding import shown, shown_beside
from rsplan.report.tables.cells import actual_text, percent_text, printed_target
from rsplan.report.tables.table import Words


class GlyphShape(Enum):
    """The four ways in which a standing is drawn: one bar for every kind would mislead."""

    SUM = "sum"
    LEVEL = "level"
    GUARD = "guard"
    SHARES = "shares"


class Glyph(NamedTuple):
    """The standing of a target in one small picture, with its text alternative.

    `actual` and `target` hold one number, or the shares; `start` is the level at which the axis of a level begins,
    `expected` where it should be by now, None where that is not known. `target` of a guard rail is its limit.
    """

    shape: GlyphShape
    actual: tuple[Fraction, ...]
    bound: Bound
    target: tuple[Fraction, ...]
    start: Fraction | None
    expected: Fraction | None
    better: Better
    good: bool | None
    text: str


class ActualPoint(NamedTuple):
    """The figure known at a day: months since the plan's start, the value, and its bound."""

    elapsed: Fraction
    value: Fraction
    bound: Bound


class Span(NamedTuple):
    """Days as months since the plan's start, from and to."""

    begin: Fraction
    end: Fraction


class BreakMark(NamedTuple):
    """The moment from which on something else is counted, as a source says or as is only suspected."""

    elapsed: Fraction
    declared: bool

    def text(self, words: Words) -> str:
        """The label of the mark."""
        return words("show.break_declared" if self.declared else "show.break_suspected")


class ForecastMark(NamedTuple):
    """An end of the range in which a forecast ends: the value, and as people read it."""

    value: Fraction
    text: str


class ForecastMarks(NamedTuple):
    """The range of a forecast, low and high (one mark where it is no range), at the months since the plan's start."""

    elapsed: Fraction
    ends: tuple[ForecastMark, ...]
    text: str


class Trajectory(NamedTuple):
    """A target's way through the plan: planned points, known figures, days without a figure, breaks, what may come.

    `years` are the ends of the calendar years by their number; `projected` is the value at the plan's end at the pace
    so far, `forecast` the range in which it is forecast to end, each None where there is none. `joined` says whether
    the figures are a series that a line may join.
    """

    title: str
    unit: str
    months: Fraction
    years: tuple[tuple[int, Fraction], ...]
    planned: tuple[tuple[Fraction, Fraction], ...]
    milestones: tuple[tuple[Fraction, Fraction], ...]
    limit: Fraction | None
    actual: tuple[ActualPoint, ...]
    joined: bool
    unknown: tuple[Span, ...]
    breaks: tuple[BreakMark, ...]
    projected: Fraction | None
    projected_bound: Bound
    forecast: ForecastMarks | None
    target: str
    text: str


def glyph_of(assessment: Assessment, words: Words) -> Glyph | None:
    """The glyph of the standing; None without a target or a figure."""
    actual, in_force = assessment.actual, assessment.in_force
    if actual is None or not in_force.exists:
        return None
    return Glyph(
        shape=_shape(assessment),
        actual=actual.values,
        bound=actual.bound,
        target=tuple(Fraction(value) for value in assessment.target.values)
        if assessment.limit is None or not assessment.maintenance
        else (assessment.limit,),
        start=assessment.values["B"],
        expected=assessment.value("expected"),
        better=assessment.indicator.better,
        good=assessment.status.passes,
        text=_glyph_text(assessment, words),
    )


def _shape(assessment: Assessment) -> GlyphShape:
    if assessment.in_force.has_shares:
        return GlyphShape.SHARES
    if assessment.maintenance:
        return GlyphShape.GUARD
    match assessment.indicator.kind:
        case Kind.CUMULATIVE:
            return GlyphShape.SUM
        case Kind.STOCK | Kind.RATE | Kind.GROWTH | Kind.CHANGE:
            return GlyphShape.LEVEL
        case Kind.ANNUAL | Kind.COMPOSITION:
            raise ValueError("annual targets are kept, and compositions have shares")
        case _:
            assert_never(assessment.indicator.kind)


def _may_be_drawn_on(assessment: Assessment) -> bool:
    """Whether the pace so far may be drawn on to the end: the target is judged, the plan runs, the series holds."""
    across_break = assessment.evidence is not None and Doubt.BREAK in assessment.evidence.doubts
    return assessment.status.passes is not None and not assessment.clock.ended and not across_break


def _glyph_text(assessment: Assessment, words: Words) -> str:
    details = {
        "actual": actual_text(assessment.actual, words),
        "target": printed_target(assessment),
        "completion": percent_text(assessment, "completion_rate", words),
        "verdict": words(f"status.{assessment.status}"),
    }
    return words("report.glyph", **details)


def trajectory_of(assessment: Assessment, words: Words, forecast: Forecast | None = None) -> Trajectory | None:
    """The trajectory of the target; None for shares, and where there is nothing to draw.

    `forecast` is that of the target, where it is to be drawn.
    """
    in_force, plan, indicator = assessment.in_force, assessment.plan, assessment.indicator
    if in_force.has_shares or (not in_force.exists and assessment.actual is None):
        return None
    planned = _planned(assessment)
    actual = tuple(_known(assessment))
    ends = {day.year: months(plan.start, day) for day in year_ends(plan)}
    projected = assessment.value("projected")
    marks = None if forecast is None else _forecast_marks(assessment, forecast, words)
    return Trajectory(
        title=words.of(indicator.name),
        unit=words.of(indicator.unit),
        months=months(plan.start, plan.end),
        years=tuple(ends.items()),
        planned=planned,
        milestones=tuple(point for point in planned if point[0] in _milestone_moments(assessment, ends)),
        limit=assessment.limit if assessment.maintenance and assessment.in_force.reference is None else None,
        actual=actual,
        joined=indicator.kind is not Kind.ANNUAL,
        unknown=tuple(_unknown(assessment)),
        breaks=tuple(
            BreakMark(months(plan.start, broken.since - ONE_DAY), broken.declared)
            for broken in indicator.breaks
            if plan.start <= broken.since <= plan.end
        ),
        projected=projected if _may_be_drawn_on(assessment) else None,
        projected_bound=assessment.figures["projected"].bound if projected is not None else Bound.EXACT,
        forecast=marks,
        target=printed_target(assessment),
        text=trajectory_text(assessment, words) + (words("report.forecast", forecast=marks.text) if marks else ""),
    )


def _forecast_marks(assessment: Assessment, forecast: Forecast, words: Words) -> ForecastMarks | None:
    """The ends of the range at the end of what is forecast: of the plan, or of the year of an annual target."""
    text = forecast_text(assessment, forecast, words)
    if forecast.range is None or text is None:
        return None
    plan = assessment.plan
    end = plan.end if forecast.year is None else min(plan.end, date(forecast.year, 12, 31))
    ends = (ForecastMark(value, end_text(assessment, value)) for value in dict.fromkeys(forecast.range.ends))
    return ForecastMarks(months(plan.start, end), tuple(ends), text)


def end_text(assessment: Assessment, value: Fraction) -> str:
    """An end value for people, never rounded onto the limit of the target."""
    return shown_beside(value, () if assessment.limit is None else (assessment.limit,), 2)


def forecast_text(assessment: Assessment, forecast: Forecast, words: Words) -> str | None:
    """The range of the end value with its year where it is that of a year; None where nothing is forecast."""
    if forecast.range is None:
        return None
    low, high = (end_text(assessment, value) for value in forecast.range.ends)
    text = low if low == high else words("forecast.range", low=low, high=high)
    return words("forecast.of_year", year=str(forecast.year), end=text) if forecast.year is not None else text


def _milestone_moments(assessment: Assessment, ends: dict[int, Fraction]) -> set[Fraction]:
    return {ends[given.year] for given in assessment.indicator.milestones if given.year in ends}


def _planned(assessment: Assessment) -> tuple[tuple[Fraction, Fraction], ...]:
    if not assessment.in_force.exists or assessment.maintenance:
        return ()
    return tuple(planned_trajectory(assessment.in_force))


def _known(assessment: Assessment) -> Iterator[ActualPoint]:
    """The figures at their days: sums to date, levels, or the amounts of years for an annual target."""
    start = assessment.plan.start
    if assessment.indicator.kind is Kind.ANNUAL:
        for year in assessment.years:
            if year.known is not None:
                yield ActualPoint(months(start, year.known.through), year.known.value, year.known.bound)
        return
    if assessment.in_force.accumulates and assessment.actual is not None and not assessment.actual.missing:
        yield ActualPoint(Fraction(0), Fraction(0), Bound.EXACT)
    for day, values, bound in assessment.actuals.history.steps:
        yield ActualPoint(months(start, day), Fraction(values[0]), bound)


def _unknown(assessment: Assessment) -> Iterator[Span]:
    """The days of the plan without a figure, up to the as-of date: of sums the gaps, of levels those after the last."""
    plan, actual = assessment.plan, assessment.actual
    now = min(assessment.clock.as_of, plan.end)
    if now < plan.start:
        return
    through = actual.through if actual else None
    if assessment.indicator.kind is Kind.ANNUAL:
        known = [part.span for year in assessment.years if year.known for part in year.known.parts]
        until = min(now, max((last for _, last in known), default=now))
        gaps = gaps_between((plan.start, until), sorted(known)) if known else []
        yield from _months_of(plan.start, gaps)
        through = until if known else None
    elif actual is not None and assessment.in_force.accumulates:
        spans = [part.span for part in actual.parts if part.span[0] <= actual.through]
        yield from _months_of(plan.start, gaps_between((plan.start, actual.through), sorted(spans)))
    if through is None or through < now:
        yield Span(months(plan.start, through) if through else Fraction(0), months(plan.start, now))


def _months_of(start: date, gaps: Iterable[tuple[date, date]]) -> Iterator[Span]:
    for first, last in gaps:
        begin = months(start, first - ONE_DAY) if first > start else Fraction(0)
        yield Span(begin, months(start, last))


def trajectory_text(assessment: Assessment, words: Words) -> str:
    """The trajectory in words: its target, the known figures with their days, and the verdict."""
    known = words("word.semicolon").join(_last_figures(assessment, words))
    return words(
        "report.trajectory",
        name=words.of(assessment.indicator.name),
        unit=words.of(assessment.indicator.unit),
        target=printed_target(assessment),
        known=known or words("status.no_data"),
        verdict=words(f"status.{assessment.status}"),
    )


#: So many of the last figures stand in the text alternative: more nobody listens to.
_LAST = 6


def _last_figures(assessment: Assessment, words: Words) -> Iterator[str]:
    if assessment.indicator.kind is Kind.ANNUAL:
        steps = [(str(year.year), year.known.values, year.known.bound) for year in assessment.years if year.known]
    else:
        last = list(assessment.actuals.history.steps)[-_LAST:]
        steps = [(str(day), tuple(Fraction(value) for value in values), bound) for day, values, bound in last]
    for day, values, bound in steps:
        yield words(
            "report.point", day=day, value=BOUND_SIGNS[bound] + ":".join(shown(value, None) for value in values)
        )
