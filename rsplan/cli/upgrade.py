"""`rsplan upgrade`: bring a data file to the form of one made today."""

from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, reporting, write
from rsplan.cli.record import saying_so
from rsplan.cli.settings_defaults import with_settings
from rsplan.cli.understood import say_understood
from rsplan.journal.upgrading import upgrade
from rsplan.read.plan_library import load, series_of
from rsplan.report.records.upgrade import UPGRADE_ROWS, upgrade_record
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable


class UpgradeOptions(NamedTuple):
    """The options of `rsplan upgrade`."""

    file: str
    inputs: shared.InputOptions
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["file"], metavar="FILE", type=click.Path()),
        shared.city_option(lang, "help.upgrade_city"),
        shared.targets_option(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "upgrade", UpgradeOptions, _upgrade, params)


def _upgrade(lang: Language, options: UpgradeOptions) -> None:
    plans = load(options.inputs.targets)
    cities = options.inputs.city_ids(lang)
    done = upgrade(options.file, series_of(plans.plans), cities, saying_so(options.file, lang))

    def tables(width: int) -> "list[ReportTable]":
        from rsplan.report.tables.upgrade import upgrade_table  # only for people, and start-up counts

        return [upgrade_table(done, lang)]

    entered = say(lang, "upgrade.done", {"file": done.file, "backup": done.backup}) if done.backup else ""
    with reporting(options.output, lang, entered):
        say_understood(lang)
        inputs = with_settings(plans.inputs)
        write(Report(lambda: upgrade_record(done, inputs), UPGRADE_ROWS, tables), options.output, lang)
