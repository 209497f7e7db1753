"""The forecast of a level: by its yearly changes, or from six levels on by their trend."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rsplan.calc.actuals import judged_observations
from rsplan.calc.assess import Assessment
from rsplan.calc.effective_observations import effective_observations
from rsplan.calc.explain.derivation import Derivation, months_between
from rsplan.calc.explain.figure_derivations import known_numbers, observed_figure
from rsplan.calc.forecast.values import AssumedEnd, Assumption, Known, Method, PastForecast, Range, made, number_of
from rsplan.calc.formulas import Constant, Formula, Greatest, Least, Symbol, total
from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.period import ONE_DAY, months

#: A trend is drawn through so many levels at least.
FEWEST_FOR_TREND = 6

#: The levels of a trend lie in so many months at least: those of one year say nothing of years.
_FEWEST_MONTHS = 24

_YEAR = 12
_WHOLE = 100

_YEAR_ENDS = {
    Better.HIGHER: {Assumption.SLOWEST: Least, Assumption.BEST: Greatest},
    Better.LOWER: {Assumption.SLOWEST: Greatest, Assumption.BEST: Least},
}


class Level(NamedTuple):
    """An exact level on a day, with the day since which it is known."""

    day: date
    figure: Derivation
    known_since: date

    @property
    def value(self) -> Fraction:
        """The level in the indicator's unit."""
        return number_of(self.figure)


#: The levels as they were known on a day; None: as the forecast knows them.
LevelsKnown = Callable[[date | None], list[Level]]


class LevelForecast(NamedTuple):
    """The range of the end value, the yearly changes known, and the line of a trend."""

    range: Range
    changes: Known
    line: "Line | None" = None


class Line(NamedTuple):
    """The straight line through levels: its value at the start of the first day's month, and its slope per month."""

    first: date
    at_first: Fraction
    slope: Fraction

    def months_to(self, level: Fraction) -> Fraction | None:
        """The months from the first day on after which the line is at the level; None where it is flat."""
        return (level - self.at_first) / self.slope if self.slope else None


def levels_known(assessment: Assessment, known_on: date | None, since: date | None) -> list[Level]:
    """The exact levels of the series, of every plan, in order of days, and the baseline of the document.

    Of a rate those that it is judged by. Levels before `since` are left out.
    """
    columns, plan = assessment.actuals.columns, assessment.plan
    effective = effective_observations(columns.metadata, (date.min, plan.end), assessment.clock.as_of, known_on)
    within = effective.within
    if assessment.indicator.kind is Kind.RATE:
        within = judged_observations(columns.metadata, within, assessment.indicator.judged, plan.end)
    found = {
        one.span[1]: Level(one.span[1], observed_figure(one, Fraction(one.value)), one.known_since)
        for one in columns.select(within)
        if one.bound is Bound.EXACT
    }
    baseline = assessment.in_force.baseline
    if baseline is not None and baseline.observation is None and baseline.day not in found:
        found[baseline.day] = Level(baseline.day, dict(known_numbers(assessment))["B"], baseline.day)
    return [found[day] for day in sorted(found) if since is None or day >= since]


