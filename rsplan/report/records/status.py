"""The report of `rsplan status` as a record; docs/json.md, status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from rsplan.calc.assess import Assessment
from rsplan.calc.maintenance import MaintenanceRecord
from rsplan.calc.notes import shakes
from rsplan.calc.year_assessment import YearAssessment
from rsplan.model.enums import Kind
from rsplan.model.plain_text import number as read_number
from rsplan.model.plain_text import plain
from rsplan.model.plan import Baseline, Indicator
from rsplan.model.rounding import output
from rsplan.report.records.bounds import IndicatorBounds, YearBounds
from rsplan.report.records.common import (
    Rows,
    actual_record,
    assessed_head,
    bounds_record,
    day,
    evidence_record,
    figure,
    figures,
    indicator_head,
    message_record,
    number,
    optional_text,
    plan_record,
    plan_records,
    row_head,
    summary_record,
    target_record,
    verdict_record,
)
from rsplan.survey import PlanSurvey, Survey

if TYPE_CHECKING:
    from rsplan.report.records.status_types import (
        BaselineRecord,
        BreachesRecord,
        IndicatorRecord,
        PaceFigures,
        PublishedCompletion,
        SpanFigure,
        StatementRecord,
        StatusIndicator,
        StatusPlan,
        StatusReport,
        StatusRow,
        YearRecord,
        YearsRecord,
    )


def status_record(survey: Survey[Iterable[PlanSurvey]]) -> StatusReport:
    """The report of `rsplan status`."""
    return {
        **assessed_head("status", survey.evaluation, survey.inputs),
        "plans": plan_records(survey, _plan),
    }


def _plan(survey: PlanSurvey) -> StatusPlan:
    return {
        **plan_record(survey),
        "year_summary": summary_record(survey.year_tally) if survey.year_tally else None,
        "indicators": [status_indicator(survey, assessment) for assessment in survey.assessments],
    }


def status_indicator(survey: PlanSurvey, assessment: Assessment) -> StatusIndicator:
    """One indicator with the office that is responsible for it, and with its year."""
    return {
        **indicator_record(assessment),
        "responsible": survey.responsible.get(assessment.indicator.id),
        "year": year_record(survey.years.get(assessment.indicator.id)),
    }


def status_rows(report: StatusReport) -> Iterator[StatusRow]:
    """One indicator a row, with its city and its plan before it."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


def _row() -> type[StatusRow]:
    from rsplan.report.records.status_types import StatusRow  # only for CSV, and start-up counts

    return StatusRow


STATUS_ROWS = Rows(_row, status_rows)


def indicator_record(assessment: Assessment) -> IndicatorRecord:
    """One indicator with its target, its figures and its verdict."""
    indicator, record = assessment.indicator, assessment.maintenance_record
    return {
        **indicator_head(indicator),
        "nature": str(indicator.nature) if indicator.nature else None,
        "kind": str(indicator.kind),
        "better": str(indicator.better),
        "judged": str(indicator.judged) if indicator.kind is Kind.RATE else None,
        "target": target_record(assessment),
        "statements": statement_records(indicator),
        "baseline": _baseline(indicator.baseline),
        "actual": actual_record(assessment),
        "completion_rate": figure(assessment, "completion_rate"),
        "completion_rule": assessment.completion_rule,
        "raw_ratio": figure(assessment, "raw_ratio"),
        "published_completion": _published_completion(indicator),
        "elapsed": figure(assessment, "elapsed"),
        "lead_points": figure(assessment, "lead_points"),
        "lead_months": figure(assessment, "lead_months"),
        "progress": figure(assessment, "progress"),
        "growth": figure(assessment, "growth"),
        "change": figure(assessment, "change"),
        "expected": figure(assessment, "expected"),
        "margin": figure(assessment, "margin"),
        "margin_change": number(record.margin_change, assessment.limits_of("margin_change")) if record else None,
        **verdict_record(assessment),
        "evidence": evidence_record(assessment),
        "stale": assessment.stale,
        "reached_on": day(assessment.reached_on),
        "breaches": breaches_record(record),
        "years": years_record(record),
        "pace": _pace(assessment),
        "bounds": bounds_record(assessment, IndicatorBounds),
        "warnings": [message_record(note) for note in assessment.notes if shakes(note)],
        "notes": [message_record(note) for note in assessment.notes if not shakes(note)],
    }


