"""The report of `rsplan show` as a record; docs/json.md."""

from collections.abc import Iterable, Iterator
from typing import TypedDict

from rsplan.calc.assess import Assessment
from rsplan.model.plan import Indicator
from rsplan.report.records.common import Rows, assessed_head, observation_record, plan_head, plan_record, row_head
from rsplan.report.records.common_types import AssessedHead, ObservationRecord, PlanRecord, RowHead, TextRecord
from rsplan.report.records.status import indicator_record, year_record
from rsplan.report.records.status_narrow import NARROW_COLUMNS, as_shown
from rsplan.report.records.status_types import StatusIndicator
from rsplan.survey import PlanSurvey, Survey


class PrintedResult(TypedDict):
    """The result that the plan document prints in the target's row."""

    printed: str
    where: str


class ReportedFigure(TypedDict):
    """A figure of the text that reports what was attained."""

    where: str
    printed: str


class EarlierFigure(TypedDict):
    """The earlier value that the document prints beside the target."""

    printed: str
    where: str
    date: str
    growth: str | None


class ShownObservation(ObservationRecord):
    """One observation, and whether the actual rests on it."""

    counted: bool


class ShownIndicator(StatusIndicator):
    """One indicator with all its observations and all that the document prints about it."""

    result: PrintedResult | None
    reported: list[ReportedFigure]
    earlier: EarlierFigure | None
    file: str
    line: int
    observations: list[ShownObservation]


class ShownPlan(PlanRecord):
    """One plan with the indicator."""

    indicators: list[ShownIndicator]


class ShowReport(AssessedHead):
    """The whole report."""

    plans: list[ShownPlan]


class ShowRow(RowHead, ShownIndicator):
    """The indicator in one plan a row."""


def show_record(survey: Survey[Iterable[PlanSurvey]]) -> ShowReport:
    """The report of `rsplan show`: one indicator in each plan that was selected."""
    return {
        **assessed_head("show", survey.evaluation, survey.inputs),
        "plans": [_plan(plan_survey) for plan_survey in survey.plans],
    }


def _plan(survey: PlanSurvey) -> ShownPlan:
    return {**plan_record(survey), "indicators": [_indicator(assessment, survey) for assessment in survey.assessments]}


def _indicator(assessment: Assessment, survey: PlanSurvey) -> ShownIndicator:
    indicator = assessment.indicator
    return {
        **indicator_record(assessment),
        "responsible": survey.responsible.get(indicator.id),
        "year": year_record(survey.years.get(indicator.id)),
        "result": _result(indicator),
        "reported": [{"where": statement.where, "printed": statement.printed} for statement in indicator.reported],
        "earlier": _earlier(indicator),
        "file": indicator.at.file,
        "line": indicator.at.line,
        "observations": _observations(assessment),
    }


def _result(indicator: Indicator) -> PrintedResult | None:
    result = indicator.result
    return {"printed": result.printed, "where": result.where} if result else None


def _earlier(indicator: Indicator) -> EarlierFigure | None:
    earlier = indicator.earlier
    if earlier is None:
        return None
    return {
        "printed": earlier.printed,
        "where": earlier.where,
        "date": earlier.day.isoformat(),
        "growth": earlier.growth.printed if earlier.growth else None,
    }


def _observations(assessment: Assessment) -> list[ShownObservation]:
    counted = set(assessment.actual.parts if assessment.actual else ())
    return [
        {**observation_record(observation), "counted": observation in counted}
        for observation in assessment.observations
    ]


def show_rows(report: ShowReport) -> Iterator[ShowRow]:
    """The indicator in one plan a row."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


SHOW_ROWS = Rows(lambda: ShowRow, show_rows)


class NarrowShowRow(ShowRow):
    """The indicator in one plan a row, as people are told."""

    doubts: TextRecord | None


def narrow_show_rows(survey: Survey[Iterable[PlanSurvey]]) -> Iterator[NarrowShowRow]:
    """The indicator in one plan a row."""
    for plan in survey.plans:
        for assessment in plan.assessments:
            record, year = _indicator(assessment, plan), plan.years.get(assessment.indicator.id)
            yield {**row_head(plan_head(plan.plan)), **record, **as_shown(record, assessment, year)}


NARROW_SHOW_ROWS = Rows(lambda: NarrowShowRow, narrow_show_rows, NARROW_COLUMNS)
