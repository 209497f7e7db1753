"""The types of the records of `rsplan status`; nothing but CSV and type checkers needs them at run time."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from rsplan.report.records.bounds import Figures, IndicatorBounds, YearBounds
from rsplan.report.records.common_types import (
    ActualRecord,
    AssessedHead,
    EvidenceRecord,
    IndicatorHead,
    PlanRecord,
    PlanSummary,
    RowHead,
    TargetRecord,
    TextRecord,
    VerdictRecord,
)


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
    printed: str | None
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
