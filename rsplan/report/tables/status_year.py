"""The table of `rsplan status --year`, for the monthly meeting: the standing of the targets within a year."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.assess import Assessment
from rsplan.calc.pace import is_told
from rsplan.calc.verdict import Status
from rsplan.calc.year_assessment import YearAssessment
from rsplan.model.enums import BOUND_SIGNS, Kind
from rsplan.model.rounding import shown_beside
from rsplan.report.doubts import doubts_of_year
from rsplan.report.tables.bars import bar_legend, bar_text
from rsplan.report.tables.cells import (
    STATUS_STYLES,
    actual_text,
    dates_text,
    lead_text,
    margin_text,
    name_and_unit,
    number_text,
    observed_text,
    percent_text,
    plan_title,
    remaining_text,
    sections,
    sign_and_verdict,
    task_text,
)
from rsplan.report.tables.doubts import (
    doubts_line,
    needed_from_line,
    no_data_line,
    rows_text,
    through_line,
)
from rsplan.report.tables.plan_head import counts
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language

#: The widths from which on there is room for the month and what a month needs, for the lead, and for a bar.
_ROOM_FOR_MONTH, _ROOM_FOR_LEAD, _ROOM_FOR_BAR = 100, 116, 140

#: From so many rows on they stand under the plan's own groups.
_GROUPED = 11


class _Column(NamedTuple):
    """A column with the text of its cell in the row of a year; one that says nothing is left out."""

    heading: str
    text: Callable[[YearAssessment], str]
    right: bool = True


def year_table(
    survey: PlanSurvey, evaluation: EvaluationContext, lang: Language, width: int, *, every_row: bool = False
) -> ReportTable:
    """The standing of the targets within the year of the survey: as many columns as there is room for.

    Targets without data in the year are one line below the table, but for `every_row`.
    """
    words, years = Words(lang), survey.years
    through = _usual_day(survey)
    left_out = [] if every_row else [one for one in survey.assessments if _is_empty(years[one.indicator.id])]
    listed = [one for one in survey.assessments if one not in left_out]
    of_year = [years[one.indicator.id] for one in listed]
    standings = [year.standing for year in of_year]
    columns = [
        column for column in _columns(words, width) if any(column.text(year) not in _NOTHING for year in of_year)
    ]

    needing = [one for one in standings if one.value("required_per_month") and is_told(one)]
    if width < _ROOM_FOR_MONTH:  # no column has it
        needing = [one for one in needing if one.status is Status.BEHIND]

    def row(assessment: Assessment) -> tuple[TableCell, ...]:
        year = years[assessment.indicator.id]
        status, mark = year.standing.status, " *" if doubts_of_year(year.standing, words.lang) else ""
        return (
            TableCell((assessment.indicator.number or "",)),
            TableCell(name_and_unit(assessment.indicator, words, width)),
            *(TableCell((column.text(year),)) for column in columns),
            TableCell((sign_and_verdict(status, words) + mark,), STATUS_STYLES[status]),
            TableCell((_target_text(year, words),)),
        )

    return ReportTable(
        words("year.title", year=str(survey.year), title=plan_title(survey.plan, words)),
        (TableCell((_dates(survey, evaluation, through, words),)), counts(survey.judged, words)),
        (
            TableColumn(words("column.number"), right=True),
            TableColumn(words("column.indicator"), folds=True),
            *(TableColumn(words(f"column.{column.heading}"), right=column.right) for column in columns),
            TableColumn(words("column.status")),
            TableColumn(words("column.year_task"), folds=True),
        ),
        (Section("", tuple(map(row, listed))),) if len(listed) < _GROUPED else tuple(sections(listed, words, row)),
        (
            *_left_out_lines(left_out, years, words),
            *_sources(of_year, words),
            *through_line([one for one in standings if one.actual and one.actual.through != through], words),
            *(_per_month_line(needing, words) if width < _ROOM_FOR_MONTH else ()),
            *needed_from_line(needing, words),
            *(bar_legend(standings, words) if width >= _ROOM_FOR_BAR else ()),
            *doubts_line(standings, words, doubts_of_year),
        ),
    )


#: What a cell shows that says nothing.
_NOTHING = {"", "-"}


def _left_out_lines(left_out: Sequence[Assessment], years: Mapping[str, YearAssessment], words: Words) -> Iterator[str]:
    """The rows without data, and those that have no target of the year either, each on one line."""
    aimless = [one for one in left_out if years[one.indicator.id].standing.status is not Status.NO_DATA]
    yield from no_data_line([one for one in left_out if one not in aimless], words)
    if aimless:
        yield words("year.no_target", count=str(len(aimless)), rows=rows_text(aimless, words))


def _is_empty(year: YearAssessment) -> bool:
    return year.standing.actual is None and year.standing.status in (
        Status.NO_DATA,
        Status.NO_TARGET,
        Status.NOT_QUANTIFIED,
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
    known = "year.known_through_day" if elapsed == words("word.none") else "year.known_through"
    return words(known, dates=dates_text(evaluation, words), through=str(through), elapsed=elapsed)


def _columns(words: Words, width: int) -> Iterator[_Column]:
    """The columns from left to right, as far as there is room."""
    if width >= _ROOM_FOR_MONTH:
        yield _Column("year_month", lambda year: observed_text(year.month) if year.month else words("word.none"))
    yield _Column("year_to_date", lambda year: actual_text(year.standing.actual, words))
    yield _Column("year_on_year", lambda year: on_year_text(year.standing, words))
    yield _Column("completion", lambda year: percent_text(year.standing, "completion_rate", words))
    if width >= _ROOM_FOR_BAR:
        yield _Column("bar", lambda year: bar_text(year.standing, words), right=False)
    if width >= _ROOM_FOR_LEAD:
        yield _Column("lead", lambda year: _ahead_text(year.standing, words, with_margin=width < _ROOM_FOR_BAR))
    yield _Column("year_remaining", lambda year: remaining_text(year.standing, words))
    if width >= _ROOM_FOR_MONTH:
        yield _Column("required_per_month", lambda year: _per_month_text(year.standing, words))


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


def _ahead_text(standing: Assessment, words: Words, *, with_margin: bool) -> str:
    """The lead over the time elapsed; of a target to be kept the margin, where no bar has it."""
    if standing.value("lead_points") is not None:
        return lead_text(standing, words)
    return (margin_text(standing, words, "year.margin") if with_margin else "") or words("word.none")


def _per_month_text(standing: Assessment, words: Words) -> str:
    """What a month needs; nothing where the target is satisfied, nor towards the end of the year."""
    needed = standing.value("required_per_month") if is_told(standing) else None
    return number_text(standing, "required_per_month", words) if needed else words("word.none")


def _per_month_line(standings: Sequence[Assessment], words: Words) -> Iterator[str]:
    """One line that says what a month needs of each row."""
    if standings:
        each = (
            words("rows.doubt", rows=rows_text([one], words), reasons=_per_month_text(one, words)) for one in standings
        )
        yield words("rows.needed_per_month", rows=words("word.semicolon").join(each))


def _target_text(year: YearAssessment, words: Words) -> str:
    """The year's target, and the word that says where it comes from."""
    if year.origin is None:
        return words("year.none")
    return words("year.target", target=year.standing.target.printed.strip(), origin=words(f"year.{year.origin}"))


def _sources(years: Sequence[YearAssessment], words: Words) -> Iterator[str]:
    """The sources of tasks and milestones, each once, with the rows that they set the target of."""
    found: dict[str, list[Assessment]] = {}
    for year in years:
        if year.task is not None:
            found.setdefault(task_text(year.task, words), []).append(year.standing)
        elif year.milestone and year.milestone.source:
            source = words("note.milestone", year=str(year.year), source=year.milestone.source)
            found.setdefault(source, []).append(year.standing)
    for source, rows in found.items():
        yield words("rows.doubt", rows=rows_text(rows, words), reasons=source)
