"""The head of the tables of a plan: which plan and until when, how many of how many, and what needs attention."""

from collections.abc import Iterator, Sequence
from datetime import date

from rsplan.calc.assess import Assessment
from rsplan.calc.told import weakest_year
from rsplan.calc.verdict import Status
from rsplan.model.enums import BOUND_SIGNS, Better, Nature
from rsplan.model.period import ONE_DAY, months
from rsplan.model.rounding import shown_beside
from rsplan.report.doubts import doubts_about
from rsplan.report.tables.cells import (
    STATUS_STYLES,
    actual_text,
    dates_text,
    day_text,
    headed,
    need_text,
    printed_target,
    sign_and_verdict,
    table_name,
    with_unit,
)
from rsplan.report.tables.open_points import open_points
from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey, needing_attention

#: The rows of what needs attention; the others are counted.
_MOST = 10

#: The verdicts in the order in which they are counted: what fails first.
_FAILING_FIRST = sorted(Status, key=lambda status: status.passes is not False)


def plan_head(survey: PlanSurvey, evaluation: EvaluationContext, words: Words) -> ReportTable:
    """A table without rows: the plan with its years, whether it has ended, and the number of its targets by verdict."""
    lead = (
        TableCell((_time_text(survey, evaluation, words),)),
        counts(survey.assessments, words),
        *open_points(survey, evaluation, words),
    )
    return ReportTable(headed(survey.plan, words), lead, (), (), ())


def _time_text(survey: PlanSurvey, evaluation: EvaluationContext, words: Words) -> str:
    """Where the as-of date lies in the plan, and that no later plan is loaded where it has ended."""
    plan, as_of, dates = survey.plan, evaluation.as_of, dates_text(evaluation, words)
    if as_of < plan.start:
        return words("head.not_begun", start=str(plan.start), dates=dates)
    if as_of > plan.end:
        key = "head.ended" if survey.followed else "head.ended_last"
        return words(key, end=str(plan.end), dates=dates, year=str((plan.end + ONE_DAY).year))
    if as_of == plan.end:
        return words("head.last_day", dates=dates)
    elapsed = months(plan.start, as_of) / months(plan.start, plan.end) * 100
    left = months(as_of + ONE_DAY, plan.end)
    return words(
        "head.running",
        elapsed=shown_beside(elapsed, (0, 100), 1) + "%",
        dates=dates,
        months=shown_beside(left, (0,), 1),
    )


def counts(assessments: Sequence[Assessment], words: Words) -> TableCell:
    """The number of targets by verdict, what fails first, with the binding ones among it."""
    if not assessments:
        return TableCell((words("summary.nothing"),))
    parts = []
    for status in _FAILING_FIRST:
        those = [one for one in assessments if one.status is status]
        binding = sum(one.indicator.nature is Nature.BINDING for one in those) if status.passes is False else 0
        if those:
            count = words("head.count", status=words(f"status.{status}"), count=str(len(those)))
            parts.append(count + (words("head.binding", count=str(binding)) if binding else ""))
    text = words("head.counts", total=str(len(assessments)), counts=words("word.and").join(parts))
    return TableCell((text,), CellStyle.STRONG)


def attention_tables(
    assessments: Sequence[Assessment], words: Words, width: int, known_on: date | None = None
) -> Iterator[ReportTable]:
    """The table of all that is missed, behind, broken or overdue, binding targets first; no table for nothing."""
    urgent = needing_attention(assessments)
    if not urgent:
        return
    columns = (
        TableColumn("", right=True),
        TableColumn("", folds=True),
        TableColumn("", folds=True),
        TableColumn("", folds=True),
        TableColumn("", folds=True),
        TableColumn(""),
    )
    rows = tuple(_attention_row(one, words, width, known_on) for one in urgent[:_MOST])
    more = (words("attention.more", count=str(len(urgent) - _MOST)),) if len(urgent) > _MOST else ()
    yield ReportTable(words("attention.title"), (), columns, (Section("", rows),), more)


def _breaches(assessment: Assessment) -> int:
    record = assessment.maintenance_record
    return record.breaches.number if record else 0


def _attention_row(assessment: Assessment, words: Words, width: int, known_on: date | None) -> tuple[TableCell, ...]:
    indicator = assessment.indicator
    name = table_name(indicator, words, width)
    if indicator.nature is Nature.BINDING:
        name = words("attention.binding", name=name)
    amounts = f"{actual_text(assessment.actual, words)} / {printed_target(assessment)}"
    style = STATUS_STYLES[assessment.status]
    verdict = sign_and_verdict(assessment.status, words) + (" *" if doubts_about(assessment, words.lang) else "")
    return (
        TableCell((indicator.number or "",)),
        TableCell((name,), CellStyle.STRONG),
        TableCell(with_unit(amounts, indicator, words, width)),
        TableCell((*_gaps(assessment, words), *_out_of_reach(assessment, words, known_on))),
        TableCell((need_text(assessment, words),)),
        TableCell((verdict,), style),
    )


def _gaps(assessment: Assessment, words: Words) -> Iterator[str]:
    """How far the actual is from its target, how often it was broken, and since when nothing is known."""
    if assessment.status.passes is False:
        year = weakest_year(assessment)
        for gap in _gap(assessment, words):
            yield gap if year is None else words("attention.of_year", gap=gap, year=str(year))
    if breaches := _breaches(assessment):
        yield words(f"attention.breached_{assessment.in_force.better}", count=str(breaches))
    if assessment.stale and assessment.actual:
        yield words("attention.known_until", day=day_text(assessment.actual.through, words))


def _out_of_reach(assessment: Assessment, words: Words, known_on: date | None) -> Iterator[str]:
    """That the best pace so far would not do for what is left: asked only of what is behind."""
    if assessment.status is Status.BEHIND:
        from rsplan.calc.forecast.forecast import out_of_reach  # most plans have little that is behind
        from rsplan.report.tables.outlook import outlook_text

        if (forecast := out_of_reach(assessment, known_on)) is not None:
            yield outlook_text(forecast, words)


def _gap(assessment: Assessment, words: Words) -> Iterator[str]:
    """What is left to the target, or how far a figure lies beyond one that it should not exceed."""
    in_points = assessment.indicator.unit.zh in ("%", "％")
    falls = assessment.in_force.better is Better.LOWER
    for name, exceeds in (("remaining", falls), ("margin", True)):
        figure = assessment.figures.get(name)
        if figure is not None and figure.value:
            bound = figure.bound if name == "remaining" else figure.bound.opposite
            gap = BOUND_SIGNS[bound] + shown_beside(abs(figure.value), (0,), 2)
            gap = words("attention.points", gap=gap) if in_points else gap
            yield words("attention.beyond" if exceeds else "attention.gap", gap=gap)
            return
