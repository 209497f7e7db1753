"""The work that is left on a plan itself: parts of its targets to be confirmed, and the next plan to be drafted."""

from collections.abc import Iterator

from rsplan.model.period import ONE_DAY
from rsplan.model.plan import Plan
from rsplan.report.tables.table import CellStyle, TableCell, Words
from rsplan.survey import EvaluationContext, PlanSurvey

_FIRST_FYP, _FIRST_YEAR, _YEARS = 13, 2016, 5


def open_points(survey: PlanSurvey, evaluation: EvaluationContext, words: Words) -> Iterator[TableCell]:
    """How many targets are unconfirmed, and the command that drafts the next plan after one that has ended."""
    if survey.unconfirmed:
        yield TableCell((words("summary.unconfirmed", count=str(survey.unconfirmed)),), CellStyle.OPEN)
    if evaluation.as_of > survey.plan.end and not survey.followed and (following := _next_plan(survey.plan)):
        details = {"city": survey.plan.city.id, "plan": survey.plan.id, "next": following}
        yield TableCell((words("status.next_plan", **details),))


def _next_plan(plan: Plan) -> str:
    """The id of the five-year plan that begins where the plan ends; empty where none does."""
    start = plan.end + ONE_DAY
    number, rest = divmod(start.year - _FIRST_YEAR, _YEARS)
    is_first_day = (start.month, start.day) == (1, 1)
    return f"{number + _FIRST_FYP}fyp" if is_first_day and not rest else ""
