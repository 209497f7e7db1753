"""Laws that hold for every plan and all data; methodology.md.

The plans and data are drawn at random (`strategies`) and go through target files and data files. `LAW_EXAMPLES`
in the environment asks for that many examples of each law instead of the few of every day.
"""

import contextlib
import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import assess_of, figures_of, indicator, level, observation, summed, target
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import (
    CITY,
    Aim,
    Change,
    Goal,
    Scheme,
    Seen,
    Truth,
    World,
    aims,
    any_day,
    arguments,
    goals,
    later_text,
    numbers_of,
    observations,
    rules,
    scaled,
    shifted,
    spans_of_plans,
    survey,
    told,
    truths,
    worlds,
)
from test_explain import check_survey, lines_of

from rsplan.calc.actuals import whole_years
from rsplan.calc.assess import Assessment
from rsplan.calc.pace import pace_of
from rsplan.calc.told import remaining_bound
from rsplan.calc.verdict import Rules, Status
from rsplan.cli.program import run
from rsplan.model.enums import Basis, Better, Bound, Comparator, Kind, Via
from rsplan.model.observations import Observation
from rsplan.model.period import parse_period
from rsplan.model.rounding import shown
from rsplan.render import terminal
from rsplan.report.records.common import actual_record
from rsplan.report.records.pace import pace_record
from rsplan.report.records.show import show_record
from rsplan.report.records.show_explain import explain_record
from rsplan.report.records.status import status_record
from rsplan.survey import CompleteSurvey
from rsplan.text import catalogue, in_words, say


def law(examples: int) -> settings:
    """So many examples on every day, and as many as asked for otherwise."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    asked = int(os.environ.get("LAW_EXAMPLES", examples))
    return settings(deadline=None, max_examples=asked, suppress_health_check=slow)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files of a world."""
    return tmp_path_factory.mktemp("desk")


def without(value: Any, keys: frozenset[str]) -> Any:
    """The record without the members of these names, at any depth."""
    if isinstance(value, Mapping):
        return {key: without(member, keys) for key, member in value.items() if key not in keys}
    return [without(member, keys) for member in value] if isinstance(value, list) else value


#: What more lines in a file change although they count for nothing.
PLACES = frozenset({"inputs", "line"})


def reports(found: CompleteSurvey) -> list[Any]:
    """All that machines are told of a survey, but where it stands in the files."""
    return [without(make(found), PLACES) for make in (status_record, pace_record, show_record, explain_record)]


def years_of(world: World) -> range:
    return range(world.schemes[-1].start.year, world.schemes[-1].end.year + 1)


def with_more(world: World, seen: Iterable[Seen], changes: Iterable[Change]) -> World:
    """The world with more lines in its data file and later targets of its first indicator."""
    *before, last = world.schemes
    first, *others = last.goals
    changed = first._replace(changes=(*first.changes, *changes))
    return world._replace(schemes=(*before, last._replace(goals=(changed, *others))), seen=(*world.seen, *seen))


def outlook(world: World, desk: Path, year: int) -> list[Any]:
    """Everything that is reported of the world, the year's view included."""
    by_year = without(status_record(survey(world, desk, year)), PLACES)
    return [*reports(survey(world, desk)), by_year]


# --- what was not known yet, and what had not happened yet ------------------------------------------------------------


@pytest.mark.slow
@given(st.data())
@law(40)
def test_known_on_in_the_past_never_sees_what_was_published_later(desk: Path, data: st.DataObject) -> None:
    world = data.draw(worlds())
    scheme = world.schemes[-1]
    goal = scheme.goals[0]
    known_on = data.draw(st.dates(scheme.start - timedelta(100), scheme.end + timedelta(300)))
    world = world._replace(known_on=known_on)
    afterwards = st.dates(known_on + timedelta(1), known_on + timedelta(2000))
    more = [
        data.draw(observations(goal, scheme.start, scheme.end))._replace(published=str(day))
        for day in data.draw(st.lists(afterwards, max_size=4))
    ]
    changes = [
        Change(data.draw(aims(goal.kind, goal.better, numbers_of(goal.kind))), data.draw(any_day), day)
        for day in data.draw(st.lists(afterwards, max_size=2))
    ]
    year = data.draw(st.sampled_from(years_of(world)))
    assert outlook(with_more(world, more, changes), desk, year) == outlook(world, desk, year)


@pytest.mark.slow
@given(st.data())
@law(40)
def test_as_of_never_sees_what_ended_later(desk: Path, data: st.DataObject) -> None:
    """Nor a target that was not in force yet."""
    world = data.draw(worlds())
    scheme = world.schemes[-1]
    goal = scheme.goals[0]
    drawn = data.draw(st.lists(observations(goal, scheme.start, scheme.end), min_size=1, max_size=4))
    more = [one for one in drawn if parse_period(one.period).end > world.as_of]
    changes = [
        Change(data.draw(aims(goal.kind, goal.better, numbers_of(goal.kind))), day, data.draw(st.none() | any_day))
        for day in data.draw(st.lists(st.dates(world.as_of + timedelta(1), date(2099, 1, 1)), max_size=2))
    ]
    year = data.draw(st.sampled_from(years_of(world)))
    assert outlook(with_more(world, more, changes), desk, year) == outlook(world, desk, year)


# --- the same figures told in another way -----------------------------------------------------------------------------


