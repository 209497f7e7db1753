"""`rsplan list`: the cities, plans and indicators that are loaded."""

from typing import NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.model.plan import Indicator, Plan
from rsplan.read.plan_library import Library
from rsplan.report.records.list_ import LIST_ROWS, list_record
from rsplan.report.tables.list_ import indicators_table, plans_table
from rsplan.survey import ALL_PLANS, check_offices, choose_plans, is_for, wanted
from rsplan.text import Language


class ListOptions(NamedTuple):
    """The options of `rsplan list`."""

    selection: Selection
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        *shared.input_options(lang),
        *shared.filter_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "list", ListOptions, _list, params)


def _list(lang: Language, options: ListOptions) -> None:
    library, (inputs, evaluation, filters) = options.selection.read(lang)
    plans, offices = choose_plans(library, inputs.plans or (ALL_PLANS,), evaluation.as_of), filters.responsible
    check_offices(library, offices)
    listed: list[tuple[Plan, list[Indicator]]] = [
        (
            plan,
            [one for one in plan.indicators if wanted(one, filters) and _is_for(library, plan, one, offices)],
        )
        for plan in plans
    ]
    # Without a city the question is which plans there are; their indicators would be some hundred lines.
    shown = listed if inputs.cities else []
    report = Report(
        lambda: list_record(listed, library.inputs),
        LIST_ROWS,
        lambda width: [plans_table(plans, lang), *(indicators_table(*entry, lang) for entry in shown)],
    )
    write(report, options.output, lang)


def _is_for(library: Library, plan: Plan, indicator: Indicator, offices: tuple[str, ...]) -> bool:
    return is_for(library.responsible.get((plan.city.id, indicator.id)), offices)
