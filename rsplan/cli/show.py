"""`rsplan show`: everything about one indicator."""

from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.errors import RsplanError
from rsplan.report.records.status import explain_record, figure_columns, figure_rows, rows, show_record
from rsplan.report.tables.explain import explain_tables
from rsplan.report.tables.show import show_tables
from rsplan.suggest import nearest
from rsplan.survey import CompleteSurvey
from rsplan.text import Language, say


def command(lang: Language) -> click.Command:
    """The command in a language."""
    own = [
        click.Argument(["city"], metavar="CITY"),
        click.Argument(["indicator"], metavar="INDICATOR"),
        click.Option(["--explain"], is_flag=True, help=say(lang, "help.explain")),
    ]
    shared = [one for one in options.input_options(lang) if one.name != "cities"]
    params = [*own, *shared, *options.rule_options(lang), *options.output_options(lang)]
    return options.command(lang, "show", _show, params)


def _show(lang: Language, city: str, indicator: str, explain: bool, **values: Any) -> None:
    asked = options.request(lang, {**values, "cities": (city,), "scope": "all"})
    found = _only(asked.survey(), asked, city, indicator)
    record = explain_record if explain else show_record
    tables = explain_tables if explain else show_tables
    every = [one for plan in found.plans for one in plan.assessments]
    write(
        asked,
        lambda: record(found),
        rows,
        lambda width: [table for one in every for table in tables(one, lang)],
        csv_rows=figure_rows if explain else rows,
        blank=(lambda: figure_columns(record(found))) if explain else None,
    )


def _only(found: CompleteSurvey, asked: options.Request, city: str, indicator: str) -> CompleteSurvey:
    """The survey with that indicator alone; in no plan asked for, the latest plan that has it.

    Raises RsplanError for an indicator that the city does not have, with the nearest.
    """
    plans = _with(found, indicator)
    if not plans.plans and not asked.plans:
        every = asked._replace(plans=("all",)).survey()
        plans = _with(every, indicator)
        plans = plans._replace(plans=plans.plans[-1:])
    if not plans.plans:
        known = [one.indicator.id for plan in found.plans for one in plan.assessments]
        near = nearest(indicator, known)
        key = "error.unknown_indicator_near" if near else "error.unknown_indicator"
        raise RsplanError(key, city=city, indicator=indicator, near=near or "")
    return plans


def _with(found: CompleteSurvey, indicator: str) -> CompleteSurvey:
    kept = (
        plan._replace(assessments=tuple(one for one in plan.assessments if one.indicator.id == indicator))
        for plan in found.plans
    )
    return found._replace(plans=tuple(plan for plan in kept if plan.assessments))