@pytest.mark.slow
@given(worlds(), st.integers(-3, 4))
@law(40)
def test_a_move_by_whole_cycles_of_four_years_changes_no_figure(desk: Path, world: World, cycles: int) -> None:
    """1,461 days later every month has as many days as before, as long as no day is beyond 2099."""
    before, after = (survey(one, desk) for one in (world, shifted(world, cycles)))
    assume(all(one.reach_date is None or one.reach_date.year < 2100 for one in (*every(before), *every(after))))
    words = frozenset({"inputs", "reason", "notes"})  # they name years among figures
    for make in (status_record, pace_record, explain_record):
        assert without(make(after), words) == moved(without(make(before), words), cycles)


#: Texts of figures, which may look like years.
NUMBERS = ("printed", "exact")


def moved(value: Any, cycles: int) -> Any:
    """The record with every year in it moved; in formulas years are part of names."""
    if isinstance(value, Mapping):
        found = {
            later_text(key, cycles): member if key in NUMBERS else moved(member, cycles)
            for key, member in value.items()
        }
        return found | ({"year": value["year"] + 4 * cycles} if isinstance(value.get("year"), int) else {})
    if isinstance(value, list):
        return [moved(member, cycles) for member in value]
    return later_text(value, cycles) if isinstance(value, str) else value


@pytest.mark.slow
@given(worlds(), st.integers(-4, 4))
@law(40)
def test_another_unit_changes_no_ratio_and_no_verdict(desk: Path, world: World, power: int) -> None:
    """万人 or 人: what is counted is 10^k times as much, and so is every figure that is counted in the unit."""
    before, after = (survey(one, desk) for one in (world, scaled(world, power)))
    for assessment, other in zip(every(before), every(after), strict=True):
        if assessment.indicator.kind is Kind.COMPOSITION:
            assert assessment.figures.keys() == other.figures.keys()
        for name, figure in assessment.figures.items():
            factor = Fraction(10) ** power if name in COUNTED else 1
            expected = None if figure.value is None else figure.value * factor
            assert (expected, figure.bound) == (other.value(name), other.figures[name].bound), name
        assert (assessment.status, assessment.stale, assessment.reached_on, assessment.reach_date) == (
            *(other.status, other.stale, other.reached_on, other.reach_date),
        )


#: Figures in the target's unit; the others are shares, points and months.
COUNTED = {
    *("expected", "margin", "remaining", "planned_per_year", "achieved_per_year", "required_per_year"),
    "required_per_month",
    *("projected", "known_per_year", "change"),
}


def every(found: CompleteSurvey) -> list[Assessment]:
    return [one for plan in found.plans for one in plan.assessments]


def in_parts(truth: Truth, year: int, cuts: Iterable[int], left_out: int) -> Iterator[Seen]:
    """The year's amounts from cut to cut, in whole months; one month may be unknown."""
    edges = [0, *sorted({*cuts, left_out - 1, left_out}), 12]
    for before, after in pairwise(edges):
        if after > before and after != left_out:
            text = f"{year}-{before + 1:02}/{year}-{after:02}"
            period = parse_period(text)
            yield Seen(truth.goal.id, text, (truth.within(period.start, period.end),), Basis.PERIOD)


@pytest.mark.slow
@given(st.data())
@law(35)
def test_splitting_a_year_changes_nothing_but_its_parts(desk: Path, data: st.DataObject) -> None:
    """Years told in other parts, down to months, with the same month unknown: every figure is the same.

    The day on which the target was seen to be reached is another: months show it earlier, each of them may be a
    breach, and the last one is known by itself. So is what is known of the same days a year before. Steps of a pace
    follow the decimals of the data, so the unit is one that is counted.
    """
    truth = data.draw(truths((Kind.CUMULATIVE, Kind.ANNUAL)))
    truth = truth._replace(scheme=truth.scheme._replace(goals=(truth.goal._replace(unit="人"),)))
    month = st.integers(1, 11)
    series: list[Seen] = []
    other: list[Seen] = []
    for year in data.draw(st.sets(st.integers(truth.scheme.start.year, truth.scheme.end.year), min_size=1, max_size=4)):
        unknown = data.draw(st.just(0) | st.integers(1, 12))
        series += in_parts(truth, year, data.draw(st.sets(month, max_size=2)), unknown)
        other += in_parts(truth, year, range(1, 12) if data.draw(st.booleans()) else data.draw(st.sets(month)), unknown)
    inside = [[seen for seen in some if within(truth, seen)] for some in (series, other)]
    assume(days_of(inside[0]) == days_of(inside[1]))
    parts = PLACES | {"parts", "observations", "notes", "warnings", "reached_on", "breaches", "month"}
    year = data.draw(st.sampled_from(range(truth.scheme.start.year, truth.scheme.end.year + 1)))
    found = []
    for some in inside:
        world = truth.world(*some)
        records = [status_record(survey(world, desk, year)), pace_record(survey(world, desk))]
        status, pace = (without(record, parts) for record in records)
        for row in (one for plan in status["plans"] for one in plan["indicators"]):
            for of_year in (row["year"], row["year"]["bounds"]):
                for key in ("year_before", "growth", "change"):
                    of_year.pop(key, None)
        found.append([status, pace])
    assert found[0] == found[1]


def within(truth: Truth, seen: Seen) -> bool:
    period = parse_period(seen.period)
    return truth.scheme.start <= period.start and period.end <= truth.scheme.end


