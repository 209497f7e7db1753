"""The options that commands share, and the typed values that commands get from them."""

import os
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar, get_args

import click
from click.core import ParameterSource

from rsplan.calc.verdict import AHEAD_BY, STALE_AFTER
from rsplan.cli import typed_words as typed
from rsplan.cli.command_base import Command, help_option, language_option, no_settings_option
from rsplan.cli.files_beside import DEFAULT_FILES, files_beside
from rsplan.cli.output import REPORT_FORMATS, FormatChoice
from rsplan.cli.progress import progress
from rsplan.cli.settings_defaults import (
    found_settings,
    place_in_settings,
    placed_in_settings,
    setting_in_force,
    settings_blamed,
    with_settings,
)
from rsplan.cli.streams import check_writable
from rsplan.cli.understood import note
from rsplan.errors import BadText, InvalidInput, RsplanError, UnknownCity
from rsplan.model import period
from rsplan.model.plain_text import number
from rsplan.read.csv_format import has_exact_header, has_similar_header
from rsplan.read.input_text import printable
from rsplan.read.plan_library import FilesBeside, Library, load
from rsplan.render import Color, Headings
from rsplan.survey import ALL_PLANS
from rsplan.text import Language, say
from rsplan.words.vocabulary import KINDS, NATURES, VERDICTS_AND_MARKS, Member, Vocabulary

OptionsT = TypeVar("OptionsT", bound=tuple[object, ...])

#: The data file of the current folder: read where no other is named, and added to.
DEFAULT_FILE = "observations.csv"

#: The variables of the environment that name target and data files.
_PATH_VARIABLES = _TARGETS_VARIABLE, _DATA_VARIABLE = "RSPLAN_TARGETS", "RSPLAN_DATA"

#: What `-` is read from.
_STDIN = "/dev/stdin"

#: The months of a century: no figure is of use for longer.
_MOST_MONTHS = 1200


class ScopeWord(StrEnum):
    """The words of `--scope`."""

    HEADLINE = "headline"
    TEXT = "text"
    ALL = "all"


SCOPES = Vocabulary(
    ScopeWord,
    lambda scope: () if scope is ScopeWord.ALL else (f"column.{scope}",),
    lambda: dict.fromkeys(("全部", "所有"), ScopeWord.ALL),
)

#: The word that asks for every plan, as people type it.
_EVERY_PLAN = (ALL_PLANS, "全部", "所有")


