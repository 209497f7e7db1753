"""`rsplan task`: enter the bureau's task for a year."""

from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.files_beside import TASKS_FILE, named_beside
from rsplan.cli.output import FORMATS, Output, Report, Shape, reporting, write
from rsplan.cli.record import force_reason, saying_so, warn
from rsplan.cli.selection import indicator_id
from rsplan.cli.settings_defaults import with_settings
from rsplan.cli.typed_words import date_text, year
from rsplan.cli.understood import note, say_understood
from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.journal.recording import ARGUMENTS
from rsplan.journal.tasks import SetTasks, TaskEntry, set_tasks
from rsplan.read.plan_library import load, series_of
from rsplan.report.records.task import TASK_ROWS, task_record
from rsplan.survey import EvaluationContext
from rsplan.text import Language, say
from rsplan.words.values import read_typed_value

if TYPE_CHECKING:
    from rsplan.read.plan_library import Library
    from rsplan.report.tables.table import ReportTable


class TaskOptions(NamedTuple):
    """The options of `rsplan task`."""

    city: str
    indicator: str
    year: int
    value: str
    source: str
    decided: str
    reason: str | None
    dry_run: bool
    inputs: shared.InputOptions
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_argument(),
        shared.indicator_argument(),
        click.Argument(["year"], metavar="YEAR", type=year(lang)),
        click.Argument(["value"], metavar="VALUE"),
        click.Option(["--source"], metavar="TEXT", required=True, help=say(lang, "help.task_source")),
        click.Option(["--decided"], type=date_text, metavar="DATE", default="", help=say(lang, "help.task_decided")),
        click.Option(["--force", "reason"], metavar="REASON", help=say(lang, "help.task_force")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=say(lang, "help.dry_run")),
        shared.targets_option(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "task", TaskOptions, _task, params)


def _task(lang: Language, options: TaskOptions) -> None:
    inputs = options.inputs._replace(cities=(options.city.strip(),), no_published=True)
    library, inputs = inputs.read(lang, default_data=False)
    entry = _entry(options, library, inputs, lang)
    file = named_beside("tasks") or TASKS_FILE
    plans = load(inputs.targets, published=False).plans  # the file may have rows of every city
    reason = force_reason(options.reason)
    done = set_tasks([entry], file, plans, saying_so(file, lang), dry_run=options.dry_run, reason=reason)
    entered = {"line": str(done.tasks[0][1].at.line) if done.tasks else "", "file": done.file}
    with reporting(options.output, lang, say(lang, "record.entered", entered) if done.written else ""):
        done = done._replace(inputs=with_settings((*library.inputs, *done.inputs)))
        say_understood(lang)
        if FORMATS[options.output.format].shape is not Shape.RECORD:  # the record holds the warnings itself
            warn(done.warnings, options.inputs.given_targets, lang)
        report = Report(lambda: task_record(done), TASK_ROWS, lambda width: _tables(done, library, lang))
        write(report, options.output, lang)


def _entry(options: TaskOptions, library: "Library", inputs: shared.InputOptions, lang: Language) -> TaskEntry:
    """The task as the file spells it; raises InvalidInput for a value that cannot be read."""
    city = inputs.cities[0]
    indicator = indicator_id(options.indicator.strip(), library, inputs, EvaluationContext(shared.today()), lang)
    series = series_of(library.plans)[city, indicator]
    english = next(one.unit.en for plan in library.plans for one in plan.indicators if one.id == indicator)
    try:
        value = read_typed_value(options.value, series, english)
        if value.bound is not None:
            raise BadText("text.not_a_number_of", text=options.value, unit=series.unit)
    except BadText as error:
        line = ",".join((city, indicator, str(options.year), options.value))
        raise InvalidInput([Problem(error.key.removeprefix("text."), ARGUMENTS, 0, 0, error.details, line)]) from None
    if value.text != options.value.strip():
        note(options.value, value.text)
    if not options.source.strip():
        raise click.BadParameter(say(lang, "error.nothing_named"), param_hint="--source")
    decided = options.decided.strip() or str(shared.today())
    return TaskEntry(city, indicator, str(options.year), value.text, options.source.strip(), decided)


def _tables(done: SetTasks, library: "Library", lang: Language) -> "list[ReportTable]":
    from rsplan.report.tables.task import task_table  # only for people, and start-up counts

    return [task_table(done, library.plans, lang)]