def changes_forecast(
    assessment: Assessment, levels_on: LevelsKnown, assumed: Mapping[int, Fraction]
) -> LevelForecast | None:
    """The level at the end of the plan by its yearly changes; None where fewer than one of them is known."""
    plan, levels = assessment.plan, levels_on(None)
    last = levels[-1]
    known: Known = {"A": dict(known_numbers(assessment))["A"]}
    from_day, start = last.day, "A"
    for year, value in sorted(assumed.items()):
        known[f"v{year}"] = Derivation("assumed", value)
        from_day, start = min(plan.end, date(year, 12, 31)), f"v{year}"
    ends = _year_ends(levels)
    changes = _changes(ends)
    if from_day >= plan.end:
        point = Symbol(start)
        found = [made(f"forecast_{name}", point, known) for name in ("low", "mean", "high")]
        return LevelForecast(Range(Method.ASSUMED, 0, found[0], found[1], found[2]), changes)
    if not changes:
        return None
    known |= changes
    symbols: list[Formula] = [Symbol(symbol) for symbol in changes]
    known["R"] = months_between("months_left", (from_day + ONE_DAY, plan.end), plan.document.title.zh, plan.at)
    years = Symbol("R") / _YEAR
    ends_by = {
        Assumption.LAST: Symbol(start) + symbols[-1] * years,
        Assumption.MEAN: Symbol(start) + total(symbols) / len(symbols) * years,
    }
    ends_by |= {
        name: Symbol(start) + pick(*symbols) * years for name, pick in _YEAR_ENDS[assessment.indicator.better].items()
    }
    first, latest = ends[min(ends)], ends[max(ends)]
    if first.value > 0 and latest.value > 0:
        known |= {"l0": first.figure, "l1": latest.figure}
        span = Constant(latest.day.year - first.day.year)
        ends_by[Assumption.COMPOUND] = Symbol(start) * (Symbol("l1") / Symbol("l0")) ** (years / span)
    values = [ends_by[name] for name in (Assumption.LAST, Assumption.MEAN, Assumption.COMPOUND) if name in ends_by]
    mean = ends_by[Assumption.MEAN]
    low, high = (Least(*values), Greatest(*values)) if len(changes) > 1 else (mean, mean)
    record = tuple(_change_record(levels, levels_on))
    if record:
        known["e"] = _largest_error(record)
        known["w"] = made("widening", Symbol("e") * years, known)
        low, high = low - Symbol("w"), high + Symbol("w")
    made_ends = {name: made("forecast_assumed", _clipped(assessment, end), known) for name, end in ends_by.items()}
    return LevelForecast(
        Range(
            method=Method.CHANGES,
            points=len(changes),
            low=made("forecast_low", _clipped(assessment, low), known),
            mean=made("forecast_mean", _clipped(assessment, mean), known),
            high=made("forecast_high", _clipped(assessment, high), known),
            assumptions=tuple(AssumedEnd(name, made_ends[name]) for name in Assumption if name in made_ends),
            record=record,
        ),
        changes,
    )


def _year_ends(levels: Sequence[Level]) -> dict[int, Level]:
    """The levels of 31 December by year."""
    return {level.day.year: level for level in levels if (level.day.month, level.day.day) == (12, 31)}


def _changes(ends: Mapping[int, Level]) -> Known:
    """The changes from one year end to the next, by the symbol of the later year."""
    known = {}
    for before, after in pairwise(sorted(ends)):
        if after == before + 1:
            inputs = {f"l{after}": ends[after].figure, f"l{before}": ends[before].figure}
            known[f"g{after}"] = made("yearly_change", Symbol(f"l{after}") - Symbol(f"l{before}"), inputs)
    return known


def growths_of(changes: Known) -> Known:
    """The growth of each year of a change, by the symbol of that year; none from a level of nothing or less."""
    known = {}
    for symbol, change in changes.items():
        after, before = change.inputs
        if any(number_of(level) <= 0 for level in change.inputs.values()):
            return {}
        known[symbol.replace("g", "q")] = made("yearly_growth", Symbol(after) / Symbol(before) - 1, dict(change.inputs))
    return known


def _change_record(levels: Sequence[Level], levels_on: LevelsKnown) -> Iterator[PastForecast]:
    """What the mean change would have said of each next year end as soon as the year end before it was known."""
    ends = _year_ends(levels)
    for year, came in ends.items():
        before = ends.get(year - 1)
        if before is None:
            continue
        then = _year_ends([one for one in levels_on(before.known_since) if one.day <= before.day])
        changes = _changes(then)
        if changes:
            known = {"l": then[year - 1].figure, **changes}
            symbols: list[Formula] = [Symbol(symbol) for symbol in changes]
            said = made("said", Symbol("l") + total(symbols) / len(symbols), known)
            yield PastForecast(Method.CHANGES, year, before.day, before.known_since, said, came.figure)


def _largest_error(record: Sequence[PastForecast]) -> Derivation:
    """The largest distance between what was said and what came, in the indicator's unit."""
    off = {
        f"e{index}": made(
            "past_error",
            Greatest(Symbol("said") - Symbol("came"), Symbol("came") - Symbol("said")),
            {"said": past.said, "came": past.came},
        )
        for index, past in enumerate(record, 1)
    }
    return made("largest_error", Greatest(*(Symbol(name) for name in off)), off)