class InputOptions(NamedTuple):
    """The files to read, and the cities and plans that are selected in them: words of any kind until they are read."""

    cities: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    no_published: bool = False

    def read(
        self,
        lang: Language,
        *,
        default_data: bool = True,
        cached: bool = True,
        quiet: bool = False,
        beside: FilesBeside = FilesBeside(),
    ) -> tuple[Library, "InputOptions"]:
        """Read the inputs; the options returned have ids for the words that stand for cities and plans.

        `default_data` reads the data file of the current folder where no other is named; `cached` takes target files
        as an earlier run read them, which what examines them never does; `quiet` does not say which plans are replaced.
        `beside` are the files beside the data without `default_data`.
        Raises InvalidInput with every problem in the inputs, BadText for a word that means no city or plan, or several.
        """
        published, watch, cities, data = not self.no_published, progress(lang), self.cities, self.existing_data(lang)
        if not self.data and default_data and has_exact_header(DEFAULT_FILE):
            data = (DEFAULT_FILE,)
            _say_once("settings.default_data", lang, file=DEFAULT_FILE)
        elif not self.data and default_data and has_similar_header(DEFAULT_FILE):
            _say_once("settings.data_not_read", lang, file=DEFAULT_FILE)
        if default_data:
            beside = files_beside(lambda key, **details: _say_once(key, lang, **details))
        try:
            library = load(self.targets, data, cities, published=published, watch=watch, cached=cached, beside=beside)
        except UnknownCity:
            cities = self.city_ids(lang, cached=cached)
            library = load(self.targets, data, cities, published=published, watch=watch, cached=cached, beside=beside)
        warn_of_retractions(library, lang)
        for plan in () if quiet else library.replacing:
            details = {"file": plan.at.file, "city": plan.city.name.in_(lang), "plan": plan.id}
            _say_once("inputs.plan_replaced", lang, **details)
        library = library._replace(inputs=with_settings(library.inputs))
        return library, self._replace(cities=cities, plans=self._plans_meant(library, lang))

    def existing_data(self, lang: Language) -> tuple[str, ...]:
        """The data files, but for those that only the settings name and that are still to be made."""
        setting = setting_in_force("data")
        if setting is None:
            return self.data
        to_come = [path for path in self.data if path in setting.values and not os.path.lexists(path)]
        for path in to_come:
            _say_once("settings.data_to_come", lang, file=path, place=place_in_settings("data"))
        return tuple(path for path in self.data if path not in to_come)

    def city_ids(self, lang: Language, *, cached: bool = True) -> tuple[str, ...]:
        """The ids of the cities, for which every target file is read; raises BadText for a word that means none."""
        if not self.cities:
            return ()
        from rsplan.words.names import city_meant  # a run with ids needs neither names nor all target files

        known = load(self.targets, published=False, cached=cached).cities
        with settings_blamed("city", self.cities):
            meanings = [(word, city_meant(word, known, lang)) for word in self.cities]
        for word, meaning in meanings:
            note(word, *meaning)
        return tuple(dict.fromkeys(meaning.id for _, meaning in meanings))

    def _plans_meant(self, library: Library, lang: Language) -> tuple[str, ...]:
        known = {plan.id for plan in library.plans}
        ids: list[str] = []
        for word in self.plans if known.issuperset(self.plans) else typed.split(self.plans):
            if word in known or word in _EVERY_PLAN:
                ids.append(word if word in known else ALL_PLANS)
                continue
            from rsplan.words.names import plans_meant

            with settings_blamed("plan", (word,)):
                meanings = plans_meant(word, library.plans, lang)
            for meaning in meanings:
                note(word, *meaning)
                ids.append(meaning.id)
        return tuple(dict.fromkeys(ids))

    @property
    def given_targets(self) -> tuple[str, ...]:
        """The target files that were given on the command line."""
        source = click.get_current_context().get_parameter_source("targets")
        return self.targets if source is ParameterSource.COMMANDLINE else ()

    @property
    def given(self) -> str:
        """The options as they were given on the command line, for the command that a hint names."""
        import shlex  # most runs need no hint, and start-up counts

        context = click.get_current_context()
        added_to = () if self.data or has_exact_header(DEFAULT_FILE) else (DEFAULT_FILE,)
        flags = {"--targets": ("targets", self.targets), "--data": ("data", self.data)}
        named = [
            f" {flag} {shlex.quote(printable(path))}"
            for flag, (name, paths) in flags.items()
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
            for path in paths
        ]
        return "".join([*named, *(f" --data {path}" for path in added_to)])


def warn_of_retractions(library: Library, lang: Language) -> None:
    """Say on standard error which lines withdraw nothing: the line that was meant may have been lost."""
    for retractions in library.retractions.values():
        for retraction in retractions:
            if not retraction.withdrawn:
                line = retraction.line
                details = {"place": f"{line.at.file}:{line.at.line}", "period": line.period.text}
                _say_once("warning.withdraws_nothing", lang, **details)


def _say_once(key: str, lang: Language, **details: str) -> None:
    """The text on standard error, once in a run: some commands read their inputs twice. A quiet run says nothing."""
    context = click.get_current_context(silent=True)
    if context is not None and context.params.get("quiet"):
        return
    text = (
        say(lang, "warning.line", {"message": say(lang, key, details)})
        if key.startswith("warning.")
        else say(lang, key, details)
    )
    said: set[str] = context.meta.setdefault("rsplan.said", set()) if context else set()
    if text not in said:
        said.add(text)
        click.echo(printable(text), err=True)


# --- from what click read to the options of a command ----------------------------------------------------------------


