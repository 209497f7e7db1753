"""The forecast of one target: range, day of reaching, outlook, last call, clocks; methodology.md, section 7."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import assert_never

from rsplan.calc.actuals import Actual
from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, months_between
from rsplan.calc.explain.figure_derivations import amount_of, known_numbers
from rsplan.calc.explain.trajectory_points import sum_at
from rsplan.calc.forecast.aim import Aim, last_call_of, outlook_of, pace_needed
from rsplan.calc.forecast.amounts import YearAmounts
from rsplan.calc.forecast.changes import changes_forecast
from rsplan.calc.forecast.level_forecast import is_percentage
from rsplan.calc.forecast.level_history import Level, LevelHistory
from rsplan.calc.forecast.reach import breach_of, reach_of_level, reach_of_sum
from rsplan.calc.forecast.sums import SumForecast, SumToCome, sum_forecast
from rsplan.calc.forecast.trend import FEWEST_FOR_TREND, trend_forecast
from rsplan.calc.forecast.values import (
    Assumed,
    Breach,
    Clocks,
    Forecast,
    Known,
    Method,
    Outlook,
    PaceNeeded,
    Range,
    Refusal,
    made,
    number_of,
)
from rsplan.calc.formulas import Constant, Formula, Symbol
from rsplan.calc.verdict import Status
from rsplan.model.enums import Better, Bound, Kind
from rsplan.model.period import ONE_DAY, months

_YEAR = 12

NOTHING_ASSUMED = Assumed()


def forecast_of(assessment: Assessment, known_on: date | None, assumed: Assumed = NOTHING_ASSUMED) -> Forecast:
    """The forecast of the assessed target from what was known on the day, or the reason why there is none.

    `known_on` is that of the assessment; `assumed` are years that are assumed: then the pace is that of the others, and
    there is no last call, since the years that are assumed do not begin later.
    """
    found = _forecast(assessment, known_on, assumed)
    if found.range is None:
        return found
    return _of_one_mind(assessment, found._replace(last_call=None) if assumed else found, found.range)


def _of_one_mind(assessment: Assessment, found: Forecast, range_: Range) -> Forecast:
    """The forecast whose outlook does not contradict its range: see methodology.md, section 7."""
    if found.pace is None:
        return found  # the range has had its say
    kept = _kept(assessment, range_)
    if kept is Outlook.WITHIN_REACH and found.outlook in (Outlook.STRETCH, Outlook.OUT_OF_REACH):
        # The last call of the years before is not that of a running year that is better than all of them.
        last_call = None if found.outlook is Outlook.OUT_OF_REACH else found.last_call
        return found._replace(outlook=kept, last_call=last_call)
    if kept is Outlook.OUT_OF_REACH and found.outlook is Outlook.WITHIN_REACH:
        return found._replace(outlook=Outlook.STRETCH)
    return found


def _forecast(assessment: Assessment, known_on: date | None, assumed: Assumed) -> Forecast:
    refused = _refusal(assessment)
    if refused is not None:
        return Forecast(refused)
    since = _since(assessment, known_on)
    match assessment.indicator.kind:
        case Kind.CUMULATIVE:
            return _of_sum(assessment, known_on, since, assumed)
        case Kind.ANNUAL:
            return _of_year(assessment, known_on, since, assumed)
        case Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
            return _of_level(assessment, known_on, since, assumed)
        case _:
            assert_never(assessment.indicator.kind)


def out_of_reach(assessment: Assessment, known_on: date | None) -> Forecast | None:
    """The forecast of a target that is behind and out of reach; None of any other, of which it is not made."""
    if assessment.status is not Status.BEHIND:
        return None
    found = forecast_of(assessment, known_on)
    return found if found.outlook is Outlook.OUT_OF_REACH else None


def known_of_year(assessment: Assessment, year: int, known_on: date | None) -> Actual | None:
    """The amount of a calendar year of a sum as far as it is known; None of a level, and where nothing of it is."""
    if not assessment.indicator.kind.is_additive:
        return None
    return YearAmounts(assessment.actuals.columns, assessment.clock.as_of, known_on).latest(year)


def _refusal(assessment: Assessment) -> Refusal | None:
    """The reason why nothing can be forecast whatever the method."""
    actual, in_force = assessment.actual, assessment.in_force
    if not in_force.exists:
        if in_force.lacks_baseline:
            return Refusal.NO_BASELINE
        return Refusal.NOT_QUANTIFIED if in_force.target.in_words else Refusal.NO_TARGET
    if in_force.reference is not None:
        return Refusal.RELATIVE  # so would the other series have to be
    if assessment.in_force.has_shares:
        return Refusal.SHARES
    if assessment.in_force.averages:
        return Refusal.PLAN_MEAN  # the years to come are no continuation of a mean
    if assessment.clock.ended or assessment.clock.complete:
        return Refusal.ENDED
    if assessment.indicator.kind is Kind.ANNUAL:
        return None  # each year begins anew
    if actual is None:
        return Refusal.NO_DATA
    return None


def _is_whole(actual: Actual) -> bool:
    """Whether the actual is known exactly and of all days: no bound and no part of a sum carries a forecast."""
    return actual.bound is Bound.EXACT and not actual.missing


def _since(assessment: Assessment, known_on: date | None) -> date | None:
    """The latest break that was known of on the day; what lies before it counted something else.

    A break that only the figures suggest is known with the first figure behind it.
    """
    found = [one.since for one in assessment.indicator.breaks if one.since <= assessment.plan.end]
    if known_on is not None:
        seen = [
            one.span[1]
            for one in assessment.actuals.columns.metadata.each
            if one.known_since <= known_on and one.span[1] <= assessment.clock.as_of
        ]
        latest = max(seen, default=date.min)
        found = [
            one.since
            for one in assessment.indicator.breaks
            if one.since <= (known_on if one.declared else min(known_on, latest))
        ]
    return max(found, default=None)


def _crosses_break(assessment: Assessment, since: date | None, first: date, through: date) -> bool:
    """Whether the break lies in what is known, or before what is to come, or before the target was set."""
    if since is None:
        return False
    return first < since or through < since or assessment.in_force.set_on < since


# --- sums ------------------------------------------------------------------------------------------------------------


def _of_sum(assessment: Assessment, known_on: date | None, since: date | None, assumed: Assumed) -> Forecast:
    plan, actual = assessment.plan, assessment.actual
    assert actual is not None
    # A sum that runs on across the break counts two things.
    if since is not None and (plan.start < since or assessment.in_force.set_on < since):
        return Forecast(Refusal.BREAK)
    if not _is_whole(actual):
        return Forecast(Refusal.DATA)
    amounts = YearAmounts(assessment.actuals.columns, assessment.clock.as_of, known_on, since)
    subject = SumToCome(
        plan=plan,
        through=actual.through,
        end=plan.end,
        base=dict(known_numbers(assessment))["A"],
        running=amounts.to(actual.through),
        amounts=amounts,
        assumed={},
        better=assessment.indicator.better,
    )
    subject = subject._replace(assumed=_amounts_assumed(subject, assumed))
    found = sum_forecast(subject)
    if found is None:
        return Forecast(Refusal.TOO_FEW_POINTS)
    aim = Aim(assessment, dict(known_numbers(assessment))["A"], actual.through, plan.end)
    rest = _with_assumed(aim, found)
    pace = pace_needed(rest, found.year_numbers, found.rest_of_year)
    return Forecast(
        refused=None,
        range=found.range,
        reach=reach_of_sum(aim, subject, found),
        outlook=_outlook(rest, pace, found.range),
        last_call=last_call_of(aim, pace, found.year_numbers, found.rest_of_year),
        pace=pace,
        clocks=_clocks(assessment, subject, found),
    )


def _with_assumed(aim: Aim, found: SumForecast) -> Aim:
    """The rest with the years that are assumed."""
    return aim if found.settled is None else aim._replace(number=found.settled, open_months=found.open_months)


def _of_year(assessment: Assessment, known_on: date | None, since: date | None, assumed: Assumed) -> Forecast:
    """The forecast of the first whole year of an annual target that is not known to its end."""
    plan, columns = assessment.plan, assessment.actuals.columns
    whole = [year for year in assessment.years if year.span == (date(year.year, 1, 1), date(year.year, 12, 31))]
    begun = [year for year in whole if year.actual is not None]
    year = next((one for one in reversed(begun) if not one.complete), None)
    if year is None or (begun and begun[-1].complete):
        year = next((one for one in whole if not begun or one.year > begun[-1].year), None)
    if year is None:
        return Forecast(Refusal.ENDED)
    past = year.year < assessment.clock.as_of.year - (1 if begun else 0)  # long past: nothing is ahead there
    if past and not begun:
        return Forecast(Refusal.NO_DATA, year.year)
    first, end = year.span
    through = year.actual.through if year.actual is not None else first - ONE_DAY
    if _crosses_break(assessment, since, first, through):
        return Forecast(Refusal.BREAK, year.year)
    amounts = YearAmounts(columns, assessment.clock.as_of, known_on, since)
    running = amounts.to(through) if year.actual is not None else None
    if past or (year.actual is not None and running is None):
        return Forecast(Refusal.DATA, year.year)
    subject = SumToCome(
        plan=plan,
        through=through,
        end=end,
        base=None,
        running=running,
        amounts=amounts,
        assumed={},
        better=assessment.indicator.better,
    )
    subject = subject._replace(assumed=_amounts_assumed(subject, assumed))
    found = sum_forecast(subject)
    if found is None:
        return Forecast(Refusal.TOO_FEW_POINTS if begun else Refusal.NO_DATA, year.year)
    now = (
        amount_of("to_date", running, "x_")
        if running is not None
        else made("to_date", Constant(0), {}, "zero_baseline")
    )
    aim = Aim(assessment, now, through, end)
    rest = _with_assumed(aim, found)
    pace = pace_needed(rest, found.year_numbers, found.rest_of_year)
    last_call = last_call_of(aim, pace, found.year_numbers, found.rest_of_year)
    if last_call is not None and (last_call.day or end) < assessment.clock.as_of:
        last_call = None  # one year is running, and a day of it that is past is nothing to be told to act by
    return Forecast(
        refused=None,
        year=year.year,
        range=found.range,
        reach=reach_of_sum(aim, subject, found),
        outlook=_outlook(rest, pace, found.range),
        last_call=last_call,
        pace=pace,
        clocks=_clocks(assessment, subject, found),
    )


def _amounts_assumed(subject: SumToCome, assumed: Assumed) -> Mapping[int, Fraction]:
    """The assumed amounts of the years to come: those given, and the others by the growth on the year before."""
    years = range(subject.year, subject.end.year + 1)
    found = {year: assumed.years[year] for year in years if year in assumed.years}
    if assumed.growth is None:
        return found
    before = subject.amounts.whole(subject.year)
    latest = max(before, default=None)
    for year in years:
        if year not in found and latest is not None:
            base = found[latest] if latest in found else before[latest].value
            found[year] = base * (1 + assumed.growth) ** (year - latest)
        latest = year if year in found else latest
    return found


def _clocks(assessment: Assessment, subject: SumToCome, found: SumForecast) -> Clocks | None:
    """The calendar and the indicator's own years; None where no share of an earlier year is known, and for ceilings."""
    start, first = assessment.plan.start, date(subject.year, 1, 1)
    whole = subject.runs and not subject.is_cut and start <= first
    if found.share is None or not whole or assessment.indicator.better is Better.LOWER:
        return None
    plan, numbers = assessment.plan, dict(known_numbers(assessment))
    known: Known = {"s_mean": found.share}
    known["N"] = months_between("months_elapsed", (first, subject.through), plan.document.title.zh, plan.at)
    if subject.base is None:
        now = subject.running.value if subject.running is not None else Fraction(0)
        asked: Formula = Symbol("T")
        from_: Formula | None = None
        known["T"] = numbers["T"]
    else:
        now = assessment.actual.value if assessment.actual else Fraction(0)
        before = first - ONE_DAY if start < first else None
        known |= {"P0": sum_at(assessment, numbers, before), "P1": sum_at(assessment, numbers, subject.run_end)}
        asked, from_ = Symbol("P1") - Symbol("P0"), Symbol("P0")

    def at(name: str, share: Formula) -> Derivation:
        formula = asked * share if from_ is None else from_ + asked * share
        return made(name, formula, known)

    expected, own = at("clock_expected", Symbol("N") / _YEAR), at("own_expected", Symbol("s_mean"))
    elapsed = number_of(known["N"]) / _YEAR
    return Clocks(elapsed, found.share, expected, own, _word(now, number_of(expected), number_of(own)))


