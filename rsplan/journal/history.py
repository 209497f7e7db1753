"""How the knowledge of one indicator came about: each entry, what it replaced, how the verdict moved.

The order is that in which figures became known: by publication, then by place (methodology.md, section 2). The
last step is where the target stands; each earlier one is what `--known-on` its day gives, as far as it had come.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.assess import Assessment, assess
from rsplan.calc.verdict import Status
from rsplan.errors import RsplanError
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Plan, Revision
from rsplan.read.library import Library
from rsplan.suggest import nearest
from rsplan.survey import EvaluationContext, choose_plans, unassigned


class Step(NamedTuple):
    """What became known, an observation or another target, and where the target stood then.

    `known_since` is None for what has no date of publication: it was always known. `replaces` is the
    observation of the same days that counted before; `before` the verdict before.
    """

    event: Observation | Revision
    known_since: date | None
    replaces: Observation | None
    before: Status
    after: Assessment

    @property
    def counted(self) -> bool:
        """Whether the actual then stood on the observation."""
        return self.after.actual is not None and self.event in self.after.actual.parts

    @property
    def moves(self) -> bool:
        """Whether the verdict is another one than before."""
        return self.before is not self.after.status

    @property
    def flips(self) -> bool:
        """Whether what passed fails now, or the reverse."""
        return flips(self.before, self.after.status)


class IndicatorHistory(NamedTuple):
    """The steps of one indicator in one plan, from the `start`, where nothing was known.

    `elsewhere` counts the observations that are for other plans.
    """

    start: Assessment
    steps: Sequence[Step]
    elsewhere: int

    @property
    def last(self) -> Assessment:
        """Where the target stands with all that is known."""
        return self.steps[-1].after if self.steps else self.start


def flips(before: Status, after: Status) -> bool:
    """Whether a verdict turns from pass to fail or back; what is undetermined can only be decided."""
    return {before.passes, after.passes} == {True, False}


def histories(
    library: Library, evaluation: EvaluationContext, plans: tuple[str, ...], city: str, indicator: str
) -> list[IndicatorHistory]:
    """The indicator's history in each plan asked for that has it; by default in the latest that does.

    Raises RsplanError for an indicator that the city does not have, with the nearest.
    """
    homes = plans_with(library, city, indicator)
    chosen = choose_plans(library, plans, evaluation.as_of)
    wanted = [home for home in homes if home[0] in chosen] or ([] if plans else homes[-1:])
    if not wanted:
        known = ", ".join(plan.id for plan, _ in homes)
        raise RsplanError("error.not_in_plan", indicator=indicator, city=city, known=known)
    observations = library.observations.get((city, indicator), ())
    return [_history(library, evaluation, plan, own, observations) for plan, own in wanted]


def plans_with(library: Library, city: str, indicator: str) -> list[tuple[Plan, Indicator]]:
    """The city's plans that have the indicator, each with its own; raises RsplanError where there is none."""
    plans = [plan for plan in library.plans if plan.city.id == city]
    found = [(plan, one) for plan in plans for one in plan.indicators if one.id == indicator]
    if not found:
        near = nearest(indicator, dict.fromkeys(one.id for plan in plans for one in plan.indicators))
        key = "error.unknown_indicator_near" if near else "error.unknown_indicator"
        raise RsplanError(key, city=city, indicator=indicator, near=near or "")
    return found


def _history(
    library: Library,
    evaluation: EvaluationContext,
    plan: Plan,
    indicator: Indicator,
    observations: Sequence[Observation],
) -> IndicatorHistory:
    lost = unassigned(library.plans, plan, indicator, observations)
    own = [one for one in observations if one in lost or (one.span[0] <= plan.end and plan.start <= one.span[1])]
    start = assess(plan, indicator, (), evaluation.as_of, date.min, evaluation.rules)
    steps = list(_steps(plan, indicator, own, evaluation, start.status))
    return IndicatorHistory(start, steps, len(observations) - len(own))


def _steps(
    plan: Plan, indicator: Indicator, observations: Sequence[Observation], evaluation: EvaluationContext, before: Status
) -> Iterator[Step]:
    events = [
        event for event in _events(indicator, observations, evaluation) if _was_known(event[0], evaluation.known_on)
    ]
    told: list[Observation] = []
    latest: dict[tuple[date, date], Observation] = {}
    for since, _, event in events:
        replaces = None
        if isinstance(event, Observation):
            replaces, latest[event.span] = latest.get(event.span), event
            told.append(event)
        after = assess(plan, indicator, told, evaluation.as_of, since or date.min, evaluation.rules)
        yield Step(event, since, replaces, before, after)
        before = after.status


_Event = tuple[date | None, int, Observation | Revision]


def _was_known(since: date | None, known_on: date | None) -> bool:
    return since is None or known_on is None or since <= known_on


def _events(indicator: Indicator, observations: Sequence[Observation], evaluation: EvaluationContext) -> list[_Event]:
    """What became known, in this order; a target comes before the figures of the same day."""
    events: list[_Event] = [(one.published, one.order, one) for one in observations]
    events += [(one.published or one.since, -1, one) for one in indicator.revisions if one.since <= evaluation.as_of]
    return sorted(events, key=lambda event: (event[0] or date.min, event[1]))
