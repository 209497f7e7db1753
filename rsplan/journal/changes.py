"""The change of each target between two days, in steps that add up to it; docs/month.md.

State A is as of the one day and as known on it, state B likewise on the other. From A to B one thing changes after the
other, always in the same order: the day, then what was withdrawn, then revised figures, then new ones, then targets,
then the thresholds of the verdict. A step is what the figures change by it, given all steps before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from rsplan.calc.assess import Assessment, assess
from rsplan.calc.figure_formulas import FIGURE_NAMES
from rsplan.calc.target_in_force import target_in_force
from rsplan.calc.verdict import Rules, Status
from rsplan.model.bilingual import Text
from rsplan.model.enums import Bound
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Plan, Target
from rsplan.model.rounding import exactly, output_beside
from rsplan.read.plan_library import Library
from rsplan.survey import (
    EvaluationContext,
    Filters,
    check_groups,
    check_offices,
    choose_plans,
    is_for,
    wanted,
)

#: The name of the actual among the figures.
ACTUAL = "actual"


class Step(StrEnum):
    """The things that change between two states, in their order.

    `other` is against a file alone: the files give another state for its day now than it holds.
    """

    OTHER = "other"
    TIME = "time"
    RETRACTION = "retraction"
    REVISION = "revision"
    NEW_DATA = "new_data"
    TARGET = "target"
    RULES = "rules"


class FigureState(NamedTuple):
    """A figure of one state as reports round it: a number, or shares; `numbers` is None where it has none."""

    numbers: tuple[Decimal, ...] | None = None
    bound: Bound = Bound.EXACT


class Standing(NamedTuple):
    """The verdict and the figures of one state."""

    status: Status
    figures: Mapping[str, FigureState]

    def figure(self, name: str) -> FigureState:
        """The figure of the name; one without a number where the state does not have it."""
        return self.figures.get(name, FigureState())


class TargetChange(NamedTuple):
    """The states of one target from A to B: the first, and that after each step that changes anything.

    `assessment` is that of B. `found` is false where the file to be compared with does not have the target.
    """

    assessment: Assessment
    start: Standing
    steps: Sequence[tuple[Step, Standing]]
    found: bool = True

    @property
    def end(self) -> Standing:
        """The last state."""
        return self.steps[-1][1] if self.steps else self.start

    @property
    def moved(self) -> list[str]:
        """The names of the figures that differ between the first and the last state."""
        names = dict.fromkeys((*self.start.figures, *self.end.figures))
        return [name for name in names if self.start.figure(name) != self.end.figure(name)]

    @property
    def verdict_moved(self) -> bool:
        """Whether the verdict differs."""
        return self.start.status is not self.end.status

    @property
    def changed(self) -> bool:
        """Whether the verdict or any figure differs."""
        return self.verdict_moved or bool(self.moved)

    @property
    def is_worse(self) -> bool:
        """Whether the verdict is a lower one."""
        return RANKS[self.end.status] > RANKS[self.start.status]

    @property
    def is_better(self) -> bool:
        """Whether the verdict is a higher one; one that is no longer decided is none."""
        return RANKS[self.end.status] < RANKS[self.start.status] and self.end.status.passes is not None

    @property
    def is_explained(self) -> bool:
        """Whether the files of today give the first state as it is reported."""
        return all(step is not Step.OTHER for step, _ in self.steps)

    def steps_of(self, name: str) -> list[tuple[Step, FigureState, FigureState]]:
        """The steps that change the figure, each with the figure before and after it."""
        found, before = [], self.start.figure(name)
        for step, standing in self.steps:
            after = standing.figure(name)
            if after != before:
                found.append((step, before, after))
            before = after
        return found

    @property
    def steps_of_verdict(self) -> list[tuple[Step, Status, Status]]:
        """The steps that change the verdict."""
        found, before = [], self.start.status
        for step, standing in self.steps:
            if standing.status is not before:
                found.append((step, before, standing.status))
            before = standing.status
        return found


#: The verdicts from the best to the worst: those that pass, those that decide nothing, those that fail.
RANKS: Mapping[Status, int] = {
    Status.MET: 0,
    Status.AHEAD: 1,
    Status.ON_TRACK: 2,
    Status.INCOMPLETE: 3,
    Status.NO_DATA: 3,
    Status.NO_TARGET: 3,
    Status.NOT_QUANTIFIED: 3,
    Status.BEHIND: 4,
    Status.MISSED: 5,
}


class FormerTarget(NamedTuple):
    """A target as a status report holds it: its standing, and its meaning where that is another one than today's."""

    standing: Standing
    target: Callable[[Target], Target]
    name: Text


class FormerReport(NamedTuple):
    """A status report to compare with: its dates, its thresholds, and its targets by city, plan and indicator."""

    evaluation: EvaluationContext
    targets: Mapping[tuple[str, str, str], FormerTarget]


