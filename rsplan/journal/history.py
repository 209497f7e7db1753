"""The history of an indicator: each observation or revised target, what it replaced, how the verdict moved.

The order is that in which figures became known: by publication, then by place (methodology.md, section 2). The
last step has the verdict of `rsplan status`; each earlier one has that of `--known-on` its day, as far as the history
had come.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, assert_never

from rsplan.calc.assess import Assessment, assess
from rsplan.calc.deciding_observations import DecidingObservations
from rsplan.calc.effective_observations import Span
from rsplan.calc.verdict import Status
from rsplan.errors import RsplanError
from rsplan.journal.indicator_plans import PlanIndicator, plans_with
from rsplan.model.observations import Observation, Retraction
from rsplan.model.plan import Indicator, Plan, Revision
from rsplan.read.plan_library import Library
from rsplan.survey import EvaluationContext, choose_plans, unassigned


class Step(NamedTuple):
    """An observation, a retraction or a revised target that became known, and the assessment from then on.

    An observation without a date is known since the last day that it counts. `replaces` is the effective
    observation of the same days until then; `before` the verdict until then. `after` is assessed from the observations
    that decide the standing: its actual, figures and verdict are those of all, its notes and breaches are not.
    """

    event: Observation | Retraction | Revision
    known_since: date
    replaces: Observation | None
    before: Status
    after: Assessment

    @property
    def counted(self) -> bool:
        """Whether the actual of this step is made from the observation."""
        return self.after.actual is not None and self.event in self.after.actual.parts

    @property
    def moves(self) -> bool:
        """Whether the verdict changes."""
        return self.before is not self.after.status

    @property
    def flips(self) -> bool:
        """Whether the verdict turns from pass to fail or back."""
        return flips(self.before, self.after.status)


class IndicatorHistory(NamedTuple):
    """The history of one indicator in one plan.

    `start` is the assessment without any observation, `last` that with all that is known. `walk` assesses step by
    step, of which there are `number`. `elsewhere` counts the observations that belong to other plans.
    """

    start: Assessment
    last: Assessment
    walk: Callable[[], Iterator[Step]]
    number: int
    elsewhere: int

    @property
    def steps(self) -> list[Step]:
        """All steps at once."""
        return list(self.walk())


def flips(before: Status, after: Status) -> bool:
    """Whether a verdict turns from pass to fail or back; an undetermined one can only be decided."""
    return {before.passes, after.passes} == {True, False}


def histories(
    library: Library, evaluation: EvaluationContext, plans: tuple[str, ...], city: str, indicator: str
) -> list[IndicatorHistory]:
    """Assemble the indicator's history in each of the named plans that has it; by default in the latest that does.

    Raises RsplanError for an indicator that the city does not have, with the nearest name.
    """
    matching = plans_with(library.plans, city, indicator)
    chosen = choose_plans(library, plans, evaluation.as_of)
    shown = [one for one in matching if one.plan in chosen] or ([] if plans else matching[-1:])
    if not shown:
        known = ", ".join(plan.id for plan, _ in matching)
        raise RsplanError("error.not_in_plan", indicator=indicator, city=city, known=known)
    retractions = [
        one
        for one in library.retractions.get((city, indicator), ())
        if one.withdrawn and one.was_known(evaluation.known_on)
    ]
    observations = sorted(
        (
            *library.as_known(evaluation.known_on).observations.get((city, indicator), ()),
            *(one for each in retractions for one in each.withdrawn),
        ),
        key=lambda each: each.order,
    )
    return [_history(library.plans, one, observations, retractions, evaluation) for one in shown]


def _history(
    plans: Sequence[Plan],
    plan_indicator: PlanIndicator,
    observations: Sequence[Observation],
    retractions: Sequence[Retraction],
    evaluation: EvaluationContext,
) -> IndicatorHistory:
    plan, indicator = plan_indicator
    lost = {one.order for one in unassigned(plans, plan, indicator, observations)}
    shown = {
        one.order: one
        for one in observations
        if one.order in lost or (one.span[0] <= plan.end and plan.start <= one.span[1])
    }
    withdrawing = [one for one in retractions if one.withdrawn[0].order in shown]
    as_of, _, rules = evaluation
    events = _events(indicator, [*shown.values()], withdrawing, evaluation)
    start = last = assess(plan, indicator, (), as_of, date.min, rules)
    if events:
        known = {event.value.order: event.value for event in events if isinstance(event.value, Observation)}
        for retraction in withdrawing:
            for observation in retraction.withdrawn:
                known.pop(observation.order, None)
        last = assess(plan, indicator, known.values(), as_of, events[-1].since, rules)

    def walk() -> Iterator[Step]:
        return _steps(plan_indicator, events, evaluation, start)

    return IndicatorHistory(start, last, walk, len(events), len(observations) - len(shown))


def _steps(
    plan_indicator: PlanIndicator, events: "Sequence[_Event]", evaluation: EvaluationContext, after: Assessment
) -> Iterator[Step]:
    """The steps, each assessed anew only where something that decides the standing has changed."""
    plan, indicator = plan_indicator
    known = DecidingObservations(plan, indicator, evaluation.as_of, date.min)
    latest: dict[Span, list[Observation]] = {}
    assessed: Sequence[Observation] | None = None
    for since, _, event in events:
        replaces, before = None, after.status
        match event:
            case Observation():
                of_days = latest.setdefault(event.span, [])
                replaces = of_days[-1] if of_days else None
                of_days.append(event)
                known.add(event)
            case Retraction():
                of_days = latest[event.line.span]
                replaces = of_days[-1] if of_days else None
                for observation in event.withdrawn:
                    of_days.remove(observation)
                    known.withdraw(observation)
            case Revision():
                known = DecidingObservations(plan, indicator, evaluation.as_of, since, known.known)
                assessed = None  # by another target
            case _:
                assert_never(event)
        deciding = known.columns()
        if deciding is not assessed:
            after = assess(plan, indicator, deciding, evaluation.as_of, since, evaluation.rules, whole=False)
            assessed = deciding
        yield Step(event, since, replaces, before, after)


class _Event(NamedTuple):
    since: date
    order: int
    value: Observation | Retraction | Revision


def _events(
    indicator: Indicator,
    observations: Sequence[Observation],
    retractions: Sequence[Retraction],
    evaluation: EvaluationContext,
) -> list[_Event]:
    """The events known at the evaluation, in the order in which they became known; of one day a target comes first."""
    events = [_Event(one.known_since, one.order, one) for one in observations]
    events += [_Event(one.known_since, one.line.order, one) for one in retractions]
    revisions = [one for one in indicator.revisions if one.since <= evaluation.as_of]
    events += [_Event(one.published or one.since, -1, one) for one in revisions]
    known = [event for event in events if _was_known(event.since, evaluation.known_on)]
    return sorted(known, key=lambda event: (event.since, event.order))


def _was_known(since: date, known_on: date | None) -> bool:
    return known_on is None or since <= known_on
