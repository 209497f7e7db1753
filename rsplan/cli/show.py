"""`rsplan show`: everything about one indicator."""

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection, indicator_id
from rsplan.cli.typed_words import year
from rsplan.errors import RsplanError
from rsplan.report.records.show import SHOW_ROWS, show_record
from rsplan.report.records.show_explain import EXPLAIN_ROWS, FIGURE_ROWS, explain_record
from rsplan.report.tables.show import show_tables
from rsplan.report.tables.show_explain import explain_tables, explain_year_tables
from rsplan.survey import ALL_PLANS, CompleteSurvey, Filters, PlanSurvey, assess_all
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class ShowOptions(NamedTuple):
    """The options of `rsplan show`."""

    city: str
    indicator: str
    explain: bool
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
        shared.plan_option(lang),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "show", ShowOptions, _show, params)


def _show(lang: Language, options: ShowOptions) -> None:
    survey = _survey(lang, options)
    report = _explanation(survey, lang) if options.explain else _facts(survey, lang)
    write(report, options.output, lang)


def _facts(survey: CompleteSurvey, lang: Language) -> Report[Any]:
    return Report(
        lambda: show_record(survey),
        SHOW_ROWS,
        lambda width: [table for plan in survey.plans for table in _fact_tables(plan, survey, lang, width)],
    )


def _fact_tables(plan: PlanSurvey, survey: CompleteSurvey, lang: Language, width: int) -> "list[ReportTable]":
    tables = [table for shown in plan.assessments for table in show_tables(shown, lang)]
    if plan.year is not None:
        from rsplan.report.tables.status_year import year_table

        tables.append(year_table(plan, survey.evaluation, lang, width))
    return tables


def _explained_tables(plan: PlanSurvey, lang: Language) -> "list[ReportTable]":
    tables = []
    for shown in plan.assessments:
        of_year = plan.years.get(shown.indicator.id)
        tables += explain_year_tables(shown, of_year, lang) if of_year else explain_tables(shown, lang)
    return tables


def _explanation(survey: CompleteSurvey, lang: Language) -> Report[Any]:
    return Report(
        lambda: explain_record(survey),
        EXPLAIN_ROWS,
        lambda width: [table for plan in survey.plans for table in _explained_tables(plan, lang)],
        csv_rows=FIGURE_ROWS,
    )


def _survey(lang: Language, options: ShowOptions) -> CompleteSurvey:
    """The survey with that indicator alone; where no plan is named, the latest plan that has it if no other does.

    Raises BadText for a word that means no indicator of the city, with the nearest, or several; RsplanError where
    the named plans do not have it.
    """
    library, inputs = options.selection.inputs._replace(cities=(options.city,)).read(lang)
    evaluation, filters = options.selection.evaluation, Filters(every_scope=True)
    indicator = indicator_id(options.indicator, library, inputs, evaluation, lang)
    shown = _with(assess_all(library, evaluation, inputs.plans, filters, year=options.year), indicator)
    if not shown.plans and not inputs.plans:
        shown = _with(assess_all(library, evaluation, (ALL_PLANS,), filters, year=options.year), indicator)
        shown = shown._replace(plans=shown.plans[-1:])
    if not shown.plans:
        having = [plan.id for plan in library.plans if any(one.id == indicator for one in plan.indicators)]
        raise RsplanError("error.not_in_plan", indicator=indicator, city=inputs.cities[0], known=", ".join(having))
    return shown


def _with(survey: CompleteSurvey, indicator: str) -> CompleteSurvey:
    plans = (
        plan._replace(assessments=tuple(one for one in plan.assessments if one.indicator.id == indicator))
        for plan in survey.plans
    )
    return survey._replace(plans=tuple(plan for plan in plans if plan.assessments))
