"""The report of `rsplan status` as a record; docs/json.md, status."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from rsplan.calc.assess import Assessment
from rsplan.calc.maintenance import MaintenanceRecord
from rsplan.calc.notes import shakes
from rsplan.calc.year_assessment import YearAssessment
from rsplan.model.enums import Kind
from rsplan.model.plan import Baseline, Indicator
from rsplan.model.printed_figure_reading import number as read_number
from rsplan.model.printed_figure_reading import plain
from rsplan.model.rounding import output
from rsplan.report.records.common import (
    NARROW_HEAD,
    ActualRecord,
    AssessedHead,
    EvidenceRecord,
    Figures,
    IndicatorHead,
    PlanRecord,
    PlanSummary,
    RowHead,
    Rows,
    StandingBounds,
    TargetRecord,
    TextRecord,
    VerdictRecord,
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


class StatementRecord(TypedDict):
    """One place of the document that states the target."""

    where: str
    printed: str
    name: str | None
    note: TextRecord | None


class BaselineRecord(TypedDict):
    """The level from which the plan starts, and whether the document or an observation gives it."""

    value: Figures
    date: str
    note: TextRecord | None
    printed: str | None
    where: str | None
    origin: str
    file: str
    line: int
    bound: str
    period: str | None
    via: str | None


class PublishedCompletion(TypedDict):
    """The completion rate that the document prints, and its number."""

    printed: str
    value: Decimal


class PaceFigures(TypedDict):
    """The pace of the whole plan."""

    planned_per_year: Decimal | None
    achieved_per_year: Decimal | None
    known_per_year: Decimal | None
    required_per_year: Decimal | None
    required_per_month: Decimal | None
    remaining: Decimal | None
    required_growth: Decimal | None
    projected: Decimal | None
    reach_date: str | None


class _Measured(IndicatorHead):
    nature: str | None
    kind: str
    better: str
    judged: str | None
    target: TargetRecord
    statements: list[StatementRecord]
    baseline: BaselineRecord | None
    actual: ActualRecord | None
    completion_rate: Decimal | None
    completion_rule: str | None
    raw_ratio: Decimal | None
    published_completion: PublishedCompletion | None
    elapsed: Decimal | None
    lead_points: Decimal | None
    lead_months: Decimal | None
    progress: Decimal | None
    growth: Decimal | None
    change: Decimal | None
    expected: Decimal | None
    margin: Decimal | None
    margin_change: Decimal | None


class BreachesRecord(TypedDict):
    """How often a target to be kept was certainly broken, of so many figures known, and when."""

    count: int
    first: str | None
    last: str | None
    known: int


class YearsRecord(TypedDict):
    """Of how many calendar years a figure is known, and how many are past."""

    known: int
    past: int


class IndicatorBounds(TypedDict):
    """The bound of each figure; None where the figure is."""

    completion_rate: str | None
    raw_ratio: str | None
    elapsed: str | None
    lead_points: str | None
    lead_months: str | None
    progress: str | None
    growth: str | None
    change: str | None
    expected: str | None
    margin: str | None
    planned_per_year: str | None
    achieved_per_year: str | None
    known_per_year: str | None
    required_per_year: str | None
    required_per_month: str | None
    remaining: str | None
    required_growth: str | None
    projected: str | None
    reach_date: str | None
    margin_change: str | None


class IndicatorRecord(_Measured, VerdictRecord):
    """One indicator with its target, its figures and its verdict."""

    evidence: EvidenceRecord | None
    stale: bool | None
    reached_on: str | None
    breaches: BreachesRecord | None
    years: YearsRecord | None
    pace: PaceFigures
    bounds: IndicatorBounds
    warnings: list[TextRecord]
    notes: list[TextRecord]


class YearTarget(TypedDict):
    """The target of the year, and where it comes from."""

    value: Figures
    origin: str | None
    source: str | None
    decided: str | None


class SpanFigure(TypedDict):
    """A figure of the year, or of the year before, with the days that it counts."""

    start: str
    end: str
    value: Figures
    bound: str
    provisional: bool


class _MeasuredYear(TypedDict):
    year: int
    start: str
    end: str
    target: YearTarget
    month: SpanFigure | None
    actual: ActualRecord | None
    year_before: SpanFigure | None
    growth: Decimal | None
    change: Decimal | None
    completion_rate: Decimal | None
    elapsed: Decimal | None
    lead_points: Decimal | None
    expected: Decimal | None
    margin: Decimal | None
    remaining: Decimal | None
    required_per_month: Decimal | None


class YearBounds(StandingBounds):
    """The bounds of the figures of a year; None where the figure is."""

    growth: str | None
    change: str | None
    margin: str | None
    remaining: str | None
    required_per_month: str | None


class YearRecord(_MeasuredYear, VerdictRecord):
    """The standing of the target within one year of the plan."""

    bounds: YearBounds
    evidence: EvidenceRecord | None
    stale: bool | None
    breaches: BreachesRecord | None


class StatusIndicator(IndicatorRecord):
    """One indicator; `year` is None where no year was chosen, `responsible` where no file names an office."""

    responsible: str | None
    year: YearRecord | None


class StatusPlan(PlanRecord):
    """One plan with its indicators; `year_summary` is the tally of the year's verdicts, None where none was chosen."""

    year_summary: PlanSummary | None
    indicators: list[StatusIndicator]


class StatusReport(AssessedHead):
    """The whole report."""

    plans: Iterable[StatusPlan]


class StatusRow(RowHead, StatusIndicator):
    """One indicator a row."""


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
        "indicators": [
            {
                **indicator_record(assessment),
                "responsible": survey.responsible.get(assessment.indicator.id),
                "year": year_record(survey.years.get(assessment.indicator.id)),
            }
            for assessment in survey.assessments
        ],
    }


def status_rows(report: StatusReport) -> Iterator[StatusRow]:
    """One indicator a row, with its city and its plan before it."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


#: The columns that people read: of the plan, and of a year.
_NARROW_HEAD = {**NARROW_HEAD, "responsible": "column.responsible"}
NARROW_STATUS = {
    **_NARROW_HEAD,
    "target_printed": "column.target",
    "actual_value": "column.actual",
    "actual_through": "column.through",
    "completion_rate": "column.completion",
    "lead_points": "csv.lead_points",
    "pace_remaining": "column.remaining",
    "pace_required_per_month": "column.required_per_month",
    "status": "column.status",
    "evidence_reasons": "column.evidence",
}
_NARROW_YEAR = {
    **_NARROW_HEAD,
    "year_target_value": "column.year_task",
    "year_target_origin": "column.source",
    "year_month_value": "column.year_month",
    "year_actual_value": "column.year_to_date",
    "year_actual_through": "column.through",
    "year_growth": "column.year_on_year",
    "year_completion_rate": "column.completion",
    "year_lead_points": "csv.lead_points",
    "year_remaining": "column.year_remaining",
    "year_required_per_month": "column.required_per_month",
    "year_status": "column.status",
    "year_evidence_reasons": "column.evidence",
}

STATUS_ROWS = Rows(StatusRow, status_rows, NARROW_STATUS)
STATUS_YEAR_ROWS = Rows(StatusRow, status_rows, _NARROW_YEAR)


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