def command(
    lang: Language,
    name: str,
    options_type: type[OptionsT],
    run: Callable[[Language, OptionsT], int | None],
    params: list[click.Parameter],
    formats: FormatChoice = REPORT_FORMATS,
) -> click.Command:
    """A command with its help in the language; `run` gets the options and returns the exit code, None for 0.

    Each parameter fills the field of its name in the options or in a group of options within them.
    """

    def called(**values: Any) -> None:
        found = found_settings()
        if found.error and name != "check":  # which reports what is wrong with it among the other problems
            raise found.error
        for path in found.ignored:
            _say_once("settings.ignored", lang, path=path)
        context = click.get_current_context()
        _check_names(values, context.command.params)
        values = settled(values, formats)
        if values.get("path") is not None:
            _check_output(values["path"], values, context.command.params, formats)
            check_writable(values["path"])  # before anything is entered
        try:
            code = run(lang, options_of(options_type, values))
        except InvalidInput as error:
            raise InvalidInput(placed_in_settings(error.problems)) from None
        context.exit(code or 0)

    return Command(
        lang,
        name,
        callback=called,
        params=[*params, language_option(lang), no_settings_option(lang), help_option(lang)],
        help=f"{say(lang, f'help.{name}')}\n\n{say(lang, f'help.{name}_more')}",
        short_help=say(lang, f"help.{name}"),
        add_help_option=False,
    )


def options_of(options_type: type[OptionsT], values: Mapping[str, Any]) -> OptionsT:
    """The values as options: the one place where names of parameters become fields.

    A field whose type is a group of options is filled with a group; a field without a parameter keeps its default.
    """
    fields: dict[str, object] = {}
    for name, kind in options_type.__annotations__.items():
        if hasattr(kind, "_fields"):
            fields[name] = options_of(kind, values)
        elif name in values:
            fields[name] = values[name]
    return options_type(**fields)


def settled(values: dict[str, Any], formats: FormatChoice) -> dict[str, Any]:
    """The values with what one of them decides of another: the file to write to chooses the format.

    Raises RsplanError for a file whose extension stands for no format of the command.
    """
    if "named" in values:  # cities named as arguments are those of --city, which come behind them
        is_replaced = bool(values["named"]) and setting_in_force("city") is not None
        values = {**values, "cities": (*values["named"], *(() if is_replaced else values["cities"]))}
    path = None if values.get("path") == "-" else values.get("path")
    values = values | {"path": path, "color": values.get("color") or "auto"}
    if "format" not in values:
        return values
    values |= {"format": _format_of(path, values["format"], formats)}
    if values.get("columns") and values["format"] != "csv":
        raise RsplanError("error.columns_without_csv", format=values["format"])
    return values


def _check_names(values: Mapping[str, Any], params: Sequence[click.Parameter]) -> None:
    """Raise RsplanError for a file without a name, as of a variable of the shell that is not set."""
    for param in params:
        if isinstance(param.type, click.Path):
            value = values.get(str(param.name))
            if "" in ((value,) if isinstance(value, str) else value or ()):
                raise RsplanError("error.no_name", name=param.opts[-1] if param.param_type_name == "option" else "FILE")


def check_output_file(path: str) -> None:
    """Refuse a file that the command names itself, as an option `-o` is refused; raises RsplanError."""
    check_not_replacing(path)
    check_writable(path)


def check_not_replacing(path: str) -> None:
    """Refuse a file that the command names itself and that is not to be replaced; raises RsplanError."""
    context = click.get_current_context()
    _check_output(path, context.params, context.command.params, REPORT_FORMATS)


def _check_output(
    path: str, values: Mapping[str, Any], params: Sequence[click.Parameter], formats: FormatChoice
) -> None:
    """Raise RsplanError where what is written would replace what is read or kept; see `cli.output_file`."""
    from rsplan.cli.output_file import check_output  # most output goes to a terminal or a pipe
    from rsplan.read.shipped import TARGETS

    files = files_of_run(values, params)
    folders = [TARGETS, *filter(os.path.isdir, files)]
    check_output(path, files, folders, DEFAULT_FILE, is_export=formats.is_of_observations)