def days_of(told: Iterable[Seen]) -> set[date]:
    periods = [parse_period(one.period) for one in told]
    return {one.start + timedelta(day) for one in periods for day in range((one.end - one.start).days + 1)}


@pytest.mark.slow
@given(worlds(), st.randoms(use_true_random=False))
@law(40)
def test_the_order_of_the_lines_says_nothing_where_all_were_published_on_different_days(
    desk: Path, world: World, chance: Random
) -> None:
    first = world.schemes[-1].end
    dated = [one._replace(published=str(first + timedelta(day))) for day, one in enumerate(world.seen)]
    world = world._replace(known_on=None, seen=tuple(dated))
    chance.shuffle(dated)
    before, after = (survey(one, desk) for one in (world, world._replace(seen=tuple(dated))))
    for make in (status_record, pace_record, show_record, explain_record):
        told = [without(make(found), PLACES | {"notes", "warnings"}) for found in (before, after)]
        assert told[0] == told[1]
    for assessment, other in zip(every(before), every(after), strict=True):
        assert sorted(map(str, assessment.notes)) == sorted(map(str, other.notes))


@pytest.mark.slow
@given(worlds(), any_day)
@law(30)
def test_a_figure_is_the_same_in_the_target_file_and_in_the_data_file(desk: Path, world: World, began: date) -> None:
    """Also beside another plan of the city that runs at the same time and has nothing to do with it."""
    *before, last = world.schemes
    other = Goal("other", Kind.STOCK, Better.HIGHER, "人", Aim(Comparator.NONE, ()))
    beside = Scheme("beside", began, date(2199, 12, 31), (other,))
    inside = [one for goal in last.goals for one in goal.observed]
    assume(not any(one.basis is Basis.PTD and parse_period(one.period).end < last.start for one in inside))
    bare = last._replace(goals=tuple(goal._replace(observed=()) for goal in last.goals))
    world = world._replace(schemes=(beside, *before, last))
    moved_out = world._replace(schemes=(beside, *before, bare), seen=(*inside, *world.seen))
    for assessment, same in zip(every(survey(world, desk)), every(survey(moved_out, desk)), strict=True):
        assert figures_of(assessment) == figures_of(same)
        assert (assessment.status, assessment.reason, assessment.stale, assessment.reached_on) == (
            *(same.status, same.reason, same.stale, same.reached_on),
        )


def test_a_plan_to_date_figure_begins_with_its_plan_wherever_it_is_told(desk: Path) -> None:
    """80 in the first four years of a plan, told in the target file of the plan after it: 2016 to 2019, not 2019."""
    goal = Goal("jobs", Kind.CUMULATIVE, Better.HIGHER, "人", Aim(Comparator.AT_LEAST, (Decimal(100),)))
    told = Seen("jobs", "2019", (Decimal(80),), Basis.PTD)
    first = Scheme("first", date(2016, 1, 1), date(2020, 12, 31), (goal,))
    second = Scheme("second", date(2021, 1, 1), date(2025, 12, 31), (goal._replace(observed=(told,)),))
    found, _ = every(survey(World((first, second), (), date(2025, 12, 31)), desk))
    assert found.actual is not None
    assert found.actual.missing == ()


# --- better is never worse, more is never less ------------------------------------------------------------------------

RANKING = (Status.MET, Status.AHEAD, Status.ON_TRACK, Status.INCOMPLETE, Status.BEHIND, Status.MISSED)


@pytest.mark.slow
@given(st.data(), rules)
@law(60)
def test_a_better_actual_is_never_judged_worse(desk: Path, data: st.DataObject, thresholds: Rules) -> None:
    """Whatever the target, below zero too: completion and margin do not fall, what is left does not rise."""
    start, end = data.draw(spans_of_plans())
    goal = data.draw(goals(start, end, kinds=(Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE)))
    assume(goal.aim.values)
    scheme = Scheme("second", start, end, (goal._replace(changes=()),))
    basis = Basis.PTD if goal.kind.is_additive else Basis.LEVEL
    text = str(data.draw(st.dates(start, end)))
    found = []
    number = numbers_of(goal.kind) | st.just(goal.aim.values[0])
    for value in sorted(data.draw(st.tuples(number, number)), reverse=goal.better is Better.LOWER):
        seen = Seen(goal.id, text, (value,), basis)
        found.append(only(World((scheme,), (seen,), end, None, thresholds), desk))
    worse, improved = found
    assert worse.status is improved.status or RANKING.index(improved.status) < RANKING.index(worse.status)
    toward = -1 if goal.better is Better.HIGHER else 1  # the required change a year has the sign of what is better
    for name, sign in (("completion_rate", 1), ("margin", 1), ("remaining", -1), ("required_per_year", toward)):
        before, after = worse.value(name), improved.value(name)
        if before is not None and after is not None:
            assert (after - before) * sign >= 0, name


