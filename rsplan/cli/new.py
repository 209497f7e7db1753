"""`rsplan new`: draft the target file of a plan."""

import os
import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, reporting, write
from rsplan.cli.settings_defaults import found_settings, with_settings
from rsplan.cli.streams import make_folder, write_new_file
from rsplan.cli.typed_words import choice, complete_cities
from rsplan.cli.understood import note
from rsplan.drafting.columns import PlanSpan, plan_number, span_of_five_year_plan
from rsplan.drafting.draft import DraftRequest, draft_plan
from rsplan.errors import BadText, RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.enums import State
from rsplan.read.input_text import printable
from rsplan.read.plan_library import Library
from rsplan.read.settings import PLANS_FOLDER
from rsplan.read.yaml_values import identifier
from rsplan.report.records.new import NEW_ROWS, NewResult, new_record
from rsplan.settings_file import SETTINGS_FILE
from rsplan.survey import Filters
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable

#: The names of shipped target files begin so; a plan of one's own replaces that of such a file.
_SHIPPED = "targets/"

#: The extensions of target files: no other file of a folder is read as one.
_EXTENSIONS = (".yaml", ".yml")

_FIVE_YEAR_PLAN = re.compile(r"([0-9]{1,2})fyp", re.ASCII)
_YEARS = re.compile(r"([0-9]{4})年?\s*[-—–~至到]+\s*([0-9]{4})年?", re.ASCII)


class NewOptions(NamedTuple):
    """The options of `rsplan new`."""

    city: str
    plan: str
    file: str | None
    after: str | None
    years: str | None
    city_name: str | None
    title: str | None
    state: str | None
    sheet: str | None
    table: str | None
    column: str | None
    target_file: str | None
    dry_run: bool
    as_of: date
    filters: Filters
    inputs: shared.InputOptions
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["city"], metavar="CITY", shell_complete=complete_cities),
        click.Argument(["plan"], metavar="PLAN"),
        *_own_options(lang),
        shared.scope_option(lang),
        *shared.file_options(lang),
        *[param for param in shared.output_options(lang) if param.name != "path"],
    ]
    return shared.command(lang, "new", NewOptions, _new, params)


def _own_options(lang: Language) -> list[click.Parameter]:
    def option(names: list[str], metavar: str, key: str) -> click.Option:
        return click.Option(names, metavar=metavar, help=say(lang, key))

    return [
        click.Option(["--from", "file"], type=click.Path(), metavar="FILE", help=say(lang, "help.new_from")),
        option(["--after"], "PLAN", "help.new_after"),
        click.Option(
            ["-o", "--output", "target_file"],
            type=click.Path(),
            metavar="PLAN.yaml",
            help=say(lang, "help.new_output"),
        ),
        option(["--years"], "YYYY-YYYY", "help.new_years"),
        option(["--city-name"], "NAME", "help.new_city_name"),
        option(["--title"], "TEXT", "help.new_title"),
        click.Option(["--state"], **choice(tuple(State), lang), help=say(lang, "help.new_state")),
        option(["--sheet"], "NAME", "help.new_sheet"),
        option(["--table"], "NAME", "help.new_table"),
        option(["--column"], "HEADING", "help.new_column"),
        click.Option(["--dry-run"], is_flag=True, help=say(lang, "help.new_dry_run")),
        shared.as_of_option(lang),
    ]


def _new(lang: Language, options: NewOptions) -> None:
    if options.file is None and options.after is None:
        raise RsplanError("error.new_without_source")
    library = options.inputs._replace(cities=(), plans=()).read(lang)[0]
    request = _request(lang, options, library)
    path = options.target_file or f"{request.city}-{request.plan}.yaml"
    extension = os.path.splitext(path)[1].lower()
    if extension not in _EXTENSIONS:
        raise RsplanError("error.unknown_extension", extension=extension or path, known=", ".join(_EXTENSIONS))
    if os.path.lexists(path):
        raise RsplanError("error.new_exists", path=path)
    draft = draft_plan(request, library)
    if not options.dry_run:
        _create(path, draft.text)
    settings_file, settings_targets = _settings_line(path)
    result = NewResult(
        draft, printable(path), not options.dry_run, settings_file, settings_targets, _replaced(request, library)
    )

    def tables(width: int) -> "list[ReportTable]":
        from rsplan.report.tables.new import new_table  # only for people, and start-up counts

        return [new_table(result, lang)]

    entered = "" if options.dry_run else printable(path)
    with reporting(options.output, lang, entered):
        inputs = with_settings(library.inputs)
        write(Report(lambda: new_record(result, inputs), NEW_ROWS, tables), options.output, lang)


