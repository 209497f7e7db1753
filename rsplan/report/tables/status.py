"""The table of `rsplan status`: the standing of the targets of a plan."""

from rsplan.calc.assess import Assessment
from rsplan.report.tables.cells import (
    STATUS_WIDTH,
    actual_text,
    lead_text,
    name_cell,
    percent_text,
    plan_span,
    plan_title,
    remaining_text,
    required_text,
    sections,
    short_day,
    stacked,
    state_of_data,
    tally,
    verdict_cell,
)
from rsplan.report.tables.table import WIDE, Footnotes, ReportTable, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language

#: In 80 columns the others leave 24 to the names, which are what a reader looks for.
_NARROW = {"target": 14, "actual": 12, "remaining_required": 12}


def status_table(survey: PlanSurvey, evaluation: EvaluationContext, lang: Language, width: int) -> ReportTable:
    """The standing of the targets of a plan; `width` decides between stacked cells and a column for each figure."""
    words, notes = Words(lang), Footnotes()
    make = _wide_row if width >= WIDE else _narrow_row
    return ReportTable(
        plan_title(survey.plan, words),
        (plan_span(survey.plan, evaluation, words), *tally(survey.assessments, words)),
        _wide_columns(words) if width >= WIDE else _narrow_columns(words),
        tuple(sections(survey.assessments, words, lambda assessment: make(assessment, words, notes))),
        notes.lines(words),
    )


def _narrow_columns(words: Words) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("column.number"), right=True),
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.target"), right=True, folds=True, most=_NARROW["target"]),
        TableColumn(words("column.actual"), right=True, folds=True, most=_NARROW["actual"]),
        TableColumn(words("column.completion"), right=True),
        TableColumn(words("column.status"), folds=True, most=STATUS_WIDTH[words.lang]),
        TableColumn(words("column.remaining_required"), right=True, folds=True, most=_NARROW["remaining_required"]),
    )


def _narrow_row(assessment: Assessment, words: Words, notes: Footnotes) -> tuple[TableCell, ...]:
    actual = assessment.actual
    state = tuple(state_of_data(assessment, words))
    through = (words("word.through", through=short_day(actual.through)),) if actual else ()
    return (
        TableCell((assessment.indicator.number or "",)),
        name_cell(assessment, words, notes),
        TableCell((assessment.target.printed.strip(),)),
        TableCell((actual_text(actual, words), *through, *state)),
        TableCell(tuple(stacked(assessment, words))),
        verdict_cell(assessment, words),
        TableCell(
            tuple(line for line in (remaining_text(assessment, words), required_text(assessment, words)) if line)
        ),
    )


def _wide_columns(words: Words) -> tuple[TableColumn, ...]:
    names = ("number", "indicator", "target", "actual", "through", "completion", "elapsed", "lead", "status")
    folding = {"indicator", "target", "through", "status", "required"}
    left = {"indicator", "through", "status"}
    return tuple(
        TableColumn(words(f"column.{name}"), right=name not in left, folds=name in folding)
        for name in (*names, "remaining", "required")
    )


def _wide_row(assessment: Assessment, words: Words, notes: Footnotes) -> tuple[TableCell, ...]:
    actual = assessment.actual
    through = (str(actual.through), *state_of_data(assessment, words)) if actual else (words("word.none"),)
    return (
        TableCell((assessment.indicator.number or "",)),
        name_cell(assessment, words, notes),
        TableCell((assessment.target.printed.strip(),)),
        TableCell((actual_text(actual, words),)),
        TableCell(through),
        TableCell((percent_text(assessment, "completion_rate", words),)),
        TableCell((percent_text(assessment, "elapsed", words) if actual else words("word.none"),)),
        TableCell(
            (lead_text(assessment, words) if assessment.value("lead_points") is not None else words("word.none"),)
        ),
        verdict_cell(assessment, words),
        TableCell((remaining_text(assessment, words),)),
        TableCell((required_text(assessment, words) or words("word.none"),)),
    )
