"""`rsplan import`: enter the figures of a table."""

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import FORMATS, Output, Report, Shape, write_entered
from rsplan.cli.problems import problem_text
from rsplan.cli.record import force_reason, journal_inputs
from rsplan.cli.settings_defaults import with_settings
from rsplan.errors import MOST_PROBLEMS, RsplanError
from rsplan.journal.recording import Inputs
from rsplan.model.enums import Basis
from rsplan.model.period import FIRST_YEAR, LAST_YEAR
from rsplan.report.records.import_ import IMPORT_ROWS, import_record
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable

_REFUSED = 2


class ImportOptions(NamedTuple):
    """The options of `rsplan import`."""

    file: str
    city: str
    sheet: str | None
    mappings: tuple[str, ...]
    year: int | None
    basis: Basis | None
    source: str
    published: str
    partial: bool
    by: str
    reason: str | None
    dry_run: bool
    inputs: shared.InputOptions
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["file"], metavar="FILE", type=click.Path()),
        *_own_options(lang),
        *shared.file_options(lang),
        shared.no_published_option(lang, "help.import_no_published"),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "import", ImportOptions, _import, params)


def _own_options(lang: Language) -> list[click.Parameter]:
    years = click.IntRange(FIRST_YEAR, LAST_YEAR)
    return [
        click.Option(["--city"], metavar="ID", default="", help=say(lang, "help.import_city")),
        click.Option(["--sheet"], metavar="NAME", help=say(lang, "help.import_sheet")),
        click.Option(["--map", "mappings"], multiple=True, metavar="NAME=ID|FILE", help=say(lang, "help.import_map")),
        click.Option(["--year"], type=years, metavar="YYYY", help=say(lang, "help.import_year")),
        click.Option(
            ["--basis"],
            type=click.Choice([str(basis) for basis in Basis]),
            callback=lambda ctx, param, word: Basis(word) if word else None,
            help=say(lang, "help.import_basis"),
        ),
        click.Option(["--source"], metavar="TEXT", default="", help=say(lang, "help.import_source")),
        click.Option(["--published"], metavar="DATE", default="", help=say(lang, "help.import_published")),
        click.Option(["--partial"], is_flag=True, help=say(lang, "help.import_partial")),
        shared.by_option(lang),
        click.Option(["--force", "reason"], metavar="REASON", help=say(lang, "help.import_force")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
    ]


def _import(lang: Language, options: ImportOptions) -> int:
    request = _request(options)
    result = import_table(request, _inputs(options), partial=options.partial, dry_run=options.dry_run)
    result = result._replace(inputs=with_settings(tuple(result.inputs)))
    if FORMATS[options.output.format].shape is not Shape.RECORD:  # the record holds the problems itself
        _show_problems(result, lang)
    report = Report(lambda: import_record(result, lang), IMPORT_ROWS, lambda width: _tables(result, options, lang))
    entered = {"count": str(len(result.new)), "file": result.file}
    write_entered(report, options.output, lang, say(lang, "import.written", entered) if result.written else "")
    return _REFUSED if result.problems and not options.partial else 0


def _show_problems(result: ImportResult, lang: Language) -> None:
    for problem in result.problems[:MOST_PROBLEMS]:
        click.echo(problem_text(problem, lang), err=True, nl=False)
    more = len(result.problems) - MOST_PROBLEMS
    if more > 0:
        click.echo(say(lang, "import.more_problems", {"count": str(more)}), err=True)


def _request(options: ImportOptions) -> ImportRequest:
    return ImportRequest(
        path=options.file,
        as_of=shared.today(),
        sheet=options.sheet,
        year=options.year,
        mappings=options.mappings,
        defaults=ImportDefaults(options.city.strip(), options.basis, options.source.strip(), options.published.strip()),
        force=force_reason(options.reason),
        by=options.by.strip(),
    )


def _inputs(options: ImportOptions) -> Inputs:
    """The data file that is added to, and the other inputs; raises RsplanError where it is the table itself."""
    inputs = journal_inputs(options.inputs, "error.import_to_stdin")
    both_exist = os.path.exists(inputs.file) and os.path.exists(options.file)
    if both_exist and os.path.samefile(inputs.file, options.file):
        raise RsplanError("error.import_into_itself", file=options.file)
    return inputs


def _tables(result: ImportResult, options: ImportOptions, lang: Language) -> "list[ReportTable]":
    from rsplan.report.tables.import_ import import_table  # only for people, and start-up counts

    return [import_table(result, lang, partial=options.partial, dry=options.dry_run, given=options.inputs.given)]