def _word(now: Fraction, expected: Fraction, own: Fraction) -> str | None:
    """Where the two clocks disagree: on time by the calendar alone, or by the own years alone."""
    if (now >= expected) == (now >= own):
        return None
    return "behind" if now < own else "on_time"


# --- levels ----------------------------------------------------------------------------------------------------------


def _of_level(assessment: Assessment, known_on: date | None, since: date | None, assumed: Assumed) -> Forecast:
    actual = assessment.actual
    assert actual is not None
    if _crosses_break(assessment, since, actual.through, actual.through):
        return Forecast(Refusal.BREAK)
    if not _is_whole(actual):
        return Forecast(Refusal.DATA)

    history = LevelHistory(assessment, known_on, since)
    by_trend = assessment.maintenance or assessment.indicator.kind is Kind.RATE or is_percentage(assessment)
    levels = _levels_assumed(history, assumed)
    if by_trend and (not levels or levels[-1].day < assessment.plan.end):
        found, enough = trend_forecast(history, levels), len(history.levels) >= FEWEST_FOR_TREND
    else:
        found, enough = changes_forecast(history, levels), False
    if found is None:
        return Forecast(Refusal.TOO_SHORT if enough else Refusal.TOO_FEW_POINTS)
    aim = Aim(assessment, dict(known_numbers(assessment))["A"], actual.through, assessment.plan.end)
    if assessment.maintenance:
        kept = aim.is_satisfied  # what is broken already may be on its way back
        broken = next((one for one in levels if kept and not assessment.in_force.satisfied_by((one.value,))), None)
        breach = breach_of(aim, found.line) if broken is None else Breach(broken.day.year)
        outlook = _kept(assessment, found.range) if broken is None else Outlook.OUT_OF_REACH
        return Forecast(None, range=found.range, breach=breach, outlook=outlook)
    if found.line is not None:  # which says where the level goes; the best of its yearly changes is no pace to hold to
        reach = reach_of_level(aim, found.range, levels)
        return Forecast(None, range=found.range, reach=reach, outlook=_kept(assessment, found.range))
    rest = Aim(assessment, levels[-1].figure, levels[-1].day, aim.end) if levels else aim
    pace = pace_needed(rest, found.steps)
    return Forecast(
        refused=None,
        range=found.range,
        reach=reach_of_level(aim, found.range, levels),
        outlook=_of_reached(assessment, found.range) if rest.is_satisfied else _outlook(rest, pace, found.range),
        last_call=last_call_of(aim, pace, found.steps),
        pace=pace,
    )


