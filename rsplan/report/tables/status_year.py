"""The table of `rsplan status --year`, for the monthly meeting: the standing of the targets within a year."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from rsplan.calc.assess import Assessment
from rsplan.calc.year_assessment import YearAssessment
from rsplan.model.enums import BOUND_SIGNS, Kind
from rsplan.model.rounding import shown_beside
from rsplan.report.tables.cells import (
    STATUS_WIDTH,
    actual_text,
    dates_text,
    indicator_title,
    lead_text,
    number_text,
    observed_text,
    percent_text,
    plan_title,
    sections,
    short_day,
    state_of_data,
    tally,
    task_text,
    undecided,
    verdict_cell,
)
from rsplan.report.tables.table import Footnotes, ReportTable, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language

#: The widths from which on there is room for the month and what a month needs, and for the lead.
_ROOM_FOR_MONTH, _ROOM_FOR_LEAD = 100, 116


class _Column(NamedTuple):
    """A column with the text of its cell in the row of a year."""

    column: TableColumn
    text: Callable[[YearAssessment], str]


def year_table(survey: PlanSurvey, evaluation: EvaluationContext, lang: Language, width: int) -> ReportTable:
    """The standing of the targets within the year of the survey: as many columns as there is room for."""
    words, notes, years = Words(lang), Footnotes(), survey.years
    through = _usual_day(survey)
    columns = list(_columns(words, through, width))

    def row(assessment: Assessment) -> tuple[TableCell, ...]:
        year = years[assessment.indicator.id]
        return (
            TableCell((assessment.indicator.number or "",)),
            TableCell((indicator_title(assessment.indicator, words) + notes.mark(_remarks(year, words)),)),
            *(TableCell((one.text(year),)) for one in columns),
            verdict_cell(year.standing, words),
            TableCell((_target_text(year, words),)),
        )

    return ReportTable(
        words("year.title", year=str(survey.year), title=plan_title(survey.plan, words)),
        (TableCell((_dates(survey, evaluation, through, words),)), *tally(survey.judged, words)),
        (
            TableColumn(words("column.number"), right=True),
            TableColumn(words("column.indicator"), folds=True),
            *(one.column for one in columns),
            TableColumn(words("column.status"), folds=True, most=STATUS_WIDTH[words.lang]),
            TableColumn(words("column.year_task"), folds=True),
        ),
        tuple(sections(survey.assessments, words, row)),
        notes.lines(words),
    )


def _usual_day(survey: PlanSurvey) -> date | None:
    """The last day known of most targets; None where nothing is known."""
    days = Counter(one.actual.through for one in survey.judged if one.actual)
    return max(days, key=lambda day: (days[day], day)) if days else None


def _dates(survey: PlanSurvey, evaluation: EvaluationContext, through: date | None, words: Words) -> str:
    """The dates of the report, and how far the year has gone by the day that most figures reach."""
    reached = [one for one in survey.judged if one.actual and one.actual.through == through]
    if through is None or not reached:
        return dates_text(evaluation, words)
    elapsed = percent_text(reached[0], "elapsed", words)
    known = "year.known_through" if reached[0].value("elapsed") is not None else "year.known_through_day"
    return words(known, dates=dates_text(evaluation, words), through=str(through), elapsed=elapsed)


def _columns(words: Words, through: date | None, width: int) -> Iterator[_Column]:
    with_month, with_lead = width >= _ROOM_FOR_MONTH, width >= _ROOM_FOR_LEAD

    def column(name: str, text: Callable[[YearAssessment], str], *, folds: bool = False) -> _Column:
        return _Column(TableColumn(words(f"column.{name}"), right=True, folds=folds), text)

    if with_month:
        yield column("year_month", lambda year: _month_text(year, words))
    yield column("year_to_date", lambda year: _to_date_text(year, through, words), folds=True)
    yield column("year_on_year", lambda year: on_year_text(year.standing, words))
    yield column("completion", lambda year: percent_text(year.standing, "completion_rate", words))
    if with_lead:
        yield column("lead", lambda year: _ahead_text(year.standing, words))
    yield column("year_remaining", lambda year: number_text(year.standing, "remaining", words))
    if with_month:
        yield column("required_per_month", lambda year: _per_month_text(year.standing, words))


def _month_text(year: YearAssessment, words: Words) -> str:
    observed = year.month
    return words("word.none") if observed is None else observed_text(observed)


def _to_date_text(year: YearAssessment, through: date | None, words: Words) -> str:
    """The actual of the year, with its last day where that is not the one of most targets."""
    actual = year.standing.actual
    state = [*state_of_data(year.standing, words)]
    if actual is not None and actual.through != through:
        state.insert(0, words("word.through", through=short_day(actual.through)))
    text = actual_text(actual, words)
    return words("year.state", figure=text, state=words("word.and").join(state)) if state else text


def on_year_text(standing: Assessment, words: Words) -> str:
    """The growth on the same days a year before; of a rate the change, in percentage points where it is per cent."""
    name = "change" if standing.indicator.kind is Kind.RATE else "growth"
    figure = standing.figures.get(name)
    if figure is None or figure.value is None:
        return words("word.none")
    sign = BOUND_SIGNS[figure.bound] + ("+" if figure.value > 0 else "")
    if name == "growth":
        return f"{sign}{shown_beside(figure.value * 100, (0,), 1)}%"
    text = f"{sign}{shown_beside(figure.value, (0,), 2)}"
    return words("year.points", change=text) if standing.indicator.unit.zh in ("%", "％") else text


def _ahead_text(standing: Assessment, words: Words) -> str:
    """The lead over the time elapsed; of a target to be kept the margin."""
    if standing.value("lead_points") is not None:
        return lead_text(standing, words)
    if standing.maintenance and standing.value("margin") is not None:
        return words("year.margin", margin=number_text(standing, "margin", words))
    return words("word.none")


def _per_month_text(standing: Assessment, words: Words) -> str:
    """What a month needs; nothing where the target is satisfied."""
    return (
        number_text(standing, "required_per_month", words)
        if standing.value("required_per_month")
        else words("word.none")
    )


def _target_text(year: YearAssessment, words: Words) -> str:
    """The year's target, and the word that says where it comes from."""
    if year.origin is None:
        return words("year.none")
    return words("year.target", target=year.standing.target.printed.strip(), origin=words(f"year.{year.origin}"))


def _remarks(year: YearAssessment, words: Words) -> Iterator[str]:
    """The notes of the year, the source of its target, and why nothing is decided."""
    yield from map(words.message, year.standing.notes)
    if year.task is not None:
        yield task_text(year.task, words)
    elif year.milestone and year.milestone.source:
        yield words("note.milestone", year=str(year.year), source=year.milestone.source)
    yield from undecided(year.standing, words)
