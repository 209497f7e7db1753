"""The evidence that a check may use: one plan with its assessments, the plan before it, other cities' targets."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rsplan.audit.ambition import Ambition, ComparisonKey
from rsplan.audit.findings import Detail, Finding, HasPlace
from rsplan.calc.assess import Assessment
from rsplan.calc.target_in_force import with_level
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Plan
from rsplan.model.series_key import SeriesKey
from rsplan.survey import EvaluationContext


class AuditContext(NamedTuple):
    """One plan under audit.

    `assessments` are those of the audited indicators by id, `before` is the plan of the same city that
    ended the day before, `observations` and `ambitions` are those of all cities, `parts` the plans that the targets
    of this one were split over.
    """

    plan: Plan
    assessments: Mapping[str, Assessment]
    observations: Mapping[SeriesKey, Sequence[Observation]]
    before: Plan | None
    ambitions: Mapping[ComparisonKey, Sequence[Ambition]]
    evaluation: EvaluationContext
    parts: Sequence[Plan] = ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The audited indicators in the order of the document, a growth or a change as the level that it leads to."""
        return tuple(self._in_levels(one) for one in self.plan.indicators if one.id in self.assessments)

    def _in_levels(self, indicator: Indicator) -> Indicator:
        if not indicator.kind.states_change:
            return indicator
        in_force = self.assessments[indicator.id].in_force._replace(stated=indicator.target, target=indicator.target)
        return indicator._replace(target=with_level(in_force).target)

    @property
    def indicators_with_baselines(self) -> tuple[Indicator, ...]:
        """The audited indicators, with the baselines that they take from the data."""
        return tuple(one._replace(baseline=self.assessments[one.id].indicator.baseline) for one in self.indicators)

    def finding(
        self,
        code: str,
        indicator: Indicator | None,
        quotation: HasPlace,
        expected: str | None = None,
        *,
        case: str = "",
        **details: Detail,
    ) -> Finding:
        """Make a finding of the plan at a place of the document; `case` names the text where a code has several."""
        return Finding(
            code=code,
            plan=self.plan,
            indicator=indicator,
            printed=quotation.printed,
            where=quotation.where,
            at=quotation.at,
            expected=expected,
            key=f"audit.{code}.{case}" if case else f"audit.{code}",
            details=details,
        )
