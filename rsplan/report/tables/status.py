"""Where the targets of a plan stand."""

from rsplan.calc.assess import Assessment
from rsplan.model.rounding import shown
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
from rsplan.report.tables.table import WIDE, Cell, Column, Footnotes, Sheet, Words
from rsplan.survey import Moment, PlanSurvey

#: In 80 columns the others leave 24 to the names, which are what a reader looks for.
_NARROW = {"target": 14, "actual": 12, "remaining_required": 12}


def status_sheet(found: PlanSurvey, moment: Moment, lang: str, width: int) -> Sheet:
    """Where the targets of a plan stand."""
    words, notes = Words(lang), Footnotes()
    make = _wide_row if width >= WIDE else _narrow_row
    return Sheet(
        plan_title(found.plan, words),
        (plan_span(found.plan, moment, words), *tally(found.assessments, words)),
        _wide_columns(words) if width >= WIDE else _narrow_columns(words),
        tuple(sections(found.assessments, words, lambda assessment: make(assessment, words, notes))),
        notes.lines(words),
    )


def _narrow_columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words("column.number"), right=True),
        Column(words("column.indicator"), folds=True),
        Column(words("column.target"), right=True, folds=True, most=_NARROW["target"]),
        Column(words("column.actual"), right=True, folds=True, most=_NARROW["actual"]),
        Column(words("column.completion"), right=True),
        Column(words("column.status"), folds=True, most=STATUS_WIDTH[words.lang]),
        Column(words("column.remaining_required"), right=True, folds=True, most=_NARROW["remaining_required"]),
    )


def _narrow_row(assessment: Assessment, words: Words, notes: Footnotes) -> tuple[Cell, ...]:
    actual = assessment.actual
    state = tuple(state_of_data(assessment, words))
    through = (words("word.through", through=short_day(actual.through)),) if actual else ()
    return (
        Cell((assessment.indicator.number or "",)),
        name_cell(assessment, words, notes),
        Cell((assessment.target.printed.strip(),)),
        Cell((actual_text(actual, words), *through, *state)),
        Cell(tuple(stacked(assessment, words))),
        verdict_cell(assessment, words),
        Cell(tuple(line for line in (remaining_text(assessment, words), required_text(assessment, words)) if line)),
    )


def _wide_columns(words: Words) -> tuple[Column, ...]:
    names = ("number", "indicator", "target", "actual", "through", "completion", "elapsed", "lead", "status")
    folding = {"indicator", "target", "through", "status", "required"}
    left = {"indicator", "through", "status"}
    return tuple(
        Column(words(f"column.{name}"), right=name not in left, folds=name in folding)
        for name in (*names, "remaining", "required")
    )


def _wide_row(assessment: Assessment, words: Words, notes: Footnotes) -> tuple[Cell, ...]:
    actual = assessment.actual
    elapsed = assessment.value("elapsed")
    through = (str(actual.through), *state_of_data(assessment, words)) if actual else (words("word.none"),)
    return (
        Cell((assessment.indicator.number or "",)),
        name_cell(assessment, words, notes),
        Cell((assessment.target.printed.strip(),)),
        Cell((actual_text(actual, words),)),
        Cell(through),
        Cell((percent_text(assessment.figures.get("completion_rate"), words),)),
        Cell((words("word.none") if elapsed is None or not actual else shown(elapsed * 100, 1) + "%",)),
        Cell((lead_text(assessment, words) if assessment.value("lead_points") is not None else words("word.none"),)),
        verdict_cell(assessment, words),
        Cell((remaining_text(assessment, words),)),
        Cell((required_text(assessment, words) or words("word.none"),)),
    )
