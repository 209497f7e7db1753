"""The options that commands share, and what they ask for."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar, cast

import click

from rsplan.calc.verdict import AHEAD_BY, STALE_AFTER, Rules, Status
from rsplan.cli.basic import Command, help_option, language_option
from rsplan.cli.progress import progress
from rsplan.errors import BadText, RsplanError
from rsplan.model.notation import number
from rsplan.model.period import parse_day
from rsplan.model.plan import Kind, Nature, Plan
from rsplan.read.library import Library, load
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, PlanSurvey, Survey, assess_all, assess_each
from rsplan.text import Language, say

FORMATS = ("table", "json", "jsonl", "csv", "markdown")

_EXTENSIONS = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".md": "markdown", ".txt": "table"}


T = TypeVar("T")


class Request(NamedTuple):
    """What the options of a command ask for."""

    lang: Language
    cities: tuple[str, ...]
    plans: tuple[str, ...]
    evaluation: EvaluationContext
    targets: tuple[str, ...]
    data: tuple[str, ...]
    published: bool
    filters: Filters
    format: str
    output: str | None
    bom: bool
    color: str
    year: int | None = None

    def load(self) -> Library:
        """The inputs."""
        return load(self.targets, self.data, self.cities, published=self.published, watch=progress(self.lang))

    def survey(self) -> CompleteSurvey:
        """Where the targets asked for stand."""
        return assess_all(self.load(), self.evaluation, self.plans, self.filters, year=self.year)

    def streamed(self, see: Callable[[PlanSurvey], object] = lambda _: None) -> Survey[Iterator[PlanSurvey]]:
        """The same, plan by plan as they are written; `see` is told of each."""
        watch = progress(self.lang, quiet=self._fills_the_terminal)

        def watched(plans: list[Plan]) -> Iterable[Plan]:
            return watch(plans, len(plans), "plans")

        found = assess_each(self.load(), self.evaluation, self.plans, self.filters, watched, self.year)
        return found._replace(plans=_seen(found.plans, see))

    @property
    def _fills_the_terminal(self) -> bool:
        """Whether plan after plan is written to a terminal while they are assessed."""
        written = self.format in ("json", "jsonl", "csv") and self.output is None
        return written and sys.stdout is not None and sys.stdout.isatty()

    def unfiltered(self) -> CompleteSurvey:
        """The same plans without filters: for the columns of a table that turns out to be empty."""
        return assess_all(self.load(), self.evaluation, self.plans, Filters(every_scope=True), year=self.year)


def _seen(plans: Iterable[PlanSurvey], see: Callable[[PlanSurvey], object]) -> Iterator[PlanSurvey]:
    for plan in plans:
        see(plan)
        yield plan


def status_words(lang: Language) -> Callable[[Any], tuple[Status, ...]]:
    """Reads some of the verdicts, parted by commas."""

    def parse(value: Any) -> tuple[Status, ...]:
        if isinstance(value, tuple):
            return value
        words = [word.strip() for word in str(value).replace("，", ",").split(",")]
        for word in words:
            if word not in list(Status):
                details = {"word": word, "known": ", ".join(Status)}
                raise click.BadParameter(say(lang, "error.unknown_status", details))
        return tuple(Status(word) for word in words)

    return parse


def _parsed(parse: Callable[[str], T], lang: Language) -> Callable[[Any], T]:
    """Reads a day or a number by the same function as those of the input files."""

    def parsed(value: Any) -> T:
        if not isinstance(value, str):
            return cast(T, value)
        try:
            return parse(value)
        except BadText as error:
            text = say(lang, error.key.replace("text.", "problem.", 1), error.details)
            raise click.BadParameter(text.replace("\n", "; ")) from None

    return parsed


def command(
    lang: Language, name: str, callback: Callable[..., int | None], params: list[click.Parameter]
) -> click.Command:
    """A command with its help in the language."""

    def called(**values: Any) -> None:
        click.get_current_context().exit(callback(lang, **values) or 0)

    return Command(
        lang,
        name,
        callback=called,
        params=[*params, language_option(lang), help_option(lang)],
        help=f"{say(lang, f'help.{name}')}\n\n{say(lang, f'help.{name}_more')}",
        short_help=say(lang, f"help.{name}"),
        add_help_option=False,
    )


def input_options(lang: Language) -> list[click.Parameter]:
    """Which cities, plans and dates are meant, and which files are read."""
    day = _parsed(parse_day, lang)
    return [
        click.Option(["--city", "cities"], multiple=True, metavar="ID", help=say(lang, "help.city")),
        click.Option(["--plan", "plans"], multiple=True, metavar="ID", help=say(lang, "help.plan")),
        click.Option(["--as-of"], type=day, metavar="YYYY-MM-DD", help=say(lang, "help.as_of")),
        click.Option(["--known-on"], type=day, metavar="YYYY-MM-DD", help=say(lang, "help.known_on")),
        *file_options(lang),
        click.Option(["--no-published"], is_flag=True, help=say(lang, "help.no_published")),
    ]


def file_options(lang: Language) -> list[click.Parameter]:
    """The input files beside the shipped plans."""
    paths = click.Path()
    return [
        click.Option(
            ["--targets"],
            multiple=True,
            type=paths,
            envvar="RSPLAN_TARGETS",
            metavar="PATH",
            help=say(lang, "help.targets"),
        ),
        click.Option(
            ["--data"], multiple=True, type=paths, envvar="RSPLAN_DATA", metavar="FILE", help=say(lang, "help.data")
        ),
    ]


def rule_options(lang: Language) -> list[click.Parameter]:
    """The thresholds of the verdict."""
    points = _parsed(_points, lang)
    months = click.IntRange(min=0, max=1200)
    return [
        click.Option(["--ahead-by"], type=points, metavar="POINTS", default=AHEAD_BY, help=say(lang, "help.ahead_by")),
        click.Option(["--slack"], type=points, metavar="POINTS", default=Fraction(0), help=say(lang, "help.slack")),
        click.Option(
            ["--stale-after"], type=months, default=STALE_AFTER, metavar="MONTHS", help=say(lang, "help.stale_after")
        ),
    ]


def filter_options(lang: Language) -> list[click.Parameter]:
    """Which indicators are shown."""
    return [
        click.Option(["--group", "groups"], multiple=True, metavar="GROUP", help=say(lang, "help.group")),
        click.Option(
            ["--nature", "natures"],
            multiple=True,
            type=click.Choice([str(one) for one in Nature]),
            help=say(lang, "help.nature"),
        ),
        click.Option(
            ["--kind", "kinds"],
            multiple=True,
            type=click.Choice([str(one) for one in Kind]),
            help=say(lang, "help.kind"),
        ),
        click.Option(["--only"], type=status_words(lang), default=(), metavar="STATUS,…", help=say(lang, "help.only")),
        scope_option(lang),
    ]


def scope_option(lang: Language) -> click.Option:
    """The main table, or the text and boxes too."""
    scopes = click.Choice(["headline", "all"])
    return click.Option(["--scope"], type=scopes, default="headline", help=say(lang, "help.scope"))


def output_options(lang: Language) -> list[click.Parameter]:
    """How the result is written."""
    return [
        click.Option(["--format", "format_"], type=click.Choice(FORMATS), help=say(lang, "help.format")),
        click.Option(["-o", "--output"], type=click.Path(), metavar="FILE", help=say(lang, "help.output")),
        click.Option(["--bom"], is_flag=True, help=say(lang, "help.bom")),
        click.Option(
            ["--color"], type=click.Choice(["auto", "always", "never"]), default="auto", help=say(lang, "help.color")
        ),
        click.Option(["--no-color", "color"], flag_value="never", is_flag=True, hidden=True),
    ]


def request(lang: Language, values: dict[str, Any]) -> Request:
    """What the options ask for; options that a command does not have keep their defaults."""
    rules = Rules(
        values.get("ahead_by", AHEAD_BY), values.get("slack", Fraction(0)), values.get("stale_after", STALE_AFTER)
    )
    filters = Filters(
        values.get("groups", ()),
        tuple(Nature(word) for word in values.get("natures", ())),
        tuple(Kind(word) for word in values.get("kinds", ())),
        values.get("only", ()),
        values.get("scope", "headline") == "all",
    )
    output = None if values.get("output") == "-" else values.get("output")
    _check_output(output, (*values.get("targets", ()), *values.get("data", ())))
    return Request(
        lang,
        values.get("cities", ()),
        values.get("plans", ()),
        EvaluationContext(values.get("as_of") or today(), values.get("known_on"), rules),
        values.get("targets", ()),
        values.get("data", ()),
        not values.get("no_published", False),
        filters,
        values.get("format_") or _format_of(output),
        output,
        values.get("bom", False),
        values.get("color") or "auto",
        values.get("year"),
    )


def _check_output(output: str | None, inputs: Iterable[str]) -> None:
    """Raises RsplanError where what is written would replace what is read."""
    if output is None or not os.path.isfile(output):
        return
    folder = os.path.dirname(os.path.abspath(output))
    for path in inputs:
        within = os.path.isdir(path) and os.path.samefile(path, folder) and output.endswith((".yaml", ".yml"))
        if within or (os.path.isfile(path) and os.path.samefile(path, output)):
            raise RsplanError("error.output_is_input", path=output)


def today() -> date:
    """The day by the calendar on the wall: a report is as of the day that its reader calls today."""
    return date.today()  # noqa: DTZ011


def _format_of(output: str | None) -> str:
    """The format that the file's extension stands for; a table where it has none.

    Raises RsplanError for an extension of something else: an .xlsx that is no workbook helps nobody.
    """
    extension = os.path.splitext(output or "")[1].lower()
    if extension and extension not in _EXTENSIONS:
        raise RsplanError("error.unknown_extension", extension=extension, known=", ".join(_EXTENSIONS))
    return _EXTENSIONS.get(extension, "table")


def _points(text: str) -> Fraction:
    """Points of a threshold: below zero it would call late what is early."""
    points = Fraction(number(text))
    if points < 0:
        raise BadText("text.negative_points", text=text)
    return points
