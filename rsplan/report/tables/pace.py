"""The tables of `rsplan pace`: the planned, known and needed amounts in each year of a plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from rsplan.calc.assess import Assessment
from rsplan.calc.by_year import KnownAcross
from rsplan.calc.pace import YearPace, pace_of
from rsplan.calc.told import weakest_year
from rsplan.model.enums import BOUND_SIGNS, Better, Bound, Kind
from rsplan.model.rounding import shown
from rsplan.model.tasks import Task
from rsplan.report.doubts import doubts_about
from rsplan.report.tables.cells import name_and_unit, printed_target, remaining_text, sections_of_rows, task_text
from rsplan.report.tables.doubts import doubts_line, end_of_data_line, rows_text
from rsplan.report.tables.plan_head import plan_head
from rsplan.report.tables.table import WIDE, ReportTable, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language

#: The number of years that stand side by side.
_YEARS_NARROW, _YEARS_WIDE = 5, 10


def pace_tables(survey: PlanSurvey, evaluation: EvaluationContext, lang: Language, width: int) -> list[ReportTable]:
    """The head, then the planned, known and needed amounts in each year; the years of a long plan in several tables."""
    plan = survey.plan
    years = list(range(plan.start.year, plan.end.year + 1))
    side_by_side = _YEARS_WIDE if width >= WIDE else _YEARS_NARROW
    blocks = [years[first : first + side_by_side] for first in range(0, len(years), side_by_side)]
    words = Words(lang)
    tables = [_pace_table(survey, evaluation.as_of, words, block, wide=width >= WIDE) for block in blocks]
    return [plan_head(survey, evaluation, words), *tables]


def _pace_table(survey: PlanSurvey, as_of: date, words: Words, numbers: list[int], *, wide: bool) -> ReportTable:
    tasks = survey.tasks
    rows = {
        one.indicator.id: tuple(_rows(one, tasks.get(one.indicator.id), numbers, words, wide=wide))
        for one in survey.assessments
    }
    listed = [one for one in survey.assessments if rows[one.indicator.id]]
    empty = [one for one in survey.assessments if not rows[one.indicator.id]]
    columns = (
        TableColumn(words("column.number"), right=True),
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(""),
        *(TableColumn(str(year), right=True) for year in numbers),
        *([TableColumn(words("column.remaining"), right=True)] if wide else []),
        TableColumn(words("column.target")),
    )
    notes = [words("pace.legend")] if listed else []
    if empty:
        notes.append(words("rows.nothing", count=str(len(empty)), rows=rows_text(empty, words)))
    notes += _sources_of_tasks(listed, tasks, numbers, words)
    return ReportTable(
        "",
        (),
        columns,
        tuple(sections_of_rows(listed, words, lambda assessment: rows[assessment.indicator.id])),
        (*notes, *end_of_data_line(listed, as_of, words), *doubts_line(listed, words)),
    )


def _sources_of_tasks(
    listed: Sequence[Assessment], tasks: Mapping[str, Task], numbers: list[int], words: Words
) -> Iterator[str]:
    """The sources of the tasks of the years shown, each once with its rows."""
    rows: dict[str, list[Assessment]] = {}
    for assessment in listed:
        task = tasks.get(assessment.indicator.id)
        if task is not None and task.year in numbers:
            rows.setdefault(task_text(task, words), []).append(assessment)
    for source, those in rows.items():
        yield words("rows.doubt", rows=rows_text(those, words), reasons=source)


#: The cells of a row.
_Row = tuple[TableCell, ...]


def _rows(assessment: Assessment, task: Task | None, numbers: list[int], words: Words, *, wide: bool) -> Iterator[_Row]:
    """The row of an indicator, and one for each amount that is known across the years shown; none for nothing.

    `task` is the bureau's for the running year.
    """
    across = [one for one in assessment.by_year.across if one.span[1].year in numbers]
    years = [year for year in pace_of(assessment, task).years if year.year in numbers]
    kind = assessment.indicator.kind
    # What is to be kept is the target itself, but for an amount that each year begins anew.
    kept = assessment.maintenance and kind is not Kind.ANNUAL and not any(year.task for year in years)
    left_out = set[str]()
    left_out |= {"planned"} if kept else set()
    left_out |= set() if _asks_of_years(assessment) else {"required"}
    wanted = {label: text for label, text in _LINES.items() if label not in left_out}
    every_line = {label: [text(year, assessment, words) for year in years] for label, text in wanted.items()}
    lines = {label: texts for label, texts in every_line.items() if set(texts) != {words("word.none")}}
    if not lines and not across:
        return
    name, *unit = name_and_unit(assessment.indicator, words, 0)
    mark = " *" if doubts_about(assessment, words.lang) else ""
    yield (
        TableCell((assessment.indicator.number or "",)),
        TableCell((name + mark, *unit)),
        TableCell(tuple(_label(label, kind, words) for label in lines)),
        *(TableCell(tuple(texts[at] for texts in lines.values())) for at in range(len(years))),
        *([TableCell(tuple(_remaining(assessment, words)))] if wide else []),
        TableCell((printed_target(assessment),)),
    )
    for amount in across:
        yield _across_row(amount, words)


def _asks_of_years(assessment: Assessment) -> bool:
    """Whether the years to come are asked for something of their own.

    Not by a limit, nor by a rate, of which nothing adds up; a mean over the plan asks another one of them.
    """
    if assessment.indicator.kind is Kind.ANNUAL:
        return assessment.in_force.better is Better.HIGHER
    return assessment.in_force.averages or not (assessment.maintenance or assessment.indicator.kind is Kind.RATE)


def _label(line: str, kind: Kind, words: Words) -> str:
    """The word for the line; an amount comes on top of what is known, a level is the one to be reached."""
    return words("pace.level" if line == "required" and not kind.is_additive else f"pace.{line}")


def _remaining(assessment: Assessment, words: Words) -> Iterator[str]:
    """What is left of the whole plan; of an amount that each year begins anew what a year fails by, and the year."""
    text, year = remaining_text(assessment, words), weakest_year(assessment)
    if assessment.indicator.kind is not Kind.ANNUAL:
        yield text
    elif text not in ("0", words("word.none")):
        yield text
        if year is not None:
            yield words("period.year", year=str(year))


def _across_row(across: KnownAcross, words: Words) -> _Row:
    """An amount that belongs to no single year, with its days under the name of the indicator."""
    days = words("word.and").join(map(words.period, across.days))
    amount = BOUND_SIGNS[across.bound] + shown(across.amount, None)
    return (TableCell(), TableCell((words("pace.across", days=days, amount=amount),)))


def _planned(year: YearPace, assessment: Assessment, words: Words) -> str:
    return words.number(year.planned)


def _known(year: YearPace, assessment: Assessment, words: Words) -> str:
    if year.actual is None:
        return words("word.none")
    in_part = assessment.indicator.kind.is_additive and not year.complete
    sign = "" if in_part else BOUND_SIGNS[year.actual_bound or Bound.EXACT]
    return sign + shown(year.actual, None) + ("+" if in_part else "")


def _required(year: YearPace, assessment: Assessment, words: Words) -> str:
    """What is needed; a dash where it may be more or less."""
    bound = year.required_bound or Bound.EXACT
    return words("word.none") if bound is Bound.UNKNOWN else words.number(year.required, bound)


#: The lines of a row by the key of their label.
_LINES: Mapping[str, Callable[[YearPace, Assessment, Words], str]] = {
    "planned": _planned,
    "actual": _known,
    "required": _required,
}
