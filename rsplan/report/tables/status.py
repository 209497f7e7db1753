"""The tables of `rsplan status`: what needs attention, then the standing of the targets of a plan."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rsplan.calc.assess import Assessment
from rsplan.calc.pace import Per, need_of
from rsplan.calc.verdict import Status
from rsplan.model.enums import Scope
from rsplan.report.doubts import doubts_about
from rsplan.report.tables.bars import bar_legend, bar_text
from rsplan.report.tables.cells import (
    STATUS_STYLES,
    actual_text,
    completion_text,
    data_day_text,
    day_text,
    lead_text,
    name_and_unit,
    need_cell_text,
    need_text,
    percent_text,
    printed_target,
    remaining_text,
    sections,
    sign_and_verdict,
)
from rsplan.report.tables.doubts import (
    doubts_line,
    end_of_data_line,
    needed_from_line,
    no_data_line,
    no_target_line,
    weakest_years_line,
)
from rsplan.report.tables.plan_head import attention_tables, plan_head
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.survey import EvaluationContext, PlanSurvey
from rsplan.text import Language

#: From so many rows on they stand under the plan's own groups; fewer are seen at a glance.
_GROUPED = 11

#: The widths from which on a table has further columns.
_SOME, _MORE, _ALL = 100, 120, 180


class _Column(NamedTuple):
    """A column of the table: the key of its heading, its cell, and whether it is left out where it says nothing."""

    heading: str
    cell: Callable[[Assessment], TableCell]
    right: bool = False
    optional: bool = False


def status_tables(
    survey: PlanSurvey, evaluation: EvaluationContext, lang: Language, width: int, *, every_row: bool = False
) -> list[ReportTable]:
    """The head with what needs attention, and the standing of the targets; the width decides on the columns.

    Targets without data, and those that are not set yet, are one line below the table, but for `every_row`.
    """
    words = Words(lang)
    head = plan_head(survey, evaluation, words)
    attention = attention_tables(survey.assessments, words, width, evaluation.known_on)
    left_out = [] if every_row else [one for one in survey.assessments if _is_empty(one)]
    listed = [one for one in survey.assessments if one not in left_out]
    ended = evaluation.as_of > survey.plan.end
    columns = [
        column
        for column in _columns(listed, words, width, ended=ended)
        if not column.optional or any(str(column.cell(one)) not in _NOTHING for one in listed)
    ]
    drawn = listed if any(column.heading == "column.bar" for column in columns) else []
    table = ReportTable(
        "",
        (),
        tuple(
            TableColumn(words(column.heading), right=column.right, folds=column.heading == "column.indicator")
            for column in columns
        ),
        tuple(_sections(listed, words, columns)),
        (
            *no_data_line([one for one in left_out if one.status is Status.NO_DATA], words),
            *no_target_line([one for one in left_out if one.status is Status.NO_TARGET], words),
            *(() if width >= _ALL else end_of_data_line(listed, evaluation.as_of, words)),
            *(() if width >= _ALL else weakest_years_line(listed, words)),
            *(() if ended else needed_from_line(_needing(listed, words), words)),
            *bar_legend(drawn, words),
            *doubts_line(listed, words),
        ),
    )
    return [head, *attention, table]


def _is_empty(assessment: Assessment) -> bool:
    """Whether nothing is known of the target, or it is still to be set and nothing is known of its indicator."""
    return assessment.status is Status.NO_DATA or (assessment.status is Status.NO_TARGET and not assessment.actual)


def _needing(listed: Sequence[Assessment], words: Words) -> list[Assessment]:
    return [one for one in listed if need_text(one, words)]


#: What a cell shows that says nothing.
_NOTHING = {"", "-", "0"}


def _sections(listed: Sequence[Assessment], words: Words, columns: Sequence[_Column]) -> Iterator[Section]:
    def row(assessment: Assessment) -> tuple[TableCell, ...]:
        return tuple(column.cell(assessment) for column in columns)

    if len(listed) < _GROUPED and all(one.indicator.scope is Scope.HEADLINE for one in listed):
        yield Section("", tuple(map(row, listed)))
    else:
        yield from sections(listed, words, row)


def _columns(listed: Sequence[Assessment], words: Words, width: int, *, ended: bool) -> Iterator[_Column]:
    """The columns from left to right: the bar gives way to the pace where a plan runs and there is little room."""

    def of(text: Callable[[Assessment, Words], str]) -> Callable[[Assessment], TableCell]:
        return lambda assessment: TableCell((text(assessment, words),))

    yield _Column("column.number", lambda assessment: TableCell((assessment.indicator.number or "",)), right=True)
    yield _Column("column.indicator", lambda assessment: TableCell(name_and_unit(assessment.indicator, words, width)))
    yield _Column("column.actual", of(lambda assessment, words: actual_text(assessment.actual, words)), right=True)
    if width >= _ALL:
        yield _Column("column.through", of(_through), optional=True)
    yield _Column("column.completion", of(completion_text), right=True)
    if width >= _ALL:
        yield _Column("column.elapsed", of(_elapsed), right=True, optional=True)
    if width >= _MORE:
        yield _Column("column.lead", of(lead_text), right=True, optional=True)
    if ended or width >= _SOME:
        yield _Column("column.bar", of(bar_text), optional=True)
    if not ended or width >= _SOME:
        yield _Column("column.remaining", of(remaining_text), right=True, optional=True)
        yield _need_column(listed, words)
    yield _Column("column.status", lambda assessment: _verdict(assessment, words))
    yield _Column("column.target", of(lambda assessment, words: printed_target(assessment)))


def _need_column(listed: Sequence[Assessment], words: Words) -> _Column:
    """The pace; where rows need a year's and a month's, each says which."""
    spans = {need.per for one in listed if (need := need_of(one))}
    if len(spans) == len(Per):
        return _Column(
            "column.need.both", lambda assessment: TableCell((need_cell_text(assessment, words),)), True, True
        )
    heading = f"column.need.{min(spans, default=Per.YEAR)}"
    return _Column(
        heading,
        lambda assessment: TableCell((need_cell_text(assessment, words, bare=True),)),
        right=True,
        optional=True,
    )


def _verdict(assessment: Assessment, words: Words) -> TableCell:
    mark = " *" if doubts_about(assessment, words.lang) else ""
    return TableCell((sign_and_verdict(assessment.status, words) + mark,), STATUS_STYLES[assessment.status])


def _through(assessment: Assessment, words: Words) -> str:
    return data_day_text(assessment, words, lambda day: day_text(day, words)) or words("word.none")


def _elapsed(assessment: Assessment, words: Words) -> str:
    return percent_text(assessment, "elapsed", words) if assessment.actual else words("word.none")
