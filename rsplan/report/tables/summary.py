"""The line of `rsplan status --summary`: one a plan."""

from rsplan.report.tables.cells import plan_title, tally
from rsplan.report.tables.table import ReportTable, Words
from rsplan.survey import PlanSurvey
from rsplan.text import Language


def summary_line(survey: PlanSurvey, lang: Language) -> ReportTable:
    """The plan with the tally of its verdicts, those of the year where one was chosen, on one line."""
    words = Words(lang)
    counts = str(next(iter(tally(survey.judged, words))))
    year = "" if survey.year is None else str(survey.year)
    key = "summary.plan_year" if year else "summary.plan"
    line = words(key, plan=plan_title(survey.plan, words), year=year, counts=counts)
    return ReportTable(line, (), (), (), ())
