"""The report of `rsplan forecast` as a record; docs/json.md, forecast."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypedDict

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.calc.forecast.scenario import Scenario, ScenarioForecast, forecast_in
from rsplan.calc.forecast.values import Assumption, Clocks, Forecast, PaceNeeded, PastForecast, Range, number_of
from rsplan.model.bilingual import Text
from rsplan.report.records.common import (
    NARROW_HEAD,
    Rows,
    actual_record,
    assessed_head,
    day,
    number,
    part,
    plan_record,
    plan_records,
    row_head,
    target_head,
    target_record,
    text_record,
)
from rsplan.report.records.common_types import (
    ActualRecord,
    AssessedHead,
    PlanRecord,
    RowHead,
    TargetHead,
    TargetRecord,
    TextRecord,
)
from rsplan.survey import PlanSurvey, Survey
from rsplan.text import say


class AssumedEnds(TypedDict):
    """The end value under each assumption; None where it does not apply."""

    last: Decimal | None
    mean: Decimal | None
    slowest: Decimal | None
    best: Decimal | None
    compound: Decimal | None


class ReachRecord(TypedDict):
    """The first days on which the target is reached; None: not within the plan."""

    earliest: str | None
    latest: str | None


class PaceNeededRecord(TypedDict):
    """The pace needed, the mean and the best year, per year."""

    needed: Decimal | None
    mean: Decimal | None
    best: Decimal | None


class ClocksRecord(TypedDict):
    """The share of the running year that has elapsed, and that of the indicator's own years, with what each asks."""

    elapsed: Decimal | None
    own: Decimal | None
    expected: Decimal | None
    own_expected: Decimal | None
    word: str | None


class PastRecord(TypedDict):
    """A past forecast as it would have been made, and the figure that came."""

    method: str
    year: int
    through: str
    known_on: str
    end: str
    said: Decimal | None
    came: Decimal | None
    error: Decimal | None
    error_share: Decimal | None


class RefusalRecord(TypedDict):
    """The reason why nothing is forecast."""

    reason: str
    text: TextRecord


class ForecastRecord(TypedDict):
    """One forecast, or the reason why there is none."""

    method: str | None
    year: int | None
    points: int | None
    range: bool | None
    low: Decimal | None
    mean: Decimal | None
    high: Decimal | None
    assumptions: AssumedEnds | None
    reach: ReachRecord | None
    breach: int | None
    outlook: str | None
    last_call: str | None
    pace: PaceNeededRecord | None
    clocks: ClocksRecord | None
    record: list[PastRecord]
    refused: RefusalRecord | None


class ForecastHead(TargetHead):
    """One indicator without its forecast."""

    actual: ActualRecord | None
    status: str


class ScenarioHead(TypedDict):
    """A scenario by its name, with its assumptions as they were typed and the target that it is held against."""

    scenario: str
    assumed: list[str]
    target: TargetRecord


class ScenarioRecord(ScenarioHead, ForecastRecord):
    """A forecast under assumptions."""


class ForecastIndicator(ForecastHead, ForecastRecord):
    """One indicator with its forecast, and with those of the scenarios."""

    scenarios: list[ScenarioRecord]


class ForecastPlan(PlanRecord):
    """One plan with its indicators."""

    indicators: list[ForecastIndicator]


class ForecastReport(AssessedHead):
    """The whole report."""

    plans: Iterable[ForecastPlan]


class ForecastLine(RowHead, ForecastIndicator):
    """One indicator a line."""


class ForecastRow(RowHead, ForecastHead, ForecastRecord):
    """One forecast of one indicator a row; `scenario` is None where nothing is assumed."""

    scenario: str | None
    assumed: list[str]


def forecast_record(survey: Survey[Iterable[PlanSurvey]], scenarios: Sequence[Scenario] = ()) -> ForecastReport:
    """The report of `rsplan forecast`."""

    def plan(surveyed: PlanSurvey) -> ForecastPlan:
        known_on = survey.evaluation.known_on
        indicators: list[ForecastIndicator] = [
            {
                **target_head(assessment),
                "actual": actual_record(assessment),
                "status": str(assessment.status),
                **one_forecast_record(assessment, forecast_of(assessment, known_on)),
                "scenarios": [
                    _scenario(forecast_in(assessment, known_on, scenario), assessment.indicator.id)
                    for scenario in scenarios
                    if scenario.concerns(assessment.indicator.id)
                ],
            }
            for assessment in surveyed.assessments
        ]
        return {**plan_record(surveyed), "indicators": indicators}

    return {
        **assessed_head("forecast", survey.evaluation, survey.inputs),
        "plans": plan_records(survey, plan),
    }


