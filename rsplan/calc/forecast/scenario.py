"""Scenarios: forecasts with assumed years, growth or targets; methodology.md, section 7. Nothing is kept of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rsplan.calc.assess import Assessment, assess
from rsplan.calc.forecast.forecast import NOTHING_ASSUMED, forecast_of
from rsplan.calc.forecast.values import Assumed, Forecast
from rsplan.model.enums import By, Kind


class Scenario(NamedTuple):
    """Assumptions under a name, which is empty where none was given; each by the id of its indicator.

    `said` are the assumptions as they were typed.
    """

    name: str
    assumed: Mapping[str, Assumed] = {}
    targets: Mapping[str, Decimal] = {}
    said: Mapping[str, tuple[str, ...]] = {}

    def concerns(self, indicator: str) -> bool:
        """Whether anything is assumed of the indicator."""
        return indicator in self.assumed or indicator in self.targets


class ScenarioForecast(NamedTuple):
    """The forecast in a scenario, and the assessment against the assumed target."""

    scenario: Scenario
    assessment: Assessment
    forecast: Forecast


def forecast_in(assessment: Assessment, known_on: date | None, scenario: Scenario) -> ScenarioForecast:
    """The forecast of the target as it would be under the assumptions; where none concerns it, the forecast as it is.

    An assumed target has the comparator and, in the indicator's unit, the tolerance of the one in force; milestones
    lead to the latter and are dropped.
    """
    id_ = assessment.indicator.id
    if id_ in scenario.targets:
        assessment = with_target(assessment, known_on, scenario.targets[id_])
    return ScenarioForecast(
        scenario, assessment, forecast_of(assessment, known_on, scenario.assumed.get(id_, NOTHING_ASSUMED))
    )


def with_target(assessment: Assessment, known_on: date | None, value: Decimal) -> Assessment:
    """The assessment against another target; milestones lead to the one in force and are dropped."""
    target = assessment.in_force.stated._replace(
        printed=_printed(assessment, value), values=(value,), high=None, hold=assessment.maintenance
    )
    indicator = assessment.indicator._replace(target=target, revisions=(), milestones=())
    columns, as_of = assessment.actuals.columns, assessment.clock.as_of
    return assess(assessment.plan, indicator, columns, as_of, known_on, assessment.rules)


def _printed(assessment: Assessment, value: Decimal) -> str:
    """The assumed target as a plan might print it: a move has its sign, and per cent where it is of the baseline."""
    indicator = assessment.indicator
    if not indicator.kind.states_change:
        return format(value, "f")
    in_points = indicator.kind is Kind.CHANGE and indicator.by is By.POINTS
    return f"{value:+f}" if in_points else f"{value:+f}%"
