"""The columns of `rsplan status` that people read: the figures that the screen shows, and its doubts in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypedDict

from rsplan.calc.assess import Assessment
from rsplan.calc.pace import Per, is_told, needs_of
from rsplan.calc.told import remaining_bound, tells_completion, weakest_year
from rsplan.calc.year_assessment import YearAssessment
from rsplan.model.bilingual import Text
from rsplan.report.doubts import doubts_of_plan, doubts_of_year
from rsplan.report.records.bounds import IndicatorBounds
from rsplan.report.records.common import (
    NARROW_HEAD,
    Rows,
    number,
    optional_text,
    plan_head,
    row_head,
)
from rsplan.report.records.common_types import ActualRecord, TextRecord
from rsplan.report.records.status import status_indicator
from rsplan.report.records.status_types import PaceFigures, StatusIndicator, StatusRow, YearRecord
from rsplan.survey import PlanSurvey, Survey
from rsplan.text import Language, say


class AsShown(TypedDict):
    """The keys in which the columns that people read differ from JSON: the screen withholds some figures.

    `doubts` are those about the indicator, or about its year where one was chosen.
    """

    actual: ActualRecord | None
    completion_rate: Decimal | None
    pace: PaceFigures
    bounds: IndicatorBounds
    year: YearRecord | None
    doubts: TextRecord | None


class NarrowRow(StatusRow):
    """One indicator a row, as people are told."""

    doubts: TextRecord | None


def narrow_rows(survey: Survey[Iterable[PlanSurvey]]) -> Iterator[NarrowRow]:
    """One indicator a row, with its city and its plan before it."""
    for plan in survey.plans:
        head = row_head(plan_head(plan.plan))
        for assessment in plan.assessments:
            record = status_indicator(plan, assessment)
            yield {**head, **record, **as_shown(record, assessment, plan.years.get(assessment.indicator.id))}


def as_shown(record: StatusIndicator, assessment: Assessment, year: YearAssessment | None) -> AsShown:
    """Take from the record of the indicator what the screen says otherwise: see `status_tables` and `year_table`."""
    left, pace, need = remaining_bound(assessment), record["pace"], needs_of(assessment).get(Per.MONTH)
    return {
        "actual": of_its_day(record["actual"], assessment),
        "completion_rate": record["completion_rate"] if tells_completion(assessment) else None,
        "pace": {
            **pace,
            "remaining": pace["remaining"] if left else None,
            "required_per_month": number(need.amount, (0,)) if need else None,
        },
        "bounds": {
            **record["bounds"],
            "remaining": str(left) if left else None,
            "required_per_month": str(need.bound) if need else None,
        },
        "year": _year(record["year"], year.standing) if record["year"] and year else None,
        "doubts": doubts_record(assessment) if year is None else doubts_record(year.standing, doubts_of_year),
    }


def _year(record: YearRecord, standing: Assessment) -> YearRecord:
    left = remaining_bound(standing)
    return {
        **record,
        "remaining": record["remaining"] if left else None,
        "required_per_month": (record["required_per_month"] or None) if is_told(standing) else None,
        "bounds": {**record["bounds"], "remaining": str(left) if left else None},
    }


def of_its_day(actual: ActualRecord | None, assessment: Assessment) -> ActualRecord | None:
    """The actual with the day that it is of: of an annual target the year, where several count."""
    year = weakest_year(assessment)
    return {**actual, "through": str(year)} if actual and year is not None else actual


def doubts_record(
    standing: Assessment, doubts_of: Callable[[Assessment, Language], tuple[str, ...]] = doubts_of_plan
) -> TextRecord | None:
    """Why the figure or its verdict is not firm, as the screen says it; None where nothing is to be said."""
    text = Text.made(lambda lang: say(lang, "word.semicolon").join(doubts_of(standing, lang)))
    return optional_text(text if text.zh else None)


_HEAD = {**NARROW_HEAD, "responsible": "column.responsible"}

#: The columns that people read, of the plan and of a year, with the keys of their headings.
NARROW_COLUMNS: Mapping[str, str] = {
    **_HEAD,
    "target_printed": "column.target",
    "actual_value": "column.actual",
    "actual_through": "column.through",
    "completion_rate": "column.completion",
    "lead_points": "csv.lead_points",
    "pace_remaining": "column.remaining",
    "pace_required_per_month": "column.required_per_month",
    "status": "column.status",
    "doubts_zh": "column.evidence",
}
_YEAR_COLUMNS: Mapping[str, str] = {
    **_HEAD,
    "year_target_printed": "column.year_task",
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
    "doubts_zh": "column.evidence",
}

NARROW_ROWS = Rows(lambda: NarrowRow, narrow_rows, NARROW_COLUMNS)
NARROW_YEAR_ROWS = Rows(lambda: NarrowRow, narrow_rows, _YEAR_COLUMNS)