def _scenario(found: ScenarioForecast, indicator: str) -> ScenarioRecord:
    return {
        "scenario": found.scenario.name,
        "assumed": list(found.scenario.said.get(indicator, ())),
        "target": target_record(found.assessment),
        **one_forecast_record(found.assessment, found.forecast),
    }


def one_forecast_record(assessment: Assessment, forecast: Forecast) -> ForecastRecord:
    """One forecast; no end is rounded onto the limit of the target."""
    shown, limits = forecast.range, () if assessment.limit is None else (assessment.limit,)
    return {
        "method": str(shown.method) if shown else None,
        "year": forecast.year,
        "points": shown.points if shown else None,
        "range": shown.is_range if shown else None,
        "low": number(number_of(shown.low), limits) if shown else None,
        "mean": number(number_of(shown.mean), limits) if shown else None,
        "high": number(number_of(shown.high), limits) if shown else None,
        "assumptions": _assumptions(shown) if shown else None,
        "reach": (
            {"earliest": day(forecast.reach.earliest), "latest": day(forecast.reach.latest)} if forecast.reach else None
        ),
        "breach": forecast.breach.year if forecast.breach else None,
        "outlook": str(forecast.outlook) if forecast.outlook else None,
        "last_call": day(forecast.last_call_day),
        "pace": _pace(forecast.pace),
        "clocks": _clocks(forecast.clocks),
        "record": [_past(past) for past in shown.record] if shown else [],
        "refused": _refused(forecast),
    }


def _assumptions(shown: Range) -> AssumedEnds | None:
    if not shown.assumptions:
        return None
    ends = {one.assumption: number(number_of(one.end)) for one in shown.assumptions}
    return {
        "last": ends.get(Assumption.LAST),
        "mean": ends.get(Assumption.MEAN),
        "slowest": ends.get(Assumption.SLOWEST),
        "best": ends.get(Assumption.BEST),
        "compound": ends.get(Assumption.COMPOUND),
    }


def _pace(pace: PaceNeeded | None) -> PaceNeededRecord | None:
    if pace is None:
        return None
    needed, mean, best = map(number_of, pace)
    return {"needed": number(needed, (mean, best)), "mean": number(mean), "best": number(best)}


def _clocks(clocks: Clocks | None) -> ClocksRecord | None:
    if clocks is None:
        return None
    return {
        "elapsed": number(clocks.elapsed),
        "own": number(number_of(clocks.own)),
        "expected": number(number_of(clocks.expected)),
        "own_expected": number(number_of(clocks.own_expected)),
        "word": clocks.word,
    }


def _past(past: PastForecast) -> PastRecord:
    return {
        "method": str(past.method),
        "year": past.year,
        "through": past.day.isoformat(),
        "known_on": past.known_on.isoformat(),
        "end": past.end.isoformat(),
        "said": number(number_of(past.said)),
        "came": number(number_of(past.came)),
        "error": number(past.error, (0,)),
        "error_share": number(past.relative_error, (0,)),
    }


def _refused(forecast: Forecast) -> RefusalRecord | None:
    if forecast.refused is None:
        return None
    key = f"forecast.refused_{forecast.refused}"
    return {"reason": str(forecast.refused), "text": text_record(Text.made(lambda lang: say(lang, key)))}


def forecast_lines(report: ForecastReport) -> Iterator[ForecastLine]:
    """One indicator a line."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


def forecast_rows(report: ForecastReport) -> Iterator[ForecastRow]:
    """One forecast a row: that of the indicator, then those of the scenarios, against their targets."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            head = part(indicator, ForecastHead)
            yield {
                **row_head(plan),
                **head,
                **part(indicator, ForecastRecord),
                "scenario": None,
                "assumed": [],
            }
            for scenario in indicator["scenarios"]:
                head["target"] = scenario["target"]
                yield {
                    **row_head(plan),
                    **head,
                    **part(scenario, ForecastRecord),
                    "scenario": scenario["scenario"],
                    "assumed": scenario["assumed"],
                }


FORECAST_LINES = Rows(lambda: ForecastLine, forecast_lines)
FORECAST_ROWS = Rows(
    lambda: ForecastRow,
    forecast_rows,
    {
        **NARROW_HEAD,
        "scenario": "csv.scenario",
        "target_printed": "column.target",
        "actual_value": "column.actual",
        "actual_through": "column.through",
        "status": "column.status",
        "year": "column.year",
        "low": "csv.low",
        "mean": "csv.mean",
        "high": "figure.forecast_high",
        "outlook": "csv.outlook",
        "last_call": "csv.last_call",
        "refused_text_zh": "csv.reason",
    },
)