class GoneTarget(NamedTuple):
    """A target of a report that is in no plan of today, with its name in the report."""

    city: str
    plan: str
    indicator: str
    name: Text


class PlanChanges(NamedTuple):
    """One plan with the changes of its targets."""

    plan: Plan
    targets: tuple[TargetChange, ...]

    @property
    def changed(self) -> list[TargetChange]:
        """The targets whose verdict or figures differ, as far as there is something to compare with."""
        return [one for one in self.targets if one.found and one.changed]


class Changes(NamedTuple):
    """The changes of the plans between two states; `gone` are targets that only the report has."""

    since: EvaluationContext
    until: EvaluationContext
    plans: tuple[PlanChanges, ...]
    gone: tuple[GoneTarget, ...] = ()

    @property
    def any_worse(self) -> bool:
        """Whether a verdict is a lower one than before."""
        return any(target.is_worse for plan in self.plans for target in plan.changed)


def changes(
    library: Library,
    since: EvaluationContext,
    until: EvaluationContext,
    plans: tuple[str, ...] = (),
    filters: Filters = Filters(),
    former: FormerReport | None = None,
) -> Changes:
    """Compare the state of each target on two days, each as known on it; `former` takes the first from a report.

    The later state is as known on its day, unless `until` says another; the plans are those that its day chooses,
    where none is named; filters go by it. Raises RsplanError as `survey.assess_each` does.
    """
    until = until if until.known_on else until._replace(known_on=until.as_of)
    chosen = choose_plans(library, plans, until.as_of)
    check_groups(chosen, filters.groups)
    check_offices(library, filters.responsible)
    ways = _ways(library, since, until, reported=former is not None)
    return Changes(
        since,
        until,
        tuple(PlanChanges(plan, tuple(_targets(plan, ways, library, filters, former))) for plan in chosen),
        tuple(_gone(library, chosen, former)) if former else (),
    )


def compares_anything(found: Changes, former: FormerReport) -> bool:
    """Whether the report has any target of the plans, whatever the filters leave."""
    each = [(one.plan.city.id, one.plan.id, indicator.id) for one in found.plans for indicator in one.plan.indicators]
    return any(key in former.targets for key in each)


def _gone(library: Library, chosen: Sequence[Plan], former: FormerReport) -> Iterator[GoneTarget]:
    """The targets of the report, of the cities that are compared, which no plan of today has."""
    cities = {plan.city.id for plan in chosen}
    known = {(plan.city.id, plan.id, indicator.id) for plan in library.plans for indicator in plan.indicators}
    for key, target in former.targets.items():
        if key[0] in cities and key not in known:
            yield GoneTarget(*key, target.name)


def _ways(
    library: Library, since: EvaluationContext, until: EvaluationContext, *, reported: bool
) -> "Sequence[_Known]":
    """What may have been known in the first state, the likeliest first.

    A report without a day of knowledge was made on its as-of date, or later with all that was known by then. One that
    names its as-of date was made on it, before later figures were entered, or later, with all that was published by it.
    """
    if since.known_on is not None:
        made_then = [True] if reported and since.known_on == since.as_of else []
        return [_Known.of(library, since, until, entered=entered) for entered in (*made_then, False)]
    on_its_day = since._replace(known_on=since.as_of)
    return [_Known.of(library, on_its_day, until, entered=True), _Known.of(library, since, until, entered=False)]


class _Known(NamedTuple):
    """The library as it was known on either day; `entered`: a figure is known from the day of its entry on.

    A report that was made on the first day knows no figure that was entered later, whenever it was published.
    """

    before: Library
    after: Library
    since: EvaluationContext
    until: EvaluationContext
    entered: bool

    @classmethod
    def of(cls, library: Library, since: EvaluationContext, until: EvaluationContext, *, entered: bool) -> "_Known":
        return cls(library.as_known(since.known_on), library.as_known(until.known_on), since, until, entered)

    def at_first(self, observation: Observation) -> bool:
        """Whether the figure was known on the first day."""
        known_on, since = self.since.known_on, observation.known_since
        if self.entered and observation.entered:
            since = max(since, observation.entered)
        return observation.span[1] <= self.since.as_of if known_on is None else since <= known_on

    def at_last(self, observation: Observation) -> bool:
        """Whether the figure was known on the last day."""
        known_on = self.until.known_on
        return known_on is None or observation.known_since <= known_on or self.at_first(observation)


def _targets(
    plan: Plan, ways: Sequence[_Known], library: Library, filters: Filters, former: FormerReport | None
) -> Iterator[TargetChange]:
    for indicator in plan.indicators:
        office = library.responsible.get((plan.city.id, indicator.id))
        if wanted(indicator, filters) and is_for(office, filters.responsible):
            changes_ = (_change(plan, indicator, known, former) for known in ways)
            first = next(changes_)
            change = first if first.is_explained else next((one for one in changes_ if one.is_explained), first)
            if filters.keep(change.assessment):
                yield change


