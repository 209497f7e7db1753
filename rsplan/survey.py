"""The survey: plans chosen, indicators filtered, each target assessed; the way in to every report."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from rsplan.calc.assess import DEFAULT_RULES, Assessment, assess
from rsplan.calc.effective_observations import outside_plan
from rsplan.calc.verdict import Rules, Status
from rsplan.calc.year_assessment import YearAssessment, assess_year
from rsplan.errors import RsplanError
from rsplan.model.enums import Kind, Nature, Scope
from rsplan.model.input_places import InputFile
from rsplan.model.observations import Observation, in_columns
from rsplan.model.plan import Indicator, Plan
from rsplan.read.plan_library import Library
from rsplan.suggest import nearest

#: The plan option that asks for every plan.
ALL_PLANS = "all"


#: The plans of a survey: a tuple, or an iterator that is walked once.
Plans = TypeVar("Plans", bound="Iterable[PlanSurvey]", covariant=True)


class Filters(NamedTuple):
    """The indicators to assess; an empty tuple stands for all."""

    groups: tuple[str, ...] = ()
    natures: tuple[Nature, ...] = ()
    kinds: tuple[Kind, ...] = ()
    only: tuple[Status, ...] = ()
    every_scope: bool = False


class EvaluationContext(NamedTuple):
    """The as-of date, the known-on date (None: everything is known), and the thresholds."""

    as_of: date
    known_on: date | None = None
    rules: Rules = DEFAULT_RULES


class PlanSurvey(NamedTuple):
    """One plan with the assessments of its targets, and those of a year by indicator where one was requested."""

    plan: Plan
    assessments: tuple[Assessment, ...]
    years: Mapping[str, YearAssessment] = {}

    @property
    def statuses(self) -> set[Status]:
        """The verdicts of the targets, and of the year where one was requested."""
        return {one.status for one in self.assessments} | {one.standing.status for one in self.years.values()}

    def count(self, passes: bool | None) -> int:
        """The number of targets that pass, fail, or are undetermined (None)."""
        return sum(one.status.passes is passes for one in self.assessments)

    def by_status(self) -> dict[Status, int]:
        """The number of targets with each verdict, in the order of the verdicts; verdicts without any are left out."""
        counts = {status: sum(one.status is status for one in self.assessments) for status in Status}
        return {status: count for status, count in counts.items() if count}


class Survey(NamedTuple, Generic[Plans]):
    """The plans of one evaluation: a tuple of them, or an iterator that assesses each as it is reached.

    `year` is the calendar year that was judged as well, None for none.
    """

    evaluation: EvaluationContext
    inputs: tuple[InputFile, ...]
    plans: Plans
    year: int | None = None


#: A survey whose plans are all at hand.
CompleteSurvey = Survey[tuple[PlanSurvey, ...]]


def assess_all(
    library: Library,
    evaluation: EvaluationContext,
    plans: tuple[str, ...] = (),
    filters: Filters = Filters(),
    progress: Callable[[list[Plan]], Iterable[Plan]] = list,
    year: int | None = None,
) -> CompleteSurvey:
    """Assess all plans at once; see `assess_each`."""
    survey = assess_each(library, evaluation, plans, filters, progress, year)
    return Survey(survey.evaluation, survey.inputs, tuple(survey.plans), survey.year)


def assess_each(
    library: Library,
    evaluation: EvaluationContext,
    plans: tuple[str, ...] = (),
    filters: Filters = Filters(),
    progress: Callable[[list[Plan]], Iterable[Plan]] = list,
    year: int | None = None,
) -> Survey[Iterator[PlanSurvey]]:
    """Assess plan by plan, each once and as it is reached: for many plans.

    `progress` may watch the plans go by; `year` judges a calendar year of them too.
    Raises RsplanError for an unknown plan or group, where no plan had begun, and for a year of no plan.
    """
    chosen = choose_plans(library, plans, evaluation.as_of) if year is None else _plans_of_year(library, plans, year)
    _check_groups(chosen, filters.groups)
    by_city = plans_by_city(library.plans)
    surveys = (
        _plan_survey(plan, by_city[plan.city.id], library, evaluation, filters, year) for plan in progress(chosen)
    )
    return Survey(evaluation, library.inputs, surveys, year)


def plans_by_city(plans: Iterable[Plan]) -> dict[str, list[Plan]]:
    """The plans of each city, in their order."""
    found: dict[str, list[Plan]] = {}
    for plan in plans:
        found.setdefault(plan.city.id, []).append(plan)
    return found


def _plan_survey(
    plan: Plan, own: Sequence[Plan], library: Library, evaluation: EvaluationContext, filters: Filters, year: int | None
) -> PlanSurvey:
    assessments = tuple(_assessed(plan, own, library, evaluation, filters))
    if year is None:
        return PlanSurvey(plan, assessments)
    years = {}
    for assessment in assessments:
        observations = library.observations.get((plan.city.id, assessment.indicator.id), ())
        years[assessment.indicator.id] = assess_year(
            assessment, year, observations, evaluation.as_of, evaluation.known_on, evaluation.rules
        )
    return PlanSurvey(plan, assessments, years)


def _plans_of_year(library: Library, plans: tuple[str, ...], year: int) -> list[Plan]:
    """The named plans, or all, that have a day in the year."""
    asked = choose_plans(library, plans or (ALL_PLANS,), date(year, 12, 31))
    found = [plan for plan in asked if plan.start.year <= year <= plan.end.year]
    if not found:
        spans = ", ".join(dict.fromkeys(f"{plan.id} {plan.start.year}-{plan.end.year}" for plan in asked))
        raise RsplanError("error.no_plan_in_year", year=str(year), known=spans)
    return found


def choose_plans(library: Library, plans: tuple[str, ...], as_of: date) -> list[Plan]:
    """The plans named, else each city's plan that runs on the day, else its latest one begun.

    Raises RsplanError for an unknown plan, and where no plan had begun.
    """
    known = list(dict.fromkeys(plan.id for plan in library.plans))
    if ALL_PLANS in plans:
        return list(library.plans)
    for name in plans:
        if name not in known:
            near = nearest(name, known)
            raise RsplanError("error.unknown_plan", plan=name, known=", ".join([*known, ALL_PLANS]), near=near or "")
    if plans:
        return [plan for plan in library.plans if plan.id in plans]
    found = []
    for every in plans_by_city(library.plans).values():
        own = [plan for plan in every if plan.start <= as_of]
        running = [plan for plan in own if as_of <= plan.end]
        if own:
            found.append(max(running or own, key=lambda plan: plan.start))
    if not found:
        raise RsplanError("error.no_plan_begun", as_of=str(as_of), known=", ".join(known))
    return found


def _check_groups(plans: list[Plan], groups: tuple[str, ...]) -> None:
    known = dict.fromkeys(group.id for plan in plans for group in plan.groups)
    for name in groups:
        if not any(name in (group.id, *group.name) for plan in plans for group in plan.groups):
            raise RsplanError("error.unknown_group", group=name, known=", ".join(known) or "-")


def _assessed(
    plan: Plan, own: Sequence[Plan], library: Library, evaluation: EvaluationContext, filters: Filters
) -> Iterator[Assessment]:
    for indicator in plan.indicators:
        if wanted(indicator, filters):
            observations = library.observations.get((plan.city.id, indicator.id), ())
            assessment = assess(
                plan,
                indicator,
                observations,
                evaluation.as_of,
                evaluation.known_on,
                evaluation.rules,
                unassigned=unassigned(own, plan, indicator, observations),
            )
            if not filters.only or assessment.status in filters.only:
                yield assessment


def unassigned(
    plans: Sequence[Plan], plan: Plan, indicator: Indicator, observations: Sequence[Observation]
) -> list[Observation]:
    """The observations of the indicator that touch no plan that has it (methodology.md, section 2: noted, no error)."""
    columns = in_columns(observations)
    outside = columns.select(outside_plan(columns.metadata, (plan.start, plan.end)))
    if not outside:
        return []
    having = [
        other
        for other in plans
        if other.city.id == plan.city.id and any(one.id == indicator.id for one in other.indicators)
    ]
    return [one for one in outside if all(one.span[1] < other.start or other.end < one.span[0] for other in having)]


def wanted(indicator: Indicator, filters: Filters) -> bool:
    """Whether the filters keep the indicator, before its verdict is known."""
    group = indicator.group
    return (
        (filters.every_scope or indicator.scope is Scope.HEADLINE)
        and (
            not filters.groups or (group is not None and any(one in (group.id, *group.name) for one in filters.groups))
        )
        and (not filters.natures or indicator.nature in filters.natures)
        and (not filters.kinds or indicator.kind in filters.kinds)
    )