@pytest.mark.slow
@given(st.data())
@law(60)
def test_completion_is_full_where_the_target_is_satisfied_and_only_there(desk: Path, data: st.DataObject) -> None:
    """1 or more exactly where satisfied; a strict target at exactly T, and `about` that counts by its ratio, apart."""
    start, end = data.draw(spans_of_plans())
    goal = data.draw(goals(start, end, kinds=(Kind.CUMULATIVE, Kind.STOCK, Kind.RATE)))
    assume(goal.aim.values)
    value = data.draw(numbers_of(goal.kind) | st.just(goal.aim.values[0]))
    strict = goal.aim.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN) and value == goal.aim.values[0]
    assume(not strict and not (goal.ratio and goal.aim.comparator is Comparator.ABOUT))
    scheme = Scheme("second", start, end, (goal._replace(changes=()),))
    seen = Seen(goal.id, str(end), (value,), Basis.PTD if goal.kind.is_additive else Basis.LEVEL)
    found = only(World((scheme,), (seen,), end), desk)
    rate = found.value("completion_rate")
    assert rate is not None
    assert (rate >= 1) == (found.status is Status.MET)
    assert (rate >= 0) or goal.kind in (Kind.STOCK, Kind.RATE)


@pytest.mark.slow
@given(st.data())
@law(30)
def test_what_is_observed_never_becomes_unknown_by_more_data(desk: Path, data: st.DataObject) -> None:
    world = data.draw(worlds())
    scheme = world.schemes[-1]
    more = data.draw(st.lists(observations(scheme.goals[0], scheme.start, scheme.end), min_size=1, max_size=4))
    before, after = (every(survey(one, desk)) for one in (world, with_more(world, more, ())))
    for assessment, other in zip(before, after, strict=True):
        if assessment.status not in (Status.NO_DATA, Status.NO_TARGET):
            assert other.status is not Status.NO_DATA


@pytest.mark.slow
@given(st.data())
@law(30)
def test_a_plan_whose_every_year_met_its_target_has_met_its_own(desk: Path, data: st.DataObject) -> None:
    """Sums year by year, levels in the last year."""
    truth = data.draw(truths((Kind.CUMULATIVE, Kind.STOCK, Kind.RATE)))
    start, end = truth.scheme.start, truth.scheme.end
    assume(truth.goal.aim.values and end.year - start.year < 6)
    ends = [min(end, date(year, 12, 31)) for year in range(start.year, end.year + 1)]
    told = [truth.exactly(start if day.year == start.year else date(day.year, 1, 1), day) for day in ends]
    world = truth.world(*told)
    years = [survey(world, desk, day.year).plans[0].years["jobs"].standing.status for day in ends]
    judged = years if truth.goal.kind is Kind.CUMULATIVE else years[-1:]
    if all(status is Status.MET for status in judged):
        assert only(world, desk).status is Status.MET


def test_a_ceiling_on_a_sum_is_not_met_while_more_may_come() -> None:
    """At most 100 in five years: 40 after the first are on the way, for what comes can only add to them."""
    subject = indicator(aim=target("100", Comparator.AT_MOST), better=Better.LOWER)
    first, second = observation("2021", "40"), observation("2022", "90")
    assert assess_of(subject, first, second).status.passes is False
    assert assess_of(subject, first).status is Status.ON_TRACK


# --- the sum ----------------------------------------------------------------------------------------------------------


def monthly(first: int, length: int) -> str:
    last = first + length
    return f"{2021 + first // 12}-{first % 12 + 1:02}/{2021 + last // 12}-{last % 12 + 1:02}"


told_of_months = st.builds(
    lambda first, length, value, bound, published: observation(
        monthly(first, length), str(value), bound=bound, published=published
    ),
    st.integers(0, 11),
    st.integers(0, 6),
    st.integers(0, 9),
    st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST]),
    st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 4)).map(str),
)


@given(st.lists(told_of_months, min_size=1, max_size=8))
@law(100)
def test_the_sum_is_that_of_the_best_of_all_sets(drawn: list[Observation]) -> None:
    """Every set that shares no day is tried, and all of the ranking of the reference.

    The most days; then the fewest bounds; then the fewest observations; then the one that reaches farther; then the
    latest published, the later line where the day is the same.
    """
    placed = [one._replace(order=place) for place, one in enumerate(drawn)]
    latest = {
        one.span: one
        for one in sorted(placed, key=lambda observation: (observation.published or date.min, observation.order))
    }.values()
    sets = [
        some
        for size in range(1, len(latest) + 1)
        for some in combinations(sorted(latest, key=lambda observation: observation.span), size)
        if all(before.span[1] < after.span[0] for before, after in pairwise(some))
    ]

    def rank(some: Sequence[Observation]) -> tuple[object, ...]:
        days = sum((one.span[1] - one.span[0]).days + 1 for one in some)
        bounds = sum(one.bound is not Bound.EXACT for one in some)
        published = sorted(((one.published or date.min, one.order) for one in some), reverse=True)
        return days, -bounds, -len(some), some[-1].span[1], published

    best = max(sets, key=rank)
    actual = summed(placed, date(2021, 1, 1), date(2025, 12, 31))
    assert actual.through == best[-1].span[1]
    total = sum(one.value for one in best)
    larger = max((floor_of(some) for some in sets if days_between(some) - days_between(best)), default=total)
    if larger > total:  # a known sum never shrinks
        assert actual.value == larger
        assert actual.bound is Bound.AT_LEAST
        return
    assert actual.parts == best
    assert actual.value == total
    gaps = len(days_between(best)) < (actual.through - date(2021, 1, 1)).days + 1
    marks = {one.bound for one in best} - {Bound.EXACT} | ({Bound.AT_LEAST} if gaps else set())
    assert actual.bound is (Bound.EXACT if not marks else Bound.UNKNOWN if len(marks) > 1 else marks.pop())


