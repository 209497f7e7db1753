"""The tables of `rsplan pace`: the planned, known and needed amounts in each year of a plan."""

from rsplan.calc.assess import Assessment
from rsplan.calc.by_year import KnownAcross
from rsplan.calc.pace import YearPace, pace_of
from rsplan.model.enums import BOUND_SIGNS, Bound
from rsplan.model.rounding import shown
from rsplan.model.tasks import Task
from rsplan.report.tables.cells import (
    name_cell,
    plan_span,
    plan_title,
    remaining_text,
    sections_of_rows,
    tally,
    task_text,
)
from rsplan.report.tables.table import WIDE, Footnotes, ReportTable, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language

#: The number of years that stand side by side.
_YEARS_NARROW, _YEARS_WIDE = 5, 10


def pace_tables(survey: PlanSurvey, evaluation: EvaluationContext, lang: Language, width: int) -> list[ReportTable]:
    """The planned, known and needed amounts in each year; the years of a long plan in several tables."""
    plan = survey.plan
    years = list(range(plan.start.year, plan.end.year + 1))
    side_by_side = _YEARS_WIDE if width >= WIDE else _YEARS_NARROW
    blocks = [years[first : first + side_by_side] for first in range(0, len(years), side_by_side)]
    return [_pace_table(survey, evaluation, lang, block) for block in blocks]


def _pace_table(survey: PlanSurvey, evaluation: EvaluationContext, lang: Language, numbers: list[int]) -> ReportTable:
    words, notes = Words(lang), Footnotes()
    plan = survey.plan
    columns = (
        TableColumn(words("column.number"), right=True),
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.target"), right=True, folds=True),
        TableColumn(""),
        *(TableColumn(str(year), right=True) for year in numbers),
        TableColumn(words("column.remaining"), right=True),
    )
    return ReportTable(
        plan_title(plan, words),
        (plan_span(survey.plan, evaluation, words), *tally(survey.assessments, words)),
        columns,
        tuple(
            sections_of_rows(
                survey.assessments,
                words,
                lambda assessment: _pace_rows(
                    assessment, survey.tasks.get(assessment.indicator.id), numbers, words, notes
                ),
            )
        ),
        (words("pace.legend"), *notes.lines(words)),
    )


def _pace_rows(
    assessment: Assessment, task: Task | None, numbers: list[int], words: Words, notes: Footnotes
) -> tuple[tuple[TableCell, ...], ...]:
    """The row of an indicator, and one for each amount that is known across the years shown."""
    across = [one for one in assessment.by_year.across if one.span[1].year in numbers]
    return (
        _pace_row(assessment, task, numbers, words, notes),
        *(_across_row(one, len(numbers), words) for one in across),
    )


def _across_row(across: KnownAcross, years: int, words: Words) -> tuple[TableCell, ...]:
    """An amount that belongs to no single year, with its days under the name of the indicator."""
    days = words("pace.across", days=words("word.and").join(across.days))
    label = TableCell((words("pace.actual"), BOUND_SIGNS[across.bound] + shown(across.amount, None)))
    return (TableCell(), TableCell((days,)), TableCell(), label, *[TableCell()] * years, TableCell())


def _pace_row(
    assessment: Assessment, task: Task | None, numbers: list[int], words: Words, notes: Footnotes
) -> tuple[TableCell, ...]:
    years = [year for year in pace_of(assessment, task).years if year.year in numbers]
    name = name_cell(assessment, words, notes)
    if any(year.task for year in years) and task is not None:
        name = name._replace(lines=(*name.lines[:-1], name.lines[-1] + notes.mark([task_text(task, words)])))
    labels = tuple(words(f"pace.{line}") for line in ("planned", "actual", "required"))
    return (
        TableCell((assessment.indicator.number or "",)),
        name,
        TableCell((assessment.target.printed.strip(),)),
        TableCell(labels),
        *(TableCell(_year_lines(year, assessment.indicator.kind.is_additive, words)) for year in years),
        TableCell((remaining_text(assessment, words),)),
    )


def _year_lines(year: YearPace, is_additive: bool, words: Words) -> tuple[str, ...]:
    known = words("word.none")
    if year.actual is not None:
        in_part = is_additive and not year.complete
        sign = "" if in_part else BOUND_SIGNS[year.actual_bound or Bound.EXACT]
        known = sign + shown(year.actual, None) + ("+" if in_part else "")
    return words.number(year.planned), known, words.number(year.required, year.required_bound or Bound.EXACT)
