"""`rsplan show`: everything about one indicator."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection, survey_of_indicator
from rsplan.cli.typed_words import year
from rsplan.report.records.show import NARROW_SHOW_ROWS, SHOW_ROWS, show_record
from rsplan.report.records.show_explain import EXPLAIN_ROWS, FIGURE_ROWS, explain_record
from rsplan.report.tables.show import show_tables
from rsplan.report.tables.show_explain import explain_tables, explain_year_tables
from rsplan.survey import CompleteSurvey, PlanSurvey
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class ShowOptions(NamedTuple):
    """The options of `rsplan show`."""

    city: str
    indicator: str
    explain: bool
    chart: bool
    year: int | None
    selection: Selection
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_argument(),
        shared.indicator_argument(),
        click.Option(["--explain"], is_flag=True, help=say(lang, "help.explain")),
        click.Option(["--year"], type=year(lang), metavar="YEAR", help=say(lang, "help.show_year")),
        click.Option(["--chart"], is_flag=True, help=say(lang, "help.show_chart")),
        shared.plan_option(lang),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "show", ShowOptions, _show, params)


def _show(lang: Language, options: ShowOptions) -> None:
    survey = survey_of_indicator(lang, options.selection, options.city, options.indicator, options.year)
    report = _explanation(survey, lang) if options.explain else _facts(survey, lang, chart=options.chart)
    write(report, options.output, lang)


def _facts(survey: CompleteSurvey, lang: Language, *, chart: bool) -> Report[Any]:
    def tables(width: int) -> "list[ReportTable]":
        return [table for plan in survey.plans for table in _fact_tables(plan, survey, lang, width, chart=chart)]

    return Report(lambda: show_record(survey), SHOW_ROWS, tables, narrow=lambda: (survey, NARROW_SHOW_ROWS))


def _fact_tables(
    plan: PlanSurvey, survey: CompleteSurvey, lang: Language, width: int, *, chart: bool
) -> "list[ReportTable]":
    from rsplan.report.tables.chart import charts_of
    from rsplan.report.tables.status_year import year_table

    known_on = survey.evaluation.known_on
    tables = []
    for shown in plan.assessments:
        tables += show_tables(shown, lang)
        tables += charts_of(shown, known_on, lang, width) if chart else []
    return [*tables, year_table(plan, survey.evaluation, lang, width)] if plan.year is not None else tables


def _explained_tables(plan: PlanSurvey, lang: Language, known_on: date | None) -> "list[ReportTable]":
    tables = []
    for shown in plan.assessments:
        of_year = plan.years.get(shown.indicator.id)
        tables += explain_year_tables(shown, of_year, lang) if of_year else explain_tables(shown, lang, known_on)
    return tables


def _explanation(survey: CompleteSurvey, lang: Language) -> Report[Any]:
    known_on = survey.evaluation.known_on
    return Report(
        lambda: explain_record(survey),
        EXPLAIN_ROWS,
        lambda width: [table for plan in survey.plans for table in _explained_tables(plan, lang, known_on)],
        csv_rows=FIGURE_ROWS,
    )
