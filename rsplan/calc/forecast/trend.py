"""The forecast of a level by the trend of at least six of them; methodology.md, section 7."""

from collections.abc import Iterator, Sequence
from datetime import date

from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.forecast.level_forecast import LevelForecast, Line, clipped
from rsplan.calc.forecast.level_history import Level, LevelHistory
from rsplan.calc.forecast.level_record import earlier_points, largest_error, months_ahead
from rsplan.calc.forecast.values import Known, Method, PastForecast, Range, made
from rsplan.calc.formulas import Constant, Formula, Greatest, Least, Symbol, total
from rsplan.model.period import ONE_DAY, months
from rsplan.model.plan import Plan

#: A trend is drawn through so many levels at least.
FEWEST_FOR_TREND = 6

#: The levels of a trend lie in so many months at least: those of one year say nothing of years.
_FEWEST_MONTHS = 24


def trend_forecast(history: LevelHistory, assumed: Sequence[Level]) -> LevelForecast | None:
    """The level at the end of the plan on the line through the levels, with those that are assumed.

    None from too few of them: six are needed, in two years, without those assumed. The range goes from the smallest to
    the largest distance of a level from the line.
    """
    if not _carry_trend(history.levels):
        return None
    assessment, levels = history.assessment, [*history.levels, *assumed]
    plan = assessment.plan
    known = _line_numbers(levels, plan)
    known["t_end"] = _months_of_trend(levels, plan.end, plan)
    mean = Symbol("a") + Symbol("b") * Symbol("t_end")
    distances: list[Formula] = [Symbol(f"r{index}") for index in range(1, len(levels) + 1)]
    low, high = mean + Least(*distances), mean + Greatest(*distances)
    record = tuple(_record(history, levels[-1].day))
    if record:
        known["R"] = months_ahead("months_left", (levels[-1].day + ONE_DAY, plan.end), plan)
        known["w"] = largest_error(record, known["R"], plan, as_share=False)
        low, high = low - Symbol("w"), high + Symbol("w")
    named = ("low", low), ("mean", mean), ("high", high)
    low_end, middle, high_end = (made(f"forecast_{name}", clipped(assessment, end), known) for name, end in named)
    line = Line(levels[0].day, known["a"], known["b"])
    found = Range(method=Method.TREND, points=len(levels), low=low_end, mean=middle, high=high_end, record=record)
    return LevelForecast(found, {}, line)


def _carry_trend(levels: Sequence[Level]) -> bool:
    """Whether the levels are enough for a line: six of them, in two whole years, the month of the first one counted."""
    return len(levels) >= FEWEST_FOR_TREND and months(levels[0].day + ONE_DAY, levels[-1].day) + 1 >= _FEWEST_MONTHS


def _months_of_trend(levels: Sequence[Level], day: date, plan: Plan) -> Derivation:
    """The months from the first level to the day, the first day not counted."""
    return months_ahead("months_of_trend", (levels[0].day + ONE_DAY, day), plan)


def _line_numbers(levels: Sequence[Level], plan: Plan) -> Known:
    """The line of least squares through the levels, a + b t, and the distance of each level from it."""
    each = range(1, len(levels) + 1)
    points: Known = {}
    for index, level in enumerate(levels, 1):
        points[f"t{index}"] = _months_of_trend(levels, level.day, plan)
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


def _record(history: LevelHistory, through: date) -> Iterator[PastForecast]:
    """What the line through the levels known then would have said at the same point of earlier years."""
    plan = history.assessment.plan
    for point in earlier_points(history, through, plan.end):
        if _carry_trend(point.then.levels):
            known = _line_numbers(point.then.levels, plan)
            known["t"] = _months_of_trend(point.then.levels, point.came.day, plan)
            yield point.past(Method.TREND, made("said", Symbol("a") + Symbol("b") * Symbol("t"), known))
