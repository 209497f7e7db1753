"""What a check may look at: one plan with where it stands, the plan before it, other cities' targets."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rsplan.audit.known import Asked, Key
from rsplan.calc.assess import Assessment
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Plan
from rsplan.model.series_key import SeriesKey
from rsplan.survey import EvaluationContext


class AuditContext(NamedTuple):
    """One plan under audit.

    `assessments` are those of the audited indicators by id, `before` is the plan of the same city that
    ended the day before, `observations` and `demands` are those of all cities.
    """

    plan: Plan
    assessments: Mapping[str, Assessment]
    observations: Mapping[SeriesKey, Sequence[Observation]]
    before: Plan | None
    demands: Mapping[Key, Sequence[Asked]]
    evaluation: EvaluationContext

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The audited indicators in the order of the document."""
        return tuple(one for one in self.plan.indicators if one.id in self.assessments)