def floor_of(some: Iterable[Observation]) -> Decimal:
    """The sum that is certainly reached: what may be less counts as nothing."""
    return sum((one.value for one in some if one.bound is not Bound.AT_MOST), Decimal(0))


def days_between(some: Iterable[Observation]) -> set[date]:
    return {one.span[0] + timedelta(day) for one in some for day in range((one.span[1] - one.span[0]).days + 1)}


figures_of_months = st.builds(
    lambda first, length, value, basis, bound: observation(monthly(first, length), str(value), basis, bound=bound),
    st.integers(0, 40),
    st.integers(0, 14),
    st.integers(0, 60),
    st.sampled_from([Basis.PERIOD, Basis.YTD, Basis.PTD, Basis.PTD]),
    st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST]),
)
days_of_plan = st.dates(date(2021, 1, 1), date(2026, 12, 31))


def in_order(drawn: Iterable[Observation]) -> list[Observation]:
    return [one._replace(order=place) for place, one in enumerate(drawn)]


@given(st.lists(figures_of_months, min_size=1, max_size=7), days_of_plan)
@law(150)
def test_known_and_needed_make_up_the_limit(drawn: list[Observation], as_of: date) -> None:
    """Years known, known across years and needed are L, as long as anything is left and time is left."""
    found = assess_of(indicator(), *in_order(drawn), as_of=str(as_of))
    if found.actual is None:
        return
    known = sum((year.actual.value for year in found.years if year.actual), Fraction(0))
    across = sum((piece.amount for piece in found.by_year.across), Fraction(0))
    assert known + across == found.actual.value
    if found.value("remaining") and found.clock.has_time:
        needed = sum((year.required or Fraction(0) for year in pace_of(found).years), Fraction(0))
        assert known + across + needed == 100


@given(st.lists(figures_of_months, min_size=1, max_size=7), st.lists(st.integers(0, 5), min_size=60, max_size=60))
@law(150)
def test_a_known_sum_never_shrinks_as_figures_come_in(drawn: list[Observation], amounts: list[int]) -> None:
    """Every figure is true of the same amounts per month, so none is a revision of another."""

    def true(figure: Observation) -> Observation:
        first, last = ((day.year - 2021) * 12 + day.month - 1 for day in figure.span)
        return figure._replace(values=(Decimal(sum(amounts[first : last + 1])),), bound=Bound.EXACT)

    figures = in_order(map(true, drawn))
    known = Fraction(0)
    for day in sorted({figure.span[1] for figure in figures}):
        actual = assess_of(indicator(), *figures, as_of=str(day)).actual
        assert actual is not None
        assert actual.value >= known
        known = actual.value
        assert known <= sum(amounts)


@given(
    st.lists(figures_of_months, min_size=1, max_size=5),
    st.sampled_from([Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE]),
    st.sampled_from([Better.HIGHER, Better.LOWER]),
)
@law(150)
def test_what_ended_and_is_not_complete_passes_only_as_a_satisfied_sum(
    drawn: list[Observation], kind: Kind, better: Better
) -> None:
    aim = target("40", Comparator.AT_LEAST if better is Better.HIGHER else Comparator.AT_MOST)
    figures = in_order(drawn)
    if not kind.is_additive:
        figures = [one._replace(basis=Basis.LEVEL, span=(one.span[1], one.span[1])) for one in figures]
    found = assess_of(indicator(kind, aim, better=better), *figures, as_of="2026-06-30")
    assert found.clock.ended
    if found.status.passes and not found.clock.complete:
        assert found.actual is not None
        assert (kind, better, found.status) == (Kind.CUMULATIVE, Better.HIGHER, Status.MET)
        assert found.actual.value >= 40


vias = st.sampled_from([None, *Via])


@given(st.lists(st.tuples(figures_of_months, vias, st.booleans()), min_size=1, max_size=5), days_of_plan)
@law(150)
def test_the_grade_of_evidence_is_the_weakest_of_its_reasons(
    drawn: list[tuple[Observation, Via | None, bool]], as_of: date
) -> None:
    figures = in_order(one._replace(via=via, provisional=provisional) for one, via, provisional in drawn)
    found = assess_of(indicator(), *figures, as_of=str(as_of))
    assert (found.evidence is None) is (found.status is Status.NO_DATA)
    if found.evidence is None or found.actual is None:
        return
    order = ["firm", "provisional", "press", "copy", "partial", "break", "stale"]
    reasons = [str(doubt) for doubt in found.evidence.doubts]
    assert reasons == sorted(set(reasons), key=order.index)
    assert found.evidence.grade == max(["firm", *reasons], key=order.index)
    assert ("provisional" in reasons) is any(part.provisional for part in found.actual.parts)
    for via in (Via.PRESS, Via.COPY):
        assert (via in reasons) is any(part.via is via for part in found.actual.parts)


# --- each figure from what it comes from ------------------------------------------------------------------------------


@pytest.mark.slow
@given(worlds())
@law(40)
def test_every_figure_follows_from_its_tree_alone(desk: Path, world: World) -> None:
    lines_of.cache_clear()
    check_survey(survey(world, desk))


# --- never more than the data carry -----------------------------------------------------------------------------------

BEST_FIRST = (Status.MET, Status.AHEAD, Status.ON_TRACK, Status.BEHIND, Status.MISSED)


