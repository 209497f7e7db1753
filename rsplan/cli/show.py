"""`rsplan show`: everything about one indicator."""

from typing import Any, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.errors import RsplanError
from rsplan.report.records.show import SHOW_ROWS, show_record
from rsplan.report.records.show_explain import EXPLAIN_ROWS, FIGURE_ROWS, explain_record
from rsplan.report.tables.show import show_tables
from rsplan.report.tables.show_explain import explain_tables
from rsplan.suggest import nearest
from rsplan.survey import ALL_PLANS, CompleteSurvey, Filters
from rsplan.text import Language, say


class ShowOptions(NamedTuple):
    """The options of `rsplan show`."""

    city: str
    indicator: str
    explain: bool
    selection: Selection
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["city"], metavar="CITY"),
        click.Argument(["indicator"], metavar="INDICATOR"),
        click.Option(["--explain"], is_flag=True, help=say(lang, "help.explain")),
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
        lambda width: [
            table for plan in survey.plans for shown in plan.assessments for table in show_tables(shown, lang)
        ],
    )


def _explanation(survey: CompleteSurvey, lang: Language) -> Report[Any]:
    return Report(
        lambda: explain_record(survey),
        EXPLAIN_ROWS,
        lambda width: [
            table for plan in survey.plans for shown in plan.assessments for table in explain_tables(shown, lang)
        ],
        csv_rows=FIGURE_ROWS,
    )


def _survey(lang: Language, options: ShowOptions) -> CompleteSurvey:
    """The survey with that indicator alone; where no plan is named, the latest plan that has it if no other does.

    Raises RsplanError for an indicator that the city does not have, with the nearest.
    """
    inputs = options.selection.inputs._replace(cities=(options.city,))
    selection = Selection(inputs, options.selection.evaluation, Filters(every_scope=True))
    survey = selection.survey(lang)
    shown = _with(survey, options.indicator)
    if not shown.plans and not inputs.plans:
        of_all_plans = selection._replace(inputs=inputs._replace(plans=(ALL_PLANS,))).survey(lang)
        shown = _with(of_all_plans, options.indicator)
        shown = shown._replace(plans=shown.plans[-1:])
    if not shown.plans:
        raise _unknown_indicator(survey, options)
    return shown


def _unknown_indicator(survey: CompleteSurvey, options: ShowOptions) -> RsplanError:
    known = [assessment.indicator.id for plan in survey.plans for assessment in plan.assessments]
    near = nearest(options.indicator, known)
    key = "error.unknown_indicator_near" if near else "error.unknown_indicator"
    return RsplanError(key, city=options.city, indicator=options.indicator, near=near or "")


def _with(survey: CompleteSurvey, indicator: str) -> CompleteSurvey:
    plans = (
        plan._replace(assessments=tuple(one for one in plan.assessments if one.indicator.id == indicator))
        for plan in survey.plans
    )
    return survey._replace(plans=tuple(plan for plan in plans if plan.assessments))
