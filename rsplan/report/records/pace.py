"""The report of `rsplan pace` as a record; docs/json.md."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypedDict

from rsplan.calc.assess import Assessment
from rsplan.calc.by_year import KnownAcross
from rsplan.calc.pace import YearPace, pace_of
from rsplan.model.tasks import Task
from rsplan.report.records.common import (
    NARROW_HEAD,
    Rows,
    actual_record,
    assessed_head,
    bounds_record,
    day,
    figure,
    number,
    part,
    plan_record,
    plan_records,
    row_head,
    target_head,
)
from rsplan.report.records.common_types import ActualRecord, AssessedHead, PlanRecord, RowHead, TargetHead
from rsplan.survey import PlanSurvey, Survey


class PaceBounds(TypedDict):
    """The bounds of what is left; None where the figure is."""

    remaining: str | None
    required_per_year: str | None


class PaceHead(TargetHead):
    """One indicator without its years."""

    actual: ActualRecord | None
    status: str
    step: Decimal | None
    remaining: Decimal | None
    required_per_year: Decimal | None
    bounds: PaceBounds


class TaskRecord(TypedDict):
    """The bureau's task for a year, with its source."""

    value: Decimal | None
    source: str | None
    decided: str | None


class PaceYear(TypedDict):
    """One calendar year of the plan."""

    year: int
    start: str
    end: str
    planned: Decimal | None
    actual: Decimal | None
    actual_bound: str | None
    provisional: bool
    complete: bool
    required: Decimal | None
    required_bound: str | None
    task: TaskRecord | None


class AcrossRecord(TypedDict):
    """A known amount that belongs to no single year, with its days."""

    start: str
    end: str
    days: list[str]
    amount: Decimal | None
    bound: str
    provisional: bool


class PaceIndicator(PaceHead):
    """One indicator with its years, and with what is known across years."""

    years: list[PaceYear]
    known_across: list[AcrossRecord]


class PacePlan(PlanRecord):
    """One plan with its indicators."""

    indicators: list[PaceIndicator]


class PaceReport(AssessedHead):
    """The whole report."""

    plans: Iterable[PacePlan]


class PaceRow(RowHead, PaceIndicator):
    """One indicator a row."""


class PaceYearRow(RowHead, PaceHead):
    """One year of one indicator a row; `year` is None in the row of an amount that is known across years."""

    year: int | None
    year_start: str
    year_end: str
    year_planned: Decimal | None
    year_actual: Decimal | None
    year_actual_bound: str | None
    year_provisional: bool
    year_complete: bool | None
    year_required: Decimal | None
    year_required_bound: str | None
    year_task: Decimal | None


def pace_record(survey: Survey[Iterable[PlanSurvey]]) -> PaceReport:
    """The report of `rsplan pace`."""
    return {
        **assessed_head("pace", survey.evaluation, survey.inputs),
        "plans": plan_records(survey, _plan),
    }


def _plan(survey: PlanSurvey) -> PacePlan:
    return {
        **plan_record(survey),
        "indicators": [
            pace_indicator_record(assessment, survey.tasks.get(assessment.indicator.id))
            for assessment in survey.assessments
        ],
    }


def pace_indicator_record(assessment: Assessment, task: Task | None = None) -> PaceIndicator:
    """One indicator with its years; `task` is the bureau's for the running one."""
    pace = pace_of(assessment, task)
    return {
        **target_head(assessment),
        "actual": actual_record(assessment),
        "status": str(assessment.status),
        "step": number(pace.step),
        "remaining": figure(assessment, "remaining"),
        "required_per_year": figure(assessment, "required_per_year"),
        "bounds": bounds_record(assessment, PaceBounds),
        "years": [_year(year) for year in pace.years],
        "known_across": [_across(across) for across in assessment.by_year.across],
    }


def _across(across: KnownAcross) -> AcrossRecord:
    return {
        "start": across.span[0].isoformat(),
        "end": across.span[1].isoformat(),
        "days": list(across.days),
        "amount": number(across.amount),
        "bound": str(across.bound),
        "provisional": across.provisional,
    }


def _year(year: YearPace) -> PaceYear:
    return {
        "year": year.year,
        "start": year.start.isoformat(),
        "end": year.end.isoformat(),
        "planned": number(year.planned),
        "actual": number(year.actual),
        "actual_bound": str(year.actual_bound) if year.actual_bound else None,
        "provisional": year.provisional,
        "complete": year.complete,
        "required": number(year.required),
        "required_bound": str(year.required_bound) if year.required_bound else None,
        "task": _task(year.task) if year.task else None,
    }


def _task(task: Task) -> TaskRecord:
    return {"value": number(task.value), "source": task.source or None, "decided": day(task.decided)}


def pace_rows(report: PaceReport) -> Iterator[PaceRow]:
    """One indicator a row, with its years as a list."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


def pace_year_rows(report: PaceReport) -> Iterator[PaceYearRow]:
    """One year of one indicator a row, then the amounts that are known across years."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            for year in indicator["years"]:
                yield {
                    **row_head(plan),
                    **part(indicator, PaceHead),
                    "year": year["year"],
                    "year_start": year["start"],
                    "year_end": year["end"],
                    "year_planned": year["planned"],
                    "year_actual": year["actual"],
                    "year_actual_bound": year["actual_bound"],
                    "year_provisional": year["provisional"],
                    "year_complete": year["complete"],
                    "year_required": year["required"],
                    "year_required_bound": year["required_bound"],
                    "year_task": year["task"]["value"] if year["task"] else None,
                }
            for across in indicator["known_across"]:
                yield {
                    **row_head(plan),
                    **part(indicator, PaceHead),
                    "year": None,
                    "year_start": across["start"],
                    "year_end": across["end"],
                    "year_planned": None,
                    "year_actual": across["amount"],
                    "year_actual_bound": across["bound"],
                    "year_provisional": across["provisional"],
                    "year_complete": None,
                    "year_required": None,
                    "year_required_bound": None,
                    "year_task": None,
                }


PACE_ROWS = Rows(lambda: PaceRow, pace_rows)
PACE_YEAR_ROWS = Rows(
    lambda: PaceYearRow,
    pace_year_rows,
    {
        **NARROW_HEAD,
        "target_printed": "column.target",
        "year": "csv.year",
        "year_planned": "pace.planned",
        "year_actual": "pace.actual",
        "year_required": "pace.required",
    },
)
