"""`rsplan list`: the cities, plans and indicators that are loaded."""

from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.model.plan import Indicator, Plan
from rsplan.report.records.status import list_record, rows
from rsplan.report.tables.list_ import indicators_table, plans_table
from rsplan.survey import ALL_PLANS, choose_plans, wanted
from rsplan.text import Language


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [*options.input_options(lang), *options.filter_options(lang), *options.output_options(lang)]
    return options.command(lang, "list", _list, params)


def _list(lang: Language, **values: Any) -> None:
    asked = options.request(lang, values)
    library = asked.load()
    plans = choose_plans(library, asked.plans or (ALL_PLANS,), asked.evaluation.as_of)
    found: list[tuple[Plan, list[Indicator]]] = [
        (plan, [one for one in plan.indicators if wanted(one, asked.filters)]) for plan in plans
    ]
    # Without a city the question is which plans there are; their indicators would be some hundred lines.
    named = found if asked.cities else []
    write(
        asked,
        lambda: list_record(found, library.inputs),
        rows,
        lambda width: [plans_table(plans, lang), *(indicators_table(plan, own, lang) for plan, own in named)],
        blank=lambda: next(rows(list_record([(plan, list(plan.indicators)) for plan in plans], library.inputs))),
    )
