"""The plan that follows another: its indicators carried over, with what is last known of each."""

from datetime import date
from typing import NamedTuple

from rsplan.calc.assess import Assessment
from rsplan.errors import RsplanError
from rsplan.model.enums import BOUND_SIGNS, Bound, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months_later
from rsplan.model.plan import Break, Indicator, Plan
from rsplan.model.rounding import shown
from rsplan.name_matching import folded_name
from rsplan.read.plan_library import Library
from rsplan.survey import EvaluationContext, Filters, assess_all

#: A level older than this before the plan is no baseline, in months; methodology.md, section 2.
_LATEST_BEFORE = 12


class Standing(NamedTuple):
    """The last known value of an indicator of the former plan: the value, through which day, and from where."""

    value: str
    through: date
    missing: tuple[str, ...]
    bound: Bound
    provisional: bool
    observation: Observation


class Former(NamedTuple):
    """An indicator of the former plan with what is last known of it."""

    indicator: Indicator
    standing: Standing | None

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The days from which on something else is counted, or seems to be."""
        return self.indicator.breaks

    @property
    def is_level(self) -> bool:
        """Whether the next plan starts from a level of this indicator."""
        return self.indicator.kind in (Kind.STOCK, Kind.RATE)

    def gives_baseline(self, start: date) -> bool:
        """Whether the last known level is one from which a plan with this start is judged."""
        standing = self.standing
        if not self.is_level or standing is None or standing.bound is not Bound.EXACT:
            return False
        return months_later(start, -_LATEST_BEFORE) <= standing.through < start


class FormerPlan(NamedTuple):
    """The plan before, and its indicators in their order."""

    plan: Plan
    indicators: tuple[Former, ...]

    def of(self, indicator_id: str) -> Former | None:
        """Return the indicator with the id."""
        return next((one for one in self.indicators if one.indicator.id == indicator_id), None)

    def named(self, name: str) -> Former | None:
        """Return the indicator with the name."""
        return next((one for one in self.indicators if folded_name(one.indicator.name.zh) == folded_name(name)), None)


def former_plan(
    library: Library, city: str, plan_id: str, evaluation: EvaluationContext, filters: Filters
) -> FormerPlan:
    """Return the plan of the city with what is last known of its indicators; raises RsplanError for an unknown plan."""
    own = [plan for plan in library.plans if plan.city.id == city]
    plan = next((plan for plan in own if plan.id == plan_id), None)
    if plan is None:
        raise RsplanError("error.unknown_plan", plan=plan_id, known=", ".join(one.id for one in own), near="")
    only_city = library._replace(plans=tuple(own))
    survey = assess_all(only_city, evaluation, (plan_id,), filters)
    return FormerPlan(
        plan,
        tuple(
            Former(each.indicator, _standing(each)) for survey_plan in survey.plans for each in survey_plan.assessments
        ),
    )


def _standing(assessment: Assessment) -> Standing | None:
    actual = assessment.actual
    if actual is None or not actual.parts:
        return None
    value = BOUND_SIGNS[actual.bound] + "∶".join(shown(value, None) for value in actual.values)
    return Standing(
        value=value,
        through=actual.through,
        missing=actual.left_out(assessment.plan.start),
        bound=actual.bound,
        provisional=actual.provisional,
        observation=actual.parts[-1],
    )
