"""An observation to be checked, beside what is known of its indicator."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.effective_observations import effective, vintage
from rsplan.journal.indicator_plans import PlanIndicator
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator

_EVER = (date.min, date.max)


class Candidate(NamedTuple):
    """An observation beside what is known of its indicator.

    `effective` are the known observations that are effective, one for each span of days; the observation itself
    may be among them. `plans` are the city's plans that have the indicator.
    """

    observation: Observation
    known: Sequence[Observation]
    effective: Sequence[Observation]
    plans: Sequence[PlanIndicator]

    @property
    def others(self) -> list[Observation]:
        """The effective observations without the observation itself."""
        return [one for one in self.effective if one is not self.observation]

    @property
    def current(self) -> Observation | None:
        """The effective observation of the same days."""
        return next((one for one in self.others if one.span == self.observation.span), None)

    @property
    def outdated(self) -> bool:
        """Whether the effective observation of the same days was published later, so that it stays effective."""
        return self.current is not None and vintage(self.current) > vintage(self.observation)

    @property
    def overlapping(self) -> list[PlanIndicator]:
        """The plans that contain at least one of the observation's days."""
        first, last = self.observation.span
        return [one for one in self.plans if one.plan.start <= last and first <= one.plan.end]

    @property
    def indicator(self) -> Indicator:
        """The indicator as the observation's plan has it."""
        return (self.overlapping or self.plans)[-1].indicator


def candidate_beside(
    observation: Observation, others: Sequence[Observation], plans: Sequence[PlanIndicator]
) -> Candidate:
    """Put the observation beside the others known of its indicator; `plans` are those that have it."""
    return Candidate(observation, others, effective_ever(others), plans)


def effective_ever(observations: Sequence[Observation]) -> list[Observation]:
    """The observations that are effective on no particular day, of any plan and of none."""
    return effective(observations, _EVER, date.max, None)
