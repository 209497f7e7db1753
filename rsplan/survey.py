"""The survey: plans chosen, indicators filtered, each target assessed; the way in to every report."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
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
from rsplan.model.tasks import Task
from rsplan.read.plan_library import Library
from rsplan.suggest import nearest

#: The plan option that asks for every plan.
ALL_PLANS = "all"


#: The plans of a survey: a tuple, or an iterator that is walked once.
Plans = TypeVar("Plans", bound="Iterable[PlanSurvey]", covariant=True)


class Mark(StrEnum):
    """The marks by which targets are chosen beside the verdicts: doubts about the evidence, and breaches."""

    PROVISIONAL = "provisional"
    PRESS = "press"
    COPY = "copy"
    PARTIAL = "partial"
    BREAK = "break"
    STALE = "stale"
    BREACH = "breach"


#: The words that `--only` and `--fail-on` take.
WORDS: tuple[Status | Mark, ...] = (*Status, *Mark)


def marks_of(assessment: Assessment) -> set[Mark]:
    """The marks of an assessment: the reasons of its evidence, and whether the target was broken before."""
    doubts = assessment.evidence.doubts if assessment.evidence else ()
    record = assessment.maintenance_record
    broken = {Mark.BREACH} if record and record.breaches.number else set()
    return {Mark(doubt) for doubt in doubts} | broken


def has_word(assessment: Assessment, words: Collection[Status | Mark]) -> bool:
    """Whether one of the words is said of the assessment: its verdict or a mark."""
    return assessment.status in words or not marks_of(assessment).isdisjoint(words)


def needing_attention(assessments: Iterable[Assessment]) -> list[Assessment]:
    """The targets that are missed, behind or were broken, and those whose last figure is overdue, the gravest first.

    Binding targets stand first, then what fails, then the least completed.
    """
    urgent = (Mark.BREACH, Mark.STALE)
    wanting = [one for one in assessments if one.status.passes is False or not marks_of(one).isdisjoint(urgent)]
    return sorted(wanting, key=_urgency)


def _urgency(assessment: Assessment) -> tuple[bool, bool, Fraction]:
    completion = assessment.value("completion_rate")
    binding = assessment.indicator.nature is Nature.BINDING
    return not binding, assessment.status.passes is not False, Fraction(1) if completion is None else completion


class Filters(NamedTuple):
    """The indicators to assess; an empty tuple stands for all.

    `every_scope` adds the targets of text and boxes, `headline` is false where those of the main table are left out.
    `only` keeps what has one of its verdicts and one of its marks, where it names any of each; `but` leaves out what
    has any of its words. `responsible` are offices: each keeps the indicators that it is named for.
    """

    groups: tuple[str, ...] = ()
    natures: tuple[Nature, ...] = ()
    kinds: tuple[Kind, ...] = ()
    only: tuple[Status | Mark, ...] = ()
    every_scope: bool = False
    headline: bool = True
    but: tuple[Status | Mark, ...] = ()
    responsible: tuple[str, ...] = ()

    def keep(self, assessment: Assessment) -> bool:
        """Whether the verdict and the marks of the assessment are among those chosen."""
        statuses = [word for word in self.only if isinstance(word, Status)]
        marks = [word for word in self.only if isinstance(word, Mark)]
        return (
            (not statuses or assessment.status in statuses)
            and (not marks or not marks_of(assessment).isdisjoint(marks))
            and not (self.but and has_word(assessment, self.but))
        )


class EvaluationContext(NamedTuple):
    """The as-of date, the known-on date (None: everything is known), and the thresholds."""

    as_of: date
    known_on: date | None = None
    rules: Rules = DEFAULT_RULES


class Tally(NamedTuple):
    """The number of assessments by verdict."""

    assessments: Sequence[Assessment]

    @property
    def total(self) -> int:
        """The number of all."""
        return len(self.assessments)

    def count(self, passes: bool | None) -> int:
        """The number of those that pass, fail, or are undetermined (None)."""
        return sum(one.status.passes is passes for one in self.assessments)

    def by_status(self) -> dict[Status, int]:
        """The number of those with each verdict, in the order of the verdicts; verdicts without any are left out."""
        counts = {status: sum(one.status is status for one in self.assessments) for status in Status}
        return {status: count for status, count in counts.items() if count}


class PlanSurvey(NamedTuple):
    """One plan with the assessments of its targets, and those of a year by indicator where one was requested.

    `year` is None where no year was requested. `followed` says whether a later plan of the city is loaded. `tasks` are
    the bureau's tasks for the year of the as-of date, and `responsible` the offices, both by indicator.
    """

    plan: Plan
    assessments: tuple[Assessment, ...]
    years: Mapping[str, YearAssessment] = {}
    year: int | None = None
    followed: bool = True
    tasks: Mapping[str, Task] = {}
    responsible: Mapping[str, str] = {}

    @property
    def judged(self) -> tuple[Assessment, ...]:
        """The assessments that filters and exit codes go by: those of the year where one was requested."""
        if self.year is None:
            return self.assessments
        return tuple(self.years[one.indicator.id].standing for one in self.assessments)

    @property
    def tally(self) -> Tally:
        """The number of targets by their verdict within the plan."""
        return Tally(self.assessments)

    @property
    def year_tally(self) -> Tally | None:
        """The number of targets by their verdict within the year; None where no year was requested."""
        return None if self.year is None else Tally(self.judged)

    @property
    def unconfirmed(self) -> int:
        """The number of targets of which something is still to be confirmed."""
        return sum(bool(one.indicator.target.unconfirmed) for one in self.assessments)

    def has_word(self, words: Collection[Status | Mark]) -> bool:
        """Whether one of the words is said of one of the targets."""
        return any(has_word(one, words) for one in self.judged)


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
    library = library.as_known(evaluation.known_on)
    chosen = choose_plans(library, plans, evaluation.as_of) if year is None else _plans_of_year(library, plans, year)
    check_groups(chosen, filters.groups)
    check_offices(library, filters.responsible)
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
    city = plan.city.id
    followed = any(other.start > plan.end for other in own)
    tasks = _tasks_of(city, library, evaluation)
    responsible = {one: office for (of_city, one), office in library.responsible.items() if of_city == city}
    if year is None:
        kept = tuple(filter(filters.keep, assessments))
        return PlanSurvey(plan, kept, followed=followed, tasks=tasks, responsible=responsible)
    years = {}
    for assessment in assessments:
        observations = library.observations.get((plan.city.id, assessment.indicator.id), ())
        tasks_of = library.tasks.get((city, assessment.indicator.id), ())
        years[assessment.indicator.id] = assess_year(
            assessment,
            year,
            observations,
            as_of=evaluation.as_of,
            known_on=evaluation.known_on,
            rules=evaluation.rules,
            tasks=tasks_of,
        )
    kept = tuple(one for one in assessments if filters.keep(years[one.indicator.id].standing))
    by_id = {one.indicator.id: years[one.indicator.id] for one in kept}
    return PlanSurvey(plan, kept, by_id, year, followed, tasks=tasks, responsible=responsible)


def _tasks_of(city: str, library: Library, evaluation: EvaluationContext) -> dict[str, Task]:
    """The tasks of the city in force for the year of the as-of date, by indicator."""
    if not library.tasks:
        return {}
    from rsplan.model.tasks import task_of_year  # few runs have any

    year, known_on = evaluation.as_of.year, evaluation.known_on
    in_force = {
        indicator: task_of_year(tasks, year, known_on)
        for (of_city, indicator), tasks in library.tasks.items()
        if of_city == city
    }
    return {indicator: task for indicator, task in in_force.items() if task}


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
            key = "error.unknown_plan_near" if near else "error.unknown_plan"
            raise RsplanError(key, plan=name, known=", ".join([*known, ALL_PLANS]), near=near or "")
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


def check_groups(plans: Sequence[Plan], groups: tuple[str, ...]) -> None:
    """Raise RsplanError for a group that none of the plans has, with the nearest."""
    known = dict.fromkeys(group.id for plan in plans for group in plan.groups)
    for name in groups:
        if not any(name in (group.id, *group.name) for plan in plans for group in plan.groups):
            near = nearest(name, known)
            key = "error.unknown_group_near" if near else "error.unknown_group"
            raise RsplanError(key, group=name, known=", ".join(known) or "-", near=near or "")


def check_offices(library: Library, named: tuple[str, ...]) -> None:
    """Raise RsplanError for an office that no indicator is named for, with the nearest."""
    if not named:
        return
    from rsplan.read.csv_beside import offices

    known = list(dict.fromkeys(office for text in library.responsible.values() for office in offices(text)))
    for name in named:
        if name not in known:
            near = nearest(name, known)
            key = "error.unknown_office_near" if near else "error.unknown_office"
            single = [office for office in known if offices(office) == [office]]
            raise RsplanError(key, office=name, known="、".join(single) or "-", near=near or "")


def is_for(responsible: str | None, named: tuple[str, ...]) -> bool:
    """Whether the indicator is that of one of the offices; of every one where none is named."""
    if not named or responsible is None:
        return not named
    from rsplan.read.csv_beside import offices

    return not set(offices(responsible)).isdisjoint(named)


def _assessed(
    plan: Plan, own: Sequence[Plan], library: Library, evaluation: EvaluationContext, filters: Filters
) -> Iterator[Assessment]:
    for indicator in plan.indicators:
        responsible = library.responsible.get((plan.city.id, indicator.id))
        if wanted(indicator, filters) and is_for(responsible, filters.responsible):
            observations = library.observations.get((plan.city.id, indicator.id), ())
            yield assess(
                plan,
                indicator,
                observations,
                evaluation.as_of,
                evaluation.known_on,
                evaluation.rules,
                unassigned=unassigned(own, plan, indicator, observations),
            )


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
        (filters.headline if indicator.scope is Scope.HEADLINE else filters.every_scope)
        and (
            not filters.groups or (group is not None and any(one in (group.id, *group.name) for one in filters.groups))
        )
        and (not filters.natures or indicator.nature in filters.natures)
        and (not filters.kinds or indicator.kind in filters.kinds)
    )
