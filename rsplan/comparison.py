"""Plans side by side, indicator by indicator: of several cities, or two of one; docs/methodology.md, section 9."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.calc.assess import Assessment
from rsplan.calc.formulas import Symbol
from rsplan.calc.target_in_force import TargetInForce, improvement
from rsplan.errors import RsplanError
from rsplan.model.enums import Bound, By, Comparator, Kind, Scope
from rsplan.model.input_places import InputFile
from rsplan.model.period import ONE_DAY, months
from rsplan.model.plan import Baseline, Indicator, Plan
from rsplan.read.plan_library import Library
from rsplan.survey import EvaluationContext, Filters, PlanSurvey, assess_all, choose_plans

_YEAR, _PERCENT = 12, 100

#: The growth a year from the baseline to the target, in so many years.
_T, _B, _Y = (Symbol(name) for name in "TBY")
_YEARLY_GROWTH = (_T / _B) ** (1 / _Y) - 1


class Measure(StrEnum):
    """The measure of a target's strength: its change in points, its growth a year, or its amount a year."""

    POINTS = "points"
    GROWTH = "growth"
    AMOUNT = "amount"


class Strength(NamedTuple):
    """How far a target goes beyond what there was before it.

    `value` is in points of the unit (a change from the baseline to the target), or in per cent: a year's growth from
    the baseline, or a year's amount beyond that of the plan before. `against` is the baseline, or that amount, and
    `source` where it stands: the place in the document, the source of an observation, or the id of the plan before.
    """

    by: Measure
    value: Fraction
    against: Fraction
    source: str


class Relation(StrEnum):
    """The relation of the plans to an indicator: of cities shared or only one's, of one city's plans in time."""

    SHARED = "shared"
    ONLY = "only"
    CARRIED_ON = "carried_on"
    DROPPED = "dropped"
    NEW = "new"


class Difference(StrEnum):
    """A difference between the indicators of one id; the last two are of two plans of one city."""

    NAME = "name"
    COUNTED = "counted"
    SCOPE = "scope"
    STRONGER = "stronger"
    WEAKER = "weaker"


class ComparedTarget(NamedTuple):
    """A target of one of the plans, with its strength where there is something to hold it against."""

    assessment: Assessment
    strength: Strength | None


class ComparedRow(NamedTuple):
    """An indicator in the plans compared, with one target for each of them; None where a plan does not have it."""

    id: str
    relation: Relation
    differences: tuple[Difference, ...]
    targets: tuple[ComparedTarget | None, ...]

    @property
    def first(self) -> ComparedTarget:
        """The target of the first plan that has the indicator."""
        return next(target for target in self.targets if target is not None)


class Comparison(NamedTuple):
    """Plans side by side; `in_time` where they are two plans of one city, the earlier one first."""

    evaluation: EvaluationContext
    inputs: tuple[InputFile, ...]
    plans: tuple[Plan, ...]
    in_time: bool
    rows: tuple[ComparedRow, ...]


def compare_cities(
    library: Library,
    evaluation: EvaluationContext,
    cities: tuple[str, ...],
    names: tuple[str, ...],
    filters: Filters,
) -> Comparison:
    """Compare one plan of each city, in the order of the cities: the plan named, else the one that runs.

    An indicator is a row where one of the plans has it among those that the filters choose; its target in another
    plan is found wherever that plan states it.
    Raises RsplanError where there is nothing to compare.
    """
    return _compared(library, evaluation, _plans_of_cities(library, cities, names, evaluation), filters, in_time=False)


def compare_in_time(
    library: Library, evaluation: EvaluationContext, names: tuple[str, ...], later: str, filters: Filters
) -> Comparison:
    """Compare the plan named, else the one before, with the later plan of the one city; see `compare_cities`."""
    return _compared(library, evaluation, _plans_in_time(library, names, later), filters, in_time=True)


def _compared(
    library: Library, evaluation: EvaluationContext, chosen: list[Plan], filters: Filters, *, in_time: bool
) -> Comparison:
    ids = tuple(dict.fromkeys(plan.id for plan in library.plans))
    surveys = assess_all(library, evaluation, ids, Filters(every_scope=True)).plans
    every = {(one.plan.city.id, one.plan.id): one for one in surveys}
    sides = [every[plan.city.id, plan.id] for plan in chosen]
    former = [_plan_before(plan, every) for plan in chosen]
    return Comparison(evaluation, library.inputs, tuple(chosen), in_time, tuple(_rows(sides, former, filters, in_time)))


