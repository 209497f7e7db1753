"""`rsplan import`: enter the figures of a table."""

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.files_beside import TASKS_FILE, named_beside
from rsplan.cli.output import FORMATS, Output, Report, Shape, reporting, write
from rsplan.cli.problems import problem_text
from rsplan.cli.record import force_reason, journal_inputs, saying_so, warn
from rsplan.cli.settings_defaults import with_settings
from rsplan.cli.typed_words import complete_cities, date_text, year
from rsplan.errors import MOST_PROBLEMS, RsplanError
from rsplan.journal.recording import Inputs
from rsplan.journal.tasks import set_tasks
from rsplan.model.enums import Basis
from rsplan.read.plan_library import load, series_of
from rsplan.report.records.import_ import IMPORT_ROWS, ImportedTasks, import_record
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table
from rsplan.table_import.tasks import tasks_in
from rsplan.text import Language, say
from rsplan.words.vocabulary import BASES

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable

_REFUSED = 2

#: Addresses of figures that are left out, on standard error.
_MOST_CELLS = 20


class ImportOptions(NamedTuple):
    """The options of `rsplan import`."""

    file: str
    city: str
    sheet: str | None
    mappings: tuple[str, ...]
    year: int | None
    period: str
    indicator: str
    unit: str
    convert: bool
    skipped: tuple[str, ...]
    basis: Basis | None
    source: str
    published: str
    partial: bool
    by: str
    reason: str | None
    dry_run: bool
    explained: bool
    tasks: bool
    decided: str
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
    return [
        click.Option(
            ["--city"],
            metavar="CITY",
            default="",
            help=say(lang, "help.import_city"),
            shell_complete=complete_cities,
        ),
        click.Option(["--sheet"], metavar="NAME", help=say(lang, "help.import_sheet")),
        click.Option(["--map", "mappings"], multiple=True, metavar="NAME=ID|FILE", help=say(lang, "help.import_map")),
        click.Option(["--year"], type=year(lang), metavar="YYYY", help=say(lang, "help.import_year")),
        click.Option(["--period"], metavar="PERIOD", default="", help=say(lang, "help.import_period")),
        click.Option(["--indicator"], metavar="NAME|ID", default="", help=say(lang, "help.import_indicator")),
        click.Option(["--unit"], metavar="UNIT", default="", help=say(lang, "help.import_unit")),
        click.Option(["--convert"], is_flag=True, help=say(lang, "help.import_convert")),
        click.Option(["--skip", "skipped"], multiple=True, metavar="TEXT", help=say(lang, "help.import_skip")),
        shared.member_option(["--basis"], BASES, lang, "help.import_basis"),
        click.Option(["--source"], metavar="TEXT", default="", help=say(lang, "help.import_source")),
        shared.published_option(lang, "help.import_published", "published"),
        click.Option(["--partial"], is_flag=True, help=say(lang, "help.import_partial")),
        shared.by_option(lang),
        click.Option(["--force", "reason"], metavar="REASON", help=say(lang, "help.import_force")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
        click.Option(["--explain", "explained"], is_flag=True, help=say(lang, "help.import_explain")),
        click.Option(["--tasks"], is_flag=True, help=say(lang, "help.import_tasks")),
        click.Option(["--decided"], type=date_text, metavar="DATE", default="", help=say(lang, "help.import_decided")),
    ]


def _import(lang: Language, options: ImportOptions) -> int:
    if options.decided.strip() and not options.tasks:
        raise RsplanError("error.decided_without_tasks")
    request, inputs = _request(options, lang), _inputs(options, lang)
    if options.tasks and not options.dry_run:  # what is wrong with the tasks is known before anything is entered
        _set_tasks(import_table(request, inputs, partial=options.partial, dry_run=True), options, lang, dry_run=True)
    result = import_table(request, inputs, partial=options.partial, dry_run=options.dry_run)
    refused = bool(result.problems) and not options.partial
    entered = {"count": str(len(result.new)), "file": result.file}
    with reporting(options.output, lang, say(lang, "import.written", entered) if result.written else ""):
        tasks = _set_tasks(result, options, lang, dry_run=options.dry_run or refused) if options.tasks else None
        files = (*result.inputs, *(tasks.done.inputs if tasks else ()))
        result = result._replace(inputs=with_settings(files))
        if FORMATS[options.output.format].shape is not Shape.RECORD:  # the record holds the problems itself
            _show_problems(result, options.inputs.given_targets, lang)
            warn(tasks.done.warnings if tasks else (), options.inputs.given_targets, lang)
        if result.problems and options.partial:
            left_out = {"count": str(result.refused), "cells": _refused_cells(result)}
            click.echo(say(lang, "import.left_out", left_out), err=True)
        report = Report(
            lambda: import_record(result, lang, tasks, explained=options.explained),
            IMPORT_ROWS,
            lambda width: _tables(result, tasks, options, lang),
        )
        write(report, options.output, lang)
    return _REFUSED if result.problems and not options.partial else 0


def _set_tasks(result: ImportResult, options: ImportOptions, lang: Language, *, dry_run: bool) -> ImportedTasks:
    """Enter the yearly targets of the table as tasks; a dry run says which they are."""
    plans = load(options.inputs.targets, published=False).plans
    found = tasks_in(result, series_of(plans), options.decided.strip())
    file = named_beside("tasks") or TASKS_FILE
    waiting, reason = saying_so(file, lang), force_reason(options.reason, "error.force_without_reason")
    done = set_tasks(found.entries, file, plans, waiting, dry_run=dry_run, only_changes=True, reason=reason)
    return ImportedTasks(done, found.left, plans)


def _show_problems(result: ImportResult, targets: tuple[str, ...], lang: Language) -> None:
    for problem in result.problems[:MOST_PROBLEMS]:
        click.echo(problem_text(problem, lang, targets), err=True, nl=False)
    more = len(result.problems) - MOST_PROBLEMS
    if more > 0:
        click.echo(say(lang, "import.more_problems", {"count": str(more)}), err=True)


def _refused_cells(result: ImportResult) -> str:
    """The addresses of what the partial import leaves out."""
    refused = result.refused_cells or [problem.cell or str(problem.line) for problem in result.problems]
    shown = refused[:_MOST_CELLS]
    return ", ".join(dict.fromkeys(shown)) + (" …" if len(refused) > len(shown) else "")


def _request(options: ImportOptions, lang: Language) -> ImportRequest:
    return ImportRequest(
        path=options.file,
        as_of=shared.today(),
        sheet=options.sheet,
        year=options.year,
        period=options.period.strip(),
        indicator=options.indicator.strip(),
        skipped=options.skipped,
        mappings=options.mappings,
        defaults=ImportDefaults(
            city=_city_id(options, lang),
            basis=options.basis,
            source=options.source.strip(),
            published=options.published.strip(),
            unit=options.unit.strip(),
            convert=options.convert,
        ),
        force=force_reason(options.reason),
        by=options.by.strip(),
    )


def _city_id(options: ImportOptions, lang: Language) -> str:
    """The id of the city that is named, empty where none is."""
    named = (options.city.strip(),) if options.city.strip() else ()
    return "".join(options.inputs._replace(cities=named).city_ids(lang))


def _inputs(options: ImportOptions, lang: Language) -> Inputs:
    """The data file that is added to, and the other inputs; raises RsplanError where it is the table itself."""
    inputs = journal_inputs(options.inputs, "error.import_to_stdin", lang)
    both_exist = os.path.exists(inputs.file) and os.path.exists(options.file)
    if both_exist and os.path.samefile(inputs.file, options.file):
        raise RsplanError("error.import_into_itself", file=options.file)
    return inputs


def _tables(
    result: ImportResult, tasks: ImportedTasks | None, options: ImportOptions, lang: Language
) -> "list[ReportTable]":
    from rsplan.report.tables.import_ import explanation_table, import_table  # only for people, and start-up counts
    from rsplan.report.tables.task import task_table

    given = options.inputs.given
    table = import_table(
        result, lang, partial=options.partial, dry=options.dry_run, given=given, with_tasks=tasks is not None
    )
    of_tasks = [task_table(tasks.done, tasks.plans, lang, tasks.left)] if tasks else []
    return [table, *of_tasks, *([explanation_table(result, lang)] if options.explained else [])]