def breaches_record(record: MaintenanceRecord | None) -> BreachesRecord | None:
    """How often a target to be kept was broken; None for the others."""
    if record is None:
        return None
    breaches = record.breaches
    return {
        "count": breaches.number,
        "first": day(breaches.first),
        "last": day(breaches.last),
        "known": breaches.known,
    }


def years_record(record: MaintenanceRecord | None) -> YearsRecord | None:
    """The years past and known of a target to be kept; None for the others."""
    return {"known": record.years_known, "past": record.years_past} if record else None


def _pace(assessment: Assessment) -> PaceFigures:
    return {
        "planned_per_year": figure(assessment, "planned_per_year"),
        "achieved_per_year": figure(assessment, "achieved_per_year"),
        "known_per_year": figure(assessment, "known_per_year"),
        "required_per_year": figure(assessment, "required_per_year"),
        "required_per_month": figure(assessment, "required_per_month"),
        "remaining": figure(assessment, "remaining"),
        "required_growth": figure(assessment, "required_growth"),
        "projected": figure(assessment, "projected"),
        "reach_date": day(assessment.reach_date),
    }


def statement_records(indicator: Indicator) -> list[StatementRecord]:
    """Every place of the document that states the target, the one in the table first."""
    target = indicator.target
    first: StatementRecord = {"where": target.where, "printed": target.printed, "name": None, "note": None}
    others: list[StatementRecord] = [
        {
            "where": statement.where,
            "printed": statement.printed,
            "name": statement.name,
            "note": optional_text(statement.note),
        }
        for statement in indicator.statements
    ]
    return [first, *others]


def _baseline(baseline: Baseline | None) -> BaselineRecord | None:
    if baseline is None:
        return None
    observation = baseline.observation
    return {
        "value": figures(baseline.values),
        "date": baseline.day.isoformat(),
        "note": optional_text(baseline.note),
        "printed": baseline.printed or None,
        "where": baseline.where or None,
        "origin": "observation" if observation else "document",
        "file": baseline.at.file,
        "line": baseline.at.line,
        "bound": str(baseline.bound),
        "period": observation.period.text if observation else None,
        "via": str(observation.via) if observation and observation.via else None,
    }


def _published_completion(indicator: Indicator) -> PublishedCompletion | None:
    printed = indicator.result.completion if indicator.result else None
    if printed is None:
        return None
    percent = Fraction(read_number(plain(printed).removesuffix("%")))
    return {"printed": printed, "value": output(percent / 100)}


def year_record(year: YearAssessment | None) -> YearRecord | None:
    """The standing of the target within the year; None where no year was chosen."""
    if year is None:
        return None
    standing = year.standing
    return {
        "year": year.year,
        "start": year.start.isoformat(),
        "end": year.end.isoformat(),
        "target": {
            "value": figures(standing.target.values),
            "printed": standing.target.printed.strip() if year.origin else None,
            "origin": year.origin,
            "source": _source_of_year(year),
            "decided": day(year.task.decided) if year.task else None,
        },
        "month": _month(year),
        "actual": actual_record(standing),
        "year_before": _year_before(standing),
        "growth": figure(standing, "growth"),
        "change": figure(standing, "change"),
        "completion_rate": figure(standing, "completion_rate"),
        "elapsed": figure(standing, "elapsed"),
        "lead_points": figure(standing, "lead_points"),
        "expected": figure(standing, "expected"),
        "margin": figure(standing, "margin"),
        "remaining": figure(standing, "remaining"),
        "required_per_month": figure(standing, "required_per_month"),
        **verdict_record(standing),
        "bounds": bounds_record(standing, YearBounds),
        "evidence": evidence_record(standing),
        "stale": standing.stale,
        "breaches": breaches_record(standing.maintenance_record),
    }


def _source_of_year(year: YearAssessment) -> str | None:
    """The source of the task or the milestone that sets the year's target."""
    if year.task is not None:
        return year.task.source or None
    return year.milestone.source if year.milestone else None


def _month(year: YearAssessment) -> SpanFigure | None:
    """The amount of the last month known."""
    observed = year.month
    if observed is None:
        return None
    start, end = observed.span
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "value": figures(observed.values),
        "bound": str(observed.bound),
        "provisional": observed.provisional,
    }


def _year_before(standing: Assessment) -> SpanFigure | None:
    """The figure of the same days a year before that growth and change are held against."""
    before = standing.indicator.earlier
    if before is None:
        return None
    return {
        "start": min(part.span[0] for part in before.parts).isoformat(),
        "end": before.day.isoformat(),
        "value": figures(before.values),
        "bound": str(before.bound),
        "provisional": any(part.provisional for part in before.parts),
    }