def _plans_of_cities(
    library: Library, named: tuple[str, ...], names: tuple[str, ...], evaluation: EvaluationContext
) -> list[Plan]:
    """One plan of each city: those named, else those that run."""
    chosen = choose_plans(library, names, evaluation.as_of)
    cities = [plan.city.id for plan in chosen]
    if len(cities) > len(set(cities)):
        raise RsplanError("error.compare_plans", plans=", ".join(dict.fromkeys(plan.id for plan in chosen)))
    if len(cities) < 2 or len(cities) < len(library.cities):
        lacking = [city.id for city in library.cities if city.id not in cities]
        raise RsplanError("error.compare_cities", cities=", ".join(lacking or cities))
    if len({(plan.start, plan.end) for plan in chosen}) > 1:
        raise _of_other_years(library, chosen)
    by_city = {plan.city.id: plan for plan in chosen}
    order = named or tuple(city.id for city in library.cities)
    return [by_city[city] for city in dict.fromkeys(order)]


def _of_other_years(library: Library, chosen: Sequence[Plan]) -> RsplanError:
    """The error for plans of different years: which city has none of the latest, and the plans that go together."""
    latest = max(chosen, key=lambda plan: (plan.start, plan.end))
    years = latest.start, latest.end
    lacking = [city.id for city in library.cities if not any(plan.city.id == city.id for plan in _of(library, years))]
    details = {
        "plans": ", ".join(f"{plan.city.id} {plan.id}" for plan in chosen),
        "plan": latest.id,
        "years": f"{latest.start.year}-{latest.end.year}",
        "lacking": ", ".join(lacking),
    }
    if not lacking:
        return RsplanError("error.compare_years_named", **details)
    for shared in sorted({(plan.start, plan.end) for plan in library.plans}, reverse=True):
        together = _of(library, shared)
        ids = list(dict.fromkeys(plan.id for plan in together))
        if {plan.city.id for plan in together} == {city.id for city in library.cities} and len(ids) == 1:
            return RsplanError("error.compare_years", **details, shared=ids[0])
    return RsplanError("error.compare_years_none", **details)


def _of(library: Library, years: tuple[date, date]) -> list[Plan]:
    return [plan for plan in library.plans if (plan.start, plan.end) == years]


def _plans_in_time(library: Library, names: tuple[str, ...], later: str) -> list[Plan]:
    """The two plans of the one city, the earlier one first; without a name the plan before the later one."""
    if len(library.cities) != 1:
        raise RsplanError("error.compare_one_city", cities=", ".join(city.id for city in library.cities))
    by_id = {plan.id: plan for plan in library.plans}
    for name in (*names, later):
        if name not in by_id:
            raise RsplanError("error.unknown_plan", plan=name, known=", ".join(by_id))
    after = by_id[later]
    before = [by_id[name] for name in names] or [plan for plan in library.plans if plan.start < after.start][-1:]
    if len(before) != 1 or before[0].id == after.id:
        raise RsplanError("error.compare_two_plans", plan=later)
    if before[0].start > after.start:
        raise RsplanError("error.compare_order", plan=later, other=before[0].id)
    return [before[0], after]


def _plan_before(plan: Plan, surveys: Mapping[tuple[str, str], PlanSurvey]) -> PlanSurvey | None:
    """The plan of the city that ended on the day before."""
    own = (one for one in surveys.values() if one.plan.city.id == plan.city.id)
    return next((one for one in own if one.plan.end == plan.start - ONE_DAY), None)


def _rows(
    sides: Sequence[PlanSurvey], former: Sequence[PlanSurvey | None], filters: Filters, in_time: bool
) -> Iterator[ComparedRow]:
    by_id = [{one.indicator.id: one for one in side.assessments} for side in sides]
    before = [{one.indicator.id: one for one in side.assessments} if side else {} for side in former]
    chosen = [one.indicator.id for side in sides for one in side.assessments if _is_chosen(one.indicator, filters)]
    for indicator_id in dict.fromkeys(chosen):
        found = [side.get(indicator_id) for side in by_id]
        targets = [
            ComparedTarget(one, strength_of(one, earlier.get(indicator_id))) if one else None
            for one, earlier in zip(found, before, strict=True)
        ]
        present = [one for one in found if one is not None]
        differences = tuple(_differences(present, in_time)) if len(present) > 1 else ()
        yield ComparedRow(indicator_id, _relation(found, in_time), differences, tuple(targets))


def _is_chosen(indicator: Indicator, filters: Filters) -> bool:
    match indicator.scope:
        case Scope.HEADLINE:
            return filters.headline
        case Scope.TEXT:
            return filters.every_scope
        case _:
            assert_never(indicator.scope)


def _relation(found: Sequence[Assessment | None], in_time: bool) -> Relation:
    if in_time:
        earlier, later = found
        return Relation.NEW if earlier is None else Relation.DROPPED if later is None else Relation.CARRIED_ON
    return Relation.SHARED if sum(one is not None for one in found) > 1 else Relation.ONLY