def files_of_run(values: Mapping[str, Any], params: Sequence[click.Parameter]) -> list[str]:
    """Every file and folder that the run reads or adds to; whatever else names files has to name them here.

    They are the values of all parameters that are paths but the output's, mappings, the settings file, and what the
    settings and the environment name for other commands.
    """
    named: list[str] = []
    for param in params:
        if isinstance(param.type, click.Path) and param.name not in (None, "path", "outputs"):
            value = values.get(str(param.name))
            named += [value] if isinstance(value, str) else value or ()
    named += values.get("mappings", ())  # of which NAME=ID is no file, and the name of none
    named += [value] if isinstance(value := values.get("since"), str) else []  # a day, or a report to compare with
    named += found_settings().files
    named += [path for path, _ in DEFAULT_FILES.values()]
    for variable in _PATH_VARIABLES:
        named += os.environ.get(variable, "").split(os.pathsep)
    stdin = [_STDIN] if "-" in named and os.path.isfile(_STDIN) else []
    return [*(path for path in named if path and path != "-"), *stdin]


#: The format that programs open by the name of the file.
_WORKBOOK = "xlsx"


def _format_of(path: str | None, asked: str | None, formats: FormatChoice) -> str:
    """The format that is asked for, else the one that the file's extension stands for, else the command's default.

    Raises RsplanError for an extension of something else: an .xlsx that is no workbook helps nobody, nor does a
    workbook under another name.
    """
    extension = os.path.splitext(path or "")[1].lower()
    own = formats.by_extension.get(extension)
    if asked is not None:
        if own not in (None, asked) and _WORKBOOK in (own, asked):
            raise RsplanError("error.format_and_extension", format=asked, path=path or "", extension=extension)
        return asked
    if extension and own is None:
        raise RsplanError("error.unknown_extension", extension=extension, known=", ".join(formats.by_extension))
    return own or formats.default


# --- which cities and plans, from which files, as known when ---------------------------------------------------------


def input_options(lang: Language) -> list[click.Parameter]:
    """The cities, the plans, the dates and the files."""
    return [city_option(lang), plan_option(lang), *dated_input_options(lang)]


def dated_input_options(lang: Language) -> list[click.Parameter]:
    """The dates and the files."""
    return [as_of_option(lang), known_on_option(lang), *file_options(lang), no_published_option(lang)]


def city_arguments() -> click.Argument:
    """The cities named without --city."""
    return click.Argument(
        ["named"],
        nargs=-1,
        metavar="[CITY]...",
        callback=lambda ctx, param, given: tuple(typed.split(given)),
        shell_complete=typed.complete_cities,
    )


def city_argument() -> click.Argument:
    """The one city of the command."""
    return click.Argument(["city"], metavar="CITY", shell_complete=typed.complete_cities)


def indicator_argument() -> click.Argument:
    """The one indicator of the command."""
    return click.Argument(["indicator"], metavar="INDICATOR", shell_complete=typed.complete_indicators)


def city_option(lang: Language, help_key: str = "help.city") -> click.Option:
    """The cities; all when absent."""
    return click.Option(
        ["--city", "cities"],
        multiple=True,
        metavar="CITY",
        callback=lambda ctx, param, given: tuple(typed.split(given)),
        help=say(lang, help_key),
        shell_complete=typed.complete_cities,
    )


def plan_option(lang: Language, help_key: str = "help.plan") -> click.Option:
    """The plans; the default is the command's."""
    return click.Option(
        ["--plan", "plans"],
        multiple=True,
        metavar="PLAN",
        help=say(lang, help_key),
        shell_complete=typed.complete_plans,
    )


def as_of_option(lang: Language) -> click.Option:
    """The date of the report: today when absent."""
    return click.Option(
        ["--as-of"],
        type=typed.day(lang),
        callback=lambda ctx, param, day: day or today(),
        metavar="YYYY-MM-DD",
        help=say(lang, "help.as_of"),
    )


#: Today by the calendar on the wall.
today = period.today


def published_option(lang: Language, help_key: str, name: str) -> click.Option:
    """The date of publication, as data files spell it."""
    return click.Option(
        ["--published", name], type=typed.date_text, metavar="DATE", default="", help=say(lang, help_key)
    )


def known_on_option(lang: Language) -> click.Option:
    """The day whose state of knowledge is asked for."""
    day = typed.day(lang)
    return click.Option(["--known-on"], type=day, metavar="YYYY-MM-DD", help=say(lang, "help.known_on"))