def holds(claimed: Fraction, bound: Bound, true: Fraction, within: Fraction = Fraction(0)) -> bool:
    """Whether the true figure is what is claimed of it; `within` is how far off it may be."""
    match bound:
        case Bound.EXACT:
            return abs(claimed - true) <= within
        case Bound.AT_LEAST:
            return true >= claimed - within
        case Bound.AT_MOST:
            return true <= claimed + within
        case _:
            return True


def only(world: World, desk: Path) -> Assessment:
    """Where the world's only target stands."""
    ((found,),) = (plan.assessments for plan in survey(world, desk).plans)
    return found


def before_plan(truth: Truth, seen: Iterable[Seen]) -> list[Seen]:
    """The levels from before the plan, one of which may be its baseline."""
    if truth.goal.kind.is_additive:
        return []
    return [one for one in seen if parse_period(one.period).end < truth.scheme.start]


def check_claims(claimed: Assessment, true: Assessment) -> None:
    """Verdict and figures of what is known in part, against all that is to be known until the same day."""
    assert claimed.actual is not None
    assert true.actual is not None
    assert holds(claimed.actual.value, claimed.actual.bound, true.actual.value)
    if claimed.status.passes is not None:
        assert true.status.passes is claimed.status.passes
        assert BEST_FIRST.index(true.status) <= BEST_FIRST.index(claimed.status)
    for name, figure in claimed.figures.items():
        value = true.value(name)
        if figure.value is not None and value is not None:
            assert holds(figure.value, figure.bound, value), name


@pytest.mark.slow
@given(st.data(), rules)
@law(60)
def test_what_is_claimed_of_bounds_and_gaps_is_true(desk: Path, data: st.DataObject, thresholds: Rules) -> None:
    """However much is left out, and whichever bounds are published: the full figures say nothing else."""
    truth = data.draw(truths((Kind.CUMULATIVE, Kind.STOCK, Kind.RATE)))
    seen = data.draw(st.lists(told(truth), min_size=1, max_size=6))
    claimed = only(truth.world(*seen, rules=thresholds), desk)
    assume(claimed.actual)
    assert claimed.actual is not None
    assume(not claimed.actual.larger)  # it may reach beyond the days that it is told with: docs/methodology.md
    start = truth.scheme.start
    full = [*before_plan(truth, seen), truth.exactly(start, claimed.actual.through)]
    true = only(truth.world(*full, rules=thresholds), desk)
    check_claims(claimed, true)
    if claimed.reached_on:
        reached = only(truth.world(truth.exactly(start, claimed.reached_on), as_of=claimed.reached_on), desk)
        assert reached.value("remaining") in (0, None)


@pytest.mark.slow
@given(st.data())
@law(30)
def test_what_is_claimed_of_annual_targets_is_true(desk: Path, data: st.DataObject) -> None:
    """A year that fails fails, and years that pass pass, whatever else there was in them."""
    truth = data.draw(truths((Kind.ANNUAL,)))
    seen = data.draw(st.lists(told(truth), min_size=1, max_size=8))
    claimed = only(truth.world(*seen), desk)
    assume(claimed.actual)
    assert claimed.actual is not None
    years = [
        truth.exactly(one.span[0], one.span[1])
        for one in whole_years(claimed.years)
        if one.span[0] <= claimed.actual.through
    ]
    true = only(truth.world(*years), desk)
    if claimed.status.passes is not None:
        assert true.status.passes is claimed.status.passes


@pytest.mark.slow
@given(st.data())
@law(40)
def test_what_is_claimed_of_a_year_is_true(desk: Path, data: st.DataObject) -> None:
    """The view of one year: judged like a plan, so its claims must be as true."""
    truth = data.draw(truths())
    year = data.draw(st.integers(truth.scheme.start.year, truth.scheme.end.year))
    seen = data.draw(st.lists(told(truth), min_size=1, max_size=6))
    claimed = survey(truth.world(*seen), desk, year).plans[0].years["jobs"]
    assume(claimed.standing.actual)
    assert claimed.standing.actual is not None
    # A larger sum may reach beyond the days that it is told with: docs/methodology.md, section 3.
    assume(not claimed.standing.actual.larger)
    exact = truth.exactly(claimed.start, claimed.standing.actual.through)
    true = survey(truth.world(*before_plan(truth, seen), exact), desk, year).plans[0].years["jobs"].standing
    check_claims(claimed.standing, true)


@pytest.mark.slow
@given(st.data())
@law(60)
def test_what_is_claimed_of_the_years_of_a_pace_is_true(desk: Path, data: st.DataObject) -> None:
    """What is known of a year is known of the whole year; what is needed may be a step off: steps are not cut."""
    truth = data.draw(truths())
    seen = data.draw(st.lists(told(truth), min_size=1, max_size=6))
    claimed = only(truth.world(*seen), desk)
    pace = pace_of(claimed)
    for year in pace.years:
        if year.actual is not None and year.actual_bound and truth.goal.kind.is_additive:
            assert holds(year.actual, year.actual_bound, Fraction(truth.within(year.start, year.end)))
    for across in claimed.by_year.across:
        days = [[parse_period(day) for day in name.split("/")] for name in across.days]
        assert holds(
            across.amount, across.bound, Fraction(sum(truth.within(ends[0].start, ends[-1].end) for ends in days))
        )
    if claimed.actual is None or truth.goal.kind is Kind.ANNUAL:
        return
    exact = truth.exactly(truth.scheme.start, claimed.actual.through)
    true = only(truth.world(*before_plan(truth, seen), exact), desk)
    full = pace_of(true)
    step = max(Fraction(one.step or 0) for one in (pace, full))
    for year, other in zip(pace.years, full.years, strict=True):
        assert year.planned is None or other.planned is None or abs(year.planned - other.planned) <= step
        if year.required is not None and year.required_bound and other.required is not None:
            assert holds(year.required, year.required_bound, other.required, step)


