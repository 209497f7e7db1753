"""`rsplan status`: the standing of each target."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rsplan.calc.verdict import Status
from rsplan.cli import options as shared
from rsplan.cli.output import Narrow, Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.cli.typed_words import year
from rsplan.report.records.status import STATUS_ROWS, status_record
from rsplan.survey import Mark, PlanSurvey, Survey
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class StatusOptions(NamedTuple):
    """The options of `rsplan status`."""

    selection: Selection
    year: int | None
    fail_on: tuple[Status | Mark, ...]
    summary: bool
    every_row: bool
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        *shared.input_options(lang),
        *shared.filter_options(lang),
        *shared.rule_options(lang),
        click.Option(["--year"], type=year(lang), metavar="YEAR", help=say(lang, "help.year")),
        shared.verdicts_option("--fail-on", lang, "help.fail_on"),
        click.Option(["--summary"], is_flag=True, help=say(lang, "help.summary")),
        shared.quiet_option(lang),
        click.Option(["--all", "every_row"], is_flag=True, help=say(lang, "help.every_row")),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "status", StatusOptions, _status, params)


def _status(lang: Language, options: StatusOptions) -> int:
    failing: list[str] = []

    def see(plan: PlanSurvey) -> None:
        if options.fail_on and plan.has_word(options.fail_on):
            failing.append(plan.plan.id)

    survey = options.selection.streamed(lang, options.output, options.year, see)
    report: Report[Any] = Report(
        lambda: status_record(survey),
        STATUS_ROWS,
        lambda width: _tables(survey, options, lang, width),
        narrow=lambda: _narrow(survey),
    )
    if options.summary:
        from rsplan.report.records.summary import SUMMARY_ROWS, summary_csv_rows, summary_record

        report = Report(
            lambda: summary_record(survey),
            SUMMARY_ROWS,
            lambda width: _lines(survey, lang),
            csv_rows=summary_csv_rows(survey),
        )
    whole = write(report, options.output, lang)
    if options.fail_on and not whole:
        for _ in survey.plans:  # the plans that nobody reads any more decide the exit code too
            pass
    return 1 if failing else 0


def _narrow(survey: Survey[Iterable[PlanSurvey]]) -> Narrow:
    from rsplan.report.records.status_narrow import NARROW_ROWS, NARROW_YEAR_ROWS  # only for people

    return survey, NARROW_ROWS if survey.year is None else NARROW_YEAR_ROWS


def _lines(survey: Survey[Iterable[PlanSurvey]], lang: Language) -> "list[ReportTable]":
    from rsplan.report.tables.summary import summary_line  # only for people, and start-up counts

    return [summary_line(plan, lang) for plan in survey.plans]


def _tables(
    survey: Survey[Iterable[PlanSurvey]], options: StatusOptions, lang: Language, width: int
) -> "list[ReportTable]":
    from rsplan.report.tables.status import status_tables  # only for people, and start-up counts
    from rsplan.report.tables.status_year import year_table

    asked = options.selection.filters.only
    every_row = options.every_row or Status.NO_DATA in asked or Status.NO_TARGET in asked
    if survey.year is not None:
        return [year_table(plan, survey.evaluation, lang, width, every_row=every_row) for plan in survey.plans]
    return [
        table
        for plan in survey.plans
        for table in status_tables(plan, survey.evaluation, lang, width, every_row=every_row)
    ]