def file_options(lang: Language) -> list[click.Parameter]:
    """The input files beside the shipped plans."""
    return [targets_option(lang), data_option(lang)]


def targets_option(lang: Language) -> click.Option:
    """Target files beside the shipped ones."""
    return click.Option(
        ["--targets"],
        multiple=True,
        type=click.Path(),
        envvar=_TARGETS_VARIABLE,
        metavar="PATH",
        help=say(lang, "help.targets"),
    )


def data_option(lang: Language) -> click.Option:
    """Data files."""
    return click.Option(
        ["--data"],
        multiple=True,
        type=click.Path(),
        envvar=_DATA_VARIABLE,
        metavar="FILE",
        help=say(lang, "help.data"),
    )


def by_option(lang: Language) -> click.Option:
    """The person who enters."""
    return click.Option(["--by"], metavar="NAME", default="", envvar="RSPLAN_BY", help=say(lang, "help.by"))


def no_published_option(lang: Language, help_key: str = "help.no_published") -> click.Option:
    """Without the observations in the target files."""
    return click.Option(["--no-published"], is_flag=True, help=say(lang, help_key))


# --- the thresholds of the verdict -----------------------------------------------------------------------------------


def rule_options(lang: Language) -> list[click.Parameter]:
    """The thresholds of the verdict."""
    points = typed.parsed(_points, lang)
    return [
        click.Option(["--ahead-by"], type=points, metavar="POINTS", default=AHEAD_BY, help=say(lang, "help.ahead_by")),
        click.Option(["--slack"], type=points, metavar="POINTS", default=Fraction(0), help=say(lang, "help.slack")),
        stale_after_option(lang),
    ]


def stale_after_option(lang: Language) -> click.Option:
    """The months after which data are old."""
    months = click.IntRange(min=0, max=_MOST_MONTHS)
    return click.Option(
        ["--stale-after"], type=months, default=STALE_AFTER, metavar="MONTHS", help=say(lang, "help.stale_after")
    )


# --- which indicators ------------------------------------------------------------------------------------------------


def filter_options(lang: Language) -> list[click.Parameter]:
    """The indicators by group, nature, kind, responsible office, verdict and scope."""
    return [
        *indicator_options(lang),
        responsible_option(lang),
        only_option(lang),
        verdicts_option("--except", lang, "help.except", "but"),
        scope_option(lang),
    ]


def responsible_option(lang: Language) -> click.Option:
    """The indicators by the office that is responsible."""
    return click.Option(
        ["--responsible"],
        multiple=True,
        metavar="OFFICE",
        callback=_names_given(lang),
        help=say(lang, "help.responsible"),
    )


def indicator_options(lang: Language) -> list[click.Parameter]:
    """The indicators by group, nature and kind."""
    return [
        click.Option(
            ["--group", "groups"],
            multiple=True,
            metavar="GROUP",
            help=say(lang, "help.group"),
            shell_complete=typed.complete_groups,
        ),
        _members_option(["--nature", "natures"], NATURES, lang, "help.nature"),
        _members_option(["--kind", "kinds"], KINDS, lang, "help.kind"),
    ]


def _members_option(names: list[str], vocabulary: Vocabulary[Member], lang: Language, help_key: str) -> click.Option:
    """A repeatable option of words of a closed set."""
    return click.Option(
        names,
        multiple=True,
        type=typed.words(vocabulary, lang),
        callback=lambda ctx, param, given: tuple(dict.fromkeys(member for members in given for member in members)),
        metavar=typed.metavar(vocabulary),
        help=say(lang, help_key),
        shell_complete=typed.complete_words(vocabulary),
    )


def member_option(names: list[str], vocabulary: Vocabulary[Member], lang: Language, help_key: str) -> click.Option:
    """An option of one word of a closed set; None when absent."""
    return click.Option(
        names,
        type=typed.word(vocabulary, lang),
        metavar=typed.metavar(vocabulary),
        help=say(lang, help_key),
        shell_complete=typed.complete_words(vocabulary),
    )


