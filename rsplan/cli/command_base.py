"""The options that every command has; they load nothing, so that help is quick."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from rsplan.errors import BadText
from rsplan.text import LANGUAGES, Language, say

#: The groups of options in a help, each with the names of its parameters; the others stand before them.
OPTION_GROUPS: Mapping[str, Sequence[str]] = {
    "which": ("cities", "plans", "groups", "natures", "kinds", "responsible", "only", "but", "every_scope"),
    "inputs": ("targets", "data", "no_published"),
    "when": ("as_of", "known_on", "since", "until", "year"),
    "judged": ("ahead_by", "slack", "stale_after", "fail_on"),
    "output": (
        *("every_row", "summary", "quiet", "format", "formats", "path", "outputs", "bom", "headings", "columns"),
        *("color", "no_pager"),
    ),
    "general": ("lang", "no_settings", "version", "help"),
}


def one_line(error: BadText, lang: Language) -> str:
    """The message of an unreadable text and its remedy, on one line."""
    message = say(lang, error.key.replace("text.", "problem.", 1), error.details)
    return say(lang, "word.semicolon").join(message.split("\n"))


class Command(click.Command):
    """A command whose help has its headings in the language too."""

    def __init__(self, lang: Language, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.lang = lang
        self.options_metavar = say(lang, "help.options_metavar")

    def get_help(self, ctx: click.Context) -> str:
        """The help, as wide as the terminal, but no wider than is easily read."""
        from rsplan.cli.help_text import formatter_for  # most runs show no help

        formatter = formatter_for(self.lang)
        self.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; an unknown option is named as such where values may begin with a hyphen too."""
        words = list(args)
        try:
            rest = super().parse_args(ctx, args)
            if not ctx.resilient_parsing:  # what a shell completes is half a command line
                self._refuse_second_file(ctx, list(words))
            return rest
        except click.UsageError:
            known = {name for param in self.get_params(ctx) for name in param.opts}
            names = [word.partition("=")[0] for word in words if word.startswith("--")]
            unknown = next((name for name in names if name.strip("-") and name not in known), None)
            if unknown is None or not self.ignore_unknown_options:
                raise
            from rsplan.suggest import nearest

            near = nearest(unknown, sorted(known))
            raise click.NoSuchOption(unknown, possibilities=[near] if near else None, ctx=ctx) from None

    def _refuse_second_file(self, ctx: click.Context, args: list[str]) -> None:
        """Raise a usage error where --output is given twice and takes one file: nobody would miss the first in time."""
        aside = click.Context(self, info_name=ctx.info_name)  # options that keep their order note it in the context
        _, _, given = self.make_parser(aside).parse_args(args)
        for param in set(given):
            takes_one = isinstance(param, click.Option) and not param.multiple and "--output" in param.opts
            if takes_one and given.count(param) > 1:
                raise click.UsageError(say(self.lang, "error.one_output"), ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say(self.lang, "help.usage"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        named = {name for names in OPTION_GROUPS.values() for name in names}
        params = [(param, param.get_help_record(ctx)) for param in self.get_params(ctx)]
        known = [(param.name, record) for param, record in params if record is not None and record[1]]
        own = [record for name, record in known if name not in named]
        self._write_group(formatter, "help.options", own)
        for group, names in OPTION_GROUPS.items():
            self._write_group(formatter, f"help.options.{group}", [record for name, record in known if name in names])

    def _write_group(self, formatter: click.HelpFormatter, key: str, records: Sequence[tuple[str, str]]) -> None:
        if records:
            with formatter.section(say(self.lang, key)):
                formatter.write_dl(records)


def language_option(lang: Language) -> click.Option:
    """--lang; it was read before, so that help texts are in the language, and is checked here."""
    return click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=say(lang, "help.lang"))


def no_settings_option(lang: Language) -> click.Option:
    """--no-settings; it was read before, because the language may be a setting."""
    return click.Option(["--no-settings"], is_flag=True, expose_value=False, help=say(lang, "help.no_settings"))


def help_option(lang: Language) -> click.Option:
    """-h and --help with a help in the language."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help=say(lang, "help.help"),
        callback=show,
    )
