"""The table of `rsplan status --year`: the standing of the targets within a year, with the plan beside it."""

from collections.abc import Mapping

from rsplan.calc.assess import Assessment
from rsplan.calc.year_assessment import YearAssessment
from rsplan.report.tables.cells import (
    STATUS_WIDTH,
    actual_text,
    indicator_title,
    percent_text,
    plan_span,
    plan_title,
    sections,
    short_day,
    stacked,
    state_of_data,
    tally,
    undecided,
    verdict_cell,
)
from rsplan.report.tables.table import Footnotes, ReportTable, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language


def year_table(survey: PlanSurvey, year: int, evaluation: EvaluationContext, lang: Language) -> ReportTable:
    """The standing of the targets within a year, with the plan beside it."""
    words, notes, years = Words(lang), Footnotes(), survey.years
    standings = [years[assessment.indicator.id].standing for assessment in survey.assessments]
    head = TableCell((words("year.head", year=str(year)),))
    return ReportTable(
        plan_title(survey.plan, words),
        (plan_span(survey.plan, evaluation, words), head, *tally(standings, words)),
        _columns(words),
        tuple(sections(survey.assessments, words, lambda assessment: _year_row(assessment, years, words, notes))),
        notes.lines(words),
    )


def _columns(words: Words) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("column.number"), right=True),
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.year_target"), right=True, folds=True, most=10),
        TableColumn(words("column.year_actual"), right=True, folds=True, most=12),
        TableColumn(words("column.completion"), right=True),
        TableColumn(words("column.status"), folds=True, most=STATUS_WIDTH[words.lang]),
        TableColumn(words("column.plan_completion"), right=True, folds=True, most=9),
        TableColumn(words("column.plan_status"), folds=True, most=STATUS_WIDTH[words.lang]),
    )


def _year_row(
    assessment: Assessment, years: Mapping[str, YearAssessment], words: Words, notes: Footnotes
) -> tuple[TableCell, ...]:
    year = years[assessment.indicator.id]
    standing, actual = year.standing, year.standing.actual
    remarks = [words.message(note) for note in standing.notes]
    if year.milestone and year.milestone.source:
        remarks.append(words("note.milestone", year=str(year.year), source=year.milestone.source))
    marks = notes.mark([*remarks, *undecided(standing, words)])
    through = (words("word.through", through=short_day(actual.through)),) if actual else ()
    target = (standing.target.printed, words(f"year.{year.origin}")) if year.origin else (words("year.none"),)
    return (
        TableCell((assessment.indicator.number or "",)),
        TableCell((indicator_title(assessment.indicator, words) + marks,)),
        TableCell(target),
        TableCell((actual_text(actual, words), *through, *state_of_data(standing, words))),
        TableCell(tuple(stacked(standing, words))),
        verdict_cell(standing, words),
        TableCell((percent_text(assessment.figures.get("completion_rate"), words),)),
        verdict_cell(assessment, words),
    )