# --- one report in every format ---------------------------------------------------------------------------------------


def said(*args: str) -> tuple[int, str]:
    """What the program says, and how it ends."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run(args)
    return code, out.getvalue()


def parsed(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The columns of a record and their cells, as json.md describes them; lists of records are left out."""
    for key, member in value.items():
        match member:
            case Mapping():
                yield from leaves(member, f"{path}{key}_")
            case None:
                yield path + key, ""
            case bool():
                yield path + key, "true" if member else "false"
            case [Decimal(), *_]:
                shares = [format(one, "f") for one in member]
                for place, share in enumerate([*shares[:2], ":".join(shares[2:])], 1):
                    yield f"{path}{key}".removesuffix("_value") + f"_share_{place}", share
            case list():
                if all(isinstance(one, str) for one in member):
                    yield path + key, "; ".join(member)
            case Decimal():
                yield path + key, format(member, "f")
            case _:
                yield path + key, str(member)


def check_machine_formats(command: Sequence[str], *, years: bool) -> Any:
    """JSON, JSON Lines and CSV say the same; the JSON is returned."""
    document = parsed(said(*command, "--format", "json")[1])
    rows = [
        {"city": plan["city"]["id"], "plan": plan["plan"], **one}
        for plan in document["plans"]
        for one in plan["indicators"]
    ]
    assert [parsed(line) for line in said(*command, "--format", "jsonl")[1].splitlines()] == rows
    cells = list(csv.DictReader(io.StringIO(said(*command, "--format", "csv")[1], newline="")))
    if years:
        rows = [
            {key: member for key, member in row.items() if key not in ("years", "known_across")}
            | {key if key == "year" else f"year_{key}": member for key, member in year.items()}
            for row in rows
            for year in (*row["years"], *map(across_as_year, row["known_across"]))
        ]
    assert len(cells) == len(rows)
    for row, cell in zip(rows, cells, strict=True):
        for leaf, text in leaves(row):
            name = re.sub(r"(^|_)bounds_(\w+)$", r"\1pace_\2_bound", leaf)
            if name != leaf and name not in cell:
                name = re.sub(r"(^|_)bounds_(\w+)$", r"\1\2_bound", leaf)
            if name in cell:  # a record that is null has its members' columns instead
                shown = cell[name]
                assert shown == text or (text[:1] in ("=", "+", "-", "@") and shown == f"'{text}"), name
            else:
                assert text == "", name
    return document