def _levels_assumed(history: LevelHistory, assumed: Assumed) -> list[Level]:
    """The assumed levels after the last one known: those given, and the others by growth on the one before."""
    first = (history.levels[-1].day + ONE_DAY).year  # whose year end is still to come
    years = range(first, history.assessment.plan.end.year + 1)
    found = []
    last = history.levels[-1]
    for year in years:
        day = min(history.assessment.plan.end, date(year, 12, 31))
        value = assumed.years.get(year)
        if value is None and assumed.growth is not None:
            value = grown_by(last.value, assumed.growth, months(last.day + ONE_DAY, day))
        if value is not None:
            last = Level(day, Derivation("assumed", value))
            found.append(last)
    return found


def grown_by(value: Fraction, growth: Fraction, over: Fraction) -> Fraction:
    """The value after so many months of a growth per year; a whole number of years is exact."""
    years = over / _YEAR
    if years.denominator == 1:
        return value * (1 + growth) ** int(years)
    return value * ((Constant(1 + growth) ** Constant(years)).evaluate({}) or Fraction(0))


def _outlook(rest: Aim, pace: PaceNeeded | None, found: Range) -> Outlook | None:
    """The outlook of the pace in the months that are open, or of the range where all of them are assumed."""
    return outlook_of(rest, pace) if rest.left.value else _kept(rest.assessment, found)


def _of_reached(assessment: Assessment, found: Range) -> Outlook | None:
    """The outlook of a level that is reached, which can be lost again: that of its range; None of a single point."""
    return _kept(assessment, found) if found.is_range or found.method is Method.ASSUMED else None


def _kept(assessment: Assessment, found: Range) -> Outlook:
    """Whether the target is satisfied at both ends of the range, at one, or at none."""
    kept = [assessment.in_force.satisfied_by((end,)) for end in found.ends]
    if all(kept):
        return Outlook.WITHIN_REACH
    return Outlook.STRETCH if any(kept) else Outlook.OUT_OF_REACH


__all__ = [
    "NOTHING_ASSUMED",
    "Assumed",
    "Forecast",
    "Method",
    "forecast_of",
    "grown_by",
    "known_of_year",
    "out_of_reach",
]