def _change(plan: Plan, indicator: Indicator, known: _Known, former: FormerReport | None) -> TargetChange:
    since, until, key = known.since, known.until, (plan.city.id, indicator.id)
    reported = former.targets.get((plan.city.id, plan.id, indicator.id)) if former else None
    now = known.after.observations.get(key, ())
    first = [one for one in known.before.observations.get(key, ()) if known.at_first(one)]
    kept, every = [one for one in now if known.at_first(one)], [one for one in now if known.at_last(one)]
    spans = {one.span for one in kept}
    revised = [one for one in every if known.at_first(one) or one.span in spans]
    before = _beside(_frozen(plan, indicator, since, reported), known.before, plan, known.at_first)
    before_kept = _beside(before, known.after, plan, known.at_first)
    other = before_kept.target.relative_to
    other_spans = {one.span for one in other.series} if other else set()
    before_revised = _beside(
        before, known.after, plan, lambda figure: known.at_first(figure) or figure.span in other_spans
    )
    before_all = _beside(before, known.after, plan, known.at_last)
    after = _beside(_frozen(plan, indicator, until, None), known.after, plan, known.at_last)
    states = (
        (Step.OTHER, before, first, since.as_of, since.rules),
        (Step.TIME, before, first, until.as_of, since.rules),
        (Step.RETRACTION, before_kept, kept, until.as_of, since.rules),
        (Step.REVISION, before_revised, revised, until.as_of, since.rules),
        (Step.NEW_DATA, before_all, every, until.as_of, since.rules),
        (Step.TARGET, after, every, until.as_of, since.rules),
        (Step.RULES, after, every, until.as_of, until.rules),
    )
    walked = list(_walk(plan, states))
    (_, first_assessment), *rest = walked
    start, found = _standing(first_assessment), []
    if reported is not None:
        found.append((Step.OTHER, start))
        start = _as_reported(reported.standing, start)
    found += [(step, _standing(assessment)) for step, assessment in rest]
    steps, last = [], start
    for step, standing in found:
        if standing != last:
            steps.append((step, standing))
        last = standing
    return TargetChange(walked[-1][1], start, steps, found=former is None or reported is not None)


def _beside(indicator: Indicator, library: Library, plan: Plan, is_known: Callable[[Observation], bool]) -> Indicator:
    """The indicator whose target, where it is relative to another series, has what was known of that one."""
    if (relative := indicator.target.relative_to) is None:
        return indicator
    series = tuple(one for one in library.observations.get((plan.city.id, relative.indicator), ()) if is_known(one))
    return indicator._replace(target=indicator.target._replace(relative_to=relative._replace(series=series)))


_State = tuple[Step, Indicator, Sequence[Observation], date, Rules]


def _walk(plan: Plan, states: Iterable[_State]) -> Iterator[tuple[Step, Assessment]]:
    """The assessment of each state; one that differs in nothing from the state before is not assessed anew."""
    before: tuple[object, ...] | None = None
    assessment: Assessment | None = None
    for step, indicator, observations, as_of, rules in states:
        state = indicator, [one.order for one in observations], as_of, rules
        if assessment is None or state != before:
            assessment = assess(plan, indicator, observations, as_of, None, rules, whole=False)
        before = state
        yield step, assessment


def _frozen(
    plan: Plan, indicator: Indicator, evaluation: EvaluationContext, reported: FormerTarget | None
) -> Indicator:
    """The indicator with the target in force on the day alone: that of a report, where it holds another one."""
    in_force = target_in_force(plan, indicator, evaluation.as_of, evaluation.known_on)
    frozen = in_force.indicator
    if in_force.revision is None:
        frozen = frozen._replace(revisions=())
    else:
        begun = [one for one in frozen.revisions if one.since <= evaluation.as_of]
        frozen = frozen._replace(revisions=tuple(begun))
    if reported is None or in_force.target.relative_to is not None:
        return frozen
    target = reported.target(in_force.target)
    return frozen if target == in_force.target else frozen._replace(target=target, revisions=())


def _standing(assessment: Assessment) -> Standing:
    actual, figures = assessment.actual, dict[str, FigureState]()
    if actual is not None:
        figures[ACTUAL] = FigureState(tuple(map(exactly, actual.values)), actual.bound)
    for name in FIGURE_NAMES:
        figure = assessment.figures.get(name)
        if figure is not None and figure.value is not None:
            rounded = output_beside(figure.value, assessment.limits_of(name))
            figures[name] = FigureState((rounded,), figure.bound)
    return Standing(assessment.status, figures)


def _as_reported(reported: Standing, now: Standing) -> Standing:
    """The reported state; figures that it does not hold are taken as they are today."""
    figures = {**now.figures, **reported.figures}
    return Standing(reported.status, {name: state for name, state in figures.items() if state.numbers is not None})
