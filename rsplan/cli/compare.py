"""`rsplan compare`: plans of several cities side by side, or two plans of one city."""

from typing import NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli import typed_words as typed
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.cli.settings_defaults import found_settings
from rsplan.comparison import compare_cities, compare_in_time
from rsplan.errors import RsplanError
from rsplan.report.records.compare import COMPARE_ROWS, NARROW_COMPARE_ROWS, compare_record
from rsplan.report.tables.compare import compare_table
from rsplan.text import Language, say


class CompareOptions(NamedTuple):
    """The options of `rsplan compare`."""

    selection: Selection
    later: str | None
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params: list[click.Parameter] = [
        shared.city_arguments(),
        shared.city_option(lang),
        shared.plan_option(lang, "help.compare_plan"),
        _later_option(lang),
        *shared.dated_input_options(lang),
        shared.scope_option(lang),
        *shared.rule_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "compare", CompareOptions, _compare, params)


def _later_option(lang: Language) -> click.Option:
    """The later plan of the one city."""
    return click.Option(
        ["--with", "later"],
        metavar="PLAN",
        help=say(lang, "help.compare_with"),
        shell_complete=typed.complete_plans,
    )


def _compare(lang: Language, options: CompareOptions) -> None:
    selection, later = options.selection, options.later
    settings = found_settings().settings
    if later is None and settings is not None and len(selection.inputs.cities) == 1:  # beside the city of one's own
        cities = (*selection.inputs.cities, *settings.values("city"))
        selection = selection._replace(inputs=selection.inputs._replace(cities=tuple(dict.fromkeys(cities))))
    if later is not None:  # read as any plan is, behind those of --plan
        selection = selection._replace(inputs=selection.inputs._replace(plans=(*selection.inputs.plans, later)))
    library, (inputs, evaluation, filters) = selection.read(lang)
    if later is None:
        comparison = compare_cities(library, evaluation, inputs.cities, inputs.plans, filters)
    else:
        *names, after = inputs.plans or (later,)
        if options.selection.inputs.plans and not names:  # the same plan twice
            raise RsplanError("error.compare_two_plans", plan=after)
        comparison = compare_in_time(library, evaluation, tuple(names), after, filters)
    report = Report(
        lambda: compare_record(comparison),
        COMPARE_ROWS,
        lambda width: [compare_table(comparison, lang, width)],
        narrow=lambda: (comparison, NARROW_COMPARE_ROWS),
    )
    write(report, options.output, lang)
