"""The report of `rsplan status --summary` as a record: one object a plan; docs/json.md."""

from collections.abc import Iterable, Iterator

from rsplan.report.records.common import (
    AssessedHead,
    PlanRecord,
    PlanSummary,
    Rows,
    assessed_head,
    plan_record,
    plan_records,
)
from rsplan.report.records.common import summary_record as tally_record
from rsplan.survey import PlanSurvey, Survey


class SummaryPlan(PlanRecord):
    """One plan with the tally of its verdicts; `year_summary` is None where no year was chosen."""

    year_summary: PlanSummary | None


class SummaryReport(AssessedHead):
    """The whole report."""

    plans: Iterable[SummaryPlan]


def summary_record(survey: Survey[Iterable[PlanSurvey]]) -> SummaryReport:
    """The report of `rsplan status --summary`."""
    return {
        **assessed_head("summary", survey.evaluation, survey.inputs),
        "plans": plan_records(survey, _plan),
    }


def _plan(survey: PlanSurvey) -> SummaryPlan:
    return {
        **plan_record(survey),
        "year_summary": tally_record(survey.year_tally) if survey.year_tally else None,
    }


def summary_rows(report: SummaryReport) -> Iterator[SummaryPlan]:
    """One plan a row."""
    yield from report["plans"]


SUMMARY_ROWS = Rows(SummaryPlan, summary_rows)