def verdicts_option(name: str, lang: Language, help_key: str, field: str = "") -> click.Option:
    """An option of verdicts and marks separated by commas; `field` is the one that it fills, if not of its name."""
    return click.Option(
        [name, *([field] if field else [])],
        type=typed.words(VERDICTS_AND_MARKS, lang),
        default=(),
        metavar="WORD,…",
        help=say(lang, help_key),
        shell_complete=typed.complete_words(VERDICTS_AND_MARKS),
    )


def only_option(lang: Language) -> click.Option:
    """The indicators by verdict and by mark."""
    return verdicts_option("--only", lang, "help.only")


def scope_option(lang: Language) -> click.Option:
    """The main table, the text and boxes, or both."""
    return click.Option(
        ["--scope", "every_scope"],
        type=typed.word(SCOPES, lang),
        default=ScopeWord.HEADLINE,
        callback=_scope_meant,
        metavar=typed.metavar(SCOPES),
        help=say(lang, "help.scope"),
        shell_complete=typed.complete_words(SCOPES),
    )


def _scope_meant(ctx: click.Context, param: click.Parameter, scope: ScopeWord) -> bool:
    """Whether text and boxes are wanted; the same word says whether the main table is."""
    ctx.params["headline"] = scope is not ScopeWord.TEXT
    return scope is not ScopeWord.HEADLINE


# --- the output ------------------------------------------------------------------------------------------------------


def output_options(lang: Language, formats: FormatChoice = REPORT_FORMATS) -> list[click.Parameter]:
    """The format and the file of the output, and what CSV has."""
    return [
        format_option(lang, formats),
        path_option(lang),
        *csv_options(lang),
        *color_options(lang),
    ]


def csv_options(lang: Language) -> list[click.Parameter]:
    """The byte order mark, the headings and the columns of CSV."""
    return [
        bom_option(lang),
        click.Option(
            ["--headings"],
            **typed.choice(get_args(Headings), lang),
            default="codes",
            help=say(lang, "help.headings"),
        ),
        click.Option(
            ["--columns"],
            multiple=True,
            metavar="NAME,…",
            callback=_names_given(lang),
            help=say(lang, "help.columns"),
        ),
    ]


def _names_given(lang: Language) -> Callable[[click.Context, click.Parameter, Sequence[str]], tuple[str, ...]]:
    """A callback that splits names; one that is given and names nothing is a mistake, not a choice of all."""

    def names(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
        if any(not typed.split([text]) for text in given):
            raise click.BadParameter(say(lang, "error.nothing_named"), ctx=ctx, param=param)
        return tuple(typed.split(given))

    return names


def color_options(lang: Language) -> list[click.Parameter]:
    """The colours of tables."""
    return [
        click.Option(["--color"], **typed.choice(get_args(Color), lang), default="auto", help=say(lang, "help.color")),
        click.Option(["--no-pager"], is_flag=True, help=say(lang, "help.no_pager")),
        click.Option(["--no-color", "color"], flag_value="never", is_flag=True, hidden=True),
    ]


def quiet_option(lang: Language) -> click.Option:
    """Nothing on standard output: the exit code is the answer."""
    return click.Option(["-q", "--quiet"], is_flag=True, help=say(lang, "help.quiet"))


def format_option(lang: Language, formats: FormatChoice, help_key: str = "help.format") -> click.Option:
    """The format; without it the extension of the file decides."""
    return click.Option(["--format"], **typed.choice(formats.names, lang), help=say(lang, help_key))


def path_option(lang: Language, help_key: str = "help.output") -> click.Option:
    """The file to write to; standard output when absent."""
    return click.Option(["-o", "--output", "path"], type=click.Path(), metavar="FILE", help=say(lang, help_key))


def bom_option(lang: Language) -> click.Option:
    """A byte order mark before CSV."""
    return click.Option(["--bom"], is_flag=True, help=say(lang, "help.bom"))


# --- values of options -----------------------------------------------------------------------------------------------


def _points(text: str) -> Fraction:
    """Points of a threshold: below zero it would call late what is early."""
    points = Fraction(number(text))
    if points < 0:
        raise BadText("text.negative_points", text=text)
    return points
