"""The options that commands share, and the typed values that commands get from them."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar, cast, get_args

import click

from rsplan.calc.verdict import AHEAD_BY, STALE_AFTER, Status
from rsplan.cli.command_base import Command, help_option, language_option
from rsplan.cli.output import REPORT_FORMATS, FormatChoice
from rsplan.cli.progress import progress
from rsplan.errors import BadText, RsplanError
from rsplan.model.enums import Kind, Nature
from rsplan.model.period import parse_day
from rsplan.model.printed_figure_reading import number
from rsplan.read.plan_library import Library, load
from rsplan.render import Color
from rsplan.survey import WORDS, Mark
from rsplan.text import Language, say

T = TypeVar("T")
OptionsT = TypeVar("OptionsT", bound=tuple[object, ...])

#: The data file that observations are added to where none is named.
DEFAULT_FILE = "observations.csv"

#: The variables of the environment that name target and data files.
_PATH_VARIABLES = _TARGETS_VARIABLE, _DATA_VARIABLE = "RSPLAN_TARGETS", "RSPLAN_DATA"

#: The months of a century: no figure is of use for longer.
_MOST_MONTHS = 1200


class InputOptions(NamedTuple):
    """The files to read, and the cities and plans that are selected in them."""

    cities: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    no_published: bool = False

    def load(self, lang: Language, *, cached: bool = True) -> Library:
        """Read the inputs; raises InvalidInput with every problem in them.

        `cached` takes target files as an earlier run read them, which what examines them never does.
        """
        published, watch = not self.no_published, progress(lang)
        return load(self.targets, self.data, self.cities, published=published, watch=watch, cached=cached)


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
        context = click.get_current_context()
        values = settled(values, formats)
        if values.get("path") is not None:
            _check_output(values, context.command.params, formats)
        context.exit(run(lang, options_of(options_type, values)) or 0)

    return Command(
        lang,
        name,
        callback=called,
        params=[*params, language_option(lang), help_option(lang)],
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
    path = None if values.get("path") == "-" else values.get("path")
    if "format" not in values:
        return values | {"path": path}
    return values | {
        "path": path,
        "format": values["format"] or _format_of(path, formats),
        "color": values.get("color") or "auto",
    }


def _check_output(values: Mapping[str, Any], params: Sequence[click.Parameter], formats: FormatChoice) -> None:
    """Raise RsplanError where what is written would replace what is read or kept; see `cli.output_file`."""
    from rsplan.cli.output_file import check_output  # most output goes to a terminal or a pipe
    from rsplan.read.shipped import TARGETS

    files = files_of_run(values, params)
    folders = [TARGETS, *filter(os.path.isdir, files)]
    check_output(values["path"], files, folders, DEFAULT_FILE, is_export=formats.is_of_observations)


def files_of_run(values: Mapping[str, Any], params: Sequence[click.Parameter]) -> list[str]:
    """Every file and folder that the run reads or adds to; whatever else names files has to name them here.

    They are the values of all parameters that are paths but the output's, mappings, and what the environment names for
    other commands.
    """
    named: list[str] = []
    for param in params:
        if isinstance(param.type, click.Path) and param.name not in (None, "path"):
            value = values.get(str(param.name))
            named += [value] if isinstance(value, str) else value or ()
    named += values.get("mappings", ())  # of which NAME=ID is no file, and the name of none
    for variable in _PATH_VARIABLES:
        named += os.environ.get(variable, "").split(os.pathsep)
    return [path for path in named if path and path != "-"]


def _format_of(path: str | None, formats: FormatChoice) -> str:
    """The format that the file's extension stands for; the default of the command where it has none.

    Raises RsplanError for an extension of something else: an .xlsx that is no workbook helps nobody.
    """
    extension = os.path.splitext(path or "")[1].lower()
    if extension and extension not in formats.by_extension:
        raise RsplanError("error.unknown_extension", extension=extension, known=", ".join(formats.by_extension))
    return formats.by_extension.get(extension, formats.default)


# --- which cities and plans, from which files, as known when ---------------------------------------------------------


def input_options(lang: Language) -> list[click.Parameter]:
    """The cities, the plans, the dates and the files."""
    return [city_option(lang), plan_option(lang), *dated_input_options(lang)]


def dated_input_options(lang: Language) -> list[click.Parameter]:
    """The dates and the files."""
    return [as_of_option(lang), known_on_option(lang), *file_options(lang), no_published_option(lang)]


def city_option(lang: Language, help_key: str = "help.city") -> click.Option:
    """The cities; all when absent."""
    return click.Option(["--city", "cities"], multiple=True, metavar="ID", help=say(lang, help_key))


def plan_option(lang: Language, help_key: str = "help.plan") -> click.Option:
    """The plans; the default is the command's."""
    return click.Option(["--plan", "plans"], multiple=True, metavar="ID", help=say(lang, help_key))