def _request(lang: Language, options: NewOptions, library: Library) -> DraftRequest:
    city, city_name = _city(lang, options, library)
    plan, span = _plan(options)
    after = _after(lang, options, library, city)
    before = next((one for one in library.plans if (one.city.id, one.id) == (city, after)), None)
    if before is not None and before.end.year >= span.first:
        raise RsplanError("error.new_after_later", plan=plan, after=before.id, end=before.end.isoformat())
    loaded = next((one for one in library.plans if (one.city.id, one.id) == (city, plan)), None)
    if loaded is not None and not loaded.at.file.startswith(_SHIPPED):
        raise RsplanError("error.new_plan_exists", city=city, plan=plan, file=loaded.at.file)
    return DraftRequest(
        city=city,
        city_name=city_name,
        plan=plan,
        span=span,
        title=options.title,
        state=State(options.state) if options.state else None,
        file=options.file,
        sheet=options.sheet,
        table=options.table,
        column=options.column,
        after=after,
        as_of=options.as_of,
        filters=options.filters,
        lang=lang,
    )


def _replaced(request: DraftRequest, library: Library) -> str:
    """The file of the loaded plan that the new one takes the place of, empty for none."""
    plans = (one for one in library.plans if (one.city.id, one.id) == (request.city, request.plan))
    return next((printable(plan.at.file) for plan in plans), "")


def _city(lang: Language, options: NewOptions, library: Library) -> tuple[str, Text]:
    """The id and the name of the city: of a loaded one, else as given."""
    from rsplan.words.names import city_meant

    try:
        meaning = city_meant(options.city, library.cities, lang)
    except BadText as error:
        if options.city_name is None and error.details.get("near"):
            raise  # a slip
        if options.city_name is None:
            raise RsplanError("error.new_city_name", city=options.city) from None
        try:
            city = identifier(options.city)
        except BadText:
            raise RsplanError("error.not_an_id", text=options.city) from None
        name = options.city_name
        return city, Text("", name) if name.isascii() else Text(name, "")
    note(options.city, *meaning)
    return meaning.id, meaning.name


def _plan(options: NewOptions) -> tuple[str, PlanSpan]:
    """The id of the plan and its years: 15fyp and 十五五 imply them."""
    word = options.plan
    named = _FIVE_YEAR_PLAN.fullmatch(word)
    number = int(named[1]) if named else plan_number(word)
    plan = f"{number}fyp" if number is not None else word
    try:
        identifier(plan)
    except BadText:
        raise RsplanError("error.not_an_id", text=plan) from None
    if options.years is not None:
        years = _YEARS.fullmatch(options.years.strip())
        if years is None or int(years[2]) < int(years[1]):
            raise RsplanError("error.new_years", plan=options.years)
        return plan, PlanSpan(int(years[1]), int(years[2]))
    if number is None:
        raise RsplanError("error.new_years", plan=plan)
    return plan, span_of_five_year_plan(number)


def _after(lang: Language, options: NewOptions, library: Library, city: str) -> str | None:
    if options.after is None:
        return None
    own = [plan for plan in library.plans if plan.city.id == city]
    if any(plan.id == options.after for plan in own):
        return options.after
    from rsplan.words.names import plans_meant

    meaning = plans_meant(options.after, own, lang)[0]
    note(options.after, *meaning)
    return meaning.id


def _create(path: str, text: str) -> None:
    """Write the new file; raises RsplanError where one is there, or where it cannot be written."""
    folder = os.path.dirname(os.path.realpath(path))
    if os.path.basename(folder) == PLANS_FOLDER and not os.path.isdir(folder):
        make_folder(folder)  # the first time; a folder with another name is a slip
    if not write_new_file(text, path):
        raise RsplanError("error.new_exists", path=path)


def _settings_line(path: str) -> tuple[str, str]:
    """The settings file, and what its line `targets` is to be; empty where it takes the file in already."""
    settings = found_settings().settings
    if settings is None:
        return SETTINGS_FILE, os.path.relpath(path)
    folder = os.path.dirname(settings.path) or os.curdir
    named = settings.targets
    if any(_takes_in(one, path) for one in named):
        return printable(settings.path), ""
    targets = [os.path.relpath(one, folder) for one in (*named, path)]
    return printable(settings.path), targets[0] if len(targets) == 1 else f"[{', '.join(targets)}]"


def _takes_in(target: str, path: str) -> bool:
    """Whether the target file or folder is, or holds, the file."""
    real = os.path.realpath(path)
    return real == os.path.realpath(target) or (
        os.path.isdir(target) and os.path.dirname(real) == os.path.realpath(target)
    )
