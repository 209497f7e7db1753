"""What is planned, known and needed in each year of a plan."""

from rsplan.calc.assess import Assessment
from rsplan.calc.pace import YearPace, pace_of
from rsplan.model.plan import Bound
from rsplan.model.rounding import shown
from rsplan.report.tables.cells import name_cell, plan_span, plan_title, remaining_text, sections, tally
from rsplan.report.tables.table import SIGNS, WIDE, Cell, Column, Footnotes, Sheet, Words
from rsplan.survey import Moment, PlanSurvey

#: Years of a plan that stand side by side.
_YEARS_NARROW, _YEARS_WIDE = 5, 10


def pace_sheets(found: PlanSurvey, moment: Moment, lang: str, width: int) -> list[Sheet]:
    """What is planned, known and needed in each year of a plan; the years of a long plan in several tables."""
    plan = found.plan
    years = list(range(plan.start.year, plan.end.year + 1))
    side_by_side = _YEARS_WIDE if width >= WIDE else _YEARS_NARROW
    blocks = [years[first : first + side_by_side] for first in range(0, len(years), side_by_side)]
    return [_pace_sheet(found, moment, lang, block) for block in blocks]


def _pace_sheet(found: PlanSurvey, moment: Moment, lang: str, numbers: list[int]) -> Sheet:
    words, notes = Words(lang), Footnotes()
    plan = found.plan
    columns = (
        Column(words("column.number"), right=True),
        Column(words("column.indicator"), folds=True),
        Column(words("column.target"), right=True, folds=True),
        Column(""),
        *(Column(str(year), right=True) for year in numbers),
        Column(words("column.remaining"), right=True),
    )
    return Sheet(
        plan_title(plan, words),
        (plan_span(found.plan, moment, words), *tally(found.assessments, words)),
        columns,
        tuple(sections(found.assessments, words, lambda assessment: _pace_row(assessment, numbers, words, notes))),
        (words("pace.legend"), *notes.lines(words)),
    )


def _pace_row(assessment: Assessment, numbers: list[int], words: Words, notes: Footnotes) -> tuple[Cell, ...]:
    years = [year for year in pace_of(assessment).years if year.year in numbers]
    labels = tuple(words(f"pace.{line}") for line in ("planned", "actual", "required"))
    return (
        Cell((assessment.indicator.number or "",)),
        name_cell(assessment, words, notes),
        Cell((assessment.target.printed.strip(),)),
        Cell(labels),
        *(Cell(_year_lines(year, assessment.indicator.kind.adds_up, words)) for year in years),
        Cell((remaining_text(assessment, words),)),
    )


def _year_lines(year: YearPace, adds_up: bool, words: Words) -> tuple[str, ...]:
    known = words("word.none")
    if year.actual is not None:
        in_part = adds_up and not year.complete
        sign = "" if in_part else SIGNS.get(year.actual_bound or Bound.EXACT, "")
        known = sign + shown(year.actual, None) + ("+" if in_part else "")
    return words.number(year.planned), known, words.number(year.required, year.required_bound or Bound.EXACT)
