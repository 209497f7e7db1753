"""The forecast of a level by its steps from one year end to the next; methodology.md, section 7."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.explain.figure_derivations import known_numbers
from rsplan.calc.forecast.level_forecast import LevelForecast, clipped
from rsplan.calc.forecast.level_history import Level, LevelHistory
from rsplan.calc.forecast.level_record import EarlierPoint, earlier_points, largest_error, months_ahead
from rsplan.calc.forecast.values import AssumedEnd, Assumption, Known, Method, PastForecast, Range, made
from rsplan.calc.formulas import Constant, Formula, Greatest, Least, Symbol, product, total
from rsplan.model.enums import Better, Kind
from rsplan.model.period import ONE_DAY

_YEAR = 12

_STEPS = {
    Better.HIGHER: {Assumption.SLOWEST: Least, Assumption.BEST: Greatest},
    Better.LOWER: {Assumption.SLOWEST: Greatest, Assumption.BEST: Least},
}


def changes_forecast(history: LevelHistory, assumed: Sequence[Level]) -> LevelForecast | None:
    """The level at the end of the plan by its yearly steps; None where not even one step is known.

    It goes on from the last level, of those that are assumed if there are any.
    """
    assessment = history.assessment
    plan = assessment.plan
    known: Known = {"A": dict(known_numbers(assessment))["A"]}
    through, start = history.levels[-1].day, "A"
    if assumed:
        through, start = assumed[-1].day, f"v{assumed[-1].day.year}"
        known[start] = assumed[-1].figure
    compound = compounds(assessment)
    steps = _steps(history, compound=compound)
    if through >= plan.end:
        low_end, middle, high_end = (
            made(f"forecast_{name}", clipped(assessment, Symbol(start)), known) for name in ("low", "mean", "high")
        )
        return LevelForecast(Range(Method.ASSUMED, 0, low_end, middle, high_end), steps)
    if not steps:
        return None
    known |= steps
    known["R"] = months_ahead("months_left", (through + ONE_DAY, plan.end), plan)
    ends = {
        name: _after(Symbol(start), step, Symbol("R"), compound=compound)
        for name, step in _assumptions(steps, assessment.indicator.better, compound=compound).items()
    }
    year_ends = history.year_ends
    first, latest = year_ends[min(year_ends)], year_ends[max(year_ends)]
    if first.value > 0 and latest.value > 0:
        known |= {"l0": first.figure, "l1": latest.figure}
        span = Constant(latest.day.year - first.day.year)
        ends[Assumption.COMPOUND] = Symbol(start) * (Symbol("l1") / Symbol("l0")) ** (Symbol("R") / _YEAR / span)
    mean = ends[Assumption.MEAN]
    spread = [ends[name] for name in (Assumption.LAST, Assumption.MEAN, Assumption.COMPOUND) if name in ends]
    low, high = (Least(*spread), Greatest(*spread)) if len(steps) > 1 else (mean, mean)
    record = tuple(_record(history, through))
    if record:
        error = largest_error(record, known["R"], plan, as_share=compound)
        known["w"] = made("widening", Symbol("e") * mean, {**known, "e": error}) if compound else error
        low, high = low - Symbol("w"), high + Symbol("w")

    def ended(name: str, end: Formula) -> Derivation:
        return made(name, clipped(assessment, end), known)

    return LevelForecast(
        Range(
            method=Method.CHANGES,
            points=len(steps),
            low=ended("forecast_low", low),
            mean=ended("forecast_mean", mean),
            high=ended("forecast_high", high),
            assumptions=tuple(
                AssumedEnd(name, ended(f"end_{name}", ends[name])) for name in Assumption if name in ends
            ),
            record=record,
        ),
        steps,
    )


def compounds(assessment: Assessment) -> bool:
    """Whether the steps of the level are growths on the year before, as the target's are, and not additions."""
    return assessment.indicator.kind is Kind.GROWTH


def mean_step(steps: Known, *, compound: bool) -> Formula:
    """The mean of the steps: that of growths is the one which, year after year, leads to the same level."""
    symbols: list[Formula] = [Symbol(symbol) for symbol in steps]
    if compound:
        return product([Constant(1) + symbol for symbol in symbols]) ** (Constant(1) / len(symbols)) - 1
    return total(symbols) / len(symbols)


def _assumptions(steps: Known, better: Better, *, compound: bool) -> dict[Assumption, Formula]:
    """The step that each assumption means."""
    symbols: list[Formula] = [Symbol(symbol) for symbol in steps]
    found = {Assumption.LAST: symbols[-1], Assumption.MEAN: mean_step(steps, compound=compound)}
    return found | {name: pick(*symbols) for name, pick in _STEPS[better].items()}


def _after(start: Formula, step: Formula, left: Formula, *, compound: bool) -> Formula:
    """The level after some months of the same yearly step."""
    return start * (Constant(1) + step) ** (left / _YEAR) if compound else start + step * (left / _YEAR)


def _steps(history: LevelHistory, *, compound: bool) -> Known:
    """The change or the growth from each year end to the next, by the symbol of the later year.

    From a level of nothing or less there is no growth, and beside it the growths of other years lead nowhere.
    """
    ends = history.year_ends
    found: Known = {}
    if compound and any(level.value <= 0 for level in history.levels):
        return {}
    for before, year in pairwise(sorted(ends)):
        if year == before + 1:
            found[f"{'q' if compound else 'g'}{year}"] = _step(ends[before], ends[year], compound=compound)
    return found


def _step(before: Level, after: Level, *, compound: bool) -> Derivation:
    first, last = f"l{before.day.year}", f"l{after.day.year}"
    inputs = {last: after.figure, first: before.figure}
    if compound:
        return made("yearly_growth", Symbol(last) / Symbol(first) - 1, inputs)
    return made("yearly_change", Symbol(last) - Symbol(first), inputs)


def _record(history: LevelHistory, through: date) -> Iterator[PastForecast]:
    """What the mean step would have said at the same point of earlier years."""
    for point in earlier_points(history, through, history.assessment.plan.end):
        if (said := _said(point)) is not None:
            yield point.past(Method.CHANGES, said)


def _said(point: EarlierPoint) -> Derivation | None:
    assessment = point.then.assessment
    compound = compounds(assessment)
    steps = _steps(point.then, compound=compound)
    if not steps:
        return None
    level, ahead = (f"{letter}_{point.start.day:%Y%m%d}" for letter in "lh")
    known = {level: point.start.figure, ahead: months_ahead("months_ahead", point.ahead, assessment.plan), **steps}
    said = _after(Symbol(level), mean_step(steps, compound=compound), Symbol(ahead), compound=compound)
    return made("said", said, known)