def across_as_year(across: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an amount that is known across years, which has no year."""
    kept = {key: across[key] for key in ("start", "end", "provisional")}
    return {"year": None, **kept, "actual": across["amount"], "actual_bound": across["bound"]}


def words_of(text: str) -> Counter[str]:
    """The words of a table without its rules; the same whatever stands under what.

    A terminal may draw ≥ two cells wide, so that tables write >= there.
    """
    text = text.translate(terminal._SAFE)
    return Counter(word for line in text.split("\n") if not re.fullmatch("[ |:─-]*", line) for word in line.split())


def as_table(markdown: str) -> str:
    """Markdown without its signs: those that are the text's own are escaped."""
    bare = re.sub(r"(?<!\\)(?:\*\*|\|)", " ", re.sub("^## ", "", markdown, flags=re.MULTILINE))
    return re.sub(r"\\([\\|*_`<\[\]])", r"\1", bare)


def table_rows(markdown: str) -> list[list[str]]:
    """The cells of every table in Markdown; nothing in a world has a bar in its text."""
    lines = [line for line in markdown.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


NUMBER = re.compile(r"[0-9](?:[0-9.:/-]*[0-9])?")

#: Periods as data files spell them; to Chinese readers they are told in words.
PERIOD = re.compile(r"(?<![0-9./-])[0-9]{4}-(?:H[12]|Q[1-4]|[0-9]{2})(?:/[0-9]{4}-[0-9]{2})?(?![0-9/-])")


def numbers_in(text: str) -> list[str]:
    """The numbers of the text in their order of size, with all periods in Chinese words: sentences turn them round."""
    words = PERIOD.sub(lambda period: in_words(period[0], catalogue("zh")), text)
    return sorted(part for number in NUMBER.findall(words) for part in number.split("/"))


@pytest.mark.slow
@given(worlds(long=True), st.integers(0, 3))
@law(14)
def test_every_format_and_both_languages_show_the_same_figures(desk: Path, world: World, which: int) -> None:
    options = arguments(world, desk)
    scope = ["--scope", "all"]
    command = (
        ["status", *options, *scope],
        ["status", *options, *scope, "--year", str(world.schemes[-1].start.year)],
        ["pace", *options, *scope],
        ["show", CITY, "jobs", *without_city(options)],
    )[which]
    document = check_machine_formats(command, years=command[0] == "pace")
    texts = {}
    for lang in ("zh", "en"):
        assert parsed(said(*command, "--format", "json", "--lang", lang)[1]) == document
        texts[lang] = said(*command, "--format", "markdown", "--lang", lang)[1].split("\n---\n")[0]
        tables = [as_table(texts[lang]), said(*command, "--format", "table", "--lang", lang)[1]]
        words = [words_of(table) for table in tables]
        if "--year" in command:  # its columns are folded, so that words are cut
            words = [Counter("".join(one.elements())) for one in words]
        assert words[0] == words[1]
    # English repeats the year of a span of months (2000-01 to 2000-03), Chinese does not (2000年1—3月).
    zh, en = ([[set(numbers_in(cell)) for cell in row] for row in table_rows(text)] for text in texts.values())
    assert zh == en
    assert set(numbers_in(texts["zh"])) == set(numbers_in(texts["en"]))


def without_city(options: Sequence[str]) -> list[str]:
    at = options.index("--city")
    return [*options[:at], *options[at + 2 :]]


SIGNS = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤", Bound.UNKNOWN: "?"}


def signed(assessment: Assessment, name: str, factor: int, places: int) -> str:
    """The figure of a cell: rounded once from the exact one, with the sign of its bound; a dash for none.

    With as many places as keep it off a limit that it is not at.
    """
    figure = assessment.figures.get(name)
    if figure is None or figure.value is None:
        return "-"
    sign = SIGNS.get(figure.bound, "")
    limits = [limit * factor for limit in assessment.limits_of(name)]
    while figure.value * factor not in limits and Fraction(shown(figure.value * factor, places)) in limits:
        places += 1
    return sign + shown(figure.value * factor, places)


@pytest.mark.slow
@given(worlds())
@law(25)
def test_the_table_shows_the_exact_figures_rounded_once(desk: Path, world: World) -> None:
    command = ["status", *arguments(world, desk), "--scope", "all", "--all", "--lang", "en", "--format", "markdown"]
    found = rows_by_heading(said(*command)[1])
    for row, assessment in zip(found, every(survey(world, desk)), strict=True):
        rate = signed(assessment, "completion_rate", 100, 1)
        if not row["done"].startswith("to "):  # of what is known only of the past
            assert row["done"].replace("\\", "") == (rate if rate == "-" else f"{rate}%")
        elapsed = signed(assessment, "elapsed", 100, 1)
        assert row.get("time", "-") == (elapsed if elapsed == "-" else f"{elapsed}%")
        points = signed(assessment, "lead_points", 1, 1)
        assert row.get("lead", "-").replace("+", "").removesuffix(" pts") == points
        verdict = row["verdict"].replace("\\", "").removesuffix(" *")
        assert verdict.split(" ", 1)[1] == say("en", f"status.{assessment.status}")
        left, bound = signed(assessment, "remaining", 1, 2), remaining_bound(assessment)
        if bound is None:  # nothing is known of today
            left = "-"
        elif left != "-":
            left = SIGNS.get(bound, "") + left.lstrip("≥≤?")
        assert row.get("left", left if left in ("-", "0") else None) == left
        if assessment.value("required_per_year") and "needed per year" in row and row["needed per year"]:
            assert row["needed per year"] == signed(assessment, "required_per_year", 1, 2)


def rows_by_heading(markdown: str) -> list[dict[str, str]]:
    """The rows of the tables of targets, plan by plan, their cells by the headings; columns may be left out."""
    found, headings = [], None
    for row in table_rows(markdown):
        if "indicator" in row or not any(row):
            headings = row if "done" in row else None
        elif headings is not None and len(row) == len(headings) and not "".join(row).startswith("**"):
            found.append(dict(zip(headings, row, strict=True)))
    return found


@pytest.mark.slow
@given(worlds(), st.sets(st.sampled_from(list(Status)), min_size=1, max_size=3))
@law(20)
def test_filters_counts_and_the_exit_code_follow_the_verdicts(desk: Path, world: World, asked: set[Status]) -> None:
    command = ["status", *arguments(world, desk), "--scope", "all", "--format", "json"]
    words = ",".join(asked)
    document = parsed(said(*command)[1])
    verdicts = [one["status"] for plan in document["plans"] for one in plan["indicators"]]
    code, text = said(*command, "--fail-on", words)
    assert parsed(text) == document
    assert code == (1 if set(verdicts) & asked else 0)
    narrowed = parsed(said(*command, "--only", words)[1])
    for plan, part in zip(document["plans"], narrowed["plans"], strict=True):
        assert part["indicators"] == [one for one in plan["indicators"] if one["status"] in asked]
        for counted in (plan, part):
            summary, rows = counted["summary"], counted["indicators"]
            assert summary["total"] == len(rows) == summary["pass"] + summary["fail"] + summary["undetermined"]
            assert summary["by_status"] == Counter(one["status"] for one in rows)
            assert [summary[key] for key in ("pass", "fail", "undetermined")] == [
                sum(one["pass"] is passes for one in rows) for passes in (True, False, None)
            ]


def test_what_was_observed_is_written_as_it_was_observed() -> None:
    """docs/json.md: the exact decimal; only computed ratios and paces are rounded to six places."""
    value = "0.00000123"  # 亿: 123 persons
    found = assess_of(indicator(Kind.STOCK, target("1")), level("2021", value))
    record = actual_record(found)
    assert record is not None
    assert record["value"] == Decimal(value)