def trend_forecast(assessment: Assessment, levels_on: LevelsKnown) -> LevelForecast | None:
    """The level at the end of the plan on the line through the levels; None from too few of them.

    Six are needed, in two years. The range goes from the smallest to the largest distance of a level from the line.
    """
    levels = levels_on(None)
    if not _carry_trend(levels):
        return None
    plan = assessment.plan
    known = _line_numbers(levels, assessment)
    span = levels[0].day, plan.end
    known["t_end"] = _months_after(span, assessment)
    mean = Symbol("a") + Symbol("b") * Symbol("t_end")
    distances: list[Formula] = [Symbol(f"r{index}") for index in range(1, len(levels) + 1)]
    low, high = mean + Least(*distances), mean + Greatest(*distances)
    record = tuple(_trend_record(levels, levels_on, assessment))
    if record:
        known["w"] = _largest_error(record)
        low, high = low - Symbol("w"), high + Symbol("w")
    named = ("low", low), ("mean", mean), ("high", high)
    ends = [made(f"forecast_{name}", _clipped(assessment, end), known) for name, end in named]
    line = Line(levels[0].day, number_of(known["a"]), number_of(known["b"]))
    low_end, middle, high_end = ends
    found = Range(method=Method.TREND, points=len(levels), low=low_end, mean=middle, high=high_end, record=record)
    return LevelForecast(found, _changes(_year_ends(levels)), line)


def _carry_trend(levels: Sequence[Level]) -> bool:
    """Whether the levels are enough for a line: six of them, in two whole years, the month of the first one counted."""
    return len(levels) >= FEWEST_FOR_TREND and months_after(levels[0].day, levels[-1].day) + 1 >= _FEWEST_MONTHS


def is_percentage(assessment: Assessment) -> bool:
    """Whether the levels are percentages."""
    return assessment.indicator.unit.zh.strip() in ("%", "％")


def _clipped(assessment: Assessment, end: Formula) -> Formula:
    """The end within what a level can be: a percentage is at most 100, and none but a signed one is negative."""
    if assessment.indicator.signed:
        return end
    if is_percentage(assessment):
        end = Least(end, Constant(_WHOLE))
    return Greatest(end, Constant(0))


def _months_after(span: tuple[date, date], assessment: Assessment) -> Derivation:
    """The months from the first to the last day of the span, the first one not counted."""
    document = assessment.plan.document.title.zh
    return months_between("months_of_trend", (span[0] + ONE_DAY, span[1]), document, assessment.plan.at)


def _line_numbers(levels: Sequence[Level], assessment: Assessment) -> Known:
    """The line of least squares through the levels, a + b t, and the distance of each level from it."""
    each = range(1, len(levels) + 1)
    points: Known = {}
    for index, level in enumerate(levels, 1):
        points[f"t{index}"] = _months_after((levels[0].day, level.day), assessment)
        points[f"l{index}"] = level.figure
    times: list[Formula] = [Symbol(f"t{index}") for index in each]
    values: list[Formula] = [Symbol(f"l{index}") for index in each]
    sums = {
        "St": made("sum_of_months", total(times), points),
        "Sl": made("sum_of_levels", total(values), points),
        "Stt": made("sum_of_squares", total([time * time for time in times]), points),
        "Stl": made("sum_of_products", total([t * v for t, v in zip(times, values, strict=True)]), points),
    }
    st, sl, stt, stl = (Symbol(name) for name in ("St", "Sl", "Stt", "Stl"))
    n = Constant(len(levels))
    slope = made("slope_per_month", (n * stl - st * sl) / (n * stt - st * st), sums)
    sums["b"] = slope
    known: Known = {"b": slope, "a": made("line_at_first", (sl - Symbol("b") * st) / n, sums)}
    for index in each:
        inputs = {**points, **known}
        distance = Symbol(f"l{index}") - (Symbol("a") + Symbol("b") * Symbol(f"t{index}"))
        known[f"r{index}"] = made("distance_from_line", distance, inputs)
    return known


def _trend_record(levels: Sequence[Level], levels_on: LevelsKnown, assessment: Assessment) -> Iterator[PastForecast]:
    """What the line would have said of each level as soon as all levels before it were known."""
    for index in range(FEWEST_FOR_TREND, len(levels)):
        came = levels[index]
        known_on = max(one.known_since for one in levels[:index])
        before = [one for one in levels_on(known_on) if one.day < came.day]
        if not _carry_trend(before):
            continue
        known = _line_numbers(before, assessment)
        known["t"] = _months_after((before[0].day, came.day), assessment)
        said = made("said", Symbol("a") + Symbol("b") * Symbol("t"), known)
        yield PastForecast(Method.TREND, came.day.year, before[-1].day, known_on, said, came.figure)


def months_after(first: date, day: date) -> Fraction:
    """The months of a trend from its first level to the day."""
    return months(first + ONE_DAY, day)