def as_of_option(lang: Language) -> click.Option:
    """The date of the report: today when absent."""
    return click.Option(
        ["--as-of"],
        type=_parsed(parse_day, lang),
        callback=lambda ctx, param, day: day or today(),
        metavar="YYYY-MM-DD",
        help=say(lang, "help.as_of"),
    )


def today() -> date:
    """The day by the calendar on the wall: a report is as of the day that its reader calls today."""
    return date.today()  # noqa: DTZ011


def known_on_option(lang: Language) -> click.Option:
    """The day whose state of knowledge is asked for."""
    day = _parsed(parse_day, lang)
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


def no_published_option(lang: Language, help_key: str = "help.no_published") -> click.Option:
    """Without the observations in the target files."""
    return click.Option(["--no-published"], is_flag=True, help=say(lang, help_key))


# --- the thresholds of the verdict -----------------------------------------------------------------------------------


def rule_options(lang: Language) -> list[click.Parameter]:
    """The thresholds of the verdict."""
    points = _parsed(_points, lang)
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
    """The indicators by group, nature, kind, verdict and scope."""
    return [*indicator_options(lang), only_option(lang), scope_option(lang)]


def indicator_options(lang: Language) -> list[click.Parameter]:
    """The indicators by group, nature and kind."""
    return [
        click.Option(["--group", "groups"], multiple=True, metavar="GROUP", help=say(lang, "help.group")),
        click.Option(
            ["--nature", "natures"],
            multiple=True,
            type=click.Choice([str(nature) for nature in Nature]),
            callback=lambda ctx, param, words: tuple(Nature(word) for word in words),
            help=say(lang, "help.nature"),
        ),
        click.Option(
            ["--kind", "kinds"],
            multiple=True,
            type=click.Choice([str(kind) for kind in Kind]),
            callback=lambda ctx, param, words: tuple(Kind(word) for word in words),
            help=say(lang, "help.kind"),
        ),
    ]


def only_option(lang: Language) -> click.Option:
    """The indicators by verdict and by mark."""
    return click.Option(["--only"], type=status_words(lang), default=(), metavar="WORD,…", help=say(lang, "help.only"))


def scope_option(lang: Language) -> click.Option:
    """The main table, or the text and boxes too."""
    return click.Option(
        ["--scope", "every_scope"],
        type=click.Choice(["headline", "all"]),
        default="headline",
        callback=lambda ctx, param, word: word == "all",
        help=say(lang, "help.scope"),
    )


# --- the output ------------------------------------------------------------------------------------------------------


def output_options(lang: Language) -> list[click.Parameter]:
    """The format and the file of the output."""
    return [
        format_option(lang, REPORT_FORMATS),
        path_option(lang),
        bom_option(lang),
        click.Option(["--color"], type=click.Choice(get_args(Color)), default="auto", help=say(lang, "help.color")),
        click.Option(["--no-color", "color"], flag_value="never", is_flag=True, hidden=True),
    ]


def format_option(lang: Language, formats: FormatChoice, help_key: str = "help.format") -> click.Option:
    """The format; without it the extension of the file decides."""
    return click.Option(["--format"], type=click.Choice(formats.names), help=say(lang, help_key))


def path_option(lang: Language, help_key: str = "help.output") -> click.Option:
    """The file to write to; standard output when absent."""
    return click.Option(["-o", "--output", "path"], type=click.Path(), metavar="FILE", help=say(lang, help_key))


def bom_option(lang: Language) -> click.Option:
    """A byte order mark before CSV."""
    return click.Option(["--bom"], is_flag=True, help=say(lang, "help.bom"))


# --- values of options -----------------------------------------------------------------------------------------------


def status_words(lang: Language) -> Callable[[Any], tuple[Status | Mark, ...]]:
    """A parser of verdicts and marks separated by commas."""
    known = {str(word): word for word in WORDS}

    def parse(value: Any) -> tuple[Status | Mark, ...]:
        if isinstance(value, tuple):
            return value
        words = [word.strip() for word in str(value).replace("，", ",").split(",")]
        for word in words:
            if word not in known:
                details = {"word": word, "known": ", ".join(known)}
                raise click.BadParameter(say(lang, "error.unknown_status", details))
        return tuple(known[word] for word in words)

    return parse


def _parsed(parse: Callable[[str], T], lang: Language) -> Callable[[Any], T]:
    """A parser of days or numbers by the same function as those of the input files."""

    def parsed(value: Any) -> T:
        if not isinstance(value, str):
            return cast(T, value)
        try:
            return parse(value)
        except BadText as error:
            text = say(lang, error.key.replace("text.", "problem.", 1), error.details)
            raise click.BadParameter(text.replace("\n", "; ")) from None

    return parsed


def _points(text: str) -> Fraction:
    """Points of a threshold: below zero it would call late what is early."""
    points = Fraction(number(text))
    if points < 0:
        raise BadText("text.negative_points", text=text)
    return points