def _differences(present: Sequence[Assessment], in_time: bool) -> Iterator[Difference]:
    first, last = present[0], present[-1]
    indicators = [one.indicator for one in present]
    if len({indicator.name.zh for indicator in indicators}) > 1:
        yield Difference.NAME
    counted_alike = len({_counting(indicator) for indicator in indicators}) == 1
    broken = in_time and any(first.plan.start < one.since <= last.plan.start for one in last.indicator.breaks)
    if broken or not counted_alike:
        yield Difference.COUNTED
    if len({indicator.scope for indicator in indicators}) > 1:
        yield Difference.SCOPE
    if in_time and counted_alike and not broken:
        yield from _stronger_or_weaker(first.in_force, last.in_force)


def _counting(indicator: Indicator) -> tuple[object, ...]:
    """What has to be the same for two targets to be numbers of the same."""
    return indicator.kind, indicator.unit.zh, indicator.better, indicator.judged, indicator.by


def _stronger_or_weaker(before: TargetInForce, after: TargetInForce) -> Iterator[Difference]:
    """Whether the later target asks for more than the earlier one: of sums in a year, of others at the limit."""
    asked, asks = _asked(before), _asked(after)
    if asked is None or asks is None:
        return
    more = improvement(after.better, asks - asked) or _is_strict(after) - _is_strict(before)
    if more:
        yield Difference.STRONGER if more > 0 else Difference.WEAKER


def _asked(in_force: TargetInForce) -> Fraction | None:
    if in_force.kind.states_change and in_force.stated.comparator is not Comparator.NONE:
        return Fraction(in_force.stated.value)
    if in_force.limit is None or in_force.reference is not None:
        return None
    return in_force.limit / _years(in_force.plan) if in_force.accumulates else in_force.limit


def _is_strict(in_force: TargetInForce) -> bool:
    match in_force.stated.comparator:
        case Comparator.MORE_THAN | Comparator.LESS_THAN:
            return True
        case Comparator.AT_LEAST | Comparator.AT_MOST | Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
            return False
        case _:
            assert_never(in_force.stated.comparator)


def _years(plan: Plan) -> Fraction:
    return months(plan.start, plan.end) / _YEAR


def strength_of(assessment: Assessment, before: Assessment | None) -> Strength | None:
    """The strength of a target against its baseline; of a sum against the plan before, which `before` assesses.

    None where there is no exact number to hold it against, and for shares and targets of each year.
    """
    in_force = assessment.in_force
    if not in_force.exists or in_force.reference is not None:  # what it asks for is another thing every year
        return None
    match in_force.kind:
        case Kind.CUMULATIVE:
            return _by_amount(in_force, before)
        case Kind.RATE:
            return _by_points(in_force)
        case Kind.STOCK | Kind.GROWTH:
            return _by_growth(in_force)
        case Kind.CHANGE:
            return _by_points(in_force) if in_force.indicator.by is By.POINTS else _by_growth(in_force)
        case Kind.ANNUAL | Kind.COMPOSITION:
            return None
        case _:
            assert_never(in_force.kind)


def _by_points(in_force: TargetInForce) -> Strength | None:
    baseline = in_force.baseline
    if baseline is None:
        return None
    start = Fraction(baseline.values[0])
    return Strength(Measure.POINTS, Fraction(in_force.target.value) - start, start, _source(baseline))


def _source(baseline: Baseline) -> str:
    return baseline.observation.source if baseline.observation else baseline.where


def _by_growth(in_force: TargetInForce) -> Strength | None:
    """The growth a year from the baseline to the target, on which a stated growth is its own."""
    baseline = in_force.baseline
    if baseline is None:
        return None
    start, goal = Fraction(baseline.values[0]), Fraction(in_force.target.value)
    if start <= 0 or goal <= 0:
        return None
    if in_force.kind is Kind.GROWTH:
        return Strength(Measure.GROWTH, Fraction(in_force.stated.value), start, _source(baseline))
    grown = _YEARLY_GROWTH.evaluate({"T": goal, "B": start, "Y": _years(in_force.plan)})
    return None if grown is None else Strength(Measure.GROWTH, grown * _PERCENT, start, _source(baseline))


def _by_amount(in_force: TargetInForce, before: Assessment | None) -> Strength | None:
    """A year's amount of the sum against that of the plan before, where its whole sum is known."""
    if before is None or before.actual is None or not before.in_force.accumulates:
        return None
    known = before.actual
    if known.bound is not Bound.EXACT or known.missing or not before.clock.complete or known.value <= 0:
        return None
    if any(before.plan.start < one.since <= in_force.plan.start for one in in_force.indicator.breaks):
        return None  # two things were counted
    yearly = known.value / _years(before.plan)
    planned = Fraction(in_force.target.value) / _years(in_force.plan)
    return Strength(Measure.AMOUNT, (planned / yearly - 1) * _PERCENT, yearly, before.plan.id)
